package models

import (
	"bytes"
	"encoding/json"
	"slices"
	"testing"
)

func TestFlatbuffer(t *testing.T) {
	have := encode(table{int32(7), nil, byte(5), []int32{1, 2}}, "TEST")
	want := []byte{
		20, 0, 0, 0, 'T', 'E', 'S', 'T', // the root's offset from here
		12, 0, 16, 0, 4, 0, 0, 0, 8, 0, 12, 0, // sizes of this and of the table, places of its four fields
		12, 0, 0, 0, 7, 0, 0, 0, 5, 0, 0, 0, 4, 0, 0, 0, // back to the places, 7, 5, offset of the vector
		2, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0,
	}
	if !bytes.Equal(have, want) {
		t.Errorf("have % x\nwant % x", have, want)
	}
}

func TestFlatbufferAlignment(t *testing.T) {
	f := flatbuffer("...")
	for _, test := range []struct {
		name      string
		v         any
		alignment int
	}{
		{"bytes", []byte{1}, 16},
		{"int64", []int64{1}, 8},
		{"text", "a", 4},
	} {
		if at := f.write(test.v); (at+4)%test.alignment != 0 {
			t.Errorf("%s: have the first element at %d, want a multiple of %d", test.name, at+4, test.alignment)
		}
	}
}

func TestProtobuf(t *testing.T) {
	have := message{}.integer(1, 150).text(2, "testing").integers(3, 1, 300)
	want := append([]byte{0x08, 0x96, 0x01, 0x12, 0x07}, "testing\x18\x01\x18\xac\x02"...)
	if !bytes.Equal(have, want) {
		t.Errorf("have % x, want % x", have, want)
	}
}

func TestTransposed(t *testing.T) {
	if have, want := transposed([]int{1, 2, 3, 4, 5, 6}, 2, 3), []int{1, 4, 2, 5, 3, 6}; !slices.Equal(have, want) {
		t.Errorf("have %v, want %v", have, want)
	}
}

func TestQuantised(t *testing.T) {
	l := Layer{Kind: Pointwise, In: 2, Out: 2, Weights: []float32{1, -0.5, -2, 0.25}}
	weights, scales := l.quantised()
	// Column by column: 1 and -2 in steps of 2/127, -0.5 and 0.25 in steps of 0.5/127.
	if want := []byte{64, 0x81, 0x81, 64}; !bytes.Equal(weights, want) {
		t.Errorf("have weights %v, want %v", weights, want)
	}
	if want := []float32{2. / 127, 0.5 / 127}; !slices.Equal(scales, want) {
		t.Errorf("have scales %v, want %v", scales, want)
	}
}

func TestTFJS(t *testing.T) {
	n := New(0.25, 128)
	model, weights, err := n.TFJS()
	if err != nil {
		t.Fatal(err)
	}
	var have struct {
		ModelTopology struct{ Node []struct{ Op string } }
	}
	if err := json.Unmarshal(model, &have); err != nil {
		t.Fatal(err)
	}
	count := make(map[string]int)
	for _, node := range have.ModelTopology.Node {
		count[node.Op]++
	}
	for operator, want := range map[string]int{"_FusedConv2D": 15, "FusedDepthwiseConv2dNative": 13, "Mean": 1} {
		if count[operator] != want {
			t.Errorf("have %s %d times, want %d", operator, count[operator], want)
		}
	}
	if have, want := len(weights), len(n.Raw())+8; have != want { // and the mean's two axes
		t.Errorf("have %d bytes of weights, want %d", have, want)
	}
}
