// Command page is the page's logic on the browser's main thread.
package main

import (
	"context"
	"syscall/js"
	"time"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/frames"
	"mobilenet/wasm/internal/link"
	"mobilenet/wasm/internal/text"
	"mobilenet/wasm/page/internal/figure"
	"mobilenet/wasm/page/internal/node"
)

// The least times between two updates of the answers, and of the statistics and the chart: faster ones cannot be read.
const (
	answersInterval    = 150 * time.Millisecond
	statisticsInterval = 250 * time.Millisecond
)

// page owns the document, asks the sources for frames and the engine for
// answers, and shows what comes back. Everything runs on the browser's main thread, one event at a time.
type page struct {
	window   dom.Window
	document dom.Document
	host     js.Value   // what web/boot.js offers
	texts    text.Table // in the visitor's language
	names    classNames

	state   link.State // what the hash holds
	engine  engine
	lending lending
	tuning  tuning
	want    configuration // what the controls say
	active  *answering    // what the engine runs; nil while it is being configured
	former  *answering    // what the engine ran before that

	sets     weightSets
	source   source
	controls controls
	readouts readouts
	figure   *figure.Figure
	notice   notice
	tabs     tabs
	whole    dom.HTMLElement // the link from a frame to the whole page

	frames   frames.Window
	hidden   bool // the tab is in the background
	selftest bool // the visitor asked for the kernels' checks first

	answers, statistics *pace // of painting them
}

// main builds the page and serves its events for ever.
func main() {
	window := dom.GetWindow()
	p := &page{
		window:   window,
		document: window.Document(),
		host:     js.Global().Get("host"),
		state:    link.Parse(window.Location().Hash()),
		selftest: js.Global().Get("URLSearchParams").New(window.Location().Search()).Call("has", "selftest").Bool(),
	}
	p.texts = readTexts(p.host.Get("texts"))
	p.answers = newPace(answersInterval, p.paintAnswers)
	p.statistics = newPace(statisticsInterval, p.paintStatistics)
	p.initNotice()
	p.initLending()
	p.initEngine()
	p.initControls()
	p.initSources()
	p.initReadouts()
	p.initChart()
	p.initHash()
	p.initLanguage()
	p.initVisibility()
	p.initTabs()
	p.initSourceCard()
	p.enableControls()
	p.startEngine()
	go p.load(context.Background())
	go p.learnNames(context.Background(), p.host.Call("chosenLanguage").String())
	select {}
}

// enableControls lets the visitor use what nobody listened to before. The sliders and the weights wait for the list of
// weights, which says what they offer; a panel enables its own.
func (p *page) enableControls() {
	for _, control := range node.All(p.document, ":disabled:not(.controls *, .panel *), #isa input, #format input") {
		node.RemoveAttribute(control, "disabled")
	}
}

// load fetches what the page needs beside the program: the list of weights and the list of samples.
func (p *page) load(ctx context.Context) {
	samples := make(chan error, 1)
	go func() { samples <- p.loadSamples(ctx) }()
	p.loadIndex(ctx)
	p.configure()
	go p.loadAccuracy(ctx)
	go p.loadRuntimes(ctx)
	if err := <-samples; err != nil {
		p.notice.show(p.because(err, news{title: p.text("samples.failed")}, "samples.failed-text"))
		return
	}
	p.openFirstSource(ctx)
}

// initVisibility pauses everything while the tab cannot be seen.
func (p *page) initVisibility() {
	on(p.document, "visibilitychange", func(dom.Event) {
		p.hidden = p.document.Underlying().Get("hidden").Bool()
		p.host.Get("camera").Call("hold", p.hidden)
		if p.source.grabbing && p.source.kind == cameraSource {
			p.source.grabbing = false // holding the camera has withdrawn the request
		}
		if p.source.kind == cameraSource || p.source.remaining > 0 {
			p.measureAnew() // the pause must not count in the frames per second
		}
		p.showState()
		p.next()
	})
}

// measureAnew forgets the frames so far, because what runs or what it looks at is another now.
func (p *page) measureAnew() {
	p.frames.Reset()
	p.statistics.anew()
	p.source.remaining = stillFrames
	p.source.until = time.Now().Add(stillTime)
	p.readouts.note.set(p.text("readouts.frame-count", "n", "0"))
	p.readouts.stale(true)
}

// paintSoon has the page shown anew.
func (p *page) paintSoon() {
	p.answers.soon()
	p.statistics.soon()
}

// paintStatistics shows what the last frames took, and the chart.
func (p *page) paintStatistics() {
	if p.active == nil {
		return
	}
	p.paintTimes()
	p.paintChart()
	p.tune()
}
