package weights

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"mobilenet/weights/oniontest"
)

// onionFiles are small files of both kinds, with several bands and classes of their own.
var onionFiles = map[string]oniontest.File{
	"float16": {
		AlphaMin: 0.25, AlphaMax: 38. / 128, Classes: 5, Bands: []int{128, 224}, Seed: 1,
		Metadata: map[string]string{"labels": "imagenet-1000", "class_indices": "[7,3,999,0,20]", "stage": "starter"},
	},
	"int8":      {AlphaMin: 0.25, AlphaMax: 38. / 128, Classes: 7, Bands: []int{128, 224}, Int8: true, Seed: 2},
	"one width": {AlphaMin: 0.25, AlphaMax: 0.25, Classes: 3, Seed: 3},
}

// openTestOnion opens a file and reads its header only.
func openTestOnion(t testing.TB, file []byte) *Onion {
	t.Helper()
	b, o, err := OpenSafetensors(bytes.NewReader(file), int64(len(file)))
	if err != nil || b != nil {
		t.Fatalf("have bundle %v and %v, want an onion", b, err)
	}
	return o
}

// TestOnionSlices compares every tensor of every width and band with what the file was made of.
func TestOnionSlices(t *testing.T) {
	for name, f := range onionFiles {
		t.Run(name, func(t *testing.T) {
			o := openTestOnion(t, f.Bytes())
			if err := o.ReadAll(); err != nil {
				t.Fatal(err)
			}
			for i, alpha := range o.Widths() {
				for band, resolution := range []int{96, 160}[:max(1, len(f.Bands))] {
					b, err := o.Slice(alpha, resolution)
					if err != nil {
						t.Fatal(err)
					}
					sameSlice(t, b, f.Tensors(i, band))
				}
			}
		})
	}
}

// sameSlice reports tensors that differ by more than roundings.
func sameSlice(t *testing.T, b *Bundle, want map[string]oniontest.Tensor) {
	t.Helper()
	tensors := b.Tensors()
	if len(tensors) != len(want) {
		t.Errorf("have %d tensors, want %d", len(tensors), len(want))
	}
	for _, have := range tensors {
		want := want[have.Name]
		if !slices.Equal(have.Shape, want.Shape) || len(have.Data) != len(want.Data) {
			t.Errorf("%s: have shape %v and %d values, want %v and %d", have.Name, have.Shape, len(have.Data), want.Shape, len(want.Data))
			continue
		}
		for i, v := range have.Data {
			if math.Abs(float64(v-want.Data[i])) > 2e-7*math.Abs(float64(want.Data[i])) {
				t.Errorf("%s: value %d: have %v, want %v", have.Name, i, v, want.Data[i])
				break
			}
		}
	}
}

func TestOnionMeta(t *testing.T) {
	o := openTestOnion(t, onionFiles["float16"].Bytes())
	m := o.Meta()
	if !m.Slimmable() || m.AlphaMax != 38./128 || m.Stage != StageStarter || m.ResolutionMin != 96 || m.ResolutionMax != 224 ||
		m.Index(0) != 7 || m.Index(4) != 20 {
		t.Errorf("have %+v", m)
	}
	if err := o.ReadAll(); err != nil {
		t.Fatal(err)
	}
	b, err := o.Slice(33./128, 224)
	if err != nil {
		t.Fatal(err)
	}
	if b.Meta.Slimmable() || b.Meta.AlphaMax != 33./128 {
		t.Errorf("a slice: have %+v, want alpha 0.2578125 only", b.Meta)
	}
	again, err := Read(writeTestBundle(t, b)) // a slice is a bundle like others
	if err != nil {
		t.Fatal(err)
	}
	sameBundles(t, again, b)
	if have := fmt.Sprint(again.Meta); have != fmt.Sprint(b.Meta) {
		t.Errorf("read again: have %s, want %+v", have, b.Meta)
	}
}

