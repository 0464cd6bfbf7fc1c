package breakage

import (
	"math"
	"strconv"
	"strings"

	"honnef.co/go/js/dom/v2"

	"mobilenet/model/lab"
	"mobilenet/wasm/internal/experiment"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/panel"
)

// chart shows the signal-to-noise ratio of each layer's weights as bars, in words, and as a table.
type chart struct {
	host               panel.Host
	root               dom.HTMLElement
	bars, worst, table dom.HTMLElement
}

func (c *chart) open(host panel.Host, root dom.HTMLElement) {
	c.host, c.root = host, root
	c.bars, c.worst, c.table = panel.Find(root, ".break-bars"), panel.Find(root, ".break-worst"), panel.Find(root, "tbody")
}

func (c *chart) show(noise []lab.Noise) {
	var bars, rows strings.Builder
	for _, n := range noise {
		class := "other"
		if experiment.Depthwise(n) {
			class = ""
		}
		bars.WriteString(`<i class="` + class + `"></i>`)
		rows.WriteString(`<tr><th scope="row">` + n.Name + "</th><td>" + decibels(n.SignalToNoise) + "</td></tr>")
	}
	node.SetHTML(c.bars, `<b>`+strconv.Itoa(experiment.Most)+` dB</b>`+bars.String())
	for i, bar := range node.All(c.bars, "i") {
		node.SetShare(bar, "height", experiment.Height(noise[i]))
	}
	node.SetHTML(c.table, rows.String())
	worst := experiment.Worst(noise)
	text := c.host.Text("break.worst", "layer", worst.Name, "db", decibels(worst.SignalToNoise))
	c.worst.SetTextContent(text)
	c.bars.SetAttribute("aria-label", c.host.Text("break.noise")+" "+text)
	node.Show(c.root, true)
}

func decibels(v float64) string {
	if math.IsInf(v, 1) {
		return "∞"
	}
	return strconv.FormatFloat(v, 'f', 1, 64)
}
