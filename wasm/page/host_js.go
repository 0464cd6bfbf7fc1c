package main

import (
	"cmp"
	"context"
	"strings"
	"syscall/js"
	"time"

	"honnef.co/go/js/dom/v2"

	"mobilenet/model"
	"mobilenet/wasm/internal/choice"
	"mobilenet/wasm/internal/link"
	"mobilenet/wasm/internal/message"
	"mobilenet/wasm/internal/offers"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/panel"
	"mobilenet/wasm/page/internal/words"
	"mobilenet/weights"
	"mobilenet/weights/layers"
)

// host is the page as panels see it.
type host struct{ p *page }

func (h host) Text(key string, pairs ...string) string { return h.p.words.Text(key, pairs...) }
func (h host) HTML(key string, pairs ...string) string { return h.p.words.HTML(key, pairs...) }
func (h host) Why(err error) string                    { return h.p.words.Why(err) }
func (h host) Say(text string)                         { h.p.notice.Say(text) }

func (h host) Engine() offers.Capabilities { return h.p.engine.can }

func (h host) Run(ctx context.Context, f func(panel.Engine) error) error { return h.p.lend(ctx, f) }

func (h host) Ask(ctx context.Context, request message.Message) (js.Value, error) {
	for h.p.lending.out || h.p.engine.live() == nil {
		select {
		case <-time.After(20 * time.Millisecond):
		case <-ctx.Done():
			return js.Value{}, ctx.Err()
		}
	}
	return borrower(h).Ask(ctx, request)
}

func (h host) Watch(f func(*message.Result)) (stop func()) { return h.p.watch(watcher{hear: f}) }

func (h host) Explain(f func(*message.Result)) (stop func()) {
	return h.p.watch(watcher{hear: f, explains: true})
}

func (h host) Features(f func(*message.Result)) (stop func()) {
	return h.p.watch(watcher{hear: f, features: true})
}

func (h host) Picture(ctx context.Context) (js.Value, error) { return h.p.picture.Copy(ctx) }
func (h host) Overlay() dom.HTMLElement                      { return node.Get[dom.HTMLElement]("overlay") }
func (h host) Mirrored() bool                                { return h.p.picture.Mirrored() }
func (h host) Samples() []dom.Element                        { return h.p.picture.Samples() }

func (h host) Current() panel.Configuration {
	c := h.p.want
	if c.Threads == 0 {
		c.Threads = h.p.threads()
	}
	return c
}

// threads returns how many workers share what runs, or ran last.
func (p *page) threads() int {
	if p.engine.runs == nil {
		return 1
	}
	return p.engine.runs.Threads
}

func (h host) Running() *message.Configured {
	if r := h.p.engine.live(); r != nil && !h.p.lending.out {
		return r.Configured
	}
	return nil
}

func (h host) Layers() (layers.Table, bool) {
	r := h.p.engine.live()
	if r == nil {
		return nil, false
	}
	table, err := r.layers()
	return table, err == nil
}

func (h host) Points() []panel.Configuration {
	var points []panel.Configuration
	set := h.p.sets.Of(h.p.want.Weights)
	for _, alpha := range set.Alphas {
		for _, resolution := range set.Resolutions {
			c := h.Current()
			c.Alpha, c.Resolution = alpha, int(resolution)
			points = append(points, c)
		}
	}
	return points
}

func (h host) GoTo(c panel.Configuration) {
	p := h.p
	p.choose(func(s *link.State) {
		*s = choice.Link(*s, p.meant(c))
		if c.Threads = max(1, c.Threads); c.Threads != p.threads() {
			s.Cores = c.Threads
		}
	})
	p.tuning = false
}

// meant returns a panel's configuration with the weights that it means: those that are chosen if it names none that there are.
func (p *page) meant(c panel.Configuration) panel.Configuration {
	if c.Weights == "" || p.sets.Of(c.Weights).Kind == "" {
		c.Weights = p.want.Weights
	}
	c.Precision = cmp.Or(c.Precision, model.Float32.String())
	c.Threads = max(1, c.Threads)
	return c
}

func (h host) Index() []weights.IndexEntry { return h.p.index }

func (h host) Accuracy(c panel.Configuration) (panel.Accuracy, bool) {
	return h.p.accuracyOf(h.p.meant(c))
}

func (h host) Label(index int) string { return h.p.words.Class(index) }

func (h host) Things(ctx context.Context) []string { return words.Things(ctx) }

func (h host) ImageNet() bool { return h.p.words.ImageNet() }

func (h host) Kept(key string) string { return h.p.state.Kept(key) }

func (h host) Keep(key, value string) {
	h.p.state = h.p.state.Keep(key, value)
	h.p.WriteLink()
}

func (h host) Link() string {
	address, _, _ := strings.Cut(js.Global().Get("location").Get("href").String(), "#")
	state := h.p.linked()
	state.Wall = ""
	return address + state.Hash()
}
