package message

import (
	"syscall/js"

	"mobilenet/model/head"
)

// Head is a [head.Head], as messages carry it.
type Head struct {
	HeadKind         string
	Digest           string // of the backbone's file
	Alpha            float64
	Resolution       int // pixels
	Precision        string
	Classes          []string
	Weights, Bias    []float32
	ReferenceClasses []int
	References       []float32 // [n, head.EmbeddingLen]
	Threshold        float64
	Provenance       string
}

// Collection is a [head.Collection], as messages carry it; without Pictures there is none.
type Collection struct {
	Task     string
	Pictures []string  // about each
	Views    int       // of each
	Features []float32 // [pictures, views, features]
	Lengths  []int     // of their files, bytes
	Files    js.Value  // ArrayBuffer: one after another
}

// ReadHead has the engine read a head's file, since its program reads such files anyway and the page's does not.
type ReadHead struct {
	File js.Value // ArrayBuffer
}

// HeadResult is what a head's file holds.
type HeadResult struct {
	Head
	Collection
}

// WriteHead has the engine write a head's file, with what it was taught by if there is any.
type WriteHead struct {
	Head
	Collection
}

// HeadFile is a head's file.
type HeadFile struct {
	Content js.Value // ArrayBuffer
}

func (*ReadHead) answer() *HeadResult { return new(HeadResult) }
func (*WriteHead) answer() *HeadFile  { return new(HeadFile) }

// HeadOf returns a head as messages carry it.
func HeadOf(h *head.Head) Head {
	b := h.Backbone
	m := Head{
		HeadKind: h.Kind.String(), Digest: b.Digest, Alpha: b.Alpha, Resolution: b.Resolution, Precision: b.Precision,
		Classes: h.Classes, Weights: h.Weights, Bias: h.Bias, Threshold: float64(h.Threshold), Provenance: h.Provenance,
	}
	for _, r := range h.References {
		m.ReferenceClasses, m.References = append(m.ReferenceClasses, r.Class), append(m.References, r.Vector...)
	}
	return m
}

// Value returns the head. It returns an error for one of an unknown kind.
func (m *Head) Value() (*head.Head, error) {
	kind, err := head.ParseKind(m.HeadKind)
	h := &head.Head{
		Kind:     kind,
		Backbone: head.Backbone{Digest: m.Digest, Alpha: m.Alpha, Resolution: m.Resolution, Precision: m.Precision},
		Classes:  m.Classes, Weights: m.Weights, Bias: m.Bias, Threshold: float32(m.Threshold), Provenance: m.Provenance,
	}
	for i, class := range m.ReferenceClasses {
		h.References = append(h.References, head.Reference{Class: class, Vector: m.References[i*head.EmbeddingLen:][:head.EmbeddingLen]})
	}
	return h, err
}
