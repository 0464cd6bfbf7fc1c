package separable

import (
	"context"
	"strconv"
	"strings"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/format"
	"mobilenet/wasm/internal/message"
	"mobilenet/wasm/internal/stats"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/panel"
	"mobilenet/weights/layers"
)

// network is a row of Table 4 or 5, at 224×224 pixels.
type network struct {
	key          string // of its name
	alpha        float64
	architecture layers.Architecture
	name         string    // of the architecture, for the engine
	printed      [3]string // top-1 accuracy in percent, millions of multiply-adds and of weights
}

var tables = []network{
	{"separable.net-full", 1, layers.FullConvolution, "full", [3]string{"71.7", "4866", "29.3"}},
	{"separable.net-mobile", 1, layers.Separable, "separable", [3]string{"70.6", "569", "4.2"}},
	{"separable.net-narrow", 0.75, layers.Separable, "separable", [3]string{"68.4", "325", "2.6"}},
	{"separable.net-shallow", 1, layers.Shallow, "shallow", [3]string{"65.3", "307", "2.9"}},
}

const networksSkeleton = `<p data-source="paper" data-text="separable.networks-lede"></p>
<p><button type="button" class="button" id="sep-networks"></button></p>
<p class="sep-networks-state" role="status" data-source="networks"></p>
<div class="scroll"><table class="sep-results"><thead><tr><th scope="col" data-text="separable.network"></th>
<th scope="col" data-source="paper" data-text="separable.accuracy"></th><th scope="col" data-text="time.madds"></th><th scope="col" data-text="time.weights"></th>
<th scope="col" data-text="separable.share-madds"></th><th scope="col" data-text="time.ms"></th><th scope="col" data-text="separable.share-time"></th>
</tr></thead><tbody></tbody></table></div>
<p class="fine" data-source="paper" data-text="separable.networks-note"></p>`

// networks times the whole networks of Tables 4 and 5.
type networks struct {
	panel.Task
	view *view
	rows dom.HTMLElement
}

func (n *networks) open(v *view, root dom.HTMLElement) {
	panel.Lay(v.host, root, networksSkeleton)
	n.view = v
	n.Task = panel.Task{Host: v.host, Start: panel.Find(root, "#sep-networks"), State: panel.Find(root, ".sep-networks-state"), Key: "separable.networks-start"}
	n.rows = panel.Find(root, "tbody")
	node.On(n.Start, "click", func(dom.Event) {
		n.Toggle(n.view.ctx, n.run, func() { n.State.SetTextContent(v.host.Text("separable.networks-done")) })
	})
	n.Ready()
	n.show(nil)
}

// run times each network in the second slot, on one core.
func (n *networks) run(ctx context.Context, engine panel.Engine) error {
	defer panel.ReleaseSecond(engine)
	var ms []float64
	for i, net := range tables {
		n.State.SetTextContent(n.view.host.Text("separable.networks-running", "done", strconv.Itoa(i+1), "n", strconv.Itoa(len(tables))))
		_, err := panel.Ask(ctx, engine, &message.Configure{
			Slot: message.B, Alpha: &net.alpha, Resolution: new(224), Architecture: net.name,
			Weights: message.Weights{Source: "random", Seed: 1},
		})
		if err != nil {
			return err
		}
		result, err := panel.Ask(ctx, engine, &message.Bench{Slot: message.B, Warmup: new(2), Runs: 15})
		if err != nil {
			return err
		}
		ms = append(ms, stats.Median(result.Samples))
		n.show(ms)
	}
	return nil
}

// show fills the table, with the times of as many networks as there are.
func (n *networks) show(ms []float64) {
	h := n.view.host
	var w strings.Builder
	first := int64(0)
	for i, net := range tables {
		table, err := layers.New(net.alpha, 224, net.architecture, 0)
		if err != nil {
			panic(err) // the paper's networks are legal
		}
		cost := table.Sum()
		if i == 0 {
			first = cost.MultiplyAdds
		}
		time, share := "–", "–"
		if i < len(ms) {
			time, share = format.Milliseconds(ms[i]), meter(ms[i]/ms[0])
		}
		paper := func(i int) string {
			return ` <small data-source="paper">` + h.HTML("time.printed", "n", net.printed[i]+" M") + "</small>"
		}
		w.WriteString(`<tr><th scope="row" data-source="paper">` + h.HTML(net.key) + `</th><td data-source="paper">` + net.printed[0] + ` %</td><td data-source="cost">` +
			format.Millions(cost.MultiplyAdds, 1) + " M" + paper(1) + `</td><td data-source="cost">` + format.Millions(cost.Weights, 2) + " M" + paper(2) + `</td><td data-source="cost">` +
			meter(float64(cost.MultiplyAdds)/float64(first)) + `</td><td class="ms" data-source="networks">` + time +
			`</td><td data-source="networks">` + share + "</td></tr>")
	}
	node.SetHTML(n.rows, w.String())
	fillMeters(n.rows)
}
