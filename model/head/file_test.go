package head

import (
	"bytes"
	"maps"
	"math"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"

	"mobilenet/weights"
)

// written returns a head's file.
func written(t testing.TB, h *Head) []byte {
	t.Helper()
	return collected(t, h, nil)
}

// collected returns a head's file with what it was taught by.
func collected(t testing.TB, h *Head, by *Collection) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := Write(&file, h, by); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// same fails unless two heads are equal to the last bit.
func same(t *testing.T, have, want *Head) {
	t.Helper()
	a, b := *have, *want
	a.outputs, b.outputs = nil, nil
	if !reflect.DeepEqual(a, b) {
		t.Errorf("have %+v, want %+v", a, b)
	}
}

// What is written is read again, to the last bit, and answers so.
func TestFile(t *testing.T) {
	for _, kind := range allKinds {
		h, _ := trained(t, kind)
		h.Classes = []string{"컵", `"quoted"`, "a  b"}
		h.Weights[3] = float32(math.Copysign(0, -1))
		h.Bias[1] = 1e-45
		h.Backbone = Backbone{Digest: "2f", Alpha: 1. / 3, Resolution: 96, Precision: "int8"}
		file := written(t, h)
		read, _, err := Read(iotest.OneByteReader(bytes.NewReader(file)))
		if err != nil {
			t.Fatalf("%v: %v", kind, err)
		}
		same(t, read, h)
		if !bytes.Equal(written(t, read), file) {
			t.Errorf("%v: have another file of what was read", kind)
		}
		features := synthetic(kind, 1)[0].Features
		if have, want := read.Answer(nil, features), h.Answer(nil, features); !reflect.DeepEqual(have, want) {
			t.Errorf("%v: have %v of what was read, want %v", kind, have, want)
		}
	}
}

// pieces are what a file consists of.
type pieces struct {
	metadata map[string]string
	tensors  []weights.Tensor
}

func TestReadRefuses(t *testing.T) {
	softmax, _ := trained(t, Softmax)
	embedding, _ := trained(t, Embedding)
	file := written(t, softmax)
	// of returns a head's file after a change; the check value is right unless it was changed.
	of := func(h *Head, change func(p *pieces)) []byte {
		metadata, tensors, err := weights.ReadTensors(bytes.NewReader(written(t, h)), fileLimit)
		if err != nil {
			t.Fatal(err)
		}
		p := pieces{metadata, tensors}
		delete(p.metadata, checkKey)
		change(&p)
		if p.metadata[checkKey] == "" {
			p.metadata[checkKey] = check(p.metadata, p.tensors)
		}
		var changed bytes.Buffer
		if err := weights.WriteTensors(&changed, p.metadata, p.tensors); err != nil {
			t.Fatal(err)
		}
		return changed.Bytes()
	}
	set := func(key, value string) func(*pieces) {
		return func(p *pieces) { p.metadata[key] = value }
	}
	flipped := bytes.Clone(file)
	flipped[len(flipped)-9] ^= 1
	renamed := bytes.Replace(file, []byte(`"a\u000ab`), []byte(`"a\u000ac`), 1)
	for _, c := range []struct {
		name string
		file []byte
		want string
	}{
		{"empty", nil, "cut short: have 0 bytes, want 8"},
		{"cut short", file[:len(file)-1], "tensor bias: cut short: have 11 bytes, want 12"},
		{"left over", append(bytes.Clone(file), 0), "bytes left over after the last tensor"},
		{"no safetensors", []byte("<!DOCTYPE html><html>"), "header: have length"},
		{"a network's weights", of(softmax, set("format", "mobilenet-v1")), `format: have "mobilenet-v1", want "mobilenet-v1-head"`},
		{"another's", of(softmax, func(p *pieces) { clear(p.metadata) }), `format: have "", want "mobilenet-v1-head"`},
		{"newer", of(softmax, set("version", "2")), `version: have "2", want "1"`},
		{"a bit of a weight", flipped, "the file was changed"},
		{"a letter of a name", renamed, "the file was changed"},
		{"check value", of(softmax, set(checkKey, "12345678")), "want 12345678: the file was changed"},
		{"kind", of(softmax, set("kind", "svm")), `kind: have "svm", want one of ["softmax" "sigmoid" "cells" "embedding"]`},
		{"classes", of(softmax, set("classes", "a\nb")), "tensor weights: have shape [12 3], want features and 2 outputs"},
		{"a class without a name", of(softmax, set("classes", "a\n\nb")), `class 1: have the name ""`},
		{"alpha", of(softmax, set("alpha", "wide")), `alpha: have "wide", want a number`},
		{"alpha below 0", of(softmax, set("alpha", "-1")), "alpha: have -1, want more than 0"},
		{"resolution", of(softmax, set("resolution", "1e3")), `resolution: have "1e3", want an integer`},
		{"no resolution", of(softmax, set("resolution", "0")), "resolution: have 0, want 1 pixel or more"},
		{"threshold", of(softmax, set("threshold", "")), `threshold: have "", want a number`},
		{"infinite threshold", of(softmax, set("threshold", "Inf")), "threshold: value 0: have +Inf, want a finite number"},
		{"no bias", of(softmax, func(p *pieces) { p.tensors = p.tensors[:1] }), "bias: have 0 values, want 3"},
		{"no weights", of(softmax, func(p *pieces) { p.tensors = p.tensors[1:] }), "weights: have 0 values, want features times 3"},
		{"no number", of(softmax, func(p *pieces) { p.tensors[0].Data[5] = Unlabelled }), "weights: value 5: have NaN, want a finite number"},
		{"weights of one dimension", of(softmax, func(p *pieces) { p.tensors[0].Shape = []int{36} }), "tensor weights: have shape [36], want features and 3 outputs"},
		{"references of no class", of(embedding, set("references", "0 1 2 0 1 3")), "reference 5: have class 3"},
		{"references of words", of(embedding, set("references", "0 1 2 0 1 two")), `references: have "two", want numbers of classes`},
		{"too few references", of(embedding, set("references", "0 1 2")), "tensor references: have shape [6 128], want vectors of 3 references"},
		{"references of a softmax", of(softmax, func(p *pieces) {
			p.metadata["references"] = "0"
			p.tensors = append(p.tensors, weights.Tensor{Name: referencesTensor, Shape: []int{1, 3}, Data: make([]float32, 3)})
		}), "reference 0: have class 0 and 3 values of a head of kind softmax"},
	} {
		h, _, err := Read(bytes.NewReader(c.file))
		if err == nil || !strings.HasPrefix(err.Error(), "head: ") || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: have the head %v and the error %v, want %q", c.name, h, err, c.want)
		}
	}
	// What a later version of the same format may add is passed over.
	more := of(softmax, func(p *pieces) {
		p.metadata["note"] = "new"
		p.tensors = append(p.tensors, weights.Tensor{Name: "more", Shape: []int{1}, Data: []float32{7}})
	})
	read, _, err := Read(bytes.NewReader(more))
	if err != nil {
		t.Fatal(err)
	}
	same(t, read, softmax)
}

