package main

import (
	"context"
	"strings"
	"syscall/js"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/promise"
	"mobilenet/wasm/page/internal/node"
)

// camera is the visitor's camera as the page shows it; web/camera.js drives it.
type camera struct {
	on        bool
	starting  bool   // the browser is asking the visitor, or the device
	starts    int    // counts starts and stops, so that a start which was given up changes nothing
	still     bool   // no frames come
	said      int    // the message that says so
	id        string // of the device
	facesUser bool

	button  *dom.HTMLButtonElement
	text    wording
	icon    dom.Element
	devices *dom.HTMLSelectElement
}

func (p *page) initCamera() {
	c := &p.source.camera
	c.button = byID[*dom.HTMLButtonElement](p, "camera")
	c.text = p.wording("camera-text")
	c.icon = node.ByID("camera-icon")
	c.devices = byID[*dom.HTMLSelectElement](p, "devices")

	driver := p.host.Get("camera")
	driver.Set("onframe", js.FuncOf(func(_ js.Value, args []js.Value) any {
		p.source.grabbing = false
		p.sendFrame(args[0], args[1].Float())
		return nil
	}))
	driver.Set("onlost", js.FuncOf(func(js.Value, []js.Value) any {
		p.cameraLost()
		return nil
	}))
	on(c.button, "click", func(dom.Event) {
		switch {
		case c.starting, c.on:
			p.endCamera()
		default:
			p.startCamera("")
		}
	})
	on(c.devices, "change", func(dom.Event) { p.startCamera(c.devices.Value()) })
	driver.Set("onstill", js.FuncOf(func(_ js.Value, args []js.Value) any {
		p.cameraStill(args[0].Bool())
		return nil
	}))
	driver.Set("onchange", js.FuncOf(func(js.Value, []js.Value) any {
		if c.on {
			go p.listDevices(context.Background())
		}
		return nil
	}))
}

// startCamera asks for the camera with that id, or for the one that fits best.
func (p *page) startCamera(id string) {
	p.source.opening++
	opening := p.source.opening
	p.notice.hide()
	c := &p.source.camera
	c.starts++
	start := c.starts
	c.starting, c.still = true, false
	p.showCamera() // its button stops what has begun
	p.notice.state.set(p.text("camera.waiting"))
	p.notice.say(p.text("camera.waiting"))
	go func() {
		started, err := promise.Await(context.Background(), p.host.Get("camera").Call("start", id))
		if start != c.starts {
			return // given up meanwhile, or begun anew
		}
		c.starting = false
		p.showCamera()
		p.showState()
		switch {
		case err != nil:
			if p.source.kind == cameraSource {
				p.stopCamera()
				p.openFirstSample()
			}
			p.notice.show(p.cameraMessage(err))
		case opening != p.source.opening:
			p.stopCamera() // a picture is being opened
		default:
			p.cameraStarted(started)
		}
	}()
}

func (p *page) cameraStarted(started js.Value) {
	s := &p.source
	s.kind, s.sample = cameraSource, ""
	s.camera.on = true
	s.camera.id = started.Get("id").String()
	s.camera.facesUser = started.Get("facesUser").Bool()
	s.title = p.text("camera.title")
	p.state.Source = "camera"
	p.writeHash()
	p.sourceChanged()
	go p.listDevices(context.Background())
}

// stopCamera closes the camera if it is open, or opening. The caller shows another source.
func (p *page) stopCamera() {
	c := &p.source.camera
	p.host.Get("camera").Call("stop")
	p.notice.withdraw(c.said)
	c.starts++
	c.on, c.starting, c.still = false, false, false
	if p.source.kind == cameraSource {
		p.source.kind = noSource
		p.source.grabbing = false
	}
	p.showCamera()
}

// endCamera closes the camera, and opens a sample in the place of its picture.
func (p *page) endCamera() {
	shown := p.source.kind == cameraSource
	p.stopCamera()
	p.showState()
	if shown {
		go p.openFirstSample()
	}
}

// cameraStill says that no frames come, or takes it back when they do.
func (p *page) cameraStill(still bool) {
	c := &p.source.camera
	c.still = still
	if still {
		c.said = p.notice.show(news{
			title: p.text("camera.still"),
			text:  p.text("camera.still-text"),
			label: p.text("camera.stop"), action: p.endCamera,
		})
	} else {
		p.notice.withdraw(c.said)
	}
	if c.on {
		p.measureAnew() // the pause must not count in the frames per second
		p.readouts.rate.set("–")
	}
	p.showState()
}

func (p *page) cameraLost() {
	p.stopCamera()
	p.notice.show(news{
		title: p.text("camera.gone"),
		text:  p.text("camera.gone-text"),
		label: p.text("camera.start"), action: func() { p.startCamera("") },
	})
	go p.openFirstSample()
}

// showCamera shows the button's state and, while the camera runs, the chooser if there is something to choose.
func (p *page) showCamera() {
	c := &p.source.camera
	text, icon := "camera.start", "#icon-camera"
	if c.on || c.starting {
		text, icon = "camera.stop", "#icon-stop"
	}
	c.text.set(p.text(text))
	c.icon.SetAttribute("href", icon)
	if !c.on {
		show(c.devices, false)
	}
}

// listDevices fills the chooser. Labels are there only once the visitor has allowed a camera.
func (p *page) listDevices(ctx context.Context) {
	c := &p.source.camera
	found, err := promise.Await(ctx, p.host.Get("camera").Call("devices"))
	if err != nil {
		return // the chooser stays away: the camera runs without it
	}
	removeChildren(c.devices)
	for i := range found.Length() {
		option := node.Create("option")
		option.SetAttribute("value", found.Index(i).Get("id").String())
		option.SetTextContent(found.Index(i).Get("label").String())
		c.devices.AppendChild(option)
	}
	c.devices.SetValue(c.id)
	show(c.devices, c.on && found.Length() > 1)
}

// cameraAllowed tells whether the visitor has allowed the camera before.
func (p *page) cameraAllowed(ctx context.Context) bool {
	allowed, err := promise.Await(ctx, p.host.Get("camera").Call("allowed"))
	return err == nil && allowed.Bool()
}

// cameraMessage says why there is no camera, and what to do. Errors are told apart by the names that the Media
// Capture specification gives them.
func (p *page) cameraMessage(err error) news {
	again := func() { p.startCamera("") }
	name, _, _ := strings.Cut(err.Error(), ":")
	switch name {
	case "NotAllowedError", "SecurityError":
		return news{
			title: p.text("camera.denied"),
			text:  p.text("camera.denied-text"),
			label: p.text("notice.again"), action: again,
		}
	case "NotFoundError":
		return news{
			title: p.text("camera.missing"),
			text:  p.text("camera.missing-text"),
			label: p.text("notice.again"), action: again,
		}
	case "NotReadableError", "AbortError":
		return news{
			title: p.text("camera.busy"),
			text:  p.text("camera.busy-text"),
			label: p.text("notice.again"), action: again,
		}
	case "OverconstrainedError":
		return news{
			title: p.text("camera.changed"),
			text:  p.text("camera.changed-text"),
			label: p.text("camera.any"), action: again,
		}
	case "InsecureError":
		return news{
			title: p.text("camera.insecure"),
			text:  p.text("camera.insecure-text"),
		}
	case "NotSupportedError":
		return news{
			title: p.text("camera.unsupported"),
			text:  p.text("camera.unsupported-text"),
		}
	}
	return p.because(err, news{
		title: p.text("camera.failed"),
		label: p.text("notice.again"), action: again,
	}, "camera.failed-text")
}
