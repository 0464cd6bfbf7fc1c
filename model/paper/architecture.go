package paper

import (
	"strconv"

	"mobilenet/model"
)

// body are the columns of Table 1, and two more.
var body = []string{"type", "filter", "input", "weights-each", "madds-each"}

// lastDepthwise is the layer for which the paper prints stride 2, and 7×7 pixels both as its input and as its output.
const lastDepthwise = "block13/depthwise"

// architecture returns the rows of Table 1, repeated blocks as one as the paper has them, with what each layer costs.
func architecture(layers []model.Layer, short func(int64) string) []Row {
	var rows []Row
	for i := 0; i < len(layers); {
		times := repeats(layers[i:])
		period := 1
		if times > 1 {
			period = 2
		}
		for _, l := range layers[i : i+period] {
			row := describe(l, times, short)
			if l.Name == lastDepthwise {
				row.Printed = "s2"
			}
			rows = append(rows, row)
		}
		i += period * times
	}
	last := layers[len(layers)-1]
	rows = append(rows, Row{Name: "Softmax / s1", Cells: same("Classifier", size(last.Out), "0", "0")})
	sum := model.Sum(layers)
	return append(rows, Row{Cells: same("", "", short(sum.Weights), short(sum.MultiplyAdds))})
}

// repeats returns how often the first two layers come one after the other.
func repeats(layers []model.Layer) int {
	times := 1
	for 2*times+1 < len(layers) && alike(layers[0], layers[2*times]) && alike(layers[1], layers[2*times+1]) {
		times++
	}
	return times
}

func alike(a, b model.Layer) bool {
	return a.Kind == b.Kind && a.In == b.In && a.Out == b.Out && a.Stride == b.Stride
}

func describe(l model.Layer, times int, short func(int64) string) Row {
	in, out := strconv.Itoa(l.In.Channels), strconv.Itoa(l.Out.Channels)
	kind, filter := "Conv", ""
	switch l.Kind {
	case model.Conv:
		filter = "3×3×" + in + "×" + out
	case model.Depthwise:
		kind, filter = "Conv dw", "3×3×"+in+" dw"
	case model.Pointwise:
		filter = "1×1×" + in + "×" + out
	case model.Pool:
		side := strconv.Itoa(l.In.Height)
		kind, filter = "Avg Pool", "Pool "+side+"×"+side
	case model.FullyConnected:
		kind, filter = "FC", in+"×"+out
	}
	prefix := ""
	if times > 1 {
		prefix = strconv.Itoa(times) + " × "
	}
	return Row{
		Name:  prefix + kind + " / s" + strconv.Itoa(l.Stride),
		Cells: same(filter, size(l.In), prefix+short(l.Weights()), prefix+short(l.MultiplyAdds())),
	}
}

// same returns cells that are printed as they are computed.
func same(texts ...string) []Cell {
	var cells []Cell
	for _, text := range texts {
		cells = append(cells, Cell{Printed: text, Computed: text})
	}
	return cells
}

func size(s model.Shape) string {
	return strconv.Itoa(s.Height) + "×" + strconv.Itoa(s.Width) + "×" + strconv.Itoa(s.Channels)
}
