package picture

import (
	"context"
	"strings"
	"syscall/js"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/promise"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/notice"
	"mobilenet/wasm/page/internal/site"
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

	button  dom.HTMLElement
	text    node.Wording
	icon    dom.Element
	devices *dom.HTMLSelectElement
}

// driver returns web/camera.js's end.
func (p *Picture) driver() js.Value { return site.Offered().Get("camera") }

func (p *Picture) initCamera() {
	c := &p.camera
	c.button = node.Get[dom.HTMLElement]("camera")
	c.text = node.WordingOf("camera-text")
	c.icon = node.ByID("camera-icon")
	c.devices = node.Get[*dom.HTMLSelectElement]("devices")

	driver := p.driver()
	driver.Set("onframe", js.FuncOf(func(_ js.Value, args []js.Value) any {
		p.asked = false
		p.page.Frame(args[0], args[1].Float())
		return nil
	}))
	driver.Set("onlost", js.FuncOf(func(js.Value, []js.Value) any {
		p.cameraLost()
		return nil
	}))
	node.On(c.button, "click", func(dom.Event) {
		if c.starting || c.on {
			p.endCamera()
		} else {
			p.startCamera("")
		}
	})
	node.On(c.devices, "change", func(dom.Event) { p.startCamera(c.devices.Value()) })
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
func (p *Picture) startCamera(id string) {
	p.opening++
	opening := p.opening
	p.notice.Hide()
	c := &p.camera
	c.starts++
	start := c.starts
	c.starting, c.still = true, false
	p.showCamera() // its button stops what has begun
	p.notice.State(p.words.Text("camera.waiting"))
	p.notice.Say(p.words.Text("camera.waiting"))
	go func() {
		started, err := promise.Await(context.Background(), p.driver().Call("start", id))
		if start != c.starts {
			return // given up meanwhile, or begun anew
		}
		c.starting = false
		p.showCamera()
		p.page.StateChanged()
		switch {
		case err != nil:
			if p.kind == live {
				p.stopCamera()
				p.openFirstSample()
			}
			p.tellFailure(err)
		case opening != p.opening:
			p.stopCamera() // a picture is being opened
		default:
			p.cameraStarted(started)
		}
	}()
}

func (p *Picture) cameraStarted(started js.Value) {
	p.kind, p.sample = live, ""
	p.camera.on = true
	p.camera.id = started.Get("id").String()
	p.camera.facesUser = started.Get("facesUser").Bool()
	p.title = p.words.Text("camera.title")
	p.page.Link().Source = "camera"
	p.page.WriteLink()
	p.changed()
	go p.listDevices(context.Background())
}

// stopCamera closes the camera if it is open, or opening. The caller shows another source.
func (p *Picture) stopCamera() {
	c := &p.camera
	p.driver().Call("stop")
	p.notice.Withdraw(c.said)
	c.starts++
	c.on, c.starting, c.still = false, false, false
	if p.kind == live {
		p.kind = none
		p.asked = false
	}
	p.showCamera()
}

// endCamera closes the camera, and opens a sample in the place of its picture.
func (p *Picture) endCamera() {
	shown := p.kind == live
	p.stopCamera()
	p.page.StateChanged()
	if shown {
		go p.openFirstSample()
	}
}

// cameraStill says that no frames come, or takes it back when they do.
func (p *Picture) cameraStill(still bool) {
	c := &p.camera
	c.still = still
	if still {
		c.said = p.notice.Tell("camera.still", notice.Answer{Key: "camera.stop", Do: p.endCamera})
	} else {
		p.notice.Withdraw(c.said)
	}
	if c.on {
		p.page.PictureChanged() // the pause must not count in the frames per second
	}
}

func (p *Picture) cameraLost() {
	p.stopCamera()
	p.notice.Tell("camera.gone", notice.Answer{Key: "camera.start", Do: func() { p.startCamera("") }})
	go p.openFirstSample()
}

// showCamera shows the button's state and, while the camera runs, the chooser if there is something to choose.
func (p *Picture) showCamera() {
	c := &p.camera
	text, icon := "camera.start", "#icon-camera"
	if c.on || c.starting {
		text, icon = "camera.stop", "#icon-stop"
	}
	c.text.Set(p.words.Text(text))
	c.icon.SetAttribute("href", icon)
	if !c.on {
		node.Show(c.devices, false)
	}
}

// listDevices fills the chooser. Labels are there only once the visitor has allowed a camera.
func (p *Picture) listDevices(ctx context.Context) {
	c := &p.camera
	found, err := promise.Await(ctx, p.driver().Call("devices"))
	if err != nil {
		return // the chooser stays away: the camera runs without it
	}
	node.Clear(c.devices)
	for i := range found.Length() {
		c.devices.AppendChild(node.Option(found.Index(i).Get("id").String(), found.Index(i).Get("label").String()))
	}
	c.devices.SetValue(c.id)
	node.Show(c.devices, c.on && found.Length() > 1)
}

// cameraAllowed tells whether the visitor has allowed the camera before.
func (p *Picture) cameraAllowed(ctx context.Context) bool {
	allowed, err := promise.Await(ctx, p.driver().Call("allowed"))
	return err == nil && allowed.Bool()
}

// failures are the texts of why there is no camera, and those of the button that asks again, if that may help, by the names
// that the Media Capture specification and web/camera.js give errors.
var failures = map[string][2]string{
	"NotAllowedError":      {"camera.denied", "notice.again"},
	"SecurityError":        {"camera.denied", "notice.again"},
	"NotFoundError":        {"camera.missing", "notice.again"},
	"NotReadableError":     {"camera.busy", "notice.again"},
	"AbortError":           {"camera.busy", "notice.again"},
	"OverconstrainedError": {"camera.changed", "camera.any"},
	"InsecureError":        {"camera.insecure"},
	"NotSupportedError":    {"camera.unsupported"},
	"FrameError":           {"camera.framed", "notice.again"},
}

// tellFailure says why there is no camera, and what to do.
func (p *Picture) tellFailure(why error) {
	again := func() { p.startCamera("") }
	name, _, _ := strings.Cut(why.Error(), ":")
	switch keys, known := failures[name]; {
	case !known:
		p.notice.Because(why, "camera.failed", notice.Answer{Key: "notice.again", Do: again})
	case keys[1] == "":
		p.notice.Tell(keys[0], notice.Answer{})
	default:
		p.notice.Tell(keys[0], notice.Answer{Key: keys[1], Do: again})
	}
}
