package teach

import (
	"context"
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
	node.On(v.element("#teach-export"), "click", func(dom.Event) { go v.export("head", false) })
	node.On(v.element("#teach-export-all"), "click", func(dom.Event) { go v.export("taught", true) })
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

// export saves the head, with the pictures that it was taught by if those are wanted.
func (v *view) export(name string, pictures bool) {
	one := v.taught
	if one == nil {
		v.fileSays(v.host.Text("teach.nothing"))
		return
	}
	if pictures && (one.version != v.version || one.Backbone != v.seen || len(v.pictures) == 0) {
		v.fileSays(v.host.Text("teach.not-yet"))
		return
	}
	request := &message.WriteHead{Head: message.HeadOf(one.Head)}
	var err error
	if pictures {
		request.Collection, err = v.collected()
	}
	var file *message.HeadFile
	if err == nil {
		file, err = panel.Ask(v.ctx, v.host, request)
	}
	if err != nil {
		if v.ctx.Err() == nil {
			v.fileSays(v.host.Why(err))
		}
		return
	}
	name += "-" + time.Now().UTC().Format("20060102-1504") + ".safetensors"
	panel.Download(name, js.Global().Get("Blob").New([]any{file.Content}))
	v.fileSays(v.host.Text("teach.exported", "file", name, "size", format.Bytes(int64(file.Content.Get("byteLength").Int()))))
}

// collected returns the pictures as a message carries them.
func (v *view) collected() (c message.Collection, err error) {
	c = message.Collection{Task: v.task.String(), Views: len(training.Views)}
	var blobs []any
	for _, p := range v.pictures {
		c.Pictures, c.Lengths, blobs = append(c.Pictures, p.String()), append(c.Lengths, p.blob.Get("size").Int()), append(blobs, p.blob)
		for _, features := range p.views {
			c.Features = append(c.Features, features...)
		}
	}
	c.Files, err = promise.Await(v.ctx, js.Global().Get("Blob").New(blobs).Call("arrayBuffer"))
	return c, err
}

// Why a file is of no use here.
var (
	errOther = &told.Error{English: errors.New("head: have one for weights that are not here"), Key: "why.other-backbone"}
	errTask  = errors.New("head: have pictures of classes that the file does not name, want each class named")
)

// open takes in a head from a file, and what it was taught by, and has the network run whose features it reads. If it cannot, or
// the panel is closed first, nothing changes. Where there are pictures, those of the file are left out.
func (v *view) open(file js.Value) {
	v.opening.Lock() // of two files the second finds the pictures of the first
	defer v.opening.Unlock()
	name := file.Get("name").String()
	h, by, err := v.read(file)
	var runs panel.Configuration
	if err == nil {
		runs, err = v.runs(h.Backbone)
	}
	var added js.Value
	if err == nil && len(by.records) > 0 && len(v.pictures) == 0 {
		added, err = by.add()
	}
	left := len(by.records) > 0 && len(v.pictures) > 0 // some may have come while those of the file were stored
	if added.Truthy() && (left || v.ctx.Err() != nil) {
		forget(added)
		added = js.Undefined()
	}
	if v.ctx.Err() != nil {
		return
	}
	if err != nil {
		v.fileSays(v.host.Text("teach.not-imported", "file", name, "why", v.host.Why(err)))
		return
	}
	v.host.GoTo(runs)
	if added.Truthy() {
		v.restore(h, by, added)
	}
	v.stopTraining()
	v.soon++
	if len(v.pictures) == 0 {
		v.task = teaching.Task{Kind: h.Kind}
		for _, name := range h.Classes {
			v.task.Add(name)
		}
		v.keepTask()
	}
	v.taught = &taught{Head: h, imported: true, version: v.version}
	if next, _ := v.unseen(); added.Truthy() && next == nil {
		l := v.lesson(v.seen, v.sight())
		if v.taught.imported = !slices.Equal(l.classes, h.Classes); !v.taught.imported {
			l.measure(v.taught)
		}
	}
	v.showKind()
	v.showClasses()
	v.showTaught()
	v.state.SetTextContent("")
	text := v.host.Text("teach.imported", "file", name, "how", h.Provenance)
	if left {
		text += " " + v.host.Text("teach.left-pictures")
	}
	v.fileSays(text)
	v.see()
}

// brought is what a head's file brings of pictures.
type brought struct {
	task    teaching.Task
	records []teaching.Record // of each
	message.Collection
}

// read reads a file.
func (v *view) read(file js.Value) (h *head.Head, by brought, err error) {
	const most = 65 << 20 // none is as large
	buffer, err := promise.Await(v.ctx, file.Call("slice", 0, most).Call("arrayBuffer"))
	if err != nil {
		return nil, by, err
	}
	read, err := panel.Ask(v.ctx, v.host, &message.ReadHead{File: buffer})
	if err != nil {
		return nil, by, err
	}
	if h, err = read.Head.Value(); err != nil || len(read.Pictures) == 0 {
		return h, by, err
	}
	by.Collection = read.Collection
	if by.task, err = teaching.Parse(read.Task); err != nil {
		return h, by, err
	}
	for _, text := range read.Pictures {
		record, err := teaching.ParseRecord(text)
		if err == nil && record.Class != teaching.None && by.task.Index(record.Class) < 0 {
			err = errTask
		}
		if err != nil {
			return h, by, err
		}
		by.records = append(by.records, record)
	}
	if by.task.Kind != h.Kind {
		err = errTask
	}
	return h, by, err
}

// add stores the pictures. It is waited for even if the panel is closed meanwhile: what is stored is taken in or forgotten.
func (b *brought) add() (added js.Value, err error) {
	var records, lengths []any
	for i, r := range b.records {
		records, lengths = append(records, about(r)), append(lengths, b.Lengths[i])
	}
	return promise.Await(context.Background(), stored().Call("addAll", records, b.Files, lengths))
}

// forget deletes stored pictures that nothing shows.
func forget(added js.Value) {
	var ids []any
	for i := range added.Length() {
		ids = append(ids, added.Index(i).Get("id"))
	}
	stored().Call("remove", ids)
}

// restore takes in the pictures that a head was taught by, which were stored, and their features once the network runs that
// saw them.
func (v *view) restore(h *head.Head, by brought, added js.Value) {
	v.task = by.task
	v.keepTask()
	v.waitFor(h.Backbone)
	rest := by.Features
	for i := range by.records {
		p := newPicture(added.Index(i))
		for range by.Views {
			p.views, rest = append(p.views, rest[:h.Features()]), rest[h.Features():]
		}
		if by.Views != len(training.Views) || v.seen != h.Backbone {
			p.views = nil // it is seen anew
		}
		v.pictures, v.group = append(v.pictures, p), max(v.group, p.Group)
	}
	v.version++
}

// waitFor waits for the network whose features a head reads, for a while.
func (v *view) waitFor(b head.Backbone) {
	const patience = 20 * time.Second
	for start := time.Now(); time.Since(start) < patience; {
		if running := v.host.Running(); running != nil && training.Backbone(running) == b {
			v.follow(running)
			return
		}
		if !panel.Sleep(v.ctx, 50*time.Millisecond) {
			return
		}
	}
}

// runs returns what the page runs for a head that reads those features.
func (v *view) runs(b head.Backbone) (c panel.Configuration, err error) {
	c = v.host.Current()
	if running := v.host.Running(); running == nil || running.Digest != b.Digest {
		index := v.host.Index()
		at := slices.IndexFunc(index, func(e weights.IndexEntry) bool { return e.SHA256 == b.Digest })
		if at < 0 {
			return c, errOther
		}
		c.Weights = "official"
		if index[at].Own() {
			c.Weights = "own"
		}
	}
	c.Alpha, c.Resolution, c.Precision = b.Alpha, b.Resolution, b.Precision
	return c, nil
}
