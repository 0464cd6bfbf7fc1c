package paper

import (
	"mobilenet/weights/layers"
)

// What columns hold. The texts paper.column-… name them.
const (
	name         = "model"
	layer        = "layer"
	top1         = "top1"
	accuracy     = "accuracy"
	madds        = "madds"  // millions
	gigaMadds    = "gmadds" // billions
	weights      = "weights"
	maddsShare   = "of-madds"
	weightsShare = "of-weights"
)

// sheet is a table as it is printed.
type sheet struct {
	id      string
	columns []string
	lines   []line
}

// line is a row as it is printed, its cells apart by bars.
type line struct {
	printed string
	counted counted
	// Of a network that is counted, and of one that the page runs.
	alpha      float64
	resolution int
	// Further, of a network that is counted.
	arch    layers.Architecture
	classes int // 0 for ImageNet's, or COCO's
	kind    layers.Kind
}

// counted says what of a line is counted.
type counted uint8

const (
	nothing   counted = iota // all is quoted
	aNetwork                 // of alpha, resolution, arch and classes
	aKind                    // the layers of a kind in the whole network
	aLayer                   // the layer of Table 3
	separable                // what replaces it, of width alpha
	shrunk                   // the same of fewer pixels
)

var imageNet = []string{name, top1, madds, weights}

const (
	dogs  = 120 // classes of Table 10
	faces = 40  // attributes of Table 12, which the paper does not say
)

// sheets are the tables after the first.
var sheets = []sheet{
	{"2", []string{layer, maddsShare, weightsShare}, []line{
		{printed: "Conv 1 × 1|94.86|74.59", counted: aKind, kind: layers.Pointwise},
		{printed: "Conv DW 3 × 3|3.06|1.06", counted: aKind, kind: layers.Depthwise},
		{printed: "Conv 3 × 3|1.19|0.02", counted: aKind, kind: layers.Conv},
		{printed: "Fully Connected|0.18|24.33", counted: aKind, kind: layers.FullyConnected},
	}},
	{"3", []string{layer, madds, weights}, []line{
		{printed: "Convolution|462|2.36", counted: aLayer},
		{printed: "Depthwise Separable Conv|52.3|0.27", counted: separable, alpha: 1},
		{printed: "α = 0.75|29.6|0.15", counted: separable, alpha: 0.75},
		{printed: "ρ = 0.714|15.1|0.15", counted: shrunk, alpha: 0.75},
	}},
	{"4", imageNet, []line{
		{printed: "Conv MobileNet|71.7|4866|29.3", counted: aNetwork, alpha: 1, resolution: 224, arch: layers.FullConvolution},
		{printed: "MobileNet|70.6|569|4.2", counted: aNetwork, alpha: 1, resolution: 224},
	}},
	{"5", imageNet, []line{
		{printed: "0.75 MobileNet|68.4|325|2.6", counted: aNetwork, alpha: 0.75, resolution: 224},
		{printed: "Shallow MobileNet|65.3|307|2.9", counted: aNetwork, alpha: 1, resolution: 224, arch: layers.Shallow},
	}},
	{"6", imageNet, []line{
		{printed: "1.0 MobileNet-224|70.6|569|4.2", counted: aNetwork, alpha: 1, resolution: 224},
		{printed: "0.75 MobileNet-224|68.4|325|2.6", counted: aNetwork, alpha: 0.75, resolution: 224},
		{printed: "0.5 MobileNet-224|63.7|149|1.3", counted: aNetwork, alpha: 0.5, resolution: 224},
		{printed: "0.25 MobileNet-224|50.6|41|0.5", counted: aNetwork, alpha: 0.25, resolution: 224},
	}},
	{"7", imageNet, []line{
		{printed: "1.0 MobileNet-224|70.6|569|4.2", counted: aNetwork, alpha: 1, resolution: 224},
		{printed: "1.0 MobileNet-192|69.1|418|4.2", counted: aNetwork, alpha: 1, resolution: 192},
		{printed: "1.0 MobileNet-160|67.2|290|4.2", counted: aNetwork, alpha: 1, resolution: 160},
		{printed: "1.0 MobileNet-128|64.4|186|4.2", counted: aNetwork, alpha: 1, resolution: 128},
	}},
	{"8", imageNet, []line{
		{printed: "1.0 MobileNet-224|70.6|569|4.2", counted: aNetwork, alpha: 1, resolution: 224},
		{printed: "GoogleNet|69.8|1550|6.8"},
		{printed: "VGG 16|71.5|15300|138"},
	}},
	{"9", imageNet, []line{
		{printed: "0.50 MobileNet-160|60.2|76|1.32", counted: aNetwork, alpha: 0.5, resolution: 160},
		{printed: "Squeezenet|57.5|1700|1.25"},
		{printed: "AlexNet|57.2|720|60"},
	}},
	{"10", imageNet, []line{
		{printed: "Inception V3|84|5000|23.2"},
		{printed: "1.0 MobileNet-224|83.3|569|3.3", counted: aNetwork, alpha: 1, resolution: 224, classes: dogs},
		{printed: "0.75 MobileNet-224|81.9|325|1.9", counted: aNetwork, alpha: 0.75, resolution: 224, classes: dogs},
		{printed: "1.0 MobileNet-192|81.9|418|3.3", counted: aNetwork, alpha: 1, resolution: 192, classes: dogs},
		{printed: "0.75 MobileNet-192|80.5|239|1.9", counted: aNetwork, alpha: 0.75, resolution: 192, classes: dogs},
	}},
	{"11", []string{"scale", "im2gps", "planet", "planet-mobilenet"}, []line{
		{printed: "Continent (2500 km)|51.9|77.6|79.3"},
		{printed: "Country (750 km)|35.4|64.0|60.3"},
		{printed: "Region (200 km)|32.1|51.1|45.2"},
		{printed: "City (25 km)|21.9|31.7|31.7"},
		{printed: "Street (1 km)|2.5|11.0|11.4"},
	}},
	{"12", []string{name, "ap", madds, weights}, []line{
		{printed: "1.0 MobileNet-224|88.7|568|3.2", counted: aNetwork, alpha: 1, resolution: 224, classes: faces},
		{printed: "0.5 MobileNet-224|88.1|149|0.8", counted: aNetwork, alpha: 0.5, resolution: 224, classes: faces},
		{printed: "0.25 MobileNet-224|87.2|45|0.2", counted: aNetwork, alpha: 0.25, resolution: 224, classes: faces},
		{printed: "1.0 MobileNet-128|88.1|185|3.2", counted: aNetwork, alpha: 1, resolution: 128, classes: faces},
		{printed: "0.5 MobileNet-128|87.7|48|0.8", counted: aNetwork, alpha: 0.5, resolution: 128, classes: faces},
		{printed: "0.25 MobileNet-128|86.4|15|0.2", counted: aNetwork, alpha: 0.25, resolution: 128, classes: faces},
		{printed: "Baseline|86.9|1600|7.5"},
	}},
	{"13", []string{name, "map", gigaMadds, weights}, []line{
		{printed: "SSD 300 · deeplab-VGG|21.1|34.9|33.1"},
		{printed: "SSD 300 · Inception V2|22.0|3.8|13.7"},
		{printed: "SSD 300 · MobileNet|19.3|1.2|6.8", counted: aNetwork, alpha: 1, resolution: layers.SSDResolution, arch: layers.SSD},
		{printed: "Faster-RCNN 300 · VGG|22.9|64.3|138.5"},
		{printed: "Faster-RCNN 300 · Inception V2|15.4|118.2|13.3"},
		{printed: "Faster-RCNN 300 · MobileNet|16.4|25.2|6.1"},
		{printed: "Faster-RCNN 600 · VGG|25.7|149.6|138.5"},
		{printed: "Faster-RCNN 600 · Inception V2|21.9|129.6|13.3"},
		{printed: "Faster-RCNN 600 · MobileNet|19.8|30.5|6.1"},
	}},
	{"14", []string{name, accuracy, madds, weights}, []line{
		{printed: "FaceNet|83|1600|7.5"},
		{printed: "1.0 MobileNet-160|79.4|286|4.9", alpha: 1, resolution: 160},
		{printed: "1.0 MobileNet-128|78.3|185|5.5", alpha: 1, resolution: 128},
		{printed: "0.75 MobileNet-128|75.2|166|3.4"},
		{printed: "0.75 MobileNet-128|72.5|108|3.8", alpha: 0.75, resolution: 128},
	}},
}

