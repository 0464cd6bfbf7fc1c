package main

import (
	"context"
	"syscall/js"
	"time"

	"mobilenet/kernels"
	"mobilenet/model"
	"mobilenet/wasm/internal/frames"
	"mobilenet/wasm/internal/message"
	"mobilenet/wasm/page/internal/client"
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
	message.Configured
}

// layers returns the network's layers as the paper counts them, without a class for the background.
func (a *answering) layers() (layers.Table, error) {
	classes := a.Classes
	if a.Background {
		classes--
	}
	return layers.New(a.alpha, a.resolution, layers.Separable, classes)
}

// engine is what the page knows of its engine.
type engine struct {
	client    client.Client
	alive     bool // a worker runs, or starts
	ready     bool
	can       panel.Capabilities
	isolated  bool // the browser lets workers share memory
	configure int  // number of the configure that is under way, 0 for none
	frame     int  // number of the frame that is under way, 0 for none
	ahead     ahead
	last      *message.Result // the newest, nil before it
}

// initEngine takes the engine that web/boot.js has made.
func (p *page) initEngine() {
	p.engine.client = client.New(p.host.Get("engine"), patience, p.progressed, p.engineDied)
}

// startEngine starts an engine and has it run what the controls say.
func (p *page) startEngine() {
	p.engine.alive = true
	p.showState()
	go func() {
		if m, err := p.engine.client.Start(context.Background()); err == nil { // else it has died
			p.engineReady(m)
		}
	}()
}

// engineReady takes in what the engine can do.
func (p *page) engineReady(m *message.Ready) {
	e := &p.engine
	e.ready, e.isolated = true, m.Isolated
	e.can = panel.Capabilities{Best: m.Best, TickMs: m.TickMs, MaxThreads: m.MaxThreads}
	p.offerChoices()
	if p.selftest {
		p.runSelfTest()
	}
	p.configure()
}

// engineDied says so and offers a new engine.
func (p *page) engineDied(why error) {
	e := &p.engine
	*e = engine{client: e.client, can: e.can, isolated: e.isolated}
	p.active, p.former = nil, nil
	p.showState()
	p.drawSamples()
	p.notice.show(p.because(why, news{
		title: p.text("engine.stopped"),
		label: p.text("engine.again"), action: p.configure,
	}, "engine.stopped-text"))
}

// configure has the engine run what the controls say. A newer one overtakes it; an engine that stopped starts again.
func (p *page) configure() {
	e := &p.engine
	if !e.alive {
		p.startEngine()
	}
	if !e.ready || p.want.weights.kind == "" || p.selftest || p.lending.out {
		return // done when the last of these has come
	}
	var id int
	id = client.Send(e.client, p.configureMessage(p.want), func(m *message.Configured, err error) {
		if id != e.configure {
			return // overtaken
		}
		e.configure = 0
		p.drawSamples()
		if err != nil {
			p.weightsFailed(err)
			p.showState()
			return
		}
		p.configured(m)
	})
	e.configure = id
	if p.active != nil {
		p.former = p.active
	}
	p.active = nil
	p.readouts.stale(true)
	p.showState()
}

// configureMessage asks the engine for a configuration.
func (p *page) configureMessage(c configuration) *message.Configure {
	m := &message.Configure{
		ISA: p.engine.can.Best, Precision: c.precision().String(), Threads: c.cores, Auto: c.cores == 0, Weights: c.weights.message(c),
	}
	if c.scalar {
		m.ISA = kernels.Scalar.String()
	}
	if c.alpha != 0 {
		m.Alpha = &c.alpha
	}
	if c.resolution != 0 {
		m.Resolution = &c.resolution
	}
	return m
}

// progressed shows how far the download is that is waited for.
func (p *page) progressed(m *message.Progress) {
	if m.ID == p.engine.configure {
		p.showProgress(float64(m.Loaded), float64(m.Total))
	}
}

// sendFrame hands a picture to the engine, which is idle.
func (p *page) sendFrame(bitmap js.Value, captureMs float64) {
	e := &p.engine
	if p.active == nil || e.frame != 0 || p.hidden || p.lending.out {
		bitmap.Call("close")
		return
	}
	frame := &message.Frame{Bitmap: bitmap, CaptureMs: captureMs, Top: answers, Cam: p.lending.explains()}
	var id int
	id = client.Send(e.client, frame, func(result *message.Result, err error) {
		if id != e.frame {
			return // of an engine that died
		}
		e.frame = 0
		if err != nil {
			p.frameFailed(err)
			return
		}
		p.answered(result)
	})
	e.frame = id
}

// frameFailed says what the engine could not do.
func (p *page) frameFailed(why error) {
	p.source.remaining = 0
	if p.source.kind == cameraSource {
		p.endCamera() // of which the next frame would fail too
	}
	p.notice.show(p.because(why, news{title: p.text("frame.failed")}, "frame.failed-text"))
	p.showState()
}

// configured takes in what the engine runs from now on.
func (p *page) configured(m *message.Configured) {
	runs := configuration{
		alpha: m.Alpha, resolution: m.Resolution, scalar: m.ISA == kernels.Scalar.String(), int8: m.Precision == model.Int8.String(),
		cores: p.want.cores, weights: p.want.weights,
	}
	p.active = &answering{runs, *m}
	p.measureAnew()
	p.nameClasses(m.ImageNet, m.ClassNames)
	p.showWeights()
	p.showControls()
	p.showFacts()
	p.showState()
	p.next()
}

// answered takes in a frame's answer. One that comes while a configure is under way is the former network's.
func (p *page) answered(r *message.Result) {
	if p.active != nil {
		p.followCrew(r.Crew)
		p.frames.Add(frames.Times{
			frames.Capture: r.Times.Capture, frames.Copy: r.Times.Copy, frames.Resize: r.Times.Resize, frames.Network: r.Times.Network,
		}, now())
		p.engine.last = r
		p.drawSeen(r)
		p.paintSoon()
		for _, w := range p.lending.live {
			w.hear(r)
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
