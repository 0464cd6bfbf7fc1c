package figure

import (
	"context"
	"syscall/js"

	"mobilenet/wasm/internal/promise"
	"mobilenet/wasm/internal/qrcode"
	"mobilenet/wasm/page/internal/panel"
	"mobilenet/wasm/page/internal/share"
	"mobilenet/wasm/page/internal/site"
)

// export hands the visitor the sweep as a file.
func (f *Figure) export(kind string) {
	r := f.record
	if r == nil {
		return
	}
	name := "figure4-" + r.Time.UTC().Format("20060102-1504") + "." + kind
	switch kind {
	case "csv":
		panel.Download(name, panel.Blob("text/csv", r.CSV()))
	case "json":
		panel.Download(name, panel.Blob("application/json", r.JSON(js.Global().Get("navigator").Get("userAgent").String())))
	case "svg":
		panel.Download(name, panel.Blob("image/svg+xml", f.picture()))
	case "png":
		picture, err := f.raster(context.Background())
		if err != nil {
			f.say(f.host.Why(err))
			return
		}
		panel.Download(name, picture)
	}
}

// picture returns the chart as a file of SVG.
func (f *Figure) picture() string {
	return f.plot.Chart.Standalone(f.host.Text("figure.title") + " – " + moment(f.record.Time))
}

// raster returns the chart as PNG, twice as fine as on the page.
func (f *Figure) raster(ctx context.Context) (js.Value, error) {
	const fine = 2
	if _, err := promise.Await(ctx, site.Offered().Call("checkCanvas")); err != nil {
		return js.Value{}, err
	}
	url := js.Global().Get("URL").Call("createObjectURL", panel.Blob("image/svg+xml", f.picture()))
	defer js.Global().Get("URL").Call("revokeObjectURL", url)
	image := js.Global().Get("Image").New()
	image.Set("src", url)
	if _, err := promise.Await(ctx, image.Call("decode")); err != nil {
		return js.Value{}, err
	}
	width, height := fine*image.Get("width").Int(), fine*image.Get("height").Int()
	canvas := js.Global().Get("OffscreenCanvas").New(width, height)
	canvas.Call("getContext", "2d").Call("drawImage", image, 0, 0, width, height)
	return promise.Await(ctx, canvas.Call("convertToBlob"))
}

// share opens the card with a link that carries the sweep, and its QR code. A sweep that is too long for a code that can
// be scanned is cut down to its front there.
func (f *Figure) share() {
	card := panel.Find(f.found, "#share-card")
	panel.Lay(f.host, card, `<h3 data-text="export.link"></h3><p data-text="export.link-text"></p><div class="link-field"></div><div class="code"></div><p class="fine"></p>`)
	link, note := f.linkTo(f.record.Encode()), "export.code"
	share.NewField(f.host, panel.Find(card, ".link-field"), "input", "link.notice", "link.copy").Set(link)
	if len(link) > qrcode.Most {
		link, note = f.linkTo(frontOnly(*f.record).Encode()), "export.code-front"
	}
	share.Code(f.host, panel.Find(card, ".code"), link)
	panel.Find(card, ".fine").SetTextContent(f.host.Text(note))
	card.Underlying().Call("showPopover")
}

// linkTo returns the address of the page as it is, with an encoded sweep of this device. The page's own address stays short.
func (f *Figure) linkTo(code string) string {
	own, ownDevice := f.host.Kept(linked), f.host.Kept(device)
	f.host.Keep(linked, code)
	f.host.Keep(device, site.Offered().Get("about").String())
	link := f.host.Link()
	f.host.Keep(linked, own)
	f.host.Keep(device, ownDevice)
	return link
}