// TestOnionGrows reads ring by ring from a reader that gives a byte at a time.
func TestOnionGrows(t *testing.T) {
	file := onionFiles["int8"].Bytes()
	b, o, err := OpenSafetensors(iotest.OneByteReader(bytes.NewReader(file)), int64(len(file)))
	if err != nil || b != nil {
		t.Fatal(err)
	}
	if have := o.Size(); have != int64(len(file)) {
		t.Errorf("size: have %d, want %d", have, len(file))
	}
	if _, err := o.Slice(0.25, 128); err == nil || !strings.Contains(err.Error(), "its ring has not come, want at most 0") {
		t.Errorf("before the first ring: have %v, want an error", err)
	}
	reach := 0.0
	for i, alpha := range o.Widths() {
		if have := o.Reach(); have != reach {
			t.Errorf("after %d rings: have reach %v, want %v", i, have, reach)
		}
		if err := o.Next(); err != nil {
			t.Fatal(err)
		}
		if _, err := o.Slice(alpha, 128); err != nil {
			t.Error(err)
		}
		reach = alpha
	}
	for range 2 {
		if err := o.Next(); err != io.EOF {
			t.Errorf("after the last ring: have %v, want %v", err, io.EOF)
		}
	}
	for _, alpha := range []float64{0, 0.2501, 0.5, math.NaN()} {
		if _, err := o.Slice(alpha, 128); err == nil || !strings.Contains(err.Error(), "want one of the file's 7 widths, 0.25 to 0.296875") {
			t.Errorf("alpha %v: have %v, want an error", alpha, err)
		}
	}
}

// TestOnionCut cuts a file in every ring: the widths before stay usable.
func TestOnionCut(t *testing.T) {
	f := onionFiles["float16"]
	file := f.Bytes()
	lost := errors.New("connection lost")
	for i, end := range ringEnds(t, file) {
		for name, ending := range map[string]struct {
			after io.Reader
			want  error
		}{"ends": {bytes.NewReader(nil), io.ErrUnexpectedEOF}, "fails": {iotest.ErrReader(lost), lost}} {
			_, o, err := OpenSafetensors(io.MultiReader(bytes.NewReader(file[:end-1]), ending.after), int64(len(file)))
			if err != nil {
				t.Fatal(err)
			}
			if err := o.ReadAll(); !errors.Is(err, ending.want) || !strings.Contains(err.Error(), fmt.Sprintf("ring %d of 7, alpha", i+1)) {
				t.Errorf("%s in ring %d: have %v, want %v", name, i, err, ending.want)
			}
			if i == 0 {
				continue
			}
			b, err := o.Slice(o.Reach(), 128)
			if err != nil {
				t.Fatal(err)
			}
			sameSlice(t, b, f.Tensors(i-1, 0))
		}
	}
}

// ringEnds returns the byte of the file at which each ring ends.
func ringEnds(t *testing.T, file []byte) []int {
	t.Helper()
	header, data := oniontest.Split(file)
	var rings []struct{ End int }
	if err := json.Unmarshal([]byte(header[metadataKey].(map[string]any)[ringsKey].(string)), &rings); err != nil {
		t.Fatal(err)
	}
	var ends []int
	for _, r := range rings {
		ends = append(ends, len(file)-len(data)+r.End)
	}
	return ends
}

// TestOnionDamaged changes one bit in every ring.
func TestOnionDamaged(t *testing.T) {
	for name, f := range onionFiles {
		file := f.Bytes()
		for i, end := range ringEnds(t, file) {
			damaged := bytes.Clone(file)
			damaged[end-2] ^= 1
			o := openTestOnion(t, damaged)
			err := o.ReadAll()
			if err == nil || !strings.Contains(err.Error(), "damaged: have sha256") {
				t.Errorf("%s, ring %d: have %v, want an error that says it is damaged", name, i, err)
			}
			if again := o.Next(); again != err {
				t.Errorf("%s, ring %d, asked again: have %v, want %v", name, i, again, err)
			}
			if have := o.arrived; have != i {
				t.Errorf("%s: have %d rings, want %d", name, have, i)
			}
		}
	}
}

// TestOnionTensorInto asks for all tensors in memory that is there.
func TestOnionTensorInto(t *testing.T) {
	o := openTestOnion(t, onionFiles["int8"].Bytes())
	if err := o.ReadAll(); err != nil {
		t.Fatal(err)
	}
	memory := make([]float32, 1<<17)
	allocated := testing.AllocsPerRun(3, func() {
		b, err := o.Slice(36./128, 224)
		if err != nil {
			t.Fatal(err)
		}
		for i := range b.members {
			m := &b.members[i]
			if have, err := b.TensorInto(memory, m.Name, m.Shape...); err != nil || &have[0] != &memory[0] {
				t.Fatalf("%s: have other memory or %v, want that given", m.Name, err)
			}
		}
	})
	if allocated != 0 {
		t.Errorf("have %v allocations, want none", allocated)
	}
}
