package main

import (
	"context"
	"strings"
	"syscall/js"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/page/internal/node"
)

// initFiles lets the visitor give a file by button, by dropping it anywhere, or by pasting it.
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
		p.openFiles(e.Underlying().Get("dataTransfer").Get("files"))
	})
	on(p.document, "paste", func(e dom.Event) {
		if clipboard := e.Underlying().Get("clipboardData"); clipboard.Truthy() && clipboard.Get("files").Length() > 0 {
			node.Handled(e)
			p.openFiles(clipboard.Get("files"))
		}
	})
}

// initPicker has a button open the browser's dialog for files.
func (p *page) initPicker(buttonID, inputID string) {
	button := byID[*dom.HTMLButtonElement](p, buttonID)
	input := byID[*dom.HTMLInputElement](p, inputID)
	on(button, "click", func(dom.Event) { input.Click() })
	on(input, "change", func(dom.Event) {
		p.openFiles(input.Underlying().Get("files"))
		input.SetValue("") // so that choosing the same file again is a change
	})
}

// openFiles opens the first of the files as what it seems to be.
func (p *page) openFiles(files js.Value) {
	if files.Length() == 0 {
		return
	}
	file := files.Index(0)
	name := strings.ToLower(file.Get("name").String())
	switch {
	case strings.HasSuffix(name, ".tflite"), strings.HasSuffix(name, ".safetensors"):
		go p.openWeights(context.Background(), file)
	case strings.HasPrefix(file.Get("type").String(), "image/"):
		go p.openPhoto(context.Background(), file)
	default:
		p.notice.show(message{
			title: p.text("files.unknown"),
			text:  p.text("files.unknown-text", "name", file.Get("name").String()),
		})
	}
}
