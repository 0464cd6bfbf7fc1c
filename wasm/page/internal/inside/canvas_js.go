package inside

import (
	"syscall/js"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/page/internal/panel"
)

// canvas shows small pictures, pixel by pixel; the style sheet makes them large.
type canvas struct {
	*dom.HTMLCanvasElement
}

func newCanvas(root dom.Element, selector string) canvas {
	return canvas{panel.Find(root, selector).(*dom.HTMLCanvasElement)}
}

// draw shows RGBA bytes.
func (c canvas) draw(picture []byte, width, height int) {
	array := js.Global().Get("Uint8ClampedArray").New(len(picture))
	js.CopyBytesToJS(array, picture)
	c.put(array, width, height)
}

// show shows an ArrayBuffer of a square's RGBA bytes.
func (c canvas) show(pixels js.Value, side int) {
	c.put(js.Global().Get("Uint8ClampedArray").New(pixels), side, side)
}

func (c canvas) put(array js.Value, width, height int) {
	if c.Width() != width || c.Height() != height {
		c.SetWidth(width)
		c.SetHeight(height)
	}
	c.GetContext2d().Call("putImageData", js.Global().Get("ImageData").New(array, width, height), 0, 0)
}
