package weights

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"mobilenet/weights/internal/tflitetest"
)

func TestReadTFLite(t *testing.T) {
	tests := []struct {
		name       string
		alpha      float64
		resolution int32
		classes    int32
		quantised  bool
		want       Meta
	}{
		{"float", 0.25, 128, 1000, false, Meta{
			Name: "mobilenet_v1_0.25_128", Alpha: 0.25, Resolution: 128,
			Classes: 1000, Scale: 1 / 127.5, Offset: -1, Labels: LabelsImageNet,
		}},
		{"quantised", 0.25, 160, 1001, true, Meta{
			Name: "mobilenet_v1_0.25_160_quant", Alpha: 0.25, Resolution: 160,
			Classes: 1001, Background: true, Scale: 1. / 128, Offset: -1, Quantised: true, Labels: LabelsImageNet,
		}},
		{"own classes", 1. / 32, 96, 3, false, Meta{
			Name: "mobilenet_v1_0.03125_96", Alpha: 1. / 32, Resolution: 96,
			Classes: 3, Scale: 1 / 127.5, Offset: -1,
		}},
		{"width that is cut", 0.3, 96, 5, true, Meta{
			Name: "mobilenet_v1_0.3_96_quant", Alpha: 0.3, Resolution: 96,
			Classes: 5, Scale: 1. / 128, Offset: -1, Quantised: true,
		}},
		{"size that is no multiple of 32", 0.0625, 97, 2, true, Meta{
			Name: "mobilenet_v1_0.0625_97_quant", Alpha: 0.0625, Resolution: 97,
			Classes: 2, Scale: 1. / 128, Offset: -1, Quantised: true,
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m, want := tflitetest.Miniature(test.alpha, test.resolution, test.classes, test.quantised)
			b, err := ReadTFLite(m.Build())
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(b.Meta, test.want) {
				t.Errorf("have %+v\nwant %+v", b.Meta, test.want)
			}
			sameTensors(t, b, want)
		})
	}
}

// sameTensors fails the test unless the bundle has the tensors wanted, bit for bit, and no others.
func sameTensors(t *testing.T, b *Bundle, want map[string]tflitetest.Values) {
	t.Helper()
	if have := len(b.Tensors()); have != len(want) {
		t.Errorf("have %d tensors, want %d", have, len(want))
	}
	for name, w := range want {
		data, err := b.Tensor(name, w.Shape...)
		if err != nil {
			t.Error(err)
			continue
		}
		if i := firstDifference(data, w.Data); i >= 0 {
			t.Errorf("%s[%d]: have %v, want %v", name, i, data[i], w.Data[i])
		}
	}
}

// firstDifference returns the first index at which the bits differ, or -1. The lengths are equal.
func firstDifference(a, b []float32) int {
	for i := range a {
		if math.Float32bits(a[i]) != math.Float32bits(b[i]) {
			return i
		}
	}
	return -1
}

// tiny returns the smallest network: eight channels nearly everywhere.
func tiny(quantised bool) *tflitetest.Model {
	m, _ := tflitetest.Miniature(1./64, 32, 3, quantised)
	return m
}

