package weights

import "strconv"

// onionLayer is a layer of a slimmable network. Its weights are a matrix of inputs and outputs, the rows and columns of
// a narrower network's being the first ones of a wider network's.
type onionLayer struct {
	name   string
	fixed  int // rows at every width, 0 if they are the channels before it
	before int // the width that is the number of rows
	after  int // the width that is the number of columns, -1 for the classes
}

// onionLayers are the layers in the order of the file.
var onionLayers = func() (layers [28]onionLayer) {
	layers[0] = onionLayer{name: "conv", fixed: 3 * 3 * 3}
	for i := range 13 {
		block := "block" + strconv.Itoa(i+1)
		layers[2*i+1] = onionLayer{name: block + "/depthwise", fixed: 3 * 3, after: i}
		layers[2*i+2] = onionLayer{name: block + "/pointwise", before: i, after: i + 1}
	}
	layers[classifier] = onionLayer{name: "fc", before: 13, after: -1}
	return layers
}()

// classifier is the last of the onionLayers, the one that is not normalised.
const classifier = 27

// rows returns the layer's inputs at a width: channels, or those times the window's taps.
func (l onionLayer) rows(w widths) int {
	if l.fixed > 0 {
		return l.fixed
	}
	return w[l.before]
}

// columns returns the layer's outputs at a width.
func (l onionLayer) columns(w widths, classes int) int {
	if l.after < 0 {
		return classes
	}
	return w[l.after]
}

// shape returns the shape of the layer's weights at a width in the project's layout.
func (l onionLayer) shape(w widths, classes int) []int {
	switch l.fixed {
	case 3 * 3 * 3:
		return []int{3, 3, 3, l.columns(w, classes)}
	case 3 * 3:
		return []int{3, 3, l.columns(w, classes)}
	}
	return []int{l.rows(w), l.columns(w, classes)}
}

// normalised returns how many outputs of all layers are normalised at a width.
func normalised(w widths) (total int) {
	for _, l := range onionLayers[:classifier] {
		total += l.columns(w, 0)
	}
	return total
}
