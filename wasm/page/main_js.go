// Command page is the page's logic on the browser's main thread.
package main

import (
	"context"
	"syscall/js"
	"time"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/choice"
	"mobilenet/wasm/internal/frames"
	"mobilenet/wasm/internal/link"
	"mobilenet/wasm/internal/offers"
	"mobilenet/wasm/page/internal/client"
	"mobilenet/wasm/page/internal/controls"
	"mobilenet/wasm/page/internal/figure"
	"mobilenet/wasm/page/internal/narrow"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/notice"
	"mobilenet/wasm/page/internal/picture"
	"mobilenet/wasm/page/internal/readouts"
	"mobilenet/wasm/page/internal/site"
	"mobilenet/wasm/page/internal/words"
	"mobilenet/weights"
)

// page asks the picture for frames and the engine for answers, and shows what comes back. Everything runs on the browser's
// main thread, one event at a time.
type page struct {
	begun        time.Time
	state        link.State           // what the link says: what the visitor asks for
	want         offers.Configuration // what comes of it
	sets         choice.Sets          // of weights
	file, before opened               // of weights; before, until the newer one is read
	openings     int                  // counts the files of weights that were opened, so that the slower of two does not win
	index        []weights.IndexEntry // of the site's weights
	measured     *weights.Accuracy    // what this project measured

	engine  engine
	lending lending
	tuning  bool // the page chooses the point by what this device can do: the visitor has not
	frames  frames.Window

	words    *words.Words
	notice   *notice.Notice
	picture  *picture.Picture
	controls *controls.Controls
	readouts *readouts.Readouts
	narrow   *narrow.Narrow
	figure   *figure.Figure
	tabs     tabs
	whole    dom.HTMLElement // the link from a frame to the whole page

	hidden   bool // the tab is in the background
	selftest bool // the visitor asked for the kernels' checks first

	answers, statistics *pace // of painting them
}

// main builds the page and serves its events for ever.
func main() {
	location, w := js.Global().Get("location"), words.New()
	p := &page{
		begun:    time.Now(),
		state:    link.Parse(location.Get("hash").String()),
		selftest: js.Global().Get("URLSearchParams").New(location.Get("search")).Call("has", "selftest").Bool(),
		measured: new(weights.Accuracy),
		words:    w,
		notice:   notice.New(w),
		lending:  lending{turn: make(chan struct{}, 1), live: make(map[int]watcher)},
	}
	p.tuning = p.state.Alpha == 0 && p.state.Resolution == 0
	p.controls = controls.New(w, p.choose)
	p.picture = picture.New(p, w, p.notice)
	p.readouts = readouts.New(w, p.notice)
	p.answers = newPace(answersInterval, p.paintAnswers)
	p.statistics = newPace(statisticsInterval, p.paintStatistics)
	p.figure = figure.New(host{p}, figure.Places{
		Chart: node.Get[dom.HTMLElement]("chart"), Table: node.Get[dom.HTMLElement]("table"), Note: node.Get[dom.HTMLElement]("figure-note"),
		Sweep: node.Get[dom.HTMLElement]("sweep"), Found: node.Get[dom.HTMLElement]("found"),
	})
	p.engine.client = client.New(site.Offered().Get("engine"), patience, p.progressed, p.engineDied)
	p.initShare()
	p.initTheme()
	p.initSeen()
	js.Global().Call("addEventListener", "hashchange", js.FuncOf(func(js.Value, []js.Value) any { p.followLink(); return nil }))
	js.Global().Call("addEventListener", "isolates", js.FuncOf(func(js.Value, []js.Value) any { p.controls.ShowChoices(p.view()); return nil }))
	p.initAmong()
	p.initLanguage()
	p.initVisibility()
	p.initTabs()
	p.initSourceCard()
	p.enableControls()
	p.startEngine()
	go p.load(context.Background())
	go p.learnClasses(context.Background(), words.Chosen())
	select {}
}

