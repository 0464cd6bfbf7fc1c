package layertimes

import (
	"strings"

	"honnef.co/go/js/dom/v2"

	"mobilenet/model/timing"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/panel"
	"mobilenet/weights/layers"
)

// A kind of layer is a row of Table 2.
type kind struct {
	layers.Kind
	key     string    // of its name
	printed [2]string // what the paper prints at α = 1 and 224×224, percent of multiply-adds and of weights
}

var table2 = []kind{
	{layers.Pointwise, "time.pointwise", [2]string{"94.86", "74.59"}},
	{layers.Depthwise, "time.depthwise", [2]string{"3.06", "1.06"}},
	{layers.Conv, "time.conv", [2]string{"1.19", "0.02"}},
	{layers.FullyConnected, "time.fc", [2]string{"0.18", "24.33"}},
	{layers.Pool, "time.pool", [2]string{}},
}

// kinds is Table 2 with a third column.
type kinds struct {
	numbers []dom.Element // three in a row, and their bars
	bars    []dom.Element
}

func (k *kinds) open(h panel.Host, root dom.HTMLElement) {
	var w strings.Builder
	w.WriteString(`<div class="scroll"><table class="time-kinds"><thead><tr><th scope="col" data-text="time.kind"></th>` +
		`<th scope="col" data-text="time.of-madds"></th><th scope="col" data-text="time.of-weights"></th>` +
		`<th scope="col" data-text="time.of-time"></th></tr></thead><tbody>`)
	for _, row := range table2 {
		w.WriteString(`<tr><th scope="row" data-source="name" data-text="` + row.key + `"></th>`)
		for column, source := range [...]string{"cost", "cost", "layers"} {
			w.WriteString(`<td><b data-source="` + source + `">–</b><span class="time-meter"><span class="time-bar"></span></span>`)
			if column < len(row.printed) && row.printed[column] != "" {
				w.WriteString(`<small data-source="paper">` + h.HTML("time.printed", "n", row.printed[column]) + "</small>")
			}
			w.WriteString("</td>")
		}
		w.WriteString("</tr>")
	}
	w.WriteString("</tbody></table></div>")
	panel.Lay(h, root, w.String())
	k.numbers, k.bars = node.All(root, "b"), node.All(root, ".time-bar")
}

func (k *kinds) show(shares []timing.Share) {
	for _, share := range shares {
		for row, kind := range table2 {
			if kind.Kind != share.Kind {
				continue
			}
			for column, value := range [...]float64{share.MultiplyAdds, share.Weights, share.Time} {
				k.numbers[3*row+column].SetTextContent(percent(value) + "%")
				node.SetShare(k.bars[3*row+column], "width", value)
			}
		}
	}
}

// keyOf returns the key of the text that names a kind of layer.
func keyOf(of layers.Kind) string {
	for _, row := range table2 {
		if row.Kind == of {
			return row.key
		}
	}
	return ""
}
