package main

import (
	"fmt"
	"slices"
	"strconv"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/stops"
	"mobilenet/wasm/page/internal/node"
)

// slider is α or ρ: a native range input on a track that starts at zero, so that the lit length is the value.
type slider struct {
	input       *dom.HTMLInputElement
	holder      dom.HTMLElement // of input and track
	track       dom.HTMLElement
	stopsHolder dom.HTMLElement
	value, text wording

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

// newSlider connects the input of that id. moved gets each stop that the visitor chooses.
func (p *page) newSlider(id string, moved func(float64)) *slider {
	s := &slider{
		input:       byID[*dom.HTMLInputElement](p, id),
		track:       byID[dom.HTMLElement](p, id+"-track"),
		stopsHolder: byID[dom.HTMLElement](p, id+"-stops"),
		value:       p.wording(id + "-value"),
		text:        p.wording(id + "-text"),
	}
	s.holder = node.Parent(s.track)
	on(s.input, "pointerdown", func(dom.Event) { s.pointer = true })
	on(s.input, "pointerup", func(dom.Event) { s.pointer = false })
	on(s.input, "pointercancel", func(dom.Event) { s.pointer = false })
	on(s.input, "input", func(dom.Event) {
		p.tuning.on = false
		to := stops.Snap(s.scale.stops, s.at, s.input.ValueAsNumber(), s.pointer)
		if to == s.at {
			s.input.SetValue(number(to))
			return
		}
		moved(to)
		p.writeHash()
		p.showControls()
		p.configure()
	})
	return s
}

// show draws the slider at a value of the scale.
func (s *slider) show(p *page, at float64, to scale) {
	s.at, s.scale = at, to
	low, high := to.stops[0], to.stops[len(to.stops)-1]
	fixed := low == high
	s.input.SetDisabled(fixed)
	if fixed {
		low, high = 0, to.full
	}
	s.input.SetMin(number(low))
	s.input.SetMax(number(high))
	s.input.SetStep(number(stops.Step(to.stops)))
	if fixed {
		s.input.SetStep("any")
	}
	s.input.SetValue(number(at))

	node.SetStyle(s.input, "left", fmt.Sprintf("calc(%s%% - 8px)", number(100*low/to.full))) // half a thumb to either side
	node.SetStyle(s.input, "width", fmt.Sprintf("calc(%s%% + 16px)", number(100*(high-low)/to.full)))
	node.SetStyle(s.holder, "--lit", number(100*at/to.full)+"%")
	node.SetStyle(s.holder, "--cells", number(to.cells))
	s.showStops(p)
}

// showStops writes the stops under the track, with a dot at those that weights were trained at, if they were not at all.
func (s *slider) showStops(p *page) {
	removeChildren(s.stopsHolder)
	everywhere := !slices.ContainsFunc(s.scale.marks, func(stop float64) bool { return !s.scale.trained(stop) })
	for _, stop := range s.scale.marks {
		mark := node.Create("span")
		mark.SetTextContent(number(stop))
		node.SetStyle(mark, "left", number(100*stop/s.scale.full)+"%")
		if stop == s.at {
			node.SetClass(mark, "on", true)
		}
		if !everywhere && s.scale.trained(stop) {
			node.SetClass(mark, "trained", true)
		}
		s.stopsHolder.AppendChild(mark)
	}
}

// number writes a number as attributes and styles want it.
func number(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
