package breakage

import (
	"math"
	"strconv"
	"strings"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/experiment"
	"mobilenet/wasm/internal/message"
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

// noiseOf returns the noise that the engine's answer tells of.
func noiseOf(layers []message.Noise) []experiment.Noise {
	noise := make([]experiment.Noise, len(layers))
	for i, l := range layers {
		noise[i] = experiment.Noise{Layer: l.Name, SignalToNoise: l.SignalToNoise}
	}
	return noise
}

func (c *chart) show(noise []experiment.Noise) {
	var bars, rows strings.Builder
	for _, n := range noise {
		class := "other"
		if n.Depthwise() {
			class = ""
		}
		bars.WriteString(`<i class="` + class + `"></i>`)
		rows.WriteString(`<tr><th scope="row">` + n.Layer + "</th><td>" + decibels(n.SignalToNoise) + "</td></tr>")
	}
	node.SetHTML(c.bars, `<b>`+strconv.Itoa(experiment.Most)+` dB</b>`+bars.String())
	for i, bar := range node.All(c.bars, "i") {
		node.SetStyle(bar, "height", strconv.FormatFloat(100*noise[i].Height(), 'f', 1, 64)+"%")
	}
	node.SetHTML(c.table, rows.String())
	worst := experiment.Worst(noise)
	text := c.host.Text("break.worst", "layer", worst.Layer, "db", decibels(worst.SignalToNoise))
	c.worst.SetTextContent(text)
	c.bars.SetAttribute("aria-label", c.host.Text("break.noise")+" "+text)
	panel.Show(c.root, true)
}

func decibels(v float64) string {
	if math.IsInf(v, 1) {
		return "∞"
	}
	return strconv.FormatFloat(v, 'f', 1, 64)
}
