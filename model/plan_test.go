package model

import (
	"testing"

	"mobilenet/kernels"
	"mobilenet/weights/layers"
)

// A chain takes no more memory than two buffers in turn, beside its input, its logits as they are computed and as real
// numbers, and their probabilities.
func TestArenaOfChain(t *testing.T) {
	for _, spec := range []Spec{
		{Alpha: 1, Resolution: 224, Classes: 1001},
		{Alpha: 0.25, Resolution: 96},
		{Alpha: 0.25, Resolution: 320},
		{Alpha: 0.3, Resolution: 160},
		{Alpha: 0.75, Resolution: 192},
		{Alpha: 0.5, Resolution: 128, Architecture: layers.Shallow},
		{Alpha: 0.25, Resolution: 128, Architecture: layers.FullConvolution},
	} {
		b := drawn(t, spec)
		for _, k := range []struct {
			name  string
			make  maker
			bytes func(l layers.Layer) int // of a value
		}{
			{"float32", makeFloat32s, func(layers.Layer) int { return 4 }},
			{"int16", quantised(false), func(layers.Layer) int { return 2 }},
			{"bytes", quantised(true), func(l layers.Layer) int {
				if l.Kind == layers.Pool {
					return 2
				}
				return 1
			}},
		} {
			if spec.Architecture == layers.FullConvolution && k.name != "float32" || k.name == "bytes" && !kernels.Best().HasBytes() {
				continue
			}
			n := must(build(spec, b, k.make))(t)
			table := n.Layers()
			classifier := table.Find(layers.FullyConnected)
			padded := kernels.PanelLen(1, table[classifier].Out.Channels)
			want := 4 * (table[0].In.Elements() + 2*padded)
			if k.name != "float32" {
				want += 4*padded + k.bytes(table[0])*kernels.QuantisedRGBLen(spec.Resolution, spec.Resolution)
			}
			var buffers [2]int
			for i, l := range table[:classifier] {
				buffers[i%2] = max(buffers[i%2], k.bytes(l)*l.Out.Elements())
			}
			want += buffers[0] + buffers[1]
			have := 8*len(n.arena) + 4*cap(n.probabilities)
			for _, real := range n.reals {
				have += 4 * cap(real)
			}
			if have > want {
				t.Errorf("%+v, %s: have %d bytes of activations, want at most %d", spec, k.name, have, want)
			}
			if spec.Alpha == 1 {
				t.Logf("%v at %d, %s: %d bytes of activations, in two buffers it were %d", spec.Alpha, spec.Resolution, k.name, have, want)
			}
		}
	}
}

// Claims on the arena that are held at the same time lie apart, in the lowest places that are free.
func TestArrange(t *testing.T) {
	for _, c := range []struct {
		name   string
		claims []claim // at is where each should lie
		bytes  int
	}{
		{"none", nil, 0},
		{"a chain", []claim{{32, 0, 1, 0, false}, {32, 1, 2, 64, false}, {64, 2, 3, 0, false}, {16, 3, 4, 64, false}}, 96},
		{"one is kept", []claim{{32, 0, 4, 0, false}, {32, 1, 2, 32, false}, {32, 2, 3, 64, false}, {32, 3, 4, 32, false}}, 96},
		{"sizes are rounded up", []claim{{1, 0, 1, 32, false}, {17, 1, 2, 0, false}}, 48},
		{"a gap is used", []claim{{64, 0, 1, 0, false}, {64, 2, 3, 0, false}, {48, 0, 3, 64, false}, {16, 1, 1, 112, false}}, 128},
	} {
		t.Run(c.name, func(t *testing.T) {
			have := make([]claim, len(c.claims))
			copy(have, c.claims)
			bytes := arrange(have)
			if bytes != c.bytes {
				t.Errorf("have %d bytes, want %d", bytes, c.bytes)
			}
			for i, a := range have {
				if a.at != c.claims[i].at {
					t.Errorf("claim %d: have %+v, want %+v", i, a, c.claims[i])
				}
				for k, b := range have[:i] {
					if a.first <= b.last && b.first <= a.last && a.at < b.at+b.bytes && b.at < a.at+a.bytes {
						t.Errorf("have claims %d and %d in one place, %+v and %+v", k, i, b, a)
					}
				}
			}
		})
	}
}
