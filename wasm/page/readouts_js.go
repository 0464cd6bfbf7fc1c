package main

import (
	"fmt"
	"strconv"
	"strings"
	"syscall/js"
	"time"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/format"
	"mobilenet/wasm/internal/frames"
	"mobilenet/wasm/internal/message"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/weights/layers"
)

// answers is how many of the most probable classes are shown.
const answers = 5

// speakPause is the least time between two answers that a screen reader speaks.
const speakPause = 4 * time.Second

// stageNames are the ids of the stages' elements.
var stageNames = [frames.Stages]string{"capture", "copy", "resize", "network"}

// readouts are the places where numbers stand.
type readouts struct {
	latency, note, p95, rate, warmup wording
	times                            [frames.Stages]wording
	bars                             [frames.Stages]gauge
	split, section                   dom.HTMLElement

	madds, maddsExact, params, paramsExact wording
	bytes, bytesNote, memory, memoryNote   wording
	accuracy, accuracyNote, accuracyText   wording
	weightsSource                          wording
	accuracyLink                           dom.HTMLElement

	labels, percents [answers]wording
	meters           [answers]gauge
	spokenLabel      string // the answer that a screen reader heard last
	topLabel         string // the answer at the last paint
	speakLater       bool   // an answer waits to be spoken

	seen       dom.HTMLElement
	seenSize   wording
	seenPixels *dom.HTMLCanvasElement
	seenSide   int
	progress   dom.HTMLElement
}

func (p *page) initReadouts() {
	r := &p.readouts
	r.latency, r.note = p.wording("latency"), p.wording("latency-note")
	r.p95, r.rate, r.warmup = p.wording("p95"), p.wording("fps"), p.wording("warmup")
	for i, name := range stageNames {
		r.times[i] = p.wording("time-" + name)
		r.bars[i] = gauge{element: byID[dom.HTMLElement](p, "bar-"+name), property: "width"}
	}
	r.split = byID[dom.HTMLElement](p, "split")
	r.section = byID[dom.HTMLElement](p, "readouts")
	r.madds, r.maddsExact = p.wording("madds"), p.wording("madds-exact")
	r.params, r.paramsExact = p.wording("params"), p.wording("params-exact")
	r.bytes, r.bytesNote = p.wording("bytes"), p.wording("bytes-note")
	r.memory, r.memoryNote = p.wording("memory"), p.wording("memory-note")
	r.accuracy, r.accuracyNote = p.wording("accuracy"), p.wording("accuracy-note")
	r.accuracyText, r.weightsSource = p.wording("accuracy-text"), p.wording("weights-source")
	r.accuracyLink = byID[dom.HTMLElement](p, "accuracy-link")
	for i, row := range node.All(byID[dom.HTMLElement](p, "answers"), "li") {
		r.labels[i].element = node.Find(row, ".label").(dom.HTMLElement)
		r.percents[i].element = node.Find(row, ".percent").(dom.HTMLElement)
		r.meters[i] = gauge{element: node.Find(row, ".meter span").(dom.HTMLElement), property: "transform"}
	}
	r.seen = byID[dom.HTMLElement](p, "seen")
	r.seenSize = p.wording("seen-size")
	r.seenPixels = byID[*dom.HTMLCanvasElement](p, "seen-pixels")
	r.progress = byID[dom.HTMLElement](p, "progress")
	on(r.seen, "click", func(dom.Event) {
		if p.state.Seen = seenLarge; node.Attribute(r.seen, "aria-pressed") == "true" {
			p.state.Seen = ""
		}
		p.writeHash()
		p.showSeen()
	})
	p.showSeen()
}

// seenLarge is what the hash says where what the network sees fills the stage.
const seenLarge = "large"

func (p *page) showSeen() { pressed(p.readouts.seen, p.state.Seen == seenLarge) }

// stale says of the times shown that they are those of what ran before.
func (r *readouts) stale(yes bool) {
	r.section.Underlying().Get("classList").Call("toggle", "stale", yes)
}

// paintTimes shows the statistics of the last frames.
func (p *page) paintTimes() {
	r, total := &p.readouts, p.frames.Total()
	if p.frames.Len() == 0 {
		return
	}
	r.stale(false)
	r.latency.set(format.Milliseconds(total.Median))
	r.p95.set(format.Milliseconds(total.P95))
	r.note.set(p.text("readouts.frame-count", "n", strconv.Itoa(p.frames.Len())))
	rate := "–"
	if p.frames.Len() > 1 && !p.source.camera.still {
		rate = format.Digits(p.frames.Rate())
	}
	r.rate.set(rate)

	var medians frames.Times
	for i := range medians {
		medians[i] = p.frames.Stage(frames.Stage(i)).Median
	}
	spoken := make([]string, 0, frames.Stages)
	for i, ms := range medians {
		r.times[i].set(format.Milliseconds(ms) + " ms")
		r.bars[i].set(fmt.Sprintf("%.1f%%", 100*ms/max(medians.Total(), 1e-9)))
		spoken = append(spoken, p.text("split."+stageNames[i])+" "+format.Milliseconds(ms))
	}
	r.split.SetAttribute("aria-label", p.text("split.spoken", "stages", strings.Join(spoken, ", ")))
}

