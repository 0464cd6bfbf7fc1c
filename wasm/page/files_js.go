package main

import (
	"context"
	"strconv"
	"strings"
	"syscall/js"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/given"
	"mobilenet/wasm/internal/promise"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/panel"
)

// initFiles lets the visitor give files by button, by dropping them anywhere, or by pasting them.
func (p *page) initFiles() {
	p.initPicker("photo", "photo-file")
	p.initPicker("weights-open", "weights-file")

	body := p.document.Underlying().Get("body")
	dropping := func(yes bool) { body.Get("classList").Call("toggle", "dropping", yes) }
	carriesFiles := func(e dom.Event) bool {
		transfer := e.Underlying().Get("dataTransfer")
		return transfer.Truthy() && transfer.Get("types").Call("includes", "Files").Bool()
	}
	on(p.document, "dragover", func(e dom.Event) {
		if carriesFiles(e) {
			node.Handled(e) // otherwise the browser leaves the page for the file
			dropping(true)
		}
	})
	on(p.document, "dragleave", func(e dom.Event) {
		if e.Underlying().Get("relatedTarget").IsNull() {
			dropping(false)
		}
	})
	on(p.document, "drop", func(e dom.Event) {
		if !carriesFiles(e) {
			return
		}
		node.Handled(e)
		dropping(false)
		stage := e.Underlying().Get("target").Call("closest", ".photos-in").IsNull()     // not onto the panel's own field
		found := p.host.Get("album").Call("dropped", e.Underlying().Get("dataTransfer")) // now: it is empty after the event
		go func() {
			if files, err := promise.Await(context.Background(), found); err == nil {
				p.openFiles(files, stage)
			}
		}()
	})
	on(p.document, "paste", func(e dom.Event) {
		if clipboard := e.Underlying().Get("clipboardData"); clipboard.Truthy() && clipboard.Get("files").Length() > 0 {
			node.Handled(e)
			go p.openFiles(p.host.Get("album").Call("picked", clipboard.Get("files")), true)
		}
	})
}

// initPicker has a button open the browser's dialog for files.
func (p *page) initPicker(buttonID, inputID string) {
	button := byID[*dom.HTMLButtonElement](p, buttonID)
	input := byID[*dom.HTMLInputElement](p, inputID)
	on(button, "click", func(dom.Event) { input.Click() })
	on(input, "change", func(dom.Event) {
		go p.openFiles(p.host.Get("album").Call("picked", input.Underlying().Get("files")), true)
		input.SetValue("") // so that choosing the same file again is a change
	})
}

// openFiles opens what web/album.js has found in a drop, a dialog or the clipboard. stage tells whether a photo may come
// onto the stage: otherwise it was given to the panel of photos. What nobody takes is named.
func (p *page) openFiles(found js.Value, stage bool) {
	files, values := make([]given.File, found.Length()), make([]js.Value, found.Length())
	for i := range files {
		values[i] = found.Index(i)
		files[i].Path = values[i].Get("path").String()
		if file := values[i].Get("file"); file.Truthy() {
			files[i].Kind = given.KindOf(files[i].Path, file.Get("type").String())
		}
	}
	s := given.Share(files, stage, p.offersPhotos())
	p.notice.hide()
	switch {
	case len(files) == 0 && stage:
		p.notice.show(news{title: p.text("files.empty"), text: p.text("files.empty-text")})
	case len(s.Left) > 0:
		p.showLeft(files, s)
	}
	if s.Network != given.None {
		p.openWeights(context.Background(), values[s.Network].Get("file"))
	}
	switch {
	case s.Stage == given.None:
	case files[s.Stage].Kind == given.Video:
		p.notice.show(news{title: p.text("photo.failed"), text: p.text("photo.failed-text", "why", p.text("photo.video"))})
	default:
		p.openPhoto(context.Background(), values[s.Stage].Get("file"))
	}
	if len(s.Album) > 0 || !stage && len(files) == 0 {
		taken := make([]js.Value, len(s.Album))
		for i, at := range s.Album {
			taken[i] = values[at]
		}
		p.givePhotos(taken)
	}
}

// showLeft names the files that nobody takes.
func (p *page) showLeft(files []given.File, s given.Shares) {
	names := make([]string, len(s.Left))
	for i, at := range s.Left {
		names[i] = files[at].Path
	}
	const most = 5 // names that the stage has room for
	if more := len(names) - most; more > 0 {
		names = append(names[:most], p.text("files.more", "n", strconv.Itoa(more)))
	}
	title, text := "files.left", "files.left-text"
	if s.Network == given.None && s.Stage == given.None {
		title, text = "files.unknown", "files.unknown-text"
	}
	p.notice.show(news{title: p.text(title), text: p.text(text, "name", strings.Join(names, ", "))})
}

// photosPanel is the id of the panel of photos.
const photosPanel = "photos"

// offersPhotos tells whether the visitor can have the panel of photos.
func (p *page) offersPhotos() bool {
	return !p.state.Hides("panels") && !p.state.Hides("tab-"+photosPanel)
}

// givePhotos hands files to the panel of photos, which it opens.
func (p *page) givePhotos(files []js.Value) {
	if p.state.Panel != photosPanel {
		p.openPanel(photosPanel)
		p.tabs.reveal()
	}
	if taker, ok := p.tabs.open.(panel.Taker); ok {
		taker.Take(files)
	}
}
