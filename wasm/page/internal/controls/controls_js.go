// Package controls are what can be chosen of the network: the two sliders, the rows of buttons, and the weights.
package controls

import (
	"strconv"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/choice"
	"mobilenet/wasm/internal/format"
	"mobilenet/wasm/internal/link"
	"mobilenet/wasm/internal/message"
	"mobilenet/wasm/internal/offers"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/words"
	"mobilenet/weights/layers"
)

const (
	fullAlpha       = 1.0 // of the paper's network
	pixelsPerColumn = 8   // of ρ's track
)

// Controls are those of the document.
type Controls struct {
	words  *words.Words
	choose func(change func(*link.State)) // changes the link and runs what comes of it

	alpha, rho         *slider
	format, cores, isa *segments
	weights            *dom.HTMLSelectElement
	weightsText        node.Wording
	banner             dom.HTMLElement
}

// View is what the controls show.
type View struct {
	Want   offers.Configuration
	Set    choice.Set // of the weights that are wanted
	Can    offers.Capabilities
	Runs   *message.Configured // nil while that is to be seen
	Reload bool                // of the page would let workers share memory
	// Speedup returns how many times as fast one configuration is as another, if both were measured; see
	// [figure.Figure.Speedup].
	Speedup func(fast, slow offers.Configuration) (float64, bool)
}

// New takes the controls of the document, which cannot be used yet.
func New(w *words.Words, choose func(change func(*link.State))) *Controls {
	c := &Controls{
		words: w, choose: choose, weights: node.Get[*dom.HTMLSelectElement]("weights"),
		weightsText: node.WordingOf("weights-text"), banner: node.Get[dom.HTMLElement]("banner"),
	}
	c.alpha = c.newSlider("alpha", func(s *link.State, to float64) { s.Alpha = to })
	c.rho = c.newSlider("rho", func(s *link.State, to float64) { s.Resolution = int(to) })
	c.format = c.newSegments("format", func(s *link.State, value string) { s.Format = value })
	c.cores = c.newSegments("cores", func(s *link.State, value string) { s.Cores, _ = strconv.Atoi(value) }) // "auto" is 0
	c.isa = c.newSegments("isa", func(s *link.State, value string) { s.Arithmetic = value })
	node.On(c.weights, "change", func(dom.Event) {
		choose(func(s *link.State) { s.Weights = c.weights.Value() })
	})
	return c
}

// Show brings all controls in line with what is wanted.
func (c *Controls) Show(v View) {
	c.weights.SetValue(v.Want.Weights)
	c.isa.allow("simd", v.Can.SIMD())
	c.offerCores(v.Can.MaxThreads)
	if v.Want.Alpha == 0 {
		return // a file is being read: its width is not known yet
	}
	c.showAlpha(v)
	c.showRho(v)
	c.ShowChoices(v)
}

func (c *Controls) showAlpha(v View) {
	table := layers.Table1()
	firstFull, lastFull := table[0].Out.Channels, table[table.Features()].Out.Channels
	c.alpha.show(v.Want.Alpha, scale{
		stops: v.Set.Alphas, marks: v.Set.Alphas, full: fullAlpha, cells: float64(firstFull),
		trained: func(float64) bool { return false },
	})
	channels := []string{
		"alpha", format.Multiplier(v.Want.Alpha),
		"first", strconv.Itoa(layers.Channels(firstFull, v.Want.Alpha)), "firstFull", strconv.Itoa(firstFull),
		"last", strconv.Itoa(layers.Channels(lastFull, v.Want.Alpha)), "lastFull", strconv.Itoa(lastFull),
	}
	c.alpha.value.Set(format.Multiplier(v.Want.Alpha))
	c.alpha.input.SetAttribute("aria-valuetext", c.words.Text("alpha.spoken", channels...))
	meaning := "alpha.meaning"
	if len(v.Set.Alphas) == 1 {
		meaning = "alpha.fixed"
	}
	c.alpha.text.SetHTML(c.words.HTML(meaning, channels...))
}

func (c *Controls) showRho(v View) {
	resolutions, resolution := v.Set.Resolutions, float64(v.Want.Resolution)
	full := max(layers.FullResolution, resolutions[len(resolutions)-1])
	c.rho.show(resolution, scale{
		stops: resolutions, marks: resolutions, full: full, cells: full / pixelsPerColumn,
		trained: func(r float64) bool { return v.Set.TrainedAt(v.Want.Alpha, int(r)) },
	})
	side, rho := strconv.Itoa(v.Want.Resolution), resolution/layers.FullResolution
	c.rho.value.Set(format.Multiplier(rho))
	c.rho.input.SetAttribute("aria-valuetext", c.words.Text("rho.spoken", "side", side))
	c.rho.text.SetHTML(c.words.HTML("rho.meaning", "side", side, "share", strconv.FormatFloat(100*rho*rho, 'f', 0, 64)))
}