func TestReadTFLiteRefuses(t *testing.T) {
	tests := []struct {
		name   string
		damage func(m *tflitetest.Model)
		want   string // in the error
	}{
		{"other identifier", func(m *tflitetest.Model) { m.Identifier = "TFL9" }, `no identifier "TFL3"`},
		{"other version", func(m *tflitetest.Model) { m.Version = 2 }, "have schema version 2, want 3"},
		{"no subgraph", func(m *tflitetest.Model) { m.Subgraphs = 0 }, "have 0 subgraphs, want 1"},
		{"two subgraphs", func(m *tflitetest.Model) { m.Subgraphs = 2 }, "have 2 subgraphs, want 1"},
		{"two inputs", func(m *tflitetest.Model) { m.Inputs = []int32{0, 1} }, "have 2 inputs and 1 outputs"},
		{"no operators", func(m *tflitetest.Model) { m.Operators = nil }, "of 0 operators"},
		{"too many operators", func(m *tflitetest.Model) { m.Operators = make([]tflitetest.Operator, maxOperators+1) }, "have 4097 operators"},
		{"too many operands", func(m *tflitetest.Model) { m.Operators[3].Inputs = make([]int32, maxOperands+1) }, "have 65 operands, want at most 64"},
		{"too many dimensions", func(m *tflitetest.Model) { m.Tensors[1].Shape = make([]int32, 9) }, "have 9 dimensions, want at most 8"},
		{"tensor that is not there", func(m *tflitetest.Model) { m.Operators[3].Inputs[1] = 999 }, "damaged: points at element 999"},
		{"negative tensor", func(m *tflitetest.Model) { m.Operators[3].Inputs[1] = -2 }, "damaged: points at element -2"},
		{"buffer that is not there", func(m *tflitetest.Model) { m.Tensors[1].Buffer = 999 }, "damaged: points at element 999"},
		{"zero point of 64 bits", func(m *tflitetest.Model) { m.Tensors[1].Zeros = []int64{1 << 40} }, "have zero point 1099511627776"},
		{"object detection", func(m *tflitetest.Model) {
			last := &m.Operators[len(m.Operators)-1]
			last.Code, m.Custom = tflitetest.OpCustom, "TFLite_Detection_PostProcess"
		}, `operator 30 of 31: an SSD detector: want a MobileNet v1 classifier`},
		{"Edge TPU", func(m *tflitetest.Model) {
			m.Operators[0].Code, m.Custom = tflitetest.OpCustom, "edgetpu-custom-op"
		}, "operator 0 of 31: made for an Edge TPU: want the file that it was compiled from"},
		{"other custom operator", func(m *tflitetest.Model) {
			m.Operators[0].Code, m.Custom = tflitetest.OpCustom, "MyOp"
		}, `have custom operator "MyOp": want a MobileNet v1 classifier`},
		{"MobileNet v2", func(m *tflitetest.Model) {
			for i := range 4 {
				m.Operators[4+2*i].Code = tflitetest.OpDepthwise
			}
			for i := range 10 {
				m.Operators = append(m.Operators, tflitetest.Operator{Code: tflitetest.OpAdd, Inputs: []int32{int32(i)}, Outputs: []int32{1}})
			}
		}, "a MobileNet v2: want a MobileNet v1"},
		{"MobileNet v3", func(m *tflitetest.Model) { m.Operators[1].Code = tflitetest.OpHardSwish }, "a MobileNet v3: want a MobileNet v1"},
		{"detector of several outputs", func(m *tflitetest.Model) {
			m.Operators[30].Code = tflitetest.OpConcatenation
			m.Outputs = []int32{0, 1}
		}, "an SSD detector: want a MobileNet v1 classifier"},
		{"padding on both sides", func(m *tflitetest.Model) {
			m.Keras()
			margins := m.Operators[3].Inputs[1]
			m.Tensors[margins].Data[8] = 1
		}, "have margins [0 0 1 1 0 1 0 0], want [0 0 0 1 0 1 0 0]"},
		{"residual network", func(m *tflitetest.Model) { m.Operators[5].Code = 0 }, "have ADD, want DEPTHWISE_CONV_2D for block3/depthwise"},
		{"unknown operator", func(m *tflitetest.Model) { m.Operators[5].Code = 101 }, "have operator 101, want DEPTHWISE_CONV_2D"},
		{"broken chain", func(m *tflitetest.Model) { m.Operators[5].Inputs[0] = 0 }, "DEPTHWISE_CONV_2D does not follow the one before it"},
		{"cycle", func(m *tflitetest.Model) { m.Operators[5].Outputs[0] = m.Operators[5].Inputs[0] }, "does not follow"},
		{"other output", func(m *tflitetest.Model) { m.Outputs[0] = 1 }, "the output is not that of the last of 31 operators"},
		{"headless", func(m *tflitetest.Model) {
			m.Operators = m.Operators[:28]
			m.Outputs = m.Operators[27].Outputs
		}, "ends after 28 operators"},
		{"longer", func(m *tflitetest.Model) {
			op := m.Operators[30]
			op.Inputs, op.Outputs = op.Outputs, op.Inputs
			m.Operators = append(m.Operators, op)
			m.Outputs = op.Outputs
		}, "have SOFTMAX after the classifier"},
		{"input of integers", func(m *tflitetest.Model) { m.Tensors[0].Kind = 7 }, "input: have INT16 [1 32 32 3], want FLOAT32, UINT8 or INT8"},
		{"input of unknown type", func(m *tflitetest.Model) { m.Tensors[0].Kind = 77 }, "input: have type 77"},
		{"input not square", func(m *tflitetest.Model) { m.Tensors[0].Shape[1] = 64 }, "want shape [1 R R 3]"},
		{"input of no size", func(m *tflitetest.Model) { m.Tensors[0].Shape = []int32{1, 0, 0, 3} }, "want 1 to 4096 pixels"},
		{"input too large", func(m *tflitetest.Model) { m.Tensors[0].Shape = []int32{1, 1 << 30, 1 << 30, 3} }, "want 1 to 4096 pixels"},
		{"input flat", func(m *tflitetest.Model) { m.Tensors[0].Shape = []int32{3} }, "want shape [1 R R 3]"},
		{"other stride", func(m *tflitetest.Model) { m.Operators[0].Stride = [2]int32{1, 2} }, "have stride 1 by 2, want 2 by 2"},
		{"stride where none is", func(m *tflitetest.Model) { m.Operators[1].Stride = [2]int32{2, 2} }, "block1/depthwise: have stride 2 by 2, want 1 by 1"},
		{"other padding", func(m *tflitetest.Model) { m.Operators[3].Padding = 1 }, "have padding VALID, want SAME"},
		{"other activation", func(m *tflitetest.Model) { m.Operators[3].Activation = 1 }, "have activation 1"},
		{"activation after the logits", func(m *tflitetest.Model) { m.Operators[28].Activation = 3 }, "have activation 3, want none"},
		{"dilation", func(m *tflitetest.Model) { m.Operators[0].Dilation = [2]int32{2, 2} }, "have dilation 2 by 2, want 1 by 1"},
		{"weights of another kernel", func(m *tflitetest.Model) { m.Tensors[1].Shape = []int32{8, 5, 5, 3} }, "want shape [M 3 3 3]"},
		{"weights of no outputs", func(m *tflitetest.Model) { m.Tensors[1].Shape = []int32{0, 3, 3, 3} }, "want shape [M 3 3 3]"},
		{"weights of negative outputs", func(m *tflitetest.Model) { m.Tensors[1].Shape = []int32{-8, 3, 3, 3} }, "want shape [M 3 3 3]"},
		{"depthwise weights of two multipliers", func(m *tflitetest.Model) { m.Tensors[4].Shape = []int32{1, 3, 3, 16} }, "want shape [1 3 3 8]"},
		{"depthwise without bias", func(m *tflitetest.Model) { m.Operators[1].Inputs = m.Operators[1].Inputs[:2] }, "have 2 inputs, want 3"},
		{"convolution without bias", func(m *tflitetest.Model) { m.Operators[0].Inputs = m.Operators[0].Inputs[:2] }, "have 2 inputs, want 3"},
		{"bias left out", func(m *tflitetest.Model) { m.Operators[0].Inputs[2] = -1 }, "conv: bias: left out, want its values"},
		{"output of another shape", func(m *tflitetest.Model) { m.Tensors[3].Shape[1] = 32 }, "want shape [1 16 16 8]"},
		{"mean of another shape", func(m *tflitetest.Model) { m.Tensors[m.Operators[27].Outputs[0]].Shape[1] = 2 }, "want shape [1 1 1 16]"},
		{"weights cut short", func(m *tflitetest.Model) { m.Tensors[1].Data = m.Tensors[1].Data[:100] }, "conv: weights: have 100 bytes, want"},
		{"bias too long", func(m *tflitetest.Model) { m.Tensors[2].Data = append(m.Tensors[2].Data, 0) }, "conv: bias: have 33 bytes, want 32"},
		{"bias of another type", func(m *tflitetest.Model) { m.Tensors[2].Kind = 4 }, "conv: bias: have INT64"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			for _, quantised := range []bool{false, true} {
				m := tiny(quantised)
				test.damage(m)
				_, err := ReadTFLite(m.Build())
				if err == nil {
					t.Fatalf("quantised %v: have no error, want one with %q", quantised, test.want)
				}
				if !strings.HasPrefix(err.Error(), "weights: tflite: ") {
					t.Errorf("have %q, want the prefix weights: tflite:", err)
				}
				if !quantised && !strings.Contains(err.Error(), test.want) {
					t.Errorf("have %q, want %q", err, test.want)
				}
			}
		})
	}
}