// cost counts what the line says.
func (l line) cost() layers.Cost {
	layer := layers.Convolution{Window: 3, Inputs: 512, Outputs: 512, Size: 14} // of Table 3
	switch l.counted {
	case aNetwork:
		return tableOf(l.alpha, l.resolution, l.arch, l.classes).Sum()
	case aKind:
		return tableOf(1, 224, layers.Separable, 0).SumKind(l.kind)
	case aLayer:
		return layers.Cost{MultiplyAdds: layer.Standard(), Weights: layer.StandardWeights()}
	}
	layer = layer.Thin(l.alpha)
	if l.counted == shrunk {
		layer = layer.Shrink(160. / 224)
	}
	return layers.Cost{MultiplyAdds: layer.Separable(), Weights: layer.SeparableWeights()}
}

// goal tells whether the page runs the network of the line: Table 1, of that α and that many pixels.
func (l line) goal() bool { return l.resolution > 0 && l.arch == layers.Separable }

// network returns the cost of ImageNet's network.
func network(alpha float64, resolution int) layers.Cost {
	return tableOf(alpha, resolution, layers.Separable, 0).Sum()
}

// tableOf panics where a table asks for a network that there is not: no input of the page leads there.
func tableOf(alpha float64, resolution int, a layers.Architecture, classes int) layers.Table {
	table, err := layers.New(alpha, resolution, a, classes)
	if err != nil {
		panic(err)
	}
	return table
}
