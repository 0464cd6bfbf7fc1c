package teach

import (
	"context"
	"slices"
	"strconv"
	"syscall/js"
	"time"

	"mobilenet/model/head"
	"mobilenet/wasm/internal/promise"
	"mobilenet/wasm/internal/teaching"
	"mobilenet/wasm/page/internal/panel"
	"mobilenet/wasm/page/internal/site"
)

// collection is what the visitor has collected, and what was taught by it. It outlives the panel, which is built anew for
// each language and each time that its tab is opened.
type collection struct {
	loaded   bool
	keeps    bool // the browser keeps pictures
	task     teaching.Task
	pictures []*picture
	group    int           // of the press before
	seen     head.Backbone // whose features the pictures have
	taught   *taught       // nil before anything was
	version  int           // counts the changes of task and pictures
	last     int           // the class that got a picture last
}

// kept is the collection of this visit of the page.
var kept collection

// picture is one of those that teach.
type picture struct {
	teaching.Record
	id    int         // below 0 if the browser does not keep it
	blob  js.Value    // its file
	small string      // the file's address
	views [][]float32 // the features of its views, see training.Views; nil until they are computed
}

// stored is web/collection.js.
func stored() js.Value { return site.Offered().Get("collection") }

// newPicture takes in a picture of web/collection.js's.
func newPicture(v js.Value) *picture {
	p := &picture{id: v.Get("id").Int(), blob: v.Get("blob")}
	p.Class, p.Lacks, p.Time, p.Group = v.Get("class").Int(), v.Get("lacks").Bool(), int64(v.Get("time").Float()), v.Get("group").Int()
	p.small = js.Global().Get("URL").Call("createObjectURL", p.blob).String()
	return p
}

// load takes in what was stored in earlier visits. Without any, there are two classes to begin with.
func (c *collection) load(ctx context.Context, host panel.Host) error {
	found, err := promise.Await(ctx, stored().Call("load"))
	if err != nil || c.loaded {
		return err
	}
	c.loaded, c.keeps = true, found.Get("keeps").Bool()
	if c.task, err = teaching.Parse(found.Get("task").String()); err != nil {
		c.task = teaching.Task{}
		for i := range 2 {
			c.task.Add(host.Text("teach.class", "n", strconv.Itoa(i+1)))
		}
	}
	pictures := found.Get("pictures")
	for i := range pictures.Length() {
		p := newPicture(pictures.Index(i))
		c.pictures, c.group = append(c.pictures, p), max(c.group, p.Group)
	}
	return nil
}

// add stores a picture with a label, and counts it then. A picture is the same as the one before it, if a still one is
// collected again and again, is not added. The picture is closed. It is waited for even if the panel is closed meanwhile: what
// is stored counts.
func (c *collection) add(bitmap js.Value, label teaching.Label, group int) (*picture, error) {
	one, err := promise.Await(context.Background(), stored().Call("add", bitmap, about(teaching.Record{Label: label, Time: time.Now().UnixMilli(), Group: group})))
	if err != nil || one.IsNull() {
		return nil, err
	}
	p := newPicture(one)
	c.pictures, c.last = append(c.pictures, p), label.Class
	return p, nil
}

// about is a record as web/collection.js has it.
func about(r teaching.Record) map[string]any {
	return map[string]any{"class": r.Class, "lacks": r.Lacks, "time": float64(r.Time), "group": r.Group}
}

// remove forgets the pictures for which it holds.
func (c *collection) remove(ctx context.Context, holds func(*picture) bool) {
	var ids []any
	c.pictures = slices.DeleteFunc(slices.Clone(c.pictures), func(p *picture) bool {
		if !holds(p) {
			return false
		}
		ids = append(ids, p.id)
		js.Global().Get("URL").Call("revokeObjectURL", p.small)
		return true
	})
	promise.Await(ctx, stored().Call("remove", ids))
}

// keepTask stores what the pictures are for.
func (c *collection) keepTask() { stored().Call("keepTask", c.task.String()) }

// labels returns the pictures' labels.
func (c *collection) labels() []teaching.Label {
	labels := make([]teaching.Label, len(c.pictures))
	for i, p := range c.pictures {
		labels[i] = p.Label
	}
	return labels
}

// size returns how many bytes the pictures take, and how many of them the browser does not keep.
func (c *collection) size() (bytes, unkept int) {
	for _, p := range c.pictures {
		bytes += p.blob.Get("size").Int()
		if p.id < 0 {
			unkept++
		}
	}
	return bytes, unkept
}
