package head

import (
	"bytes"
	"math"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"

	"mobilenet/weights"
)

// cups returns a head and what it was taught by: two pictures of two views each.
func cups() (*Head, *Collection) {
	h := &Head{Kind: Softmax, Backbone: backbone, Classes: []string{"a", "b"}, Weights: []float32{1, 2, 3, 4}, Bias: []float32{5, 6}}
	return h, &Collection{Task: "softmax\n1 컵", Pictures: []Picture{
		{"1 0", [][]float32{{1, 1e-45}, {float32(math.Copysign(0, -1)), 2}}, []byte{0xff, 0xd8, 0}},
		{"", [][]float32{{3, 4}, {5, 6}}, []byte{7}},
	}}
}

// What a head was taught by is read again, to the last bit; who asks for the head alone gets it from the same file.
func TestCollection(t *testing.T) {
	h, by := cups()
	file := collected(t, h, by)
	have, haveBy, err := Read(iotest.OneByteReader(bytes.NewReader(file)))
	if err != nil {
		t.Fatal(err)
	}
	same(t, have, h)
	if !reflect.DeepEqual(haveBy, by) {
		t.Errorf("have %+v, want %+v", haveBy, by)
	}
	if again := collected(t, have, haveBy); !bytes.Equal(again, file) {
		t.Error("have another file of what was read")
	}
	if _, by, err := Read(bytes.NewReader(written(t, h))); by != nil || err != nil {
		t.Errorf("a head alone: have %+v and the error %v, want neither", by, err)
	}
	for bit := range 8 * len(file) {
		changed := bytes.Clone(file)
		changed[bit/8] ^= 1 << (bit % 8)
		if h, by, err := Read(bytes.NewReader(changed)); err == nil && !bytes.Equal(collected(t, h, by), file) {
			t.Fatalf("bit %d of %d: have a head without an error, want one", bit, 8*len(file))
		}
	}
}

func TestCollectionRefuses(t *testing.T) {
	for want, change := range map[string]func(by *Collection){
		"have no pictures, want one at least":             func(by *Collection) { by.Pictures = nil },
		`picture 1: have "a\nb" about it, want one line`:  func(by *Collection) { by.Pictures[1].About = "a\nb" },
		"picture 1: have 1 views, want 2":                 func(by *Collection) { by.Pictures[1].Features = by.Pictures[1].Features[:1] },
		"picture 0: have 0 views, want 1":                 func(by *Collection) { by.Pictures[0].Features = nil },
		"picture 1: have an empty file":                   func(by *Collection) { by.Pictures[1].File = nil },
		"picture 0: view 1: head: example 0: have 1 feat": func(by *Collection) { by.Pictures[0].Features[1] = []float32{1} },
		`task: have "\xff", want UTF-8`:                   func(by *Collection) { by.Task = "\xff" },
	} {
		h, by := cups()
		change(by)
		var file bytes.Buffer
		if err := Write(&file, h, by); err == nil || !strings.Contains(err.Error(), want) || file.Len() > 0 {
			t.Errorf("have the error %v and %d bytes, want %q and none", err, file.Len(), want)
		}
	}
	h, by := cups()
	metadata, tensors, err := weights.ReadTensors(bytes.NewReader(collected(t, h, by)), fileLimit)
	if err != nil {
		t.Fatal(err)
	}
	metadata["references"] = "0"
	tensors = append(tensors, weights.Tensor{Name: referencesTensor, Shape: []int{1, 2}, Bytes: []byte{1, 2}})
	metadata[checkKey] = check(metadata, tensors)
	if h, err := parse(metadata, tensors); err != nil || len(h.References) > 0 {
		t.Errorf("references of bytes: have %+v and the error %v, want a head without any", h, err)
	}
	for _, c := range []struct {
		name, want string
		change     func(metadata map[string]string, tensors []weights.Tensor)
	}{
		{"a picture more", "lengths: have 2, want one for each of 3 pictures", func(m map[string]string, _ []weights.Tensor) { m["pictures"] += "\n2 0" }},
		{"a length that is none", `lengths: have "x", want 1 to 4 bytes`, func(m map[string]string, _ []weights.Tensor) { m["lengths"] = "x 1" }},
		{"a length too much", `lengths: have "9", want 1 to 4 bytes`, func(m map[string]string, _ []weights.Tensor) { m["lengths"] = "9 1" }},
		{"a length below 1", `lengths: have "-1", want 1 to 4 bytes`, func(m map[string]string, _ []weights.Tensor) { m["lengths"] = "-1 5" }},
		{"bytes left over", "tensor pictures: have 1 bytes left over", func(m map[string]string, _ []weights.Tensor) { m["lengths"] = "2 1" }},
		{"other features", "tensor features: have shape [2 1 4], want 2 pictures, views and 2 numbers", func(_ map[string]string, t []weights.Tensor) { t[2].Shape = []int{2, 1, 4} }},
		{"features of bytes", "tensor features: have shape [2 2 2]", func(_ map[string]string, t []weights.Tensor) { t[2].Bytes = make([]byte, 8) }},
		{"no features", "picture 0: have 0 views, want 1", func(_ map[string]string, t []weights.Tensor) { t[2].Name = "other" }},
		{"no files", "picture 0: have an empty file", func(_ map[string]string, t []weights.Tensor) { t[3].Name = "other" }},
		{"no number", "picture 0: view 0: head: example 0: feature 0: have NaN", func(_ map[string]string, t []weights.Tensor) { t[2].Data[0] = Unlabelled }},
	} {
		metadata, tensors, err := weights.ReadTensors(bytes.NewReader(collected(t, h, by)), fileLimit)
		if err != nil {
			t.Fatal(err)
		}
		c.change(metadata, tensors)
		if have, err := parseCollection(metadata, tensors, h.Features()); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: have %+v and the error %v, want %q", c.name, have, err, c.want)
		}
	}
}
