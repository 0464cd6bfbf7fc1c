// Package picture is what stands on the stage: the visitor's camera, a photo or a sample. It is asked for frames.
package picture

import (
	"context"
	"syscall/js"
	"time"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/frames"
	"mobilenet/wasm/internal/link"
	"mobilenet/wasm/internal/promise"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/notice"
	"mobilenet/wasm/page/internal/words"
)

// A still picture is answered again and again until the statistics are full, then the processor rests. Slow networks
// do not keep it busy for ever: after stillTime a few frames are enough.
const (
	stillFrames = frames.Kept
	stillTime   = 4 * time.Second
	fewFrames   = 5
)

// Page is the page around the picture.
type Page interface {
	// Link is what the link says, which whoever changes it writes.
	Link() *link.State
	WriteLink()
	// PictureChanged hears that there is another picture, or that the frames stopped or go on.
	PictureChanged()
	// StateChanged hears that what the page says of its state may be another.
	StateChanged()
	// Frame takes the frame that it asked for, and closes it; capture is what it took to get it, in ms.
	Frame(bitmap js.Value, capture float64)
	// OpenWeights opens a file of the visitor's that may hold a network.
	OpenWeights(file js.Value)
	// TakePhotos gives files, see web/album.js, that were dropped onto an element, null for none, to a panel that takes photos,
	// if the visitor can have one.
	TakePhotos(files []js.Value, onto js.Value)
	OffersPhotos() bool
}

type kind uint8

const (
	none kind = iota
	sampled
	photographed
	live
)

// Picture is where the frames come from.
type Picture struct {
	page   Page
	words  *words.Words
	notice *notice.Notice

	kind      kind
	title     string
	sample    string   // name of the sample shown
	bitmap    js.Value // the still picture, cut to its centre square
	remaining int      // times that the still picture is yet to be answered
	until     time.Time
	asked     bool // for a frame, which has not come
	since     time.Time
	came      js.Func
	lost      js.Func
	opening   int // counts what was opened, so that the slower of two does not win

	camera  camera
	samples []sample
	drawn   bool // the samples' buttons have their pictures

	video, stage  dom.HTMLElement
	still         *dom.HTMLCanvasElement
	caption       node.Wording
	mirror        dom.HTMLElement
	samplesHolder dom.HTMLElement
	photo         *dom.HTMLInputElement // opens the browser's dialog for files
}

// New takes the stage of the document, on which nothing stands yet.
func New(page Page, w *words.Words, n *notice.Notice) *Picture {
	p := &Picture{
		page: page, words: w, notice: n,
		video: node.Get[dom.HTMLElement]("video"), stage: node.Get[dom.HTMLElement]("stage"),
		still:   node.Get[*dom.HTMLCanvasElement]("still"),
		caption: node.WordingOf("caption"), mirror: node.Get[dom.HTMLElement]("mirror"),
		samplesHolder: node.Get[dom.HTMLElement]("samples"),
	}
	p.came = js.FuncOf(func(_ js.Value, args []js.Value) any {
		p.asked = false
		page.Frame(args[0], float64(time.Since(p.since))/float64(time.Millisecond))
		return nil
	})
	p.lost = js.FuncOf(func(js.Value, []js.Value) any {
		p.asked = false
		return nil
	})
	node.On(p.mirror, "click", func(dom.Event) {
		wish := "on"
		if p.Mirrored() {
			wish = "off"
		}
		page.Link().Mirror = wish
		page.WriteLink()
		p.ShowMirror()
	})
	p.initCamera()
	p.initFiles()
	return p
}

// Next asks for a frame, unless one is on its way or a still picture rests. measured is how many the statistics have.
func (p *Picture) Next(measured int) {
	switch {
	case p.asked || p.kind == none:
		return
	case p.kind == live:
		p.asked = true
		p.driver().Call("next")
	case p.remaining > 0:
		if p.remaining--; time.Now().After(p.until) && measured >= fewFrames {
			p.remaining = 0
		}
		p.asked, p.since = true, time.Now()
		js.Global().Call("createImageBitmap", p.bitmap).Call("then", p.came, p.lost)
	}
	if p.remaining == 0 {
		p.page.StateChanged()
	}
}

// Again has a still picture answered as often as a new one.
func (p *Picture) Again() { p.remaining, p.until = stillFrames, time.Now().Add(stillTime) }

// Attend has a still picture that rests answered again, for one who has just begun to watch.
func (p *Picture) Attend() {
	if p.kind != live && p.kind != none && p.remaining == 0 {
		p.Again()
		p.page.StateChanged()
	}
}

// Hold has the camera stop, or go on, while the tab cannot be seen. It tells whether frames would have come meanwhile.
func (p *Picture) Hold(hidden bool) bool {
	p.driver().Call("hold", hidden)
	if p.kind == live {
		p.asked = false // holding the camera has withdrawn the request
	}
	return p.kind == live || p.remaining > 0
}

// Fail ends what no frame can be answered of.
func (p *Picture) Fail() {
	p.remaining = 0
	if p.kind == live {
		p.endCamera() // of which the next frame would fail too
	}
}

// Lives tells whether frames come.
func (p *Picture) Lives() bool {
	if p.kind == live {
		return !p.camera.still
	}
	return p.remaining > 0
}

// Rests tells whether a still picture has been answered often enough.
func (p *Picture) Rests() bool { return p.kind != live && p.remaining == 0 }

// Stuck tells whether the camera gives no frames.
func (p *Picture) Stuck() bool { return p.camera.still }

// Copy returns the picture as an ImageBitmap, the camera's at this moment as a VideoFrame where the browser has them; the
// caller closes it.
func (p *Picture) Copy(ctx context.Context) (js.Value, error) {
	ctx = context.WithoutCancel(ctx) // a picture that comes late would be closed by nobody
	if p.kind == live {
		return promise.Await(ctx, p.driver().Call("picture"))
	}
	return promise.Await(ctx, js.Global().Call("createImageBitmap", p.bitmap))
}

// changed shows another picture.
func (p *Picture) changed() {
	node.Show(p.video, p.kind == live)
	node.Show(p.still, p.kind != live)
	p.caption.Set(p.title)
	for _, one := range p.samples {
		node.Press(one.button, p.kind == sampled && one.name() == p.sample)
	}
	p.asked = false
	p.showCamera()
	p.ShowMirror()
	p.page.PictureChanged()
}

// Draw says anew what stands about the picture, in the page's language.
func (p *Picture) Draw() {
	p.nameSamples()
	p.showCamera()
}

// Mirrored tells whether the display is turned left to right: as the visitor wants it, else for a camera that looks
// at its user. The network sees the picture as it is in either case.
func (p *Picture) Mirrored() bool {
	if wish := p.page.Link().Mirror; wish != "" {
		return wish == "on"
	}
	return p.kind == live && p.camera.facesUser
}

// ShowMirror turns the display as the link says.
func (p *Picture) ShowMirror() {
	node.Press(p.mirror, p.Mirrored())
	node.SetClass(p.stage, "mirrored", p.Mirrored())
}
