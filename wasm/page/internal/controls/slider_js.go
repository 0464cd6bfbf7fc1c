package controls

import (
	"fmt"
	"slices"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/link"
	"mobilenet/wasm/internal/stops"
	"mobilenet/wasm/page/internal/node"
)

// slider is α or ρ: a native range input on a track that starts at zero, so that the lit length is the value.
type slider struct {
	input       *dom.HTMLInputElement
	holder      dom.HTMLElement // of input and track
	track       dom.HTMLElement
	stopsHolder dom.HTMLElement
	value, text node.Wording

	scale   scale
	at      float64
	pointer bool // a pointer is moving the thumb
}

// scale is what a slider can be moved to.
type scale struct {
	stops   []float64          // ascending
	marks   []float64          // those of them that are written under the track
	full    float64            // value at the track's right end
	cells   float64            // drawn on the whole track
	trained func(float64) bool // whether weights were trained at that stop
}

// newSlider connects the input of that id. moved puts each stop that the visitor chooses into the link.
func (c *Controls) newSlider(id string, moved func(s *link.State, to float64)) *slider {
	s := &slider{
		input:       node.Get[*dom.HTMLInputElement](id),
		track:       node.Get[dom.HTMLElement](id + "-track"),
		stopsHolder: node.Get[dom.HTMLElement](id + "-stops"),
		value:       node.WordingOf(id + "-value"),
		text:        node.WordingOf(id + "-text"),
	}
	s.holder = node.Parent(s.track)
	node.On(s.input, "pointerdown", func(dom.Event) { s.pointer = true })
	node.On(s.input, "pointerup", func(dom.Event) { s.pointer = false })
	node.On(s.input, "pointercancel", func(dom.Event) { s.pointer = false })
	node.On(s.input, "input", func(dom.Event) {
		to := stops.Snap(s.scale.stops, s.at, s.input.ValueAsNumber(), s.pointer)
		if to == s.at {
			s.input.SetValue(node.Number(to))
			return
		}
		c.choose(func(link *link.State) { moved(link, to) })
	})
	return s
}

// show draws the slider at a value of the scale.
func (s *slider) show(at float64, to scale) {
	s.at, s.scale = at, to
	low, high := to.stops[0], to.stops[len(to.stops)-1]
	fixed := low == high
	s.input.SetDisabled(fixed)
	if fixed {
		low, high = 0, to.full
	}
	s.input.SetMin(node.Number(low))
	s.input.SetMax(node.Number(high))
	s.input.SetStep(node.Number(stops.Step(to.stops)))
	if fixed {
		s.input.SetStep("any")
	}
	s.input.SetValue(node.Number(at))

	node.SetStyle(s.input, "left", fmt.Sprintf("calc(%s%% - 8px)", node.Number(100*low/to.full))) // half a thumb to either side
	node.SetStyle(s.input, "width", fmt.Sprintf("calc(%s%% + 16px)", node.Number(100*(high-low)/to.full)))
	node.SetStyle(s.holder, "--lit", node.Number(100*at/to.full)+"%")
	node.SetStyle(s.holder, "--cells", node.Number(to.cells))
	s.showStops()
}

// showStops writes the stops under the track, with a dot at those that weights were trained at, if they were not at all.
func (s *slider) showStops() {
	node.Clear(s.stopsHolder)
	everywhere := !slices.ContainsFunc(s.scale.marks, func(stop float64) bool { return !s.scale.trained(stop) })
	for _, stop := range s.scale.marks {
		mark := node.Create("span")
		mark.SetTextContent(node.Number(stop))
		node.SetStyle(mark, "left", node.Number(100*stop/s.scale.full)+"%")
		if stop == s.at {
			node.SetClass(mark, "on", true)
		}
		if !everywhere && s.scale.trained(stop) {
			node.SetClass(mark, "trained", true)
		}
		s.stopsHolder.AppendChild(mark)
	}
}
