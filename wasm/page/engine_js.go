package main

import (
	"syscall/js"
	"time"

	"mobilenet/kernels"
	"mobilenet/model"
	"mobilenet/wasm/internal/frames"
	"mobilenet/wasm/internal/told"
	"mobilenet/wasm/page/internal/panel"
	"mobilenet/weights/layers"
)

// patience is how long the engine may be silent while it owes an answer. A frame takes seconds at most, even without
// SIMD on a slow phone; a download tells of its progress.
const patience = 30 * time.Second

// configuration is what the controls say the engine should run. Zero alpha or resolution: as the weights were trained.
type configuration struct {
	alpha      float64
	resolution int
	scalar     bool // plain Go instead of the fastest arithmetic
	int8       bool // integers instead of real numbers
	cores      int  // workers that share the network; 0: as many as pay
	weights    weightSet
}

// answering is what the engine runs, as it has said itself.
type answering struct {
	configuration
	name              string
	trainedResolution int
	classes           int
	background        bool
	assumed           []string // that the file does not say: input, classes, resolution
	quantised         bool
	random            bool
	bytes             int64    // of the file
	memory            int64    // of what the kernels read of it, in each worker
	threads           int      // workers that share the network
	threadsNote       js.Value // why they are not more, null if they are
	source, licence   string
	warmup            float64 // ms
}

// layers returns the network's layers as the paper counts them, without a class for the background.
func (a *answering) layers() (layers.Table, error) {
	classes := a.classes
	if a.background {
		classes--
	}
	return layers.New(a.alpha, a.resolution, layers.Separable, classes)
}

// client is the page's end of the engine.
type client struct {
	worker    js.Value
	listener  js.Func
	best      string // the fastest instruction set that it has
	can       panel.Capabilities
	isolated  bool // the browser lets workers share memory
	ready     bool
	id        int // of the last message
	configure int // id of the configure that is under way, 0 for none
	frame     int // id of the frame that is under way, 0 for none
	ahead     ahead
	silent    time.Duration
	watching  bool
	last      js.Value // the newest result that is not painted yet
}

// startEngine starts a worker. Its messages come in the order in which it was asked.
func (p *page) startEngine() {
	e := &p.engine
	*e = client{worker: p.host.Call("startEngine"), watching: e.watching}
	e.listener = js.FuncOf(func(_ js.Value, args []js.Value) any {
		if args[0].Get("type").String() == "message" {
			p.received(args[0].Get("data"))
		} else {
			p.engineDied(&told.Error{English: errNoEngine, Key: "engine.failed"})
		}
		return nil
	})
	e.worker.Call("addEventListener", "message", e.listener)
	e.worker.Call("addEventListener", "error", e.listener)
	if !e.watching {
		e.watching = true
		go p.watch()
	}
	p.showState()
}

// stopEngine ends the worker, whatever it is doing.
func (p *page) stopEngine() {
	e := &p.engine
	if e.worker.IsUndefined() {
		return
	}
	e.worker.Call("terminate")
	e.worker = js.Undefined()
	e.ready, e.configure, e.frame, e.ahead, e.last = false, 0, 0, ahead{}, js.Undefined()
	e.listener.Release()
	p.lending.engineGone()
	p.active, p.former = nil, nil
}

// watch notices an engine that owes an answer and stays silent. It counts ticks of its own instead of reading a
// clock, which runs on while a laptop sleeps.
func (p *page) watch() {
	const tick = 2 * time.Second
	for range time.Tick(tick) {
		e := &p.engine
		if e.configure == 0 && e.frame == 0 && len(p.lending.asks) == 0 || p.hidden {
			e.silent = 0
			continue
		}
		if e.silent += tick; e.silent >= patience {
			p.engineDied(&told.Error{English: errNoEngine, Key: "engine.silent"})
		}
	}
}

// engineDied says so and offers a new engine.
func (p *page) engineDied(why error) {
	p.stopEngine()
	p.showState()
	p.notice.show(p.because(why, news{
		title: p.text("engine.stopped"),
		label: p.text("engine.again"), action: p.configure,
	}, "engine.stopped-text"))
}

// send posts a message to the engine and returns its id.
func (e *client) send(fields map[string]any, transfer ...any) int {
	e.id++
	e.silent = 0
	fields["id"] = e.id
	e.worker.Call("postMessage", fields, transfer)
	return e.id
}

// configure has the engine run what the controls say. A newer one overtakes it; an engine that stopped starts again.
func (p *page) configure() {
	e := &p.engine
	if e.worker.IsUndefined() {
		p.startEngine()
	}
	if !e.ready || p.want.weights.kind == "" || p.selftest || p.lending.out {
		return // done when the last of these has come
	}
	e.configure = e.send(p.configureMessage(p.want))
	if p.active != nil {
		p.former = p.active
	}
	p.active = nil
	p.readouts.stale(true)
	p.showState()
}

// configureMessage asks the engine for a configuration.
func (p *page) configureMessage(c configuration) map[string]any {
	isa := p.engine.best
	if c.scalar {
		isa = kernels.Scalar.String()
	}
	fields := map[string]any{
		"kind": "configure", "isa": isa, "precision": c.precision().String(), "threads": c.threads(),
		"weights": c.weights.message(c), "alpha": nil, "resolution": nil,
	}
	if c.alpha != 0 {
		fields["alpha"] = c.alpha
	}
	if c.resolution != 0 {
		fields["resolution"] = c.resolution
	}
	return fields
}

