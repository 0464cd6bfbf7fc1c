package picture

import (
	"context"
	"path"
	"strconv"
	"strings"
	"syscall/js"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/notice"
	"mobilenet/wasm/page/internal/site"
)

// sample is one of the bundled scenes, which web/samples/samples.json lists; the tables of texts name them.
type sample struct {
	file, title, alt string
	button           dom.HTMLElement
}

// name is what the link calls the sample.
func (s sample) name() string { return strings.TrimSuffix(s.file, path.Ext(s.file)) }

// url is where its picture is.
func (s sample) url() string { return site.Asset("samples/" + s.file) }

// LoadSamples fetches the list of samples and lays out their buttons.
func (p *Picture) LoadSamples(ctx context.Context) error {
	text, err := site.Text(ctx, site.Asset("samples/samples.json"))
	if err != nil {
		return err
	}
	list := js.Global().Get("JSON").Call("parse", text) // encoding/json would make the program a third larger
	p.samples = make([]sample, list.Length())
	for i := range p.samples {
		one := &p.samples[i]
		one.file = list.Index(i).Get("file").String()
		one.button = node.Button("sample", "", func() {
			p.notice.Hide()
			go func() {
				p.openSample(context.Background(), *one)
				p.page.WriteLink()
			}()
		})
		node.Press(one.button, false)
		class := strconv.Itoa(list.Index(i).Get("class").Int()) // ImageNet's, from 0; lessons ask for it
		node.SetHTML(one.button, `<img alt="" width="54" height="54" data-class="`+class+`">`)
		p.samplesHolder.AppendChild(one.button)
	}
	p.nameSamples()
	if p.drawn { // before there were any
		p.drawn = false
		p.DrawSamples()
	}
	return nil
}

// DrawSamples lets the samples' pictures come, which wait for the first weights: on a slow line these would wait for them.
func (p *Picture) DrawSamples() {
	if p.drawn {
		return
	}
	p.drawn = true
	for _, one := range p.samples {
		node.Find(one.button, "img").SetAttribute("src", one.url())
	}
}

// Samples are the sample scenes, as image elements.
func (p *Picture) Samples() []dom.Element {
	p.DrawSamples()
	return node.All(p.samplesHolder, "img")
}

// nameSamples names the samples in the page's language.
func (p *Picture) nameSamples() {
	for i := range p.samples {
		one := &p.samples[i]
		one.title, one.alt = p.words.Text("sample."+one.name()), p.words.Text("sample."+one.name()+"-alt")
		one.button.SetAttribute("aria-label", p.words.Text("samples.one", "title", one.title))
		one.button.SetAttribute("title", one.title)
		if p.kind == sampled && p.sample == one.name() {
			p.title = one.title
			p.still.SetAttribute("aria-label", one.alt)
		}
	}
	if p.kind == live {
		p.title = p.words.Text("camera.title")
	}
	if p.kind != none {
		p.caption.Set(p.title)
	}
}

// Opens tells whether anything was opened yet.
func (p *Picture) Opens() bool { return p.opening > 0 }

// OpenFirst opens what the link names, else the first sample. The camera is started without a click only where the
// visitor has allowed it before.
func (p *Picture) OpenFirst(ctx context.Context) {
	source, opening := p.page.Link().Source, p.opening
	allowed := source == "camera" && p.cameraAllowed(ctx)
	switch {
	case opening != p.opening:
		return // the visitor was faster
	case allowed:
		p.startCamera("")
		return
	}
	if len(p.samples) > 0 {
		first := p.samples[0]
		for _, one := range p.samples {
			if source == "sample/"+one.name() {
				first = one
			}
		}
		p.openSample(ctx, first)
	}
	switch source {
	case "camera":
		p.notice.Tell("camera.link", notice.Answer{Key: "camera.start", Do: func() { p.startCamera("") }})
	case "photo":
		p.notice.Tell("photo.link", notice.Answer{Key: "photo.open", Do: p.photo.Click})
	}
}
