package model

import "strconv"

// SSDLayers returns the layers of the SSD detector of Table 13 on a MobileNet
// body: the thirteen blocks without classifier, four pairs of extra layers (a 1×1
// convolution that narrows, a 3×3 one of stride 2), and on each of six feature
// maps a 1×1 convolution that gives, per cell and anchor, four box coordinates
// and a score per class. resolution is in pixels (the paper: 300), classes counts
// the background (COCO: 91). The network is only counted, so any resolution from
// 32 pixels is legal.
//
// Every layer reads the In shape given with it; the heads branch off.
func SSDLayers(alpha float64, resolution, classes int) []Layer {
	extras := [...]struct{ narrow, out int }{{256, 512}, {128, 256}, {128, 256}, {64, 128}}
	const firstMap = "block11/pointwise"

	t := table{layers: body(alpha, resolution, Separable)}
	var maps []Shape
	for _, l := range t.layers {
		if l.Name == firstMap {
			maps = append(maps, l.Out)
		}
	}
	t.shape = t.layers[len(t.layers)-1].Out
	maps = append(maps, t.shape)
	for i, e := range extras {
		name := "extra" + strconv.Itoa(i+1)
		t.add(name+"/pointwise", Pointwise, e.narrow, 1)
		t.add(name+"/conv", Conv, e.out, 2)
		maps = append(maps, t.shape)
	}
	for i, m := range maps {
		anchors := 6
		if i == 0 {
			anchors = 3
		}
		t.shape = m
		t.add("head"+strconv.Itoa(i+1), Pointwise, anchors*(4+classes), 1)
	}
	return t.layers
}
