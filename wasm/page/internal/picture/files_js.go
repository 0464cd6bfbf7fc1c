package picture

import (
	"context"
	"strconv"
	"strings"
	"syscall/js"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/given"
	"mobilenet/wasm/internal/promise"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/notice"
	"mobilenet/wasm/page/internal/site"
)

// initFiles lets the visitor give files by button, by dropping them anywhere, or by pasting them.
func (p *Picture) initFiles() {
	p.photo = p.picker("photo", "photo-file")
	p.picker("weights-open", "weights-file")

	document, album := node.Document(), site.Offered().Get("album")
	body := document.Underlying().Get("body")
	dropping := func(yes bool) { body.Get("classList").Call("toggle", "dropping", yes) }
	carriesFiles := func(e dom.Event) bool {
		transfer := e.Underlying().Get("dataTransfer")
		return transfer.Truthy() && transfer.Get("types").Call("includes", "Files").Bool()
	}
	node.On(document, "dragover", func(e dom.Event) {
		if carriesFiles(e) {
			node.Handled(e) // otherwise the browser leaves the page for the file
			dropping(true)
		}
	})
	node.On(document, "dragleave", func(e dom.Event) {
		if e.Underlying().Get("relatedTarget").IsNull() {
			dropping(false)
		}
	})
	node.On(document, "drop", func(e dom.Event) {
		if !carriesFiles(e) {
			return
		}
		node.Handled(e)
		dropping(false)
		onto := e.Underlying().Get("target")
		found := album.Call("dropped", e.Underlying().Get("dataTransfer")) // now: it is empty after the event
		go func() {
			if files, err := promise.Await(context.Background(), found); err == nil {
				p.openFiles(files, onto)
			}
		}()
	})
	node.On(document, "paste", func(e dom.Event) {
		if clipboard := e.Underlying().Get("clipboardData"); clipboard.Truthy() && clipboard.Get("files").Length() > 0 {
			node.Handled(e)
			go p.openFiles(album.Call("picked", clipboard.Get("files")), js.Null())
		}
	})
}

// picker has a button open the browser's dialog for files, and returns the input that does.
func (p *Picture) picker(buttonID, inputID string) *dom.HTMLInputElement {
	button := node.Get[dom.HTMLElement](buttonID)
	input := node.Get[*dom.HTMLInputElement](inputID)
	node.On(button, "click", func(dom.Event) { input.Click() })
	node.On(input, "change", func(dom.Event) {
		go p.openFiles(site.Offered().Get("album").Call("picked", input.Underlying().Get("files")), js.Null())
		input.SetValue("") // so that choosing the same file again is a change
	})
	return input
}

// openFiles opens what web/album.js has found in a dialog, in the clipboard, or in a drop onto an element, null for none. A
// photo comes onto the stage unless it was dropped onto a panel's own field. What nobody takes is named.
func (p *Picture) openFiles(found, onto js.Value) {
	stage := onto.IsNull() || onto.Call("closest", ".photos-in").IsNull()
	files, values := make([]given.File, found.Length()), make([]js.Value, found.Length())
	for i := range files {
		values[i] = found.Index(i)
		files[i].Path = values[i].Get("path").String()
		if file := values[i].Get("file"); file.Truthy() {
			files[i].Kind = given.KindOf(files[i].Path, file.Get("type").String())
		}
	}
	s := given.Share(files, stage, p.page.OffersPhotos())
	p.notice.Hide()
	switch {
	case len(files) == 0 && stage:
		p.notice.Tell("files.empty", notice.Answer{})
	case len(s.Left) > 0:
		p.showLeft(files, s)
	}
	if s.Network != given.None {
		p.page.OpenWeights(values[s.Network].Get("file"))
	}
	switch {
	case s.Stage == given.None:
	case files[s.Stage].Kind == given.Video:
		p.notice.Tell("photo.failed", notice.Answer{}, "why", p.words.Text("photo.video"))
	default:
		p.openPhoto(context.Background(), values[s.Stage].Get("file"))
	}
	if len(s.Album) > 0 || !stage && len(files) == 0 {
		taken := make([]js.Value, len(s.Album))
		for i, at := range s.Album {
			taken[i] = values[at]
		}
		p.page.TakePhotos(taken, onto)
	}
}

// showLeft names the files that nobody takes.
func (p *Picture) showLeft(files []given.File, s given.Shares) {
	names := make([]string, len(s.Left))
	for i, at := range s.Left {
		names[i] = files[at].Path
	}
	const most = 5 // names that the stage has room for
	if more := len(names) - most; more > 0 {
		names = append(names[:most], p.words.Text("files.more", "n", strconv.Itoa(more)))
	}
	key := "files.left"
	if s.Network == given.None && s.Stage == given.None {
		key = "files.unknown"
	}
	p.notice.Tell(key, notice.Answer{}, "name", strings.Join(names, ", "))
}
