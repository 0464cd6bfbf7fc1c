package layertimes

import (
	"strconv"
	"strings"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/format"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/panel"
	"mobilenet/weights/layers"
)

// waterfall lists the layers in the order in which a frame passes them. Each has two bars, its time and its
// multiply-adds, that begin where those of the layer before end.
type waterfall struct {
	host         panel.Host
	body         dom.HTMLElement
	times, rates []dom.Element // of the layers, then of all together
	bars         []dom.Element
	multiplyAdds []int64
}

var columns = [...]string{
	"time.layer", "time.output", "time.madds", "time.weights", "time.bytes", "time.intensity", "time.ms", "time.rate", "time.bars",
}

func (w *waterfall) open(h panel.Host, root dom.HTMLElement) {
	w.host = h
	var m strings.Builder
	m.WriteString(`<p class="time-legend"><span class="time-bar"></span><span data-text="time.legend-time"></span>` +
		`<span class="madds-bar"></span><span data-text="time.legend-madds"></span></p>` +
		`<div class="scroll" id="time-layers" tabindex="0" role="region"><table class="time-layers"><thead><tr>`)
	for _, key := range columns {
		m.WriteString(`<th scope="col" data-text="` + key + `"></th>`)
	}
	m.WriteString("</tr></thead><tbody></tbody></table></div>")
	panel.Lay(h, root, m.String())
	panel.Find(root, ".scroll").SetAttribute("aria-label", h.Text("time.layers"))
	w.body = panel.Find(root, "tbody")
}

// lay makes the rows of a network.
func (w *waterfall) lay(table layers.Table) {
	sum := table.Sum()
	w.multiplyAdds = w.multiplyAdds[:0]
	var m strings.Builder
	for _, l := range table {
		madds := l.MultiplyAdds()
		w.row(&m, w.name(l), shape(l.Out), madds, l.Weights(), l.ActivationBytes(), strconv.FormatFloat(l.Intensity(), 'f', 1, 64))
		m.WriteString(`<td class="bars"><span class="time-bar"></span><span class="madds-bar"></span></td></tr>`)
		w.multiplyAdds = append(w.multiplyAdds, madds)
	}
	w.row(&m, w.host.Text("time.all"), "", sum.MultiplyAdds, sum.Weights, sum.ActivationBytes, "")
	m.WriteString("<td></td></tr>")
	w.multiplyAdds = append(w.multiplyAdds, sum.MultiplyAdds)
	node.SetHTML(w.body, m.String())
	w.times, w.rates = node.All(w.body, ".ms"), node.All(w.body, ".rate")
	w.bars = node.All(w.body, ".time-bar")
	stairs(node.All(w.body, ".madds-bar"), func(i int) float64 { return float64(w.multiplyAdds[i]) / float64(sum.MultiplyAdds) })
}

// row writes the cells of a row but its bars.
func (w *waterfall) row(m *strings.Builder, name, shape string, multiplyAdds, weights, bytes int64, intensity string) {
	m.WriteString(`<tr><th scope="row" data-source="name">` + name + "</th>")
	for _, text := range [...]string{shape, format.Short(multiplyAdds), format.Short(weights), format.Bytes(bytes), intensity} {
		m.WriteString(`<td data-source="cost">` + text + "</td>")
	}
	m.WriteString(`<td class="ms" data-source="layers">–</td><td class="rate" data-source="layers">–</td>`)
}

// show shows what the layers take, in ms.
func (w *waterfall) show(ms []float64) {
	all := 0.0
	for _, t := range ms {
		all += t
	}
	for i, t := range ms {
		w.set(i, t)
	}
	w.set(len(ms), all)
	stairs(w.bars, func(i int) float64 { return ms[i] / all })
}

// stairs lays bars out so that each begins where the one before it ends.
func stairs(bars []dom.Element, share func(i int) float64) {
	before := 0.0
	for i, bar := range bars {
		node.SetShare(bar, "left", before)
		node.SetShare(bar, "width", share(i))
		before += share(i)
	}
}

// set shows a row's time, and how many billions of multiply-adds a second that is.
func (w *waterfall) set(row int, ms float64) {
	w.times[row].SetTextContent(format.FineMilliseconds(ms))
	rate := "–" // of what the clock does not see, and of what multiplies nothing
	if n := w.multiplyAdds[row]; ms > 0 && n > 0 {
		rate = strconv.FormatFloat(float64(n)/ms/1e6, 'f', 1, 64)
	}
	w.rates[row].SetTextContent(rate)
}

// name says what a layer is: its block, and what it computes.
func (w *waterfall) name(l layers.Layer) string {
	kind := w.host.Text(keyOf(l.Kind))
	if block, _, ok := strings.Cut(strings.TrimPrefix(l.Name, "block"), "/"); ok {
		return block + " · " + kind
	}
	return kind
}

func shape(s layers.Shape) string {
	return strconv.Itoa(s.Height) + "×" + strconv.Itoa(s.Width) + "×" + strconv.Itoa(s.Channels)
}