func TestReadTFLiteRefusesQuantised(t *testing.T) {
	weights, output := 1, 3
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	tests := []struct {
		name   string
		damage func(m *tflitetest.Model)
		want   string
	}{
		{"input without scale", func(m *tflitetest.Model) { m.Tensors[0].Scales = nil }, "input: have UINT8 [1 32 32 3], want one finite scale"},
		{"weights without scale", func(m *tflitetest.Model) { m.Tensors[weights].Scales = nil }, "conv: weights: have UINT8 [8 3 3 3], want one finite scale"},
		{"scale per channel", func(m *tflitetest.Model) { m.Tensors[weights].Scales = make([]float32, 8) }, "want one finite scale"},
		{"zero point per channel", func(m *tflitetest.Model) { m.Tensors[weights].Zeros = make([]int64, 8) }, "have 8 zero points for 1 scales, want as many"},
		{"scale of NaN", func(m *tflitetest.Model) { m.Tensors[weights].Scales[0] = nan }, "want one finite scale"},
		{"scale of infinity", func(m *tflitetest.Model) { m.Tensors[weights].Scales[0] = inf }, "want one finite scale"},
		{"scale below 0", func(m *tflitetest.Model) { m.Tensors[weights].Scales[0] = -1 }, "want one finite scale"},
		{"range that is not ReLU6's", func(m *tflitetest.Model) { m.Tensors[output].Scales[0] = 0.05 }, "want RELU6"},
		{"range that starts below 0", func(m *tflitetest.Model) { m.Tensors[output].Zeros[0] = 3 }, "want RELU6"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m := tiny(true)
			test.damage(m)
			_, err := ReadTFLite(m.Build())
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("have %v, want an error with %q", err, test.want)
			}
		})
	}
}

