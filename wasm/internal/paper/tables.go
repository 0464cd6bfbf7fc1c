package paper

import "mobilenet/model"

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

// line is a row as it is printed, its cells apart by bars, with what counts the network of it, nil for one that is
// quoted.
type line struct {
	printed    string
	count      func() model.Cost
	alpha      float64
	resolution int
}

// mobileNet is the line of a network that the page runs too.
func mobileNet(alpha float64, resolution int, printed string) line {
	return line{printed, network(alpha, resolution), alpha, resolution}
}

var (
	imageNet = []string{name, top1, madds, weights}
	dogs     = 120 // classes of Table 10
	faces    = 40  // attributes of Table 12, which the paper does not say
)

// sheets are the tables after the first.
var sheets = []sheet{
	{"2", []string{layer, maddsShare, weightsShare}, []line{
		{printed: "Conv 1 × 1|94.86|74.59", count: kind(model.Pointwise)},
		{printed: "Conv DW 3 × 3|3.06|1.06", count: kind(model.Depthwise)},
		{printed: "Conv 3 × 3|1.19|0.02", count: kind(model.Conv)},
		{printed: "Fully Connected|0.18|24.33", count: kind(model.FullyConnected)},
	}},
	{"3", []string{layer, madds, weights}, []line{
		{printed: "Convolution|462|2.36", count: func() model.Cost {
			return model.Cost{MultiplyAdds: table3.Standard(), Weights: table3.StandardWeights()}
		}},
		{printed: "Depthwise Separable Conv|52.3|0.27", count: separable(table3)},
		{printed: "α = 0.75|29.6|0.15", count: separable(table3.Thin(0.75))},
		{printed: "ρ = 0.714|15.1|0.15", count: separable(table3.Thin(0.75).Shrink(0.714))},
	}},
	{"4", imageNet, []line{
		{printed: "Conv MobileNet|71.7|4866|29.3", count: count(1, 224, model.FullConvolution, 0)},
		mobileNet(1, 224, "MobileNet|70.6|569|4.2"),
	}},
	{"5", imageNet, []line{
		mobileNet(0.75, 224, "0.75 MobileNet|68.4|325|2.6"),
		{printed: "Shallow MobileNet|65.3|307|2.9", count: count(1, 224, model.Shallow, 0)},
	}},
	{"6", imageNet, []line{
		mobileNet(1, 224, "1.0 MobileNet-224|70.6|569|4.2"),
		mobileNet(0.75, 224, "0.75 MobileNet-224|68.4|325|2.6"),
		mobileNet(0.5, 224, "0.5 MobileNet-224|63.7|149|1.3"),
		mobileNet(0.25, 224, "0.25 MobileNet-224|50.6|41|0.5"),
	}},
	{"7", imageNet, []line{
		mobileNet(1, 224, "1.0 MobileNet-224|70.6|569|4.2"),
		mobileNet(1, 192, "1.0 MobileNet-192|69.1|418|4.2"),
		mobileNet(1, 160, "1.0 MobileNet-160|67.2|290|4.2"),
		mobileNet(1, 128, "1.0 MobileNet-128|64.4|186|4.2"),
	}},
	{"8", imageNet, []line{
		mobileNet(1, 224, "1.0 MobileNet-224|70.6|569|4.2"),
		{printed: "GoogleNet|69.8|1550|6.8"},
		{printed: "VGG 16|71.5|15300|138"},
	}},
	{"9", imageNet, []line{
		mobileNet(0.5, 160, "0.50 MobileNet-160|60.2|76|1.32"),
		{printed: "Squeezenet|57.5|1700|1.25"},
		{printed: "AlexNet|57.2|720|60"},
	}},
	{"10", imageNet, []line{
		{printed: "Inception V3|84|5000|23.2"},
		{"1.0 MobileNet-224|83.3|569|3.3", count(1, 224, model.Separable, dogs), 1, 224},
		{"0.75 MobileNet-224|81.9|325|1.9", count(0.75, 224, model.Separable, dogs), 0.75, 224},
		{"1.0 MobileNet-192|81.9|418|3.3", count(1, 192, model.Separable, dogs), 1, 192},
		{"0.75 MobileNet-192|80.5|239|1.9", count(0.75, 192, model.Separable, dogs), 0.75, 192},
	}},
	{"11", []string{"scale", "im2gps", "planet", "planet-mobilenet"}, []line{
		{printed: "Continent (2500 km)|51.9|77.6|79.3"},
		{printed: "Country (750 km)|35.4|64.0|60.3"},
		{printed: "Region (200 km)|32.1|51.1|45.2"},
		{printed: "City (25 km)|21.9|31.7|31.7"},
		{printed: "Street (1 km)|2.5|11.0|11.4"},
	}},
	{"12", []string{name, "ap", madds, weights}, []line{
		{"1.0 MobileNet-224|88.7|568|3.2", count(1, 224, model.Separable, faces), 1, 224},
		{"0.5 MobileNet-224|88.1|149|0.8", count(0.5, 224, model.Separable, faces), 0.5, 224},
		{"0.25 MobileNet-224|87.2|45|0.2", count(0.25, 224, model.Separable, faces), 0.25, 224},
		{"1.0 MobileNet-128|88.1|185|3.2", count(1, 128, model.Separable, faces), 1, 128},
		{"0.5 MobileNet-128|87.7|48|0.8", count(0.5, 128, model.Separable, faces), 0.5, 128},
		{"0.25 MobileNet-128|86.4|15|0.2", count(0.25, 128, model.Separable, faces), 0.25, 128},
		{printed: "Baseline|86.9|1600|7.5"},
	}},
	{"13", []string{name, "map", gigaMadds, weights}, []line{
		{printed: "SSD 300 · deeplab-VGG|21.1|34.9|33.1"},
		{printed: "SSD 300 · Inception V2|22.0|3.8|13.7"},
		{printed: "SSD 300 · MobileNet|19.3|1.2|6.8", count: func() model.Cost { return model.Sum(model.SSDLayers(1, 300, 91)) }},
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

// table3 is the layer of Table 3.
var table3 = model.Convolution{Window: 3, Inputs: 512, Outputs: 512, Size: 14}

func separable(c model.Convolution) func() model.Cost {
	return func() model.Cost {
		return model.Cost{MultiplyAdds: c.Separable(), Weights: c.SeparableWeights()}
	}
}

func network(alpha float64, resolution int) func() model.Cost {
	return count(alpha, resolution, model.Separable, 0)
}

func count(alpha float64, resolution int, a model.Architecture, classes int) func() model.Cost {
	return func() model.Cost { return model.Sum(must(model.Layers(alpha, resolution, a, classes))) }
}

func kind(k model.Kind) func() model.Cost {
	return func() model.Cost { return model.SumKind(must(model.Layers(1, 224, model.Separable, 0)), k) }
}

// full is the cost of the whole network.
func full() model.Cost { return network(1, 224)() }

// must panics where a table asks for a network that there is not: no input of the page leads there.
func must(layers []model.Layer, err error) []model.Layer {
	if err != nil {
		panic(err)
	}
	return layers
}
