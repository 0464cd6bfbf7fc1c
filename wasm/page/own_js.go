package main

import (
	"slices"
	"strconv"

	"mobilenet/wasm/internal/format"
	"mobilenet/wasm/internal/frames"
	"mobilenet/wasm/internal/message"
	"mobilenet/wasm/internal/offers"
	"mobilenet/wasm/page/internal/client"
	"mobilenet/weights"
	"mobilenet/weights/layers"
)

// ownWeights are the project's own: a network for each width, which runs at every resolution.
const ownWeights = "own"

// pixels returns the resolutions between two.
func pixels(low, high int) (resolutions []float64) {
	for r := max(low, layers.MinResolution); r <= min(high, layers.MaxResolution); r += layers.ResolutionStep {
		resolutions = append(resolutions, float64(r))
	}
	return resolutions
}

// ahead is what the engine has fetched of the project's own files before anybody asks for it. The zero value is nothing.
type ahead struct {
	id   int             // of the request that is under way, 0 for none
	file string          // that it is about
	came map[string]bool // by file; false of one that did not come
}

// fetchAhead has the engine fetch the next of the project's own files, the smallest first, when the network that runs has
// answered: sliding to another width then waits for no download.
func (p *page) fetchAhead() {
	e, a := &p.engine, p.active
	if a == nil || a.weights.kind != ownWeights || e.ahead.id != 0 || p.lending.out {
		return
	}
	if e.ahead.came == nil {
		e.ahead.came = make(map[string]bool)
	}
	e.ahead.came[a.weights.files[a.weights.choose(a.configuration)].File] = true
	for _, f := range a.weights.files {
		if _, tried := e.ahead.came[f.File]; !tried {
			var id int
			id = client.Send(e.client, &message.Prefetch{Weights: fileMessage(f)}, func(_ *message.Prefetched, err error) {
				if id == e.ahead.id { // else it was asked of an engine that died
					p.fetchedAhead(err == nil)
				}
			})
			e.ahead.file, e.ahead.id = f.File, id
			return
		}
	}
}

// fetchedAhead takes in whether a file has come. One that has not is asked for again when it is chosen.
func (p *page) fetchedAhead(came bool) {
	h := &p.engine.ahead
	h.came[h.file], h.id = came, 0
	p.tune()
	p.fetchAhead()
}

// arrived returns the files of the set that the engine has, and whether no more are to come.
func (h *ahead) arrived(s weightSet) (files []weights.IndexEntry, all bool) {
	for _, f := range s.files {
		if h.came[f.File] {
			files = append(files, f)
		}
	}
	return files, len(h.came) >= len(s.files)
}

// tuning is the choice of a start by what this device can do, as long as the visitor has not chosen.
type tuning struct{ on bool }

// The start is as wide and as sharp as a network of tuneBudget allows, once tuneFrames were measured.
const (
	tuneBudget = 30 // ms
	tuneFrames = 6
)

// tune moves to the start that the newest frames and the files that have come allow. It never goes back by less than
// half of the budget: measured times vary.
func (p *page) tune() {
	a := p.active
	if !p.tuning.on || a == nil || a.weights.kind != ownWeights || p.frames.Len() < tuneFrames || p.lending.out {
		return
	}
	files, all := p.engine.ahead.arrived(a.weights)
	if len(files) == 0 {
		return
	}
	cost := func(alpha, resolution float64) float64 {
		table, err := layers.New(alpha, int(resolution), layers.Separable, a.Classes)
		if err != nil {
			return 0
		}
		return float64(table.Sum().MultiplyAdds)
	}
	ms, here := p.frames.Stage(frames.Network).Median, cost(a.alpha, float64(a.resolution))
	alpha, resolution := offers.Start(offers.Alphas(trainedFor(files)), a.weights.resolutions, tuneBudget*here/ms, cost)
	smaller := cost(alpha, resolution) < here
	switch {
	case alpha == a.alpha && resolution == float64(a.resolution), smaller && ms < 1.5*tuneBudget:
		p.tuning.on = !all
		return
	case smaller:
		p.tuning.on = !all
	}
	p.want.alpha, p.want.resolution = alpha, int(resolution)
	p.state.Alpha, p.state.Resolution = p.want.alpha, p.want.resolution
	p.showControls()
	p.configure()
}

// describeOwn says what the project's own networks are.
func (p *page) describeOwn(a *answering) string {
	low, high := a.weights.resolutions[0], a.weights.resolutions[len(a.weights.resolutions)-1]
	return p.html("weights.own-text", "low", strconv.Itoa(int(low)), "high", strconv.Itoa(int(high)), "bytes", format.Bytes(int64(a.WeightsBytes)))
}

// newSet returns a choice of the files for which it holds, none if there are no such files.
func newSet(kind string, index []weights.IndexEntry, holds func(weights.IndexEntry) bool) weightSet {
	files := slices.DeleteFunc(slices.Clone(index), func(f weights.IndexEntry) bool { return !holds(f) })
	if len(files) == 0 {
		return weightSet{}
	}
	trained := trainedFor(files)
	return weightSet{kind: kind, files: files, trained: trained, alphas: offers.Alphas(trained), resolutions: paperResolutions}
}

// trainedFor says for which points files were trained.
func trainedFor(files []weights.IndexEntry) (trained []offers.Trained) {
	for _, f := range files {
		trained = append(trained, offers.Trained{Alpha: f.Alpha, Resolution: f.Resolution, Quantised: f.Quantised})
	}
	return trained
}
