package detector

import (
	"strings"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/format"
	"mobilenet/wasm/page/internal/panel"
	"mobilenet/weights"
	"mobilenet/weights/layers"
)

// showCosts shows what a detector costs, part by part, beside the classifier of its width at 224 pixels.
func showCosts(host panel.Host, root dom.HTMLElement, file weights.IndexEntry) {
	classifier, err := layers.New(file.Alpha, layers.FullResolution, layers.Separable, 0)
	if err != nil {
		return
	}
	table, err := layers.New(file.Alpha, layers.SSDResolution, layers.SSD, file.Classes)
	if err != nil {
		return
	}
	var m strings.Builder
	m.WriteString(`<table><thead><tr><td></td><th scope="col" data-text="readouts.madds"></th><th scope="col" data-text="readouts.weights"></th></tr></thead><tbody>`)
	for _, row := range []struct {
		key  string
		cost layers.Cost
	}{
		{"classifier", classifier.Sum()},
		{"body", table.SumPart(layers.Body)},
		{"extra", table.SumPart(layers.Extra)},
		{"heads", table.SumPart(layers.Heads)},
		{"all", table.Sum()},
	} {
		m.WriteString(`<tr><th scope="row" data-source="name">` +
			host.HTML("detect.cost-"+row.key, "alpha", format.Multiplier(file.Alpha)) + `</th><td data-source="cost">` +
			format.Short(row.cost.MultiplyAdds) + `</td><td data-source="cost">` + format.Short(row.cost.Weights) + "</td></tr>")
	}
	m.WriteString("</tbody></table>")
	panel.Lay(host, root, m.String())
}