// enableControls lets the visitor use what nobody listened to before. The sliders and the weights wait for the list of
// weights, which says what they offer; a panel enables its own.
func (p *page) enableControls() {
	for _, control := range node.All(node.Document(), ":disabled:not(.controls *, .panel *), #isa input, #format input") {
		node.RemoveAttribute(control, "disabled")
	}
}

// load fetches what the page needs beside the program: the list of weights and the list of samples.
func (p *page) load(ctx context.Context) {
	samples := make(chan error, 1)
	go func() { samples <- p.picture.LoadSamples(ctx) }()
	p.loadIndex(ctx)
	go p.loadAccuracy(ctx)
	go p.loadRuntimes(ctx)
	if err := <-samples; err != nil {
		p.notice.Because(err, "samples.failed", notice.Answer{})
		return
	}
	if !p.picture.Opens() { // else the visitor was faster
		p.picture.OpenFirst(ctx)
	}
}

// choose has the link ask for something else, as the visitor chose, and the engine run what comes of it.
func (p *page) choose(change func(*link.State)) {
	asked := p.state
	change(&asked)
	p.ask(asked)
	p.resolve()
	p.WriteLink()
	p.configure()
}

// ask has the link ask for something else.
func (p *page) ask(asked link.State) {
	if asked.Alpha != p.state.Alpha || asked.Resolution != p.state.Resolution || asked.Weights != p.state.Weights {
		p.tuning = false
	}
	p.state = asked
}

// resolve finds out what is wanted now: the link, the weights or what the engine can do are others. The link then asks for
// the point that there is.
func (p *page) resolve() {
	p.want = choice.Resolve(p.state, &p.sets, p.engine.can)
	if p.want.Alpha != 0 {
		p.state.Alpha, p.state.Resolution = p.want.Alpha, p.want.Resolution
	}
	p.showControls()
}

// showControls brings the controls in line with what is wanted.
func (p *page) showControls() {
	if p.want.Weights != "" {
		p.controls.Show(p.view())
	}
}

// view is what the controls show.
func (p *page) view() controls.View {
	v := controls.View{Want: p.want, Set: p.sets.Of(p.want.Weights), Can: p.engine.can, Speedup: p.figure.Speedup, Reload: site.Offered().Call("isolates").Bool()}
	if r := p.engine.live(); r != nil {
		v.Runs = r.Configured
	}
	return v
}

// initVisibility pauses everything while the tab cannot be seen.
func (p *page) initVisibility() {
	node.On(node.Document(), "visibilitychange", func(dom.Event) {
		p.hidden = js.Global().Get("document").Get("hidden").Bool()
		if p.picture.Hold(p.hidden) {
			p.measureAnew() // the pause must not count in the frames per second
		}
		p.StateChanged()
		p.next()
	})
}

// measureAnew forgets the frames so far, because what runs or what it looks at is another now.
func (p *page) measureAnew() {
	p.frames.Reset()
	p.statistics.anew()
	p.picture.Again()
	p.readouts.Anew(p.picture.Stuck())
}

// PictureChanged starts measuring anew.
func (p *page) PictureChanged() {
	p.measureAnew()
	p.StateChanged()
	p.next()
}

// StateChanged says in a few words what the page is about, if it is not simply live.
func (p *page) StateChanged() {
	e := &p.engine
	if !e.configure.Any() {
		p.readouts.Downloaded()
	}
	key := ""
	switch {
	case !e.alive:
		key = "state.stopped"
	case p.hidden:
		key = "state.hidden"
	case !e.ready:
		key = "state.engine"
	case p.selftest:
		key = "state.selftest"
	case p.lending.out:
		key = "state.lent"
	case e.configure.Any():
		key = "state.warming"
	case e.runs == nil:
		key = "state.choose"
	case p.picture.Stuck():
		key = "camera.still"
	case p.picture.Rests() && p.frames.Len() > 0:
		key = "state.rest"
	}
	if key != "" {
		key = p.words.Text(key)
	}
	p.notice.State(key)
	p.readouts.Live(e.live() != nil && !p.hidden && p.picture.Lives())
}
