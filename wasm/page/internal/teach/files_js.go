package teach

import (
	"errors"
	"slices"
	"syscall/js"
	"time"

	"honnef.co/go/js/dom/v2"

	"mobilenet/model/head"
	"mobilenet/wasm/internal/format"
	"mobilenet/wasm/internal/message"
	"mobilenet/wasm/internal/promise"
	"mobilenet/wasm/internal/teaching"
	"mobilenet/wasm/internal/told"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/panel"
	"mobilenet/wasm/page/internal/training"
	"mobilenet/weights"
)

// openFiles lets the visitor save the head as a file, and open one.
func (v *view) openFiles() {
	node.On(v.element("#teach-export"), "click", func(dom.Event) { go v.export() })
	input := v.element("#teach-import-input").(*dom.HTMLInputElement)
	node.On(v.element("#teach-import"), "click", func(dom.Event) { input.Click() })
	node.On(input, "change", func(dom.Event) {
		file := input.Underlying().Get("files").Index(0)
		input.SetValue("") // so that choosing the same again is a change
		go v.open(file)
	})
}

// fileSays says what came of a file.
func (v *view) fileSays(text string) { v.element(".teach-file-state").SetTextContent(text) }

// export saves the head.
func (v *view) export() {
	if v.taught == nil {
		v.fileSays(v.host.Text("teach.nothing"))
		return
	}
	file, err := panel.Ask(v.ctx, v.host, &message.WriteHead{Head: message.HeadOf(v.taught.Head)})
	if err != nil {
		if v.ctx.Err() == nil {
			v.fileSays(v.host.Why(err))
		}
		return
	}
	name := "head-" + time.Now().UTC().Format("20060102-1504") + ".safetensors"
	panel.Download(name, js.Global().Get("Blob").New([]any{file.Content}))
	v.fileSays(v.host.Text("teach.exported", "file", name, "size", format.Bytes(int64(file.Content.Get("byteLength").Int()))))
}

// errOther is why a head is of no use here.
var errOther = &told.Error{English: errors.New("head: have one for weights that are not here"), Key: "why.other-backbone"}

// open takes in a head from a file, and has the network run whose features it reads. If it cannot, nothing changes.
func (v *view) open(file js.Value) {
	h, err := v.read(file)
	if err == nil {
		err = v.goTo(h.Backbone)
	}
	if v.ctx.Err() != nil {
		return
	}
	if err != nil {
		v.fileSays(v.host.Text("teach.not-imported", "file", file.Get("name").String(), "why", v.host.Why(err)))
		return
	}
	v.stopTraining()
	v.soon++
	if len(v.pictures) == 0 {
		v.task = teaching.Task{Kind: h.Kind}
		for _, name := range h.Classes {
			v.task.Add(name)
		}
		v.keepTask()
		v.showKind()
		v.showClasses()
	}
	v.taught = &taught{Head: h, imported: true, version: v.version}
	v.showTaught()
	v.state.SetTextContent("")
	v.fileSays(v.host.Text("teach.imported", "file", file.Get("name").String(), "how", h.Provenance))
}

// read reads a head.
func (v *view) read(file js.Value) (*head.Head, error) {
	const most = 65 << 20 // no head is as large
	buffer, err := promise.Await(v.ctx, file.Call("slice", 0, most).Call("arrayBuffer"))
	if err != nil {
		return nil, err
	}
	read, err := panel.Ask(v.ctx, v.host, &message.ReadHead{File: buffer})
	if err != nil {
		return nil, err
	}
	return read.Value()
}

// goTo has the page run the network whose features a head reads, unless it does.
func (v *view) goTo(b head.Backbone) error {
	running := v.host.Running()
	if running != nil && training.Backbone(running) == b {
		return nil
	}
	c := v.host.Current()
	if running == nil || running.Digest != b.Digest {
		index := v.host.Index()
		at := slices.IndexFunc(index, func(e weights.IndexEntry) bool { return e.SHA256 == b.Digest })
		if at < 0 {
			return errOther
		}
		c.Weights = "official"
		if index[at].Own() {
			c.Weights = "own"
		}
	}
	c.Alpha, c.Resolution, c.Precision = b.Alpha, b.Resolution, b.Precision
	v.host.GoTo(c)
	return nil
}
