package main

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
	"syscall/js"

	"mobilenet/model"
	"mobilenet/wasm/internal/readout"
	"mobilenet/wasm/internal/told"
	"mobilenet/weights"
)

// slimWeights are the project's own: every width from one file.
const slimWeights = "slim"

// slimStep is what α goes up by from ring to ring.
const slimStep = 1. / 128

// growth is how far slimmable weights reach while they come. It is one for all copies of a set.
type growth struct{ reach float64 } // the widest α, 0 before the first

// widths returns every α of slimmable weights.
func widths(low, high float64) (alphas []float64) {
	for alpha := low; alpha <= high; alpha += slimStep {
		alphas = append(alphas, alpha)
	}
	return alphas
}

// pixels returns the resolutions between two.
func pixels(low, high int) (resolutions []float64) {
	for r := max(low, model.MinResolution); r <= min(high, model.MaxResolution); r += model.ResolutionStep {
		resolutions = append(resolutions, float64(r))
	}
	return resolutions
}

// newSlimSet returns the choice of the project's own weights: of several files the widest, fully trained and in 16 bits.
func newSlimSet(index []weights.IndexEntry) weightSet {
	files := slices.Clone(index)
	files = slices.DeleteFunc(files, func(f weights.IndexEntry) bool { return !f.Slimmable })
	if len(files) == 0 {
		return weightSet{}
	}
	best := slices.MinFunc(files, func(a, b weights.IndexEntry) int {
		return cmp.Or(cmp.Compare(b.AlphaMax, a.AlphaMax), cmp.Compare(a.Stage, b.Stage), cmp.Compare(b.Bytes, a.Bytes))
	})
	return weightSet{
		kind: slimWeights, files: []weights.IndexEntry{best}, growth: new(growth),
		alphas: widths(best.AlphaMin, best.AlphaMax), resolutions: pixels(best.ResolutionMin, best.ResolutionMax),
	}
}

// slimTitle is what the chooser calls the set.
func (p *page) slimTitle(s weightSet) string {
	if s.kind == "" {
		return ""
	}
	if s.files[0].Stage == weights.StageStarter {
		return p.text("weights.starter", "n", strconv.Itoa(s.files[0].Classes))
	}
	return p.text("weights.slim")
}

// offered returns the widths that a slider offers: those that have come, and the one that is wanted.
func (s weightSet) offered(wanted float64) []float64 {
	if s.growth == nil {
		return s.alphas
	}
	n := 1
	for n < len(s.alphas) && s.alphas[n] <= max(s.growth.reach, wanted) {
		n++
	}
	return s.alphas[:n]
}

// sweepStep is the distance in α between the points that panels go through.
const sweepStep = 1. / 16

// every returns those of the widths that are multiples of step, of weights that are not slimmable all.
func (s weightSet) every(step float64, alphas []float64) []float64 {
	if s.growth == nil {
		return alphas
	}
	return slices.DeleteFunc(slices.Clone(alphas), func(alpha float64) bool { return math.Mod(alpha, step) != 0 })
}

// reached takes in how wide a network slimmable weights offer by now.
func (p *page) reached(data js.Value) {
	g := p.sets.slim.growth
	if p.want.weights.kind == fileWeights || g == nil {
		return // a file of the visitor's comes at once
	}
	g.reach = data.Get("alphaMax").Float()
	if why := textOf(data.Get("message")); why != "" && p.want.alpha <= g.reach { // else the configure fails and says so
		p.notice.show(p.because(told.Of(data, why), message{
			title: p.text("weights.lost"),
			label: p.text("notice.again"), action: func() {
				p.want.alpha = p.want.weights.alphas[len(p.want.weights.alphas)-1]
				p.state.Alpha = p.want.alpha
				p.configure()
			},
		}, "weights.lost-text", "reach", readout.Multiplier(g.reach)))
	}
	if p.want.weights.kind == slimWeights {
		p.showControls()
		if p.active != nil {
			p.showWeights()
		}
		p.tune()
	}
}

// tuning is the choice of a start by what this device can do, as long as the visitor has not chosen.
type tuning struct{ on bool }

// The start is as wide and as sharp as a network of tuneBudget allows, once tuneFrames were measured.
const (
	tuneBudget = 30 // ms
	tuneFrames = 6
)

// tune moves to the start that the newest frames and the rings that have come allow. It never goes back by less than
// half of the budget: measured times vary.
func (p *page) tune() {
	a, g := p.active, p.sets.slim.growth
	if !p.tuning.on || a == nil || g == nil || a.weights.kind != slimWeights || p.frames.Len() < tuneFrames || p.lending.out {
		return
	}
	ms := p.frames.Stage(readout.Network).Median
	alpha, resolution := readout.Start(a.weights.offered(0), a.weights.resolutions, a.alpha, float64(a.resolution), ms, tuneBudget,
		func(alpha, resolution float64) float64 {
			layers, err := model.Layers(alpha, int(resolution), model.Separable, a.classes)
			if err != nil {
				return 0
			}
			return float64(model.Sum(layers).MultiplyAdds)
		})
	smaller := alpha < a.alpha || resolution < float64(a.resolution)
	switch {
	case alpha == a.alpha && resolution == float64(a.resolution), smaller && ms < 1.5*tuneBudget:
		p.tuning.on = g.reach < a.weights.alphas[len(a.weights.alphas)-1]
		return
	case smaller:
		p.tuning.on = false
	}
	p.want.alpha, p.want.resolution = alpha, int(resolution)
	p.state.Alpha, p.state.Resolution = p.want.alpha, p.want.resolution
	p.showControls()
	p.configure()
}

// slimFacts are what texts say of slimmable weights.
func slimFacts(a *answering) []string {
	f := a.weights.files[0]
	return []string{
		"n", strconv.Itoa(a.classes), "low", strconv.Itoa(f.ResolutionMin), "high", strconv.Itoa(f.ResolutionMax),
		"bytes", readout.Bytes(a.bytes), "reach", readout.Multiplier(a.weights.growth.reach), "widest", readout.Multiplier(f.AlphaMax),
	}
}

// describeSlim says what slimmable weights are.
func (p *page) describeSlim(a *answering) string {
	f, values := a.weights.files[0], slimFacts(a)
	key := "weights.slim-text"
	if f.Stage == weights.StageStarter {
		key = "weights.starter-text"
	}
	text := p.html(key, values...)
	if a.weights.growth.reach < f.AlphaMax {
		text += " " + p.html("weights.growing", values...)
	}
	return text
}

// showKnown lists the names of the classes that the weights know, if they do not know all.
func (p *page) showKnown() {
	w, a := &p.sets, p.active
	known := a.known != nil && a.weights.kind == slimWeights
	show(w.known, known)
	if !known {
		return
	}
	w.knownAbout.setHTML(p.html("weights.known-about", slimFacts(a)...))
	var names []string
	for _, index := range a.known {
		names = append(names, p.className(index))
	}
	slices.SortStableFunc(names, func(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) })
	w.knownTitle.set(p.text("weights.known", "n", strconv.Itoa(len(names))))
	w.knownNames.set(strings.Join(names, ", "))
}

// indicesOf reads the classes of weights that do not know all, nil of others.
func indicesOf(v js.Value) []int {
	if v.Type() != js.TypeObject {
		return nil
	}
	indices := make([]int, v.Length())
	for i := range indices {
		indices[i] = v.Index(i).Int()
	}
	return indices
}
