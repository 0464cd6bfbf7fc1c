package models

import (
	"bytes"
	"testing"
)

// The last operator goes, and the outputs are what it read.
func TestWithoutLast(t *testing.T) {
	file := func(outputs []int32, operators ...table) []byte {
		graph := table{nil, []int32{0}, outputs, operators}
		return encode(table{int32(3), nil, []table{graph}}, "TFL3")
	}
	operator := func(inputs, outputs []int32) table { return table{int32(0), inputs, outputs} }
	whole := file([]int32{5, 6, 7}, operator([]int32{0}, []int32{1}), operator([]int32{1, 2, 3}, []int32{5, 6, 7}))
	have, err := WithoutLast(whole, 2)
	if err != nil {
		t.Fatal(err)
	}
	f := flatbuffer(have)
	graph := f.element(f.field(f.follow(0), 2), 0)
	if n := f.number(f.field(graph, 3)); n != 1 {
		t.Errorf("have %d operators, want 1", n)
	}
	outs := f.field(graph, 2)
	if n, a, b := f.number(outs), f.number(outs+4), f.number(outs+8); n != 2 || a != 1 || b != 2 {
		t.Errorf("have %d outputs, %d and %d, want 2, 1 and 2", n, a, b)
	}
	if bytes.Equal(have, whole) {
		t.Error("have the file that was given, want a copy")
	}
	for name, broken := range map[string][]byte{"empty": nil, "cut": whole[:40], "of one input": file([]int32{1, 2}, operator([]int32{0}, []int32{1}))} {
		if _, err := WithoutLast(broken, 2); err == nil {
			t.Errorf("%s: have no error, want one", name)
		}
	}
}
