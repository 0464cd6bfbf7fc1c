package main

import (
	"context"
	"math"
	"syscall/js"

	"honnef.co/go/js/dom/v2"

	"mobilenet/model"
	"mobilenet/wasm/internal/frames"
	"mobilenet/wasm/page/internal/figure"
)

// enoughFrames is how many frames make a point of the chart.
const enoughFrames = 3

func (p *page) initChart() {
	p.figure = figure.New(host{p}, figure.Places{
		Chart: byID[dom.HTMLElement](p, "chart"), Table: byID[dom.HTMLElement](p, "table"), Note: byID[dom.HTMLElement](p, "figure-note"),
		Sweep: byID[dom.HTMLElement](p, "sweep"), Found: byID[dom.HTMLElement](p, "found"),
	})
}

// loadRuntimes fetches what make bench measured of other runtimes. Without it the chart does not offer them.
func (p *page) loadRuntimes(ctx context.Context) {
	content, err := p.fetchText(ctx, p.host.Get("assets").String()+"runtimes.json")
	if err == nil {
		p.figure.AddRuntimes(js.Global().Get("JSON").Call("parse", content))
	}
}

// paintChart moves the point that runs to where the newest frames put it.
func (p *page) paintChart() {
	if p.frames.Len() < enoughFrames {
		return
	}
	a := p.active
	v := figure.Visit{Configuration: p.computed(a), Network: p.frames.Stage(frames.Network), Accuracy: math.NaN()}
	if found := p.accuracyHere(); found.known {
		v.Accuracy, v.Measured = found.Top1, found.Measured
	} else if reference, ok := model.PublishedAccuracy(a.alpha, a.resolution, a.int8); a.Random && ok {
		v.Accuracy, v.Borrowed = reference.Top1, true
	}
	p.figure.Visit(v)
	p.showChoices()
}
