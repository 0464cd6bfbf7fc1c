package main

import (
	"cmp"
	"context"
	"syscall/js"
	"time"

	"mobilenet/wasm/internal/frames"
	"mobilenet/wasm/internal/message"
	"mobilenet/wasm/internal/offers"
	"mobilenet/wasm/page/internal/client"
	"mobilenet/wasm/page/internal/notice"
	"mobilenet/wasm/page/internal/readouts"
	"mobilenet/weights/layers"
)

// patience is how long the engine may be silent while it owes an answer. A frame takes seconds at most, even without
// SIMD on a slow phone; a download tells of its progress.
const patience = 30 * time.Second

// running is what the engine runs, as it has said itself.
type running struct {
	*message.Configured
	weights string // their kind
	asked   int    // for so many threads; 0: for as many as are fastest
}

// wanted returns what was asked for.
func (r *running) wanted() offers.Configuration {
	c := r.computes()
	c.Threads = r.asked
	return c
}

// computes returns what computes: on as many cores as share it, which may be fewer than were asked for.
func (r *running) computes() offers.Configuration {
	c := offers.Configuration{
		Alpha: r.Alpha, Resolution: r.Resolution, Precision: r.Precision, Threads: r.Threads, Weights: r.weights,
	}
	if r.ISA == offers.Scalar {
		c.ISA = r.ISA
	}
	return c
}

// layers returns the network's layers as the paper counts them, without a class for the background.
func (r *running) layers() (layers.Table, error) {
	classes := r.Classes
	if r.Background {
		classes--
	}
	return layers.New(r.Alpha, r.Resolution, layers.Separable, classes)
}

// engine is what the page knows of its engine.
type engine struct {
	client    client.Client
	alive     bool // a worker runs, or starts
	ready     bool
	can       offers.Capabilities
	runs      *running       // what it runs, or ran until a configure that is under way; nil before the first
	configure client.Pending // of what it is to run
	frame     client.Pending
	ahead     ahead
	last      *message.Result // the newest, nil before it
}

// live returns what answers pictures, nil while that is being configured.
func (e *engine) live() *running {
	if e.configure.Any() {
		return nil
	}
	return e.runs
}

// free tells whether a picture can be answered now.
func (p *page) free() bool {
	return p.engine.live() != nil && !p.engine.frame.Any() && !p.hidden && !p.lending.out
}

// startEngine starts an engine and has it run what the controls say.
func (p *page) startEngine() {
	p.engine.alive = true
	p.StateChanged()
	go func() {
		if m, err := p.engine.client.Start(context.Background()); err == nil { // else it has died
			p.engineReady(m)
		}
	}()
}

// engineReady takes in what the engine can do.
func (p *page) engineReady(m *message.Ready) {
	p.engine.ready = true
	p.engine.can = offers.Capabilities{Best: m.Best, TickMs: m.TickMs, MaxThreads: m.MaxThreads, Isolated: m.Isolated}
	if p.selftest {
		p.runSelfTest()
	}
	p.resolve()
	p.configure()
}

// engineDied says so and offers a new engine.
func (p *page) engineDied(why error) {
	p.engine = engine{client: p.engine.client, can: p.engine.can}
	p.StateChanged()
	p.picture.DrawSamples()
	p.notice.Because(why, "engine.stopped", notice.Answer{Key: "engine.again", Do: p.configure})
}

// configure has the engine run what is wanted. A newer one overtakes it; an engine that stopped starts again.
func (p *page) configure() {
	e := &p.engine
	if !e.alive {
		p.startEngine()
	}
	if !e.ready || p.want.Weights == "" || p.selftest || p.lending.out {
		return // done when the last of these has come
	}
	want := p.want
	client.Send(e.client, &e.configure, p.configureMessage(want), func(m *message.Configured, err error) {
		p.picture.DrawSamples()
		if err != nil {
			p.weightsFailed(want, err)
		} else {
			p.configured(want, m)
		}
	})
	p.readouts.Stale()
	p.StateChanged()
}

// configureMessage asks the engine for a configuration.
func (p *page) configureMessage(c offers.Configuration) *message.Configure {
	m := &message.Configure{
		ISA: cmp.Or(c.ISA, p.engine.can.Best), Precision: c.Precision, Threads: c.Threads, Auto: c.Threads == 0, Weights: p.weightsMessage(c),
	}
	if c.Alpha != 0 { // else as the weights were trained
		m.Alpha, m.Resolution = &c.Alpha, &c.Resolution
	}
	return m
}

// progressed shows how far the download is that is waited for.
func (p *page) progressed(m *message.Progress) {
	if p.engine.configure.Is(m.ID) {
		p.readouts.Progress(m.Loaded, m.Total)
	}
}

// configured takes in what the engine runs from now on.
func (p *page) configured(want offers.Configuration, m *message.Configured) {
	p.engine.runs = &running{m, want.Weights, want.Threads}
	p.weightsRead()
	p.measureAnew()
	if p.words.SetClasses(m.ImageNet, m.ClassNames) {
		p.openPanel(p.state.Panel) // what it shows and offers depends on them
	}
	p.showRunning()
	p.showControls()
	p.showAmong()
	p.StateChanged()
	p.next()
}

// showRunning shows what is known of what runs.
func (p *page) showRunning() {
	r := p.engine.runs
	p.controls.Describe(r.Configured, p.sets.Of(r.weights))
	p.showFacts()
}

// Frame hands a picture to the engine, if it is free.
func (p *page) Frame(bitmap js.Value, captureMs float64) {
	if !p.free() {
		bitmap.Call("close")
		return
	}
	maps, features := p.lending.wants()
	frame := &message.Frame{Bitmap: bitmap, CaptureMs: captureMs, Top: readouts.Answered, Among: p.among(), Cam: maps, Features: features}
	client.Send(p.engine.client, &p.engine.frame, frame, func(result *message.Result, err error) {
		if err != nil {
			p.picture.Fail()
			p.notice.Because(err, "frame.failed", notice.Answer{})
			p.StateChanged()
			return
		}
		p.answered(result)
	})
}

// answered takes in a frame's answer. One that comes while a configure is under way is the former network's.
func (p *page) answered(r *message.Result) {
	if p.engine.live() != nil {
		p.followCrew(r.Crew)
		p.frames.Add(frames.Times{
			frames.Capture: r.Times.Capture, frames.Copy: r.Times.Copy, frames.Resize: r.Times.Resize, frames.Network: r.Times.Network,
		}, float64(time.Since(p.begun))/float64(time.Millisecond))
		p.engine.last = r
		p.readouts.Seen(r)
		p.paintSoon()
		p.lending.hear(r)
		p.fetchAhead()
	}
	p.next()
}

// followCrew takes in how many workers computed a frame: one may have gone, or the engine found out what pays.
func (p *page) followCrew(c message.Crew) {
	r := p.engine.runs
	if c.Same(r.Crew) {
		return
	}
	if c.Threads < r.Threads {
		p.figure.Forget(r.computes()) // given up, so its last frames say nothing of so many cores
	}
	if c.Threads != r.Threads {
		p.measureAnew()
	}
	r.Crew = c
	p.showFacts()
	p.controls.ShowChoices(p.view())
}

// next asks for a picture if the engine is free to take one.
func (p *page) next() {
	if p.free() {
		p.picture.Next(p.frames.Len())
	}
}
