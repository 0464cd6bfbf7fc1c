package kernels

import (
	"math/rand/v2"
	"testing"
)

// Every band of every window computes the rows of the whole bit for bit, from its own rows of the input alone.
func TestBands(t *testing.T) {
	const out = 16
	var f fence
	m := maker{Rand: rand.New(rand.NewPCG(1, 2)), slice: f.slice}
	for _, k := range []struct {
		name     string
		channels int
		run      func(isa ISA, dst, src, w, bias []float32, win Window)
	}{
		{"Depthwise3x3", out, func(isa ISA, dst, src, w, bias []float32, win Window) {
			isa.Depthwise3x3(dst, src, w, bias, win, ReLU6)
		}},
		{"ConvRGB", 3, func(isa ISA, dst, src, w, bias []float32, win Window) {
			isa.ConvRGB(dst, src, w, bias, win, out, ReLU6)
		}},
		{"Conv3x3", 8, func(isa ISA, dst, src, w, bias []float32, win Window) {
			isa.Conv3x3(dst, src, w, bias, win, out, ReLU6)
		}},
	} {
		forEachISA(t, func(t *testing.T, isa ISA) {
			for _, win := range windowShapes() {
				win.Channels = k.channels
				src, w, bias := m.values(win.inLen()), m.values(PanelLen(9*k.channels, out)), m.values(out)
				whole := make([]float32, win.outLen(out))
				k.run(isa, whole, src, w, bias, win)
				row := win.OutWidth() * out
				for first := range win.OutHeight() {
					for rows := 1; rows <= win.OutHeight()-first; rows++ {
						band, from := win.Band(first, rows)
						input := f.slice(band.inLen())
						copy(input, src[from*win.Width*win.Channels:])
						have := f.slice(rows * row)
						k.run(isa, have, input, w, bias, band)
						d := difference(have, whole[first*row:][:rows*row])
						if d == "" && f.broken(len(have)) {
							d = "wrote outside of dst"
						}
						if d != "" {
							t.Fatalf("%s, %+v, %d rows from %d: %s", k.name, win, rows, first, d)
						}
					}
				}
			}
		})
	}
}

// A band's own bands are bands of the whole.
func TestBandOfBand(t *testing.T) {
	for _, win := range windowShapes() {
		if win.OutHeight() < 3 {
			continue
		}
		band, from := win.Band(1, win.OutHeight()-1)
		have, within := band.Band(1, 1)
		want, wantFrom := win.Band(2, 1)
		if have != want || from+within != wantFrom {
			t.Errorf("%+v: have %+v from row %d, want %+v from row %d", win, have, from+within, want, wantFrom)
		}
	}
}
