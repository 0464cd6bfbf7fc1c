package weights

import (
	"reflect"
	"testing"
)

func TestGroupParts(t *testing.T) {
	have := GroupParts([]string{
		"b.part2-head.tflite", "labels.txt", "c.tflite", "b.part1-body.tflite", "a.tflite", "b_quant.part1-body.tflite", "d.safetensors",
	})
	want := []Parts{
		{"a", []string{"a.tflite"}},
		{"b", []string{"b.part1-body.tflite", "b.part2-head.tflite"}},
		{"b_quant", []string{"b_quant.part1-body.tflite"}},
		{"c", []string{"c.tflite"}},
		{"d", []string{"d.safetensors"}},
	}
	if !reflect.DeepEqual(have, want) {
		t.Errorf("have %v\nwant %v", have, want)
	}
}
