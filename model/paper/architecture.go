package paper

import (
	"strconv"

	"mobilenet/weights/layers"
)

// body are the columns of Table 1, and two more.
var body = []string{"type", "filter", "input", "weights-each", "madds-each"}

// lastDepthwise is the layer for which the paper prints stride 2, and 7×7 pixels both as its input and as its output.
const lastDepthwise = "block13/depthwise"

// architecture returns the rows of Table 1, repeated blocks as one as the paper has them, with what each layer costs.
func architecture(table layers.Table, short func(int64) string) []Row {
	var rows []Row
	for i := 0; i < len(table); {
		times := repeats(table[i:])
		period := 1
		if times > 1 {
			period = 2
		}
		for _, l := range table[i : i+period] {
			row := describe(l, times, short)
			if l.Name == lastDepthwise {
				row.Printed = "s2"
			}
			rows = append(rows, row)
		}
		i += period * times
	}
	last := table[len(table)-1]
	rows = append(rows, Row{Name: "Softmax / s1", Cells: same("Classifier", size(last.Out), "0", "0")})
	sum := table.Sum()
	return append(rows, Row{Cells: same("", "", short(sum.Weights), short(sum.MultiplyAdds))})
}

// repeats returns how often the first two layers come one after the other.
func repeats(table layers.Table) int {
	times := 1
	for 2*times+1 < len(table) && alike(table[0], table[2*times]) && alike(table[1], table[2*times+1]) {
		times++
	}
	return times
}

func alike(a, b layers.Layer) bool {
	return a.Kind == b.Kind && a.In == b.In && a.Out == b.Out && a.Stride == b.Stride
}

func describe(l layers.Layer, times int, short func(int64) string) Row {
	in, out := strconv.Itoa(l.In.Channels), strconv.Itoa(l.Out.Channels)
	kind, filter := "Conv", ""
	switch l.Kind {
	case layers.Conv:
		filter = "3×3×" + in + "×" + out
	case layers.Depthwise:
		kind, filter = "Conv dw", "3×3×"+in+" dw"
	case layers.Pointwise:
		filter = "1×1×" + in + "×" + out
	case layers.Pool:
		side := strconv.Itoa(l.In.Height)
		kind, filter = "Avg Pool", "Pool "+side+"×"+side
	case layers.FullyConnected:
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

func size(s layers.Shape) string {
	return strconv.Itoa(s.Height) + "×" + strconv.Itoa(s.Width) + "×" + strconv.Itoa(s.Channels)
}
