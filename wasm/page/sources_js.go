package main

import (
	"context"
	"path"
	"strconv"
	"strings"
	"syscall/js"
	"time"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/frames"
	"mobilenet/wasm/page/internal/node"
)

// A still picture is answered again and again until the statistics are full, then the processor rests. Slow networks
// do not keep it busy for ever: after stillTime a few frames are enough.
const (
	stillFrames = frames.Kept
	stillTime   = 4 * time.Second
	fewFrames   = 5
)

type sourceKind uint8

const (
	noSource sourceKind = iota
	sampleSource
	photoSource
	cameraSource
)

// sample is one of the bundled scenes, which web/samples/samples.json lists; the tables of texts name them.
type sample struct {
	file, title, alt string
	class            string // ImageNet's, from 0; lessons ask for it

	button dom.HTMLElement
}

// name is what the hash calls the sample.
func (s sample) name() string { return strings.TrimSuffix(s.file, path.Ext(s.file)) }

// source is where the frames come from.
type source struct {
	kind      sourceKind
	title     string
	sample    string   // name of the sample shown
	bitmap    js.Value // the still picture, cut to its centre square
	remaining int      // times that the still picture is yet to be answered
	until     time.Time
	grabbing  bool // a frame is asked for and has not come
	grabStart float64
	grabbed   js.Func
	lost      js.Func
	opening   int // counts what was opened, so that the slower of two does not win

	camera  camera
	samples []sample
	drawn   bool // the samples' buttons have their pictures

	video         dom.HTMLElement
	still         *dom.HTMLCanvasElement
	stage         dom.HTMLElement
	caption       wording
	pulse         dom.HTMLElement
	mirrorButton  dom.HTMLElement
	samplesHolder dom.HTMLElement
}

func (p *page) initSources() {
	s := &p.source
	s.video = byID[dom.HTMLElement](p, "video")
	s.still = byID[*dom.HTMLCanvasElement](p, "still")
	s.stage = byID[dom.HTMLElement](p, "stage")
	s.caption = p.wording("caption")
	s.pulse = byID[dom.HTMLElement](p, "pulse")
	s.mirrorButton = byID[dom.HTMLElement](p, "mirror")
	s.samplesHolder = byID[dom.HTMLElement](p, "samples")
	s.grabbed = js.FuncOf(func(_ js.Value, args []js.Value) any {
		s.grabbing = false
		p.sendFrame(args[0], now()-s.grabStart)
		return nil
	})
	s.lost = js.FuncOf(func(js.Value, []js.Value) any {
		s.grabbing = false
		return nil
	})
	on(s.mirrorButton, "click", func(dom.Event) {
		p.state.Mirror = "on"
		if p.mirrored() {
			p.state.Mirror = "off"
		}
		p.writeHash()
		p.showMirror()
	})
	p.initCamera()
	p.initFiles()
}

// loadSamples fetches the list of samples and lays out their buttons.
func (p *page) loadSamples(ctx context.Context) error {
	text, err := p.fetchText(ctx, p.host.Get("assets").String()+"samples/samples.json")
	if err != nil {
		return err
	}
	s := &p.source
	list := js.Global().Get("JSON").Call("parse", text) // encoding/json would make the program a third larger
	for i := range list.Length() {
		one := list.Index(i)
		s.samples = append(s.samples, sample{
			file: one.Get("file").String(), class: strconv.Itoa(one.Get("class").Int()),
		})
	}
	for i := range s.samples {
		one := &s.samples[i]
		button := node.Create("button")
		button.SetAttribute("type", "button")
		button.SetAttribute("class", "sample")
		pressed(button, false)
		picture := node.Create("img")
		picture.SetAttribute("alt", "")
		picture.SetAttribute("width", "54")
		picture.SetAttribute("height", "54")
		picture.SetAttribute("data-class", one.class)
		button.AppendChild(picture)
		on(button, "click", func(dom.Event) {
			p.notice.hide()
			go func() {
				p.openSample(context.Background(), *one)
				p.writeHash()
			}()
		})
		s.samplesHolder.AppendChild(button)
		one.button = button
	}
	p.nameSamples()
	if s.drawn { // before there were any
		s.drawn = false
		p.drawSamples()
	}
	return nil
}

