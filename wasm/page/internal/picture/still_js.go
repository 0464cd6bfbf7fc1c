package picture

import (
	"context"
	"syscall/js"

	"mobilenet/wasm/internal/promise"
	"mobilenet/wasm/page/internal/notice"
	"mobilenet/wasm/page/internal/site"
)

// openSample shows a bundled scene.
func (p *Picture) openSample(ctx context.Context, one sample) {
	p.opening++
	opening := p.opening
	response, err := site.Fetch(ctx, one.url())
	var blob js.Value
	if err == nil {
		blob, err = promise.Await(ctx, response.Call("blob"))
	}
	switch {
	case opening != p.opening: // something else was opened meanwhile
	case err != nil:
		p.notice.Because(err, "samples.one-failed", notice.Answer{})
	default:
		p.openStill(ctx, opening, blob, sampled, one)
	}
}

// openFirstSample puts a bundled scene where the camera was.
func (p *Picture) openFirstSample() {
	if len(p.samples) > 0 {
		p.openSample(context.Background(), p.samples[0])
		p.page.WriteLink()
	}
}

// openPhoto shows a picture of the visitor's.
func (p *Picture) openPhoto(ctx context.Context, file js.Value) {
	p.opening++
	p.openStill(ctx, p.opening, file, photographed, sample{title: file.Get("name").String(), alt: p.words.Text("photo.alt")})
	p.page.WriteLink()
}

// openStill decodes a picture and shows it, unless something else was opened meanwhile.
func (p *Picture) openStill(ctx context.Context, opening int, blob js.Value, of kind, about sample) {
	bitmap, err := promise.Await(ctx, site.Offered().Call("decodePhoto", blob))
	if opening != p.opening {
		if err == nil {
			bitmap.Call("close")
		}
		return
	}
	if err != nil {
		p.notice.Because(err, "photo.failed", notice.Answer{})
		return
	}
	p.stopCamera()
	if !p.bitmap.IsUndefined() {
		p.bitmap.Call("close")
	}
	p.bitmap, p.kind, p.title, p.sample = bitmap, of, about.title, ""
	p.page.Link().Source = "photo"
	if of == sampled {
		p.sample = about.name()
		p.page.Link().Source = "sample/" + p.sample
	}
	p.drawStill(about.alt)
	p.changed()
}

// drawStill puts the picture on the stage.
func (p *Picture) drawStill(alt string) {
	const largest = 1200 // pixels of a side: as sharp as a stage gets
	side := min(p.bitmap.Get("width").Int(), largest)
	p.still.SetWidth(side)
	p.still.SetHeight(side)
	drawing := p.still.GetContext2d()
	drawing.SetFillStyle("white") // under what is transparent, as the engine has it
	drawing.FillRect(0, 0, float64(side), float64(side))
	drawing.Set("imageSmoothingQuality", "high")
	drawing.Call("drawImage", p.bitmap, 0, 0, side, side)
	p.still.SetAttribute("aria-label", alt)
}
