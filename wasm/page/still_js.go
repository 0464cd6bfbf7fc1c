package main

import (
	"context"
	"syscall/js"

	"mobilenet/wasm/internal/promise"
)

// openSample shows a bundled scene.
func (p *page) openSample(ctx context.Context, one sample) {
	s := &p.source
	s.opening++
	opening := s.opening
	response, err := promise.Await(ctx, p.host.Call("get", p.sampleURL(one)))
	var blob js.Value
	if err == nil {
		blob, err = promise.Await(ctx, response.Call("blob"))
	}
	if err != nil {
		p.notice.show(p.because(err, news{title: p.text("samples.one-failed")}, "samples.one-failed-text"))
		return
	}
	p.openStill(ctx, opening, blob, sampleSource, one)
}

// openPhoto shows a picture of the visitor's.
func (p *page) openPhoto(ctx context.Context, file js.Value) {
	p.source.opening++
	p.openStill(ctx, p.source.opening, file, photoSource, sample{title: file.Get("name").String(), alt: p.text("photo.alt")})
	p.writeHash()
}

// openStill decodes a picture and makes it the source, unless something else was opened meanwhile.
func (p *page) openStill(ctx context.Context, opening int, blob js.Value, kind sourceKind, about sample) {
	bitmap, err := promise.Await(ctx, p.host.Call("decodePhoto", blob))
	s := &p.source
	if opening != s.opening {
		if err == nil {
			bitmap.Call("close")
		}
		return
	}
	if err != nil {
		p.notice.show(p.because(err, news{title: p.text("photo.failed")}, "photo.failed-text"))
		return
	}
	p.stopCamera()
	if !s.bitmap.IsUndefined() {
		s.bitmap.Call("close")
	}
	s.bitmap, s.kind, s.title, s.sample = bitmap, kind, about.title, ""
	p.state.Source = "photo"
	if kind == sampleSource {
		s.sample = about.name()
		p.state.Source = "sample/" + s.sample
	}
	p.drawStill(about.alt)
	p.sourceChanged()
}

// drawStill puts the picture on the stage.
func (p *page) drawStill(alt string) {
	const largest = 1200 // pixels of a side: as sharp as a stage gets
	s := &p.source
	side := min(s.bitmap.Get("width").Int(), largest)
	s.still.SetWidth(side)
	s.still.SetHeight(side)
	drawing := s.still.GetContext2d()
	drawing.SetFillStyle("white") // under what is transparent, as the engine has it
	drawing.FillRect(0, 0, float64(side), float64(side))
	drawing.Set("imageSmoothingQuality", "high")
	drawing.Call("drawImage", s.bitmap, 0, 0, side, side)
	s.still.SetAttribute("aria-label", alt)
}

// fetchText fetches a small file of this site.
func (p *page) fetchText(ctx context.Context, url string) (string, error) {
	response, err := promise.Await(ctx, p.host.Call("get", url))
	if err != nil {
		return "", err
	}
	text, err := promise.Await(ctx, response.Call("text"))
	if err != nil {
		return "", err
	}
	return text.String(), nil
}