// drawSamples lets the samples' pictures come, which wait for the first weights: on a slow line these would wait for them.
func (p *page) drawSamples() {
	s := &p.source
	if s.drawn {
		return
	}
	s.drawn = true
	for _, one := range s.samples {
		node.Find(one.button, "img").SetAttribute("src", p.sampleURL(one))
	}
}

// nameSamples names the samples in the page's language.
func (p *page) nameSamples() {
	s := &p.source
	for i := range s.samples {
		one := &s.samples[i]
		one.title, one.alt = p.text("sample."+one.name()), p.text("sample."+one.name()+"-alt")
		one.button.SetAttribute("aria-label", p.text("samples.one", "title", one.title))
		one.button.SetAttribute("title", one.title)
		if s.kind == sampleSource && s.sample == one.name() {
			s.title = one.title
			s.still.SetAttribute("aria-label", one.alt)
		}
	}
	if s.kind == cameraSource {
		s.title = p.text("camera.title")
	}
	if s.kind != noSource {
		s.caption.set(s.title)
	}
}

func (p *page) sampleURL(s sample) string { return p.host.Get("assets").String() + "samples/" + s.file }

// openFirstSource opens what the link names, else the first sample. The camera is started without a click only
// where the visitor has allowed it before.
func (p *page) openFirstSource(ctx context.Context) {
	s := &p.source
	camera, photo := p.state.Source == "camera", p.state.Source == "photo"
	if camera && p.cameraAllowed(ctx) {
		p.startCamera("")
		return
	}
	if len(s.samples) > 0 {
		first := s.samples[0]
		for _, one := range s.samples {
			if p.state.Source == "sample/"+one.name() {
				first = one
			}
		}
		p.openSample(ctx, first)
	}
	switch {
	case camera:
		p.notice.show(news{
			title: p.text("camera.link"),
			text:  p.text("camera.link-text"),
			label: p.text("camera.start"), action: func() { p.startCamera("") },
		})
	case photo:
		p.notice.show(news{
			title: p.text("photo.link"),
			text:  p.text("photo.link-text"),
			label: p.text("photo.open"), action: func() { byID[*dom.HTMLInputElement](p, "photo-file").Click() },
		})
	}
}

// openFirstSample puts a bundled scene where the camera was.
func (p *page) openFirstSample() {
	if len(p.source.samples) > 0 {
		p.openSample(context.Background(), p.source.samples[0])
		p.writeHash()
	}
}

// sourceChanged shows another source and starts measuring anew.
func (p *page) sourceChanged() {
	s := &p.source
	show(s.video, s.kind == cameraSource)
	show(s.still, s.kind != cameraSource)
	s.caption.set(s.title)
	for _, one := range s.samples {
		pressed(one.button, s.kind == sampleSource && one.name() == s.sample)
	}
	s.grabbing = false
	p.measureAnew()
	p.showCamera()
	p.showMirror()
	p.showState()
	p.next()
}

// grab asks the source for a frame, which then goes to the engine.
func (p *page) grab() {
	s := &p.source
	switch {
	case s.grabbing || s.kind == noSource:
		return
	case s.kind == cameraSource:
		s.grabbing = true
		p.host.Get("camera").Call("next")
	case s.remaining > 0:
		if s.remaining--; time.Now().After(s.until) && p.frames.Len() >= fewFrames {
			s.remaining = 0
		}
		s.grabbing = true
		s.grabStart = now()
		js.Global().Call("createImageBitmap", s.bitmap).Call("then", s.grabbed, s.lost)
	}
	if s.remaining == 0 {
		p.showState()
	}
}

// mirrored tells whether the display is turned left to right: as the visitor wants it, else for a camera that looks
// at its user. The network sees the picture as it is in either case.
func (p *page) mirrored() bool {
	if p.state.Mirror != "" {
		return p.state.Mirror == "on"
	}
	return p.source.kind == cameraSource && p.source.camera.facesUser
}

func (p *page) showMirror() {
	pressed(p.source.mirrorButton, p.mirrored())
	node.SetClass(p.source.stage, "mirrored", p.mirrored())
}
