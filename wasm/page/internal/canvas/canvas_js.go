// Package canvas shows small pictures pixel by pixel; the style sheet makes them large.
package canvas

import (
	"slices"
	"strconv"
	"syscall/js"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/featuremaps"
	"mobilenet/wasm/internal/message"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/panel"
)

// Canvas is a canvas element.
type Canvas struct {
	*dom.HTMLCanvasElement
}

// Find returns the canvas under root that a selector names. It panics if there is none.
func Find(root dom.Element, selector string) Canvas {
	return Canvas{panel.Find(root, selector).(*dom.HTMLCanvasElement)}
}

// Draw shows RGBA bytes.
func (c Canvas) Draw(picture []byte, width, height int) {
	array := js.Global().Get("Uint8ClampedArray").New(len(picture))
	js.CopyBytesToJS(array, picture)
	c.put(array, width, height)
}

// Show shows an ArrayBuffer of a square's RGBA bytes.
func (c Canvas) Show(pixels js.Value, side int) {
	c.put(js.Global().Get("Uint8ClampedArray").New(pixels), side, side)
}

func (c Canvas) put(array js.Value, width, height int) {
	if c.Width() != width || c.Height() != height {
		c.SetWidth(width)
		c.SetHeight(height)
	}
	c.GetContext2d().Call("putImageData", js.Global().Get("ImageData").New(array, width, height), 0, 0)
}

// Bytes copies an ArrayBuffer into dst, whose memory it uses again if there is enough.
func Bytes(dst []byte, buffer js.Value) []byte {
	array := js.Global().Get("Uint8Array").New(buffer)
	dst = slices.Grow(dst[:0], array.Length())[:array.Length()]
	js.CopyBytesToGo(dst, array)
	return dst
}

// Markup is the markup of a Seen.
const Markup = `<div class="seen-by" data-source="maps"><canvas class="seen-pixels"></canvas><canvas class="seen-veil"></canvas></div>`

// Seen is a picture as a network gets it, under a veil that is thin where the network sees its answer.
type Seen struct {
	holder       dom.HTMLElement
	pixels, veil Canvas
}

// FindSeen returns the first Seen under root.
func FindSeen(root dom.Element) Seen {
	holder := panel.Find(root, ".seen-by")
	return Seen{holder: holder, pixels: Find(holder, ".seen-pixels"), veil: Find(holder, ".seen-veil")}
}

// Show shows the picture of a result, with the class activation map if it has one. It returns where the class was seen
// most, in words, which a screen reader finds too; "" without a map.
func (s Seen) Show(host panel.Host, r *message.Result) string {
	s.pixels.Show(r.Pixels, r.Resolution)
	cam := &r.Cam
	if cam.Rows == 0 {
		return ""
	}
	picture := make([]byte, 4*len(cam.Values))
	featuremaps.Veil(picture, cam.Values)
	s.veil.Draw(picture, cam.Columns, cam.Rows)
	node.SetStyle(s.holder, "--cells", strconv.Itoa(cam.Columns))
	most := 0
	for i, value := range cam.Values {
		if value > cam.Values[most] {
			most = i
		}
	}
	text := host.Text("inside.cam-says", "label", host.Label(cam.Index), "cells", strconv.Itoa(cam.Rows)+"×"+strconv.Itoa(cam.Columns),
		"row", strconv.Itoa(most/cam.Columns+1), "column", strconv.Itoa(most%cam.Columns+1))
	node.Describe(s.holder, text)
	return text
}
