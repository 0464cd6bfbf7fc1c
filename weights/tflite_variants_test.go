package weights

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mobilenet/weights/internal/tflitetest"
)

// The same network as it is saved by one tool or another is the same numbers, within the rounding of the format.
func TestReadTFLiteVariants(t *testing.T) {
	type values = map[string]tflitetest.Values
	for _, c := range []struct {
		name      string
		quantised bool
		save      func(m *tflitetest.Model, want values)
		steps     bool // the weights are signed bytes with a step for each output
		bytes     bool // the activations are bytes
	}{
		{"Keras", false, func(m *tflitetest.Model, _ values) { m.Keras() }, false, false},
		{"Keras in bytes", true, func(m *tflitetest.Model, _ values) { m.Keras() }, false, true},
		{"fully connected", false, func(m *tflitetest.Model, _ values) { m.Dense() }, false, false},
		{"without softmax", false, func(m *tflitetest.Model, _ values) {
			m.Operators = m.Operators[:len(m.Operators)-1]
			m.Outputs = m.Operators[len(m.Operators)-1].Outputs
		}, false, false},
		{"float16", false, func(m *tflitetest.Model, want values) { m.Float16(want) }, false, false},
		{"dynamic range", false, func(m *tflitetest.Model, _ values) { m.DynamicRange() }, true, false},
		{"Keras, dynamic range", false, func(m *tflitetest.Model, _ values) { m.DynamicRange(); m.Dense(); m.Keras() }, true, false},
		{"signed bytes", true, func(m *tflitetest.Model, _ values) { m.Signed() }, false, true},
		{"signed bytes, unsigned at the ends", true, func(m *tflitetest.Model, _ values) { m.Signed(); m.Unsigned() }, false, true},
		{"signed bytes by channel", false, func(m *tflitetest.Model, _ values) { m.PerChannel() }, true, true},
		{"Keras, signed bytes by channel", false, func(m *tflitetest.Model, _ values) { m.PerChannel(); m.Dense(); m.Keras() }, true, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, want := tflitetest.Miniature(0.25, 64, 1001, c.quantised)
			c.save(m, want)
			b, err := ReadTFLite(m.Build())
			if err != nil {
				t.Fatal(err)
			}
			if !c.steps {
				sameTensors(t, b, want)
			} else {
				nearTensors(t, b, want)
			}
			if _, err := b.Activation("block7/pointwise"); (err == nil) != c.bytes {
				t.Errorf("activations: have %v, want bytes %t", err, c.bytes)
			}
			m0 := b.Meta
			scale := map[bool]float32{true: 1. / 128, false: 1 / 127.5}[c.quantised]
			if m0.Alpha != 0.25 || m0.Resolution != 64 || m0.Scale != scale || m0.Offset != -1 || m0.Quantised != (c.steps || c.bytes) {
				t.Errorf("have %+v", m0)
			}
			again, err := Read(bytes.NewReader(writeTestBundle(t, b)))
			if err != nil {
				t.Fatal(err)
			}
			sameIntegers(t, again, b)
		})
	}
}

// nearTensors fails the test unless the bundle has the tensors wanted within half a step, of a 127th of an output's largest
// weight, and biases within half a step of the sums.
func nearTensors(t *testing.T, b *Bundle, want map[string]tflitetest.Values) {
	t.Helper()
	for name, w := range want {
		data, err := b.Tensor(name, w.Shape...)
		if err != nil {
			t.Error(err)
			continue
		}
		outputs := w.Shape[len(w.Shape)-1]
		largest := make([]float64, outputs)
		for i, v := range w.Data {
			largest[i%outputs] = max(largest[i%outputs], math.Abs(float64(v)))
		}
		sum := 1e-7
		if len(w.Shape) == 1 { // of activations in steps of 6/255 and weights of at most 0.5
			sum = 0.5 * 6 / 255 * 0.5 / 127
		}
		for i, v := range data {
			if off := math.Abs(float64(v - w.Data[i])); off > 0.5001*largest[i%outputs]/127+sum {
				t.Errorf("%s[%d]: have %v, want %v within half of a 127th of %v", name, i, v, w.Data[i], largest[i%outputs])
				break
			}
		}
	}
}

// A softmax of β·x is one of logits that are β times as large.
func TestReadTFLiteBeta(t *testing.T) {
	for _, quantised := range []bool{false, true} {
		m, want := tflitetest.Miniature(1./64, 32, 3, quantised)
		m.Operators[30].Beta = 0.25
		for name, w := range want {
			if strings.HasPrefix(name, "fc/") {
				for i := range w.Data {
					w.Data[i] /= 4
				}
			}
		}
		b, err := ReadTFLite(m.Build())
		if err != nil {
			t.Fatal(err)
		}
		sameTensors(t, b, want)
		if a, err := b.Activation("fc"); quantised && (err != nil || a.Scale != 1.5/255) {
			t.Errorf("have %+v, %v, want a scale of 1.5/255", a, err)
		}
		m.Operators[30].Beta = float32(math.Inf(1))
		if _, err := ReadTFLite(m.Build()); err == nil || !strings.Contains(err.Error(), "have beta +Inf, want a finite number above 0") {
			t.Errorf("have %v", err)
		}
	}
}

// broughtFolder holds files as people bring them, where the project's test data are.
const broughtFolder = "../../shared/review/inputs"

// readBrought returns such a file, or skips the test where there are none.
func readBrought(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(broughtFolder, name))
	if os.IsNotExist(err) {
		t.Skipf("no %s in %s", name, broughtFolder)
	}
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// Files that tools have saved hold the numbers of the official ones that they were made from.
func TestBroughtFiles(t *testing.T) {
	for _, c := range []struct {
		file, official string
		off            float64 // of a weight at most, as a share of the output's largest
	}{
		{"keras.tflite", "mobilenet_v1_0.25_224.tflite", 0},
		{"float16.tflite", "mobilenet_v1_0.25_224.tflite", 0x1p-11},
		{"dynamic-range.tflite", "mobilenet_v1_0.25_224.tflite", 0.51 / 127},
		{"int8-in-out.tflite", "mobilenet_v1_0.25_224_quant.tflite", 0},
	} {
		t.Run(c.file, func(t *testing.T) {
			b, err := Read(bytes.NewReader(readBrought(t, c.file)))
			if err != nil {
				t.Fatal(err)
			}
			want, err := Read(bytes.NewReader(readOfficial(t, c.official)))
			if err != nil {
				t.Fatal(err)
			}
			for i, tensor := range b.Tensors() {
				w := want.Tensors()[i]
				outputs := w.Shape[len(w.Shape)-1]
				largest := make([]float64, outputs)
				for j, v := range w.Data {
					largest[j%outputs] = max(largest[j%outputs], math.Abs(float64(v)))
				}
				for j, v := range tensor.Data {
					if off := math.Abs(float64(v - w.Data[j])); off > c.off*largest[j%outputs] {
						t.Fatalf("%s[%d]: have %v, want %v", tensor.Name, j, v, w.Data[j])
					}
				}
			}
		})
	}
}