// TestReadTFLiteSharedWeights builds a file whose five blocks of 512 channels have the same weights, which would make a small file take much memory.
func TestReadTFLiteSharedWeights(t *testing.T) {
	m, _ := tflitetest.Miniature(0.25, 32, 3, false)
	first := int32(-1)
	for i := range m.Tensors {
		if shared := &m.Tensors[i]; slices.Equal(shared.Shape, []int32{128, 1, 1, 128}) {
			if first < 0 {
				first = int32(i)
				continue
			}
			shared.Buffer, shared.Data = first+1, nil
		}
	}
	_, err := ReadTFLite(m.Build())
	if want := "layers share their weights"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("have %v, want an error with %q", err, want)
	}
}

func TestJoinTFLite(t *testing.T) {
	// cutAt splits a model after n operators; the second part starts with a copy of the tensor where the first ends.
	cutAt := func(m *tflitetest.Model, n int) (first, second *tflitetest.Model) {
		head, tail := *m, *m
		head.Operators, tail.Operators = m.Operators[:n], m.Operators[n:]
		head.Outputs = m.Operators[n-1].Outputs
		tail.Inputs = head.Outputs
		tail.Tensors = slices.Clone(m.Tensors)
		return &head, &tail
	}
	tests := []struct {
		name string
		join func(m *tflitetest.Model) [][]byte
		want string // in the error, if there is one
	}{
		{"body and head", func(m *tflitetest.Model) [][]byte {
			first, second := cutAt(m, 28)
			return [][]byte{first.Build(), second.Build()}
		}, ""},
		{"three parts", func(m *tflitetest.Model) [][]byte {
			first, rest := cutAt(m, 5)
			second, third := cutAt(rest, 20)
			return [][]byte{first.Build(), second.Build(), third.Build()}
		}, ""},
		{"wrong order", func(m *tflitetest.Model) [][]byte {
			first, second := cutAt(m, 28)
			return [][]byte{second.Build(), first.Build()}
		}, "part 2 of 2: input is UINT8 [1 32 32 3]"},
		{"other scale", func(m *tflitetest.Model) [][]byte {
			first, second := cutAt(m, 28)
			input := &second.Tensors[second.Inputs[0]]
			input.Scales = []float32{0.5}
			return [][]byte{first.Build(), second.Build()}
		}, "want UINT8 [1 1 1 16] (q-0)·0.023529412 as the part before it gives"},
		{"damaged part", func(m *tflitetest.Model) [][]byte {
			first, second := cutAt(m, 28)
			return [][]byte{first.Build(), second.Build()[:50]}
		}, "part 2 of 2: damaged"},
		{"no parts", func(*tflitetest.Model) [][]byte { return nil }, "input: have"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m, want := tflitetest.Miniature(1./64, 32, 3, true)
			b, err := JoinTFLite(test.join(m)...)
			switch {
			case test.want == "" && err != nil:
				t.Fatal(err)
			case test.want == "":
				sameTensors(t, b, want)
			case err == nil || !strings.Contains(err.Error(), test.want):
				t.Errorf("have %v, want an error with %q", err, test.want)
			}
		})
	}
}

// TestReadTFLiteDamaged cuts a file at every length and overwrites it at random: there must be an answer every time.
func TestReadTFLiteDamaged(t *testing.T) {
	file := tiny(true).Build()
	for n := range len(file) - 4 { // the last four bytes are padding
		if _, err := ReadTFLite(file[:n]); err == nil {
			t.Fatalf("cut at %d of %d bytes: have no error", n, len(file))
		}
	}
	random := rand.New(rand.NewPCG(7, 7))
	for range 5000 {
		damaged := slices.Clone(file)
		for range 1 + random.IntN(4) {
			at := random.IntN(len(damaged)-4) &^ 3
			value := [...]uint32{0, 1, 4, 1 << 16, 1<<31 - 1, 1 << 31, 1<<32 - 1, random.Uint32()}[random.IntN(8)]
			binary.LittleEndian.PutUint32(damaged[at:], value)
		}
		if b, err := ReadTFLite(damaged); err == nil && len(b.Tensors()) != 56 {
			t.Fatalf("have %d tensors without an error, want 56", len(b.Tensors()))
		}
	}
}