// sendFrame hands a picture to the engine, which is idle.
func (p *page) sendFrame(bitmap js.Value, captureMs float64) {
	if p.active == nil || p.engine.frame != 0 || p.hidden || p.lending.out {
		bitmap.Call("close")
		return
	}
	p.engine.frame = p.engine.send(map[string]any{"kind": "frame", "bitmap": bitmap, "captureMs": captureMs, "top": answers}, bitmap)
}

// received takes in a message of the engine.
func (p *page) received(data js.Value) {
	e := &p.engine
	e.silent = 0
	if p.lending.deliver(data) {
		return
	}
	switch data.Get("kind").String() {
	case "ready":
		e.ready = true
		e.best = data.Get("best").String()
		e.can = panel.Capabilities{Best: e.best, TickMs: data.Get("tickMs").Float(), MaxThreads: threadsOf(data.Get("maxThreads"))}
		e.isolated = data.Get("isolated").Truthy()
		p.offerChoices()
		if p.selftest {
			p.runSelfTest()
		}
		p.configure()
	case "progress":
		if data.Get("id").Int() == e.configure {
			p.showProgress(data.Get("loaded").Float(), data.Get("total").Float())
		}
	case "prefetched":
		p.fetchedAhead(true)
	case "configured":
		if data.Get("id").Int() == e.configure {
			e.configure = 0
			p.configured(data)
		}
	case "result":
		if data.Get("id").Int() == e.frame {
			e.frame = 0
			p.answered(data)
		}
	case "selftestresult":
		p.showSelfTest(data.Get("ok").Bool(), data.Get("text").String())
		p.selftest = false
		p.configure()
	case "failure":
		p.failed(data)
	}
}

// failed says what the engine could not do. After a failed configure it still runs what it ran before.
func (p *page) failed(data js.Value) {
	e := &p.engine
	why := told.Of(data, data.Get("message").String())
	if data.Get("fatal").Bool() {
		p.engineDied(why)
		return
	}
	switch id := data.Get("id"); {
	case p.selftest:
		p.showSelfTest(false, why.Error())
		p.selftest = false
		p.configure()
	case id.Type() != js.TypeNumber:
	case id.Int() == e.frame:
		e.frame = 0
		p.source.remaining = 0
		if p.source.kind == cameraSource {
			p.endCamera() // of which the next frame would fail too
		}
		p.notice.show(p.because(why, news{title: p.text("frame.failed")}, "frame.failed-text"))
	case id.Int() == e.configure:
		e.configure = 0
		p.weightsFailed(why)
	case id.Int() == e.ahead.id:
		p.fetchedAhead(false)
	}
	p.showState()
}

// configured takes in what the engine runs from now on.
func (p *page) configured(data js.Value) {
	p.active = &answering{
		configuration: configuration{
			alpha:      data.Get("alpha").Float(),
			resolution: data.Get("resolution").Int(),
			scalar:     data.Get("isa").String() == kernels.Scalar.String(),
			int8:       data.Get("precision").String() == model.Int8.String(),
			cores:      p.want.cores,
			weights:    p.want.weights,
		},
		name:              data.Get("name").String(),
		trainedResolution: data.Get("trainedResolution").Int(),
		classes:           data.Get("classes").Int(),
		background:        data.Get("background").Bool(),
		assumed:           texts(data.Get("assumed")),
		quantised:         data.Get("quantised").Bool(),
		random:            data.Get("random").Bool(),
		bytes:             int64(data.Get("weightsBytes").Float()),
		memory:            int64(data.Get("weightsMemory").Float()),
		threads:           threadsOf(data.Get("threads")),
		threadsNote:       data.Get("threadsNote"),
		source:            data.Get("source").String(),
		licence:           data.Get("licence").String(),
		warmup:            data.Get("warmupMs").Float(),
	}
	p.measureAnew()
	p.nameClasses(data.Get("imagenet").Bool(), texts(data.Get("classNames")))
	p.showWeights()
	p.showControls()
	p.showFacts()
	p.showState()
	p.next()
}

// texts copies an array of strings.
func texts(array js.Value) []string {
	copied := make([]string, array.Length())
	for i := range copied {
		copied[i] = array.Index(i).String()
	}
	return copied
}

// answered takes in a frame's answer. One that comes while a configure is under way is the former network's.
func (p *page) answered(data js.Value) {
	if p.active != nil {
		p.followCrew(data)
		times := data.Get("times")
		p.frames.Add(frames.Times{
			frames.Capture: times.Get("capture").Float(),
			frames.Copy:    times.Get("copy").Float(),
			frames.Resize:  times.Get("resize").Float(),
			frames.Network: times.Get("network").Float(),
		}, now())
		p.engine.last = data
		p.drawSeen(data)
		p.paintSoon()
		for _, f := range p.lending.live {
			f(panel.Result{Value: data})
		}
		p.fetchAhead()
	}
	p.next()
}

// next asks the source for a frame if the engine is free to take one.
func (p *page) next() {
	if p.active != nil && p.engine.frame == 0 && !p.hidden && !p.lending.out {
		p.grab()
	}
}
