package readouts

import (
	"fmt"
	"syscall/js"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/message"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/weights/layers"
)

// seen is the button that shows the pixels that the network saw.
type seen struct {
	button dom.HTMLElement
	pixels *dom.HTMLCanvasElement
	side   int
}

// OnEnlarge calls f when the visitor wants what the network sees to fill the stage, or no more.
func (s *seen) OnEnlarge(f func(large bool)) {
	node.On(s.button, "click", func(dom.Event) { f(node.Attribute(s.button, "aria-pressed") != "true") })
}

// Enlarge has it fill the stage, or not.
func (s *seen) Enlarge(large bool) { node.Press(s.button, large) }

// What Seen makes for every frame, looked up once.
var (
	clampedArray = js.Global().Get("Uint8ClampedArray")
	imageData    = js.Global().Get("ImageData")
)

// Seen shows exactly the pixels that the network saw.
func (r *Readouts) Seen(result *message.Result) {
	side := result.Resolution
	if side != r.side {
		r.side = side
		r.pixels.SetWidth(side)
		r.pixels.SetHeight(side)
		r.set("seen-size", fmt.Sprintf("%d×%d", side, side))
		node.SetStyle(r.button, "--share", fmt.Sprintf("%.3f", float64(side)/layers.FullResolution))
	}
	image := imageData.New(clampedArray.New(result.Pixels), side, side)
	r.pixels.GetContext2d().Call("putImageData", image, 0, 0)
	node.Show(r.button, true)
}
