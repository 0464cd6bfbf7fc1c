package main

import (
	"mobilenet/wasm/internal/choice"
	"mobilenet/wasm/internal/frames"
	"mobilenet/wasm/internal/message"
	"mobilenet/wasm/page/internal/client"
	"mobilenet/wasm/page/internal/site"
	"mobilenet/weights"
)

// ahead is what the engine has fetched of the project's own files before anybody asks for it. The zero value is nothing.
type ahead struct {
	pending client.Pending
	come    map[string]bool // by file; false of one that did not come
}

// fetchAhead has the engine fetch the next of the project's own files, the smallest first, when the network that runs has
// answered: sliding to another width then waits for no download.
func (p *page) fetchAhead() {
	e, r := &p.engine, p.engine.live()
	if r == nil || r.weights != choice.Own || e.ahead.pending.Any() || p.lending.out {
		return
	}
	if e.ahead.come == nil {
		e.ahead.come = make(map[string]bool)
	}
	if f, ok := p.sets.Own.FileFor(r.wanted()); ok {
		e.ahead.come[f.File] = true
	}
	for _, f := range p.sets.Own.Files {
		if _, tried := e.ahead.come[f.File]; !tried {
			request := &message.Prefetch{Weights: site.Weights(f)}
			client.Send(e.client, &e.ahead.pending, request, func(_ *message.Prefetched, err error) {
				e.ahead.come[f.File] = err == nil // one that has not come is asked for again when it is chosen
				p.tune()
				p.fetchAhead()
			})
			return
		}
	}
}

// tuneFrames is how many frames must be measured before the page moves to another point.
const tuneFrames = 6

// tune moves to the point that the newest frames and the files that have come allow, as long as the visitor has not chosen.
func (p *page) tune() {
	r, h := p.engine.live(), &p.engine.ahead
	if !p.tuning || r == nil || r.weights != choice.Own || p.frames.Len() < tuneFrames || p.lending.out {
		return
	}
	var come []weights.IndexEntry
	for _, f := range p.sets.Own.Files {
		if h.come[f.File] {
			come = append(come, f)
		}
	}
	if len(come) == 0 {
		return
	}
	alpha, resolution, more := choice.Tune(r.wanted(), p.frames.Stage(frames.Network).Median, p.sets.Own, come)
	if !more {
		p.tuning = len(h.come) < len(p.sets.Own.Files)
	}
	if alpha != r.Alpha || resolution != r.Resolution {
		p.state.Alpha, p.state.Resolution = alpha, resolution
		p.resolve()
		p.configure()
	}
}
