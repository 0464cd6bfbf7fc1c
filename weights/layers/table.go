// Package layers is the layer tables of MobileNet v1 (Howard et al. 2017, arXiv
// 1704.04861): for any width multiplier α and resolution ρ every layer's name, kind,
// shapes, stride and bounds, what it reads, the names and shapes of its tensors, and
// what it costs. Nothing else in the program repeats a number of them.
//
// Conventions. A multiply-add is one multiplication with its addition, counted in
// convolutions and in the fully connected layer; batch normalisation is folded
// and counts nothing, nor do pooling and softmax. Weights are counted without
// biases, as the paper's Tables 2 and 9 do. Activations are NHWC, batch 1.
package layers

import "slices"

// Table is the layers of a network, in an order in which each stands after the one
// whose output it reads.
type Table []Layer

// New returns the table of arch for width multiplier alpha in [MinAlpha, MaxAlpha],
// an input of resolution×resolution pixels (SSDResolution for SSD, else a multiple of
// ResolutionStep in [MinResolution, MaxResolution]) and so many classes, 0 meaning
// [Architecture.Classes]. The error says which argument is not legal and what would be.
func New(alpha float64, resolution int, arch Architecture, classes int) (Table, error) {
	if err := arch.check(alpha, resolution, classes); err != nil {
		return nil, err
	}
	if classes == 0 {
		classes = arch.Classes()
	}
	if arch == SSD {
		return ssd(alpha, resolution, classes), nil
	}
	return classifier(alpha, resolution, arch, classes), nil
}

// Index returns the index of the layer of that name, −1 if there is none.
func (t Table) Index(name string) int {
	for i := range t {
		if t[i].Name == name {
			return i
		}
	}
	return -1
}

// Find returns the index of the first layer of kind k, −1 if there is none.
func (t Table) Find(k Kind) int {
	for i := range t {
		if t[i].Kind == k {
			return i
		}
	}
	return -1
}

// Features returns the index of the layer whose output is the last feature map, of
// which the pool takes the mean; −1 if the network has no pool.
func (t Table) Features() int {
	if pool := t.Find(Pool); pool >= 0 {
		return t[pool].From
	}
	return -1
}

// Outputs returns the indices of the layers that no other reads.
func (t Table) Outputs() []int {
	var outputs []int
	for i := range t {
		if !slices.ContainsFunc(t, func(l Layer) bool { return l.From == i }) {
			outputs = append(outputs, i)
		}
	}
	return outputs
}

// add appends a layer that reads the one of index from.
func (t *Table) add(from int, name string, kind Kind, channels, stride int, bounds Bounds) {
	in := (*t)[from].Out
	out := Shape{ceilDiv(in.Height, stride), ceilDiv(in.Width, stride), channels}
	if kind == Pool {
		out.Height, out.Width = 1, 1
	}
	*t = append(*t, Layer{Name: name, Kind: kind, From: from, In: in, Out: out, Stride: stride, Bounds: bounds})
}

// next appends a layer with ReLU6 that reads the last one.
func (t *Table) next(name string, kind Kind, channels, stride int) {
	t.add(len(*t)-1, name, kind, channels, stride, ReLU6)
}

func ceilDiv(a, b int) int { return (a + b - 1) / b }