// paintAnswers shows the newest answer.
func (p *page) paintAnswers() {
	r, last := &p.readouts, p.engine.last
	if p.active == nil || last == nil {
		return
	}
	for i := range answers {
		label, percent, share := "", "", 0.0
		if i < len(last.Top) {
			share = last.Top[i].Probability
			label = p.className(last.Top[i].Index)
			percent = format.Percent(share) + "%"
		}
		r.labels[i].set(label)
		r.percents[i].set(percent)
		r.meters[i].set(fmt.Sprintf("scaleX(%.2f)", share))
	}
	p.speakAnswer(r.labels[0].last, r.percents[0].last)
}

// speakAnswer has a screen reader speak the first answer when it is new and has stood for two paints. Answers that
// change faster than they can be heard wait, and only the newest of them is spoken.
func (p *page) speakAnswer(label, percent string) {
	r := &p.readouts
	steady := label == r.topLabel
	r.topLabel = label
	if !steady || label == r.spokenLabel || p.active.Random || r.speakLater {
		return
	}
	if wait := speakPause - time.Since(p.notice.spoken); wait > 0 {
		r.speakLater = true
		time.AfterFunc(wait, func() {
			r.speakLater = false
			p.paintSoon()
		})
		return
	}
	r.spokenLabel = label
	p.notice.say(label + ", " + percent)
}

// What drawSeen makes for every frame, looked up once.
var (
	clampedArray = js.Global().Get("Uint8ClampedArray")
	imageData    = js.Global().Get("ImageData")
)

// drawSeen shows exactly the pixels that the network saw.
func (p *page) drawSeen(result *message.Result) {
	r, side := &p.readouts, result.Resolution
	if side != r.seenSide {
		r.seenSide = side
		r.seenPixels.SetWidth(side)
		r.seenPixels.SetHeight(side)
		r.seenSize.set(fmt.Sprintf("%d×%d", side, side))
		node.SetStyle(r.seen, "--share", fmt.Sprintf("%.3f", float64(side)/layers.FullResolution))
	}
	image := imageData.New(clampedArray.New(result.Pixels), side, side)
	r.seenPixels.GetContext2d().Call("putImageData", image, 0, 0)
	show(r.seen, true)
}

// showFacts shows what the network that runs costs, and what is published of it.
func (p *page) showFacts() {
	r, a := &p.readouts, p.active
	table, err := a.layers()
	if err != nil {
		return // the engine runs it, so the table has it
	}
	cost := table.Sum()
	r.madds.set(format.Short(cost.MultiplyAdds))
	r.maddsExact.set(format.Exact(cost.MultiplyAdds))
	r.params.set(format.Short(cost.Weights))
	r.paramsExact.set(format.Exact(cost.Weights))
	if a.Random || a.weights.kind == fileWeights {
		r.bytes.set("0 B")
		r.bytesNote.set(p.text("readouts.nothing"))
	} else {
		r.bytes.set(format.Bytes(int64(a.WeightsBytes)))
		r.bytesNote.set(format.Exact(int64(a.WeightsBytes)))
	}
	r.memory.set(format.Bytes(int64(a.WeightsMemory) * int64(a.Threads))) // each worker has its own
	r.memoryNote.set(format.Exact(int64(a.WeightsMemory)))
	if a.Threads > 1 {
		r.memoryNote.set(fmt.Sprintf("%d × %s", a.Threads, format.Bytes(int64(a.WeightsMemory))))
	}
	r.warmup.set(p.text("readouts.no-warmup")) // the network ran before
	if a.WarmupMs >= 1 {
		r.warmup.set(format.Milliseconds(a.WarmupMs) + " ms")
	}
	p.showAccuracy()
	show(r.weightsSource.element, a.Source != "")
	r.weightsSource.set(p.text("readouts.weights-source", "name", a.Name, "source", a.Source))
}

// showProgress shows how far a download is.
func (p *page) showProgress(loaded, total float64) {
	r := &p.readouts
	if r.progress.Underlying().Get("hidden").Bool() {
		p.notice.say(p.text("download.spoken"))
	}
	show(r.progress, true)
	if total <= 0 {
		node.RemoveAttribute(r.progress, "value")
		p.notice.state.set(p.text("download.bytes", "loaded", format.Bytes(int64(loaded))))
		return
	}
	r.progress.SetAttribute("value", number(loaded/total))
	text := p.text("download.of", "loaded", format.Bytes(int64(loaded)), "total", format.Bytes(int64(total)))
	if loaded >= total {
		text = p.text("state.warming")
	}
	p.notice.state.set(text)
}

// showState says in a few words what the page is about, if it is not simply live.
func (p *page) showState() {
	e := &p.engine
	if e.configure == 0 {
		show(p.readouts.progress, false)
	}
	text := ""
	switch {
	case !e.alive:
		text = p.text("state.stopped")
	case p.hidden:
		text = p.text("state.hidden")
	case !e.ready:
		text = p.text("state.engine")
	case p.selftest:
		text = p.text("state.selftest")
	case p.lending.out:
		text = p.text("state.lent")
	case e.configure != 0:
		text = p.text("state.warming")
	case p.active == nil:
		text = p.text("state.choose")
	case p.source.camera.still:
		text = p.text("camera.still")
	case p.source.kind != cameraSource && p.source.remaining == 0 && p.frames.Len() > 0:
		text = p.text("state.rest")
	}
	p.notice.state.set(text)
	frames := p.source.remaining > 0
	if p.source.kind == cameraSource {
		frames = !p.source.camera.still
	}
	live := p.active != nil && !p.hidden && frames
	p.source.pulse.Underlying().Get("classList").Call("toggle", "live", live)
}
