package main

import (
	"context"
	"slices"
	"syscall/js"
	"time"

	"honnef.co/go/js/dom/v2"

	"mobilenet/kernels"
	"mobilenet/model"
	"mobilenet/wasm/internal/message"
	"mobilenet/wasm/internal/promise"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/panel"
	"mobilenet/weights"
	"mobilenet/weights/layers"
)

// host is the page as panels see it.
type host struct{ p *page }

func (h host) Document() dom.Document { return h.p.document }

func (h host) Text(key string, pairs ...string) string { return h.p.text(key, pairs...) }
func (h host) HTML(key string, pairs ...string) string { return h.p.html(key, pairs...) }
func (h host) Say(text string)                         { h.p.notice.say(text) }

func (h host) Engine() panel.Capabilities { return h.p.engine.can }

func (h host) Run(ctx context.Context, f func(panel.Engine) error) error { return h.p.lend(ctx, f) }

func (h host) Ask(ctx context.Context, request message.Message) (js.Value, error) {
	for h.p.lending.out || h.p.active == nil {
		select {
		case <-time.After(20 * time.Millisecond):
		case <-ctx.Done():
			return js.Value{}, ctx.Err()
		}
	}
	return borrower(h).Ask(ctx, request)
}

func (h host) Watch(f func(*message.Result)) (stop func())   { return h.p.watch(watcher{hear: f}) }
func (h host) Explain(f func(*message.Result)) (stop func()) { return h.p.watch(watcher{f, true}) }

// attend has a still picture that rests answered again, for one who has just begun to watch.
func (p *page) attend() {
	s := &p.source
	if p.active == nil || s.kind == cameraSource || s.kind == noSource || s.remaining > 0 {
		return
	}
	s.remaining, s.until = stillFrames, time.Now().Add(stillTime)
	p.showState()
	p.next()
}

func (h host) Picture(ctx context.Context) (js.Value, error) {
	ctx = context.WithoutCancel(ctx) // a picture that comes late would be closed by nobody
	s := &h.p.source
	if s.kind == cameraSource {
		return promise.Await(ctx, h.p.host.Get("camera").Call("picture"))
	}
	return promise.Await(ctx, js.Global().Call("createImageBitmap", js.Value(s.bitmap)))
}

func (h host) Samples() []dom.Element {
	h.p.drawSamples()
	return node.All(h.p.source.samplesHolder, "img")
}

func (h host) Current() panel.Configuration { return h.p.panelled(h.p.want) }

func (h host) Layers() (layers.Table, bool) {
	if h.p.active == nil {
		return nil, false
	}
	table, err := h.p.active.layers()
	return table, err == nil
}

func (h host) Points() []panel.Configuration {
	var points []panel.Configuration
	for _, alpha := range h.p.want.weights.alphas {
		for _, resolution := range h.p.want.weights.resolutions {
			c := h.p.want
			c.alpha, c.resolution = alpha, int(resolution)
			points = append(points, h.p.panelled(c))
		}
	}
	return points
}

func (h host) GoTo(c panel.Configuration) {
	p := h.p
	p.tuning.on = false
	to := p.configurationOf(c)
	p.state.Alpha, p.state.Resolution, p.state.Weights = to.alpha, to.resolution, to.weights.kind
	p.state.Arithmetic, p.state.Format = arithmeticName(to.scalar), formatName(to.int8)
	if to.cores != p.threadsNow() {
		p.state.Cores = to.cores
	}
	p.offerChoices()
	p.chooseWeights()
	p.writeHash()
}

func (h host) Index() []weights.IndexEntry { return h.p.sets.index }

func (h host) Accuracy(c panel.Configuration) (panel.Accuracy, bool) {
	return h.p.accuracyOf(h.p.configurationOf(c))
}

func (h host) Label(index int) string { return h.p.className(index) }

func (h host) ImageNet() bool { return !h.p.names.other }

func (h host) Kept(key string) string { return h.p.state.Kept(key) }

func (h host) Keep(key, value string) {
	h.p.state = h.p.state.Keep(key, value)
	h.p.writeHash()
}

func (h host) Link() string {
	h.p.writeHash()
	return h.p.window.Location().Href()
}

// panelled returns a configuration as panels know it.
func (p *page) panelled(c configuration) panel.Configuration {
	to := panel.Configuration{
		Alpha: c.alpha, Resolution: c.resolution, Precision: c.precision().String(), Threads: c.cores, Weights: c.weights.kind,
	}
	if c.scalar {
		to.ISA = kernels.Scalar.String()
	}
	if c.cores == 0 {
		to.Threads = p.threadsNow()
	}
	return to
}

// computed returns what computes, as a panel knows it: on as many cores as share it, which may be fewer than were asked
// for.
func (p *page) computed(a *answering) panel.Configuration {
	c := p.panelled(a.configuration)
	c.Threads = a.Threads
	return c
}

// compared returns what is wanted, for [figure.Figure.Speedup]: on as many cores as are fastest if that is left to the
// engine.
func (p *page) compared() panel.Configuration {
	c := p.panelled(p.want)
	c.Threads = p.want.cores
	return c
}

// threadsNow returns how many workers share what runs, or ran last.
func (p *page) threadsNow() int {
	if p.active != nil {
		return p.active.Threads
	}
	if p.former != nil {
		return p.former.Threads
	}
	return 1
}

// configurationOf returns a panel's configuration as the page knows it.
func (p *page) configurationOf(c panel.Configuration) configuration {
	sets := []weightSet{p.want.weights, p.sets.own, p.sets.official, p.sets.file, p.sets.random}
	at := max(0, slices.IndexFunc(sets, func(s weightSet) bool { return s.kind == c.Weights }))
	return configuration{
		alpha: c.Alpha, resolution: c.Resolution, weights: sets[at], scalar: c.ISA == kernels.Scalar.String(),
		int8: c.Precision == model.Int8.String(), cores: max(1, c.Threads),
	}
}
