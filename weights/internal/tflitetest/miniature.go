package tflitetest

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"strconv"
)

// Values are what a reader must find in a model under a name, in the project's layout.
type Values struct {
	Shape []int
	Data  []float32
}

// Miniature returns a MobileNet v1 with random weights that are the same every time, and what a reader must find in it.
func Miniature(alpha float64, resolution, classes int32, quantised bool) (*Model, map[string]Values) {
	s := newSketch(resolution, quantised)
	at := s.body(alpha)
	mean := s.activation(1, 1, 1, s.Tensors[at].Shape[3])
	s.Operators = append(s.Operators, Operator{Code: OpAveragePool, Inputs: []int32{at}, Outputs: []int32{mean}, Padding: 1})
	at = s.convolution(OpConv, "fc", mean, 1, 1, classes)
	s.Operators[len(s.Operators)-1].Activation = 0
	for _, code := range []int32{OpReshape, OpSoftmax} {
		next := s.activation(1, classes)
		s.Operators = append(s.Operators, Operator{Code: code, Inputs: []int32{at}, Outputs: []int32{next}, Beta: 1})
		at = next
	}
	s.Outputs = []int32{at}
	return &s.Model, s.want
}

// sketch is a miniature in the making.
type sketch struct {
	Model
	random    *rand.Rand
	quantised bool
	want      map[string]Values
	outputs   map[string]int32 // of the convolutions
}

// newSketch starts with the network's input.
func newSketch(resolution int32, quantised bool) *sketch {
	s := &sketch{
		Model:     Model{Version: 3, Identifier: "TFL3", Subgraphs: 1},
		random:    rand.New(rand.NewPCG(1, uint64(resolution))),
		quantised: quantised,
		want:      make(map[string]Values),
		outputs:   make(map[string]int32),
	}
	input := s.activation(1, resolution, resolution, 3)
	if quantised {
		s.Tensors[input].Scales, s.Tensors[input].Zeros = []float32{0.0078125}, []int64{128}
	}
	s.Inputs = []int32{input}
	return s
}

// body adds the layers up to the last feature map and returns that.
func (s *sketch) body(alpha float64) int32 {
	at := s.convolution(OpConv, "conv", s.Inputs[0], 3, 2, s.width(alpha, 0))
	for i := 1; i <= 13; i++ {
		block := "block" + strconv.Itoa(i)
		stride := int32(1)
		if i == 2 || i == 4 || i == 6 || i == 12 {
			stride = 2
		}
		at = s.convolution(OpDepthwise, block+"/depthwise", at, 3, stride, s.Tensors[at].Shape[3])
		at = s.convolution(OpConv, block+"/pointwise", at, 1, 1, s.width(alpha, i))
	}
	return at
}

// widths are the output channels at α = 1 of the first and of the pointwise convolutions.
var widths = [14]int{32, 64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024}

func (s *sketch) width(alpha float64, i int) int32 {
	return max(8, int32(float64(widths[i])*alpha))
}

// activation adds a tensor without values whose range, if quantised, is ReLU6's.
func (s *sketch) activation(shape ...int32) int32 {
	t := Tensor{Shape: shape}
	if s.quantised {
		t.Kind, t.Scales, t.Zeros = Uint8, []float32{6. / 255}, []int64{0}
	}
	s.Tensors = append(s.Tensors, t)
	return int32(len(s.Tensors) - 1)
}

// convolution adds a convolution and returns its output.
func (s *sketch) convolution(code int32, name string, input, kernel, stride, out int32) int32 {
	from := s.Tensors[input].Shape
	in := from[3]
	shape, ours := []int32{out, kernel, kernel, in}, []int{int(kernel), int(kernel), int(in), int(out)}
	if code == OpDepthwise {
		shape, ours = []int32{1, kernel, kernel, out}, []int{int(kernel), int(kernel), int(out)}
	} else if kernel == 1 {
		ours = ours[2:]
	}
	values := s.values(shape, Uint8)
	if code == OpConv { // values[m, y, x, c] becomes transposed[y, x, c, m]
		rows := int(kernel * kernel * in)
		transposed := make([]float32, len(values))
		for i, v := range values {
			transposed[i%rows*int(out)+i/rows] = v
		}
		values = transposed
	}
	weights := int32(len(s.Tensors) - 1)
	s.want[name+"/weights"] = Values{ours, values}
	s.want[name+"/bias"] = Values{[]int{int(out)}, s.values([]int32{out}, Int32)}
	output := s.activation(1, (from[1]+stride-1)/stride, (from[2]+stride-1)/stride, out)
	op := Operator{
		Code: code, Inputs: []int32{input, weights, weights + 1}, Outputs: []int32{output},
		Stride: [2]int32{stride, stride}, Activation: Relu6, Dilation: [2]int32{1, 1},
	}
	if s.quantised {
		op.Activation = 0
	}
	s.Operators = append(s.Operators, op)
	s.outputs[name] = output
	return output
}

// values adds a tensor of random values, of the given type if quantised, and returns them as float32 in the file's layout.
func (s *sketch) values(shape []int32, quantised byte) []float32 {
	n := int32(1)
	for _, size := range shape {
		n *= size
	}
	t := Tensor{Shape: shape, Kind: Float32}
	real := make([]float32, n)
	switch {
	case !s.quantised:
		for i := range real {
			real[i] = s.random.Float32() - 0.5
			t.Data = binary.LittleEndian.AppendUint32(t.Data, math.Float32bits(real[i]))
		}
	case quantised == Uint8:
		t.Kind, t.Scales, t.Zeros = Uint8, []float32{s.random.Float32() / 64}, []int64{s.random.Int64N(256)}
		for i := range real {
			q := byte(s.random.Uint32())
			real[i] = float32(int64(q)-t.Zeros[0]) * t.Scales[0]
			t.Data = append(t.Data, q)
		}
	default:
		t.Kind, t.Scales, t.Zeros = Int32, []float32{s.random.Float32() / 1024}, []int64{0}
		for i := range real {
			q := s.random.Int32N(1<<20) - 1<<19
			real[i] = float32(q) * t.Scales[0]
			t.Data = binary.LittleEndian.AppendUint32(t.Data, uint32(q))
		}
	}
	s.Tensors = append(s.Tensors, t)
	return real
}