func TestWriteRefuses(t *testing.T) {
	for name, change := range map[string]func(h *Head){
		"bias: have 2 values, want 3":                       func(h *Head) { h.Bias = h.Bias[1:] },
		"weights: have 35 values, want features times 3":    func(h *Head) { h.Weights = h.Weights[1:] },
		"threshold: value 0: have NaN":                      func(h *Head) { h.Threshold = Unlabelled },
		`classes: have "\xff\nb\nc", want UTF-8`:            func(h *Head) { h.Classes[0] = "\xff" },
		"have no classes, want one at least":                func(h *Head) { h.Classes = nil },
		"reference 0: have class 0 and 3 values of a head ": func(h *Head) { h.References = []Reference{{0, make([]float32, 3)}} },
	} {
		h, _ := trained(t, Softmax)
		change(h)
		var file bytes.Buffer
		if err := Write(&file, h, nil); err == nil || !strings.Contains(err.Error(), name) || file.Len() > 0 {
			t.Errorf("have the error %v and %d bytes, want %q and none", err, file.Len(), name)
		}
	}
}

// Any bit that changes in a file is noticed.
func TestReadNoticesEveryBit(t *testing.T) {
	h, _ := trained(t, Softmax)
	file := written(t, h)
	for bit := range 8 * len(file) {
		changed := bytes.Clone(file)
		changed[bit/8] ^= 1 << (bit % 8)
		if read, _, err := Read(bytes.NewReader(changed)); err == nil {
			if again := written(t, read); !bytes.Equal(again, file) {
				t.Fatalf("bit %d of %d: have a head without an error, want one", bit, 8*len(file))
			}
		}
	}
}

// FuzzRead feeds the reader anything. What it takes must survive being written and read again.
func FuzzRead(f *testing.F) {
	by := &Collection{Task: "cups", Pictures: []Picture{{"a", [][]float32{{1}}, []byte{1}}, {"b", [][]float32{{2}}, []byte{2, 3}}}}
	h := &Head{Kind: Softmax, Backbone: backbone, Classes: []string{"a", "b"}, Weights: []float32{1, 2}, Bias: []float32{3, 4}}
	metadata, tensors, err := weights.ReadTensors(bytes.NewReader(collected(f, h, by)), fileLimit)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(written(f, h))
	f.Add(collected(f, h, by))
	f.Add([]byte("pictures=a|b|c\nlengths=1 1 1"))
	f.Add([]byte("kind=sigmoid\nclasses=a|b"))
	f.Add([]byte("kind=embedding\nreferences=0 1\nthreshold=1e-3"))
	// The fuzzer does not find check values: it changes metadata and values, and the test computes them.
	f.Fuzz(func(t *testing.T, data []byte) {
		h, by, err := Read(bytes.NewReader(data))
		if err != nil {
			changed := maps.Clone(metadata)
			for line := range strings.SplitSeq(string(data), "\n") {
				if key, value, found := strings.Cut(line, "="); found {
					changed[key] = strings.ReplaceAll(value, "|", "\n")
				}
			}
			changed[checkKey] = check(changed, tensors)
			if h, err = parse(changed, tensors); err != nil {
				return
			}
			if by, err = parseCollection(changed, tensors, h.Features()); err != nil {
				return
			}
		}
		h.Answer(nil, make([]float32, h.Features()))
		again, byAgain, err := Read(bytes.NewReader(collected(t, h, by)))
		if err != nil {
			t.Fatal(err)
		}
		same(t, again, h)
		if !reflect.DeepEqual(byAgain, by) {
			t.Errorf("have the collection %+v, want %+v", byAgain, by)
		}
	})
}
