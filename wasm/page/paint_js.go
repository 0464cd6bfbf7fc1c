package main

import (
	"context"
	"math"
	"syscall/js"
	"time"

	"mobilenet/model"
	"mobilenet/wasm/internal/choice"
	"mobilenet/wasm/internal/frames"
	"mobilenet/wasm/page/internal/figure"
	"mobilenet/wasm/page/internal/site"
)

// The least times between two updates of the answers, and of the statistics and the chart: faster ones cannot be read.
const (
	answersInterval    = 150 * time.Millisecond
	statisticsInterval = 250 * time.Millisecond
)

// enoughFrames is how many frames make a point of the chart.
const enoughFrames = 3

// paintSoon has the page shown anew.
func (p *page) paintSoon() {
	p.answers.soon()
	p.statistics.soon()
}

// paintAnswers shows the newest answer.
func (p *page) paintAnswers() {
	if r := p.engine.live(); r != nil && p.engine.last != nil {
		p.readouts.Answers(p.engine.last, !r.Random, p.paintSoon)
	}
}

// paintStatistics shows what the last frames took, and the chart.
func (p *page) paintStatistics() {
	r := p.engine.live()
	if r == nil {
		return
	}
	if p.frames.Len() > 0 {
		p.readouts.Times(&p.frames, p.picture.Stuck())
	}
	if p.frames.Len() >= enoughFrames {
		p.paintChart(r)
	}
	p.tune()
}

// paintChart moves the point that runs to where the newest frames put it.
func (p *page) paintChart(r *running) {
	v := figure.Visit{Configuration: r.computes(), Network: p.frames.Stage(frames.Network), Accuracy: math.NaN()}
	if found, known := p.accuracyOf(r.wanted()); known && !r.Random {
		v.Accuracy, v.Measured = found.Top1, found.Measured
	} else if reference, ok := model.PublishedAccuracy(r.Alpha, r.Resolution, v.Integers()); r.Random && ok {
		v.Accuracy, v.Borrowed = reference.Top1, true
	}
	p.figure.Visit(v)
	p.controls.ShowChoices(p.view())
}

// showFacts shows what the network that runs costs, and what is known of how often it is right.
func (p *page) showFacts() {
	r := p.engine.runs
	table, err := r.layers()
	if err != nil {
		return // the engine runs it, so the table has it
	}
	p.readouts.Facts(r.Configured, table.Sum(), !r.Random && r.weights != choice.File)
	p.readouts.Accuracy(p.accuracyHere())
}

// loadRuntimes fetches what make bench measured of other runtimes. Without it the chart does not offer them.
func (p *page) loadRuntimes(ctx context.Context) {
	content, err := site.Text(ctx, site.Asset("runtimes.json"))
	if err == nil {
		p.figure.AddRuntimes(js.Global().Get("JSON").Call("parse", content))
	}
}
