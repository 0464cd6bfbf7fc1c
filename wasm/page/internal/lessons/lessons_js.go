// Package lessons is the panel "lessons": each asks for a guess, measures on this device, compares, and asks why. What a
// student does stays in the browser, and can be printed as a worksheet.
package lessons

import (
	"context"
	"strconv"
	"strings"
	"syscall/js"
	"time"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/lesson"
	"mobilenet/wasm/internal/message"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/panel"
	"mobilenet/wasm/page/internal/words"
)

// at is the key of the hash that says which lesson is open, none for their list.
const at = "lessons.at"

const listSkeleton = `<p data-text="lessons.lede"></p>
<ol class="lessons-list" id="lessons-list" data-source="lesson" tabindex="-1">LESSONS</ol>
<p class="lessons-about"><span data-text="lessons.private"></span><b class="lessons-unkept" data-text="lessons.unkept" hidden></b> <a id="lessons-teachers" data-text="lessons.teachers"></a></p>` +
	printing

// printing has the worksheets printed. They are always there, for a browser's own way of printing too, but only a
// printer sees them.
const printing = `<p class="lessons-print"><button type="button" class="button" id="lessons-print"></button>
<label class="check"><input type="checkbox" id="lessons-empty"><span data-text="lessons.empty"></span></label></p>
<div class="worksheets"></div>`

type view struct {
	host   panel.Host
	root   dom.HTMLElement
	stop   func() // watching
	ctx    context.Context
	cancel context.CancelFunc

	index      int // of the lesson that is open, −1 for the list
	empty      bool
	worksheets dom.HTMLElement
	current    page // of the lesson that is open
}

// New returns the panel.
func New(host panel.Host) panel.Panel { return &view{host: host, index: -1} }

func (v *view) Open(root dom.HTMLElement) {
	v.root = node.Build("div", "lessons")
	root.AppendChild(v.root)
	v.ctx, v.cancel = context.WithCancel(context.Background())
	node.On(v.root, "click", v.follow)
	v.show()
	v.stop = v.host.Watch(func(*message.Result) { // which follows links
		if lesson.Index(v.host.Kept(at)) != v.index {
			v.show()
		}
	})
}

func (v *view) Close() {
	v.stop()
	v.cancel()
}

// follow goes where a link of the panel leads, without loading the page anew.
func (v *view) follow(e dom.Event) {
	link := e.Underlying().Get("target").Call("closest", "[data-lesson]")
	if !link.Truthy() || e.Underlying().Get("ctrlKey").Bool() || e.Underlying().Get("metaKey").Bool() {
		return
	}
	node.Handled(e)
	v.host.Keep(at, link.Get("dataset").Get("lesson").String())
	v.show()
	v.reveal()
}

// reveal shows the beginning of what was opened, and has the keyboard go on from there.
func (v *view) reveal() {
	head := panel.Find(v.root, "[tabindex='-1']")
	head.Underlying().Call("focus", map[string]any{"preventScroll": true})
	node.Parent(node.Parent(v.root)).Underlying().Call("scrollIntoView")
}

// show shows the list, or the lesson that the hash names.
func (v *view) show() {
	v.cancel()
	v.ctx, v.cancel = context.WithCancel(context.Background())
	v.index = lesson.Index(v.host.Kept(at))
	if v.index < 0 {
		v.showList()
	} else {
		v.current = page{view: v, Lesson: &lesson.All[v.index]}
		v.current.open(v.root)
	}
	v.worksheets = panel.Find(v.root, ".worksheets")
	v.openPrinting()
	v.print()
}

// entry is a lesson in the list.
const entry = `<li><a href="#panel=lessons&amp;lessons.at=LESSON" data-lesson="LESSON"><b data-text="lessons.LESSON"></b>` +
	`<span data-text="lessons.LESSON-line"></span><small><span></span> <em></em></small></a></li>`

func (v *view) showList() {
	markup := ""
	for i := range lesson.All {
		markup += of(&lesson.All[i], entry)
	}
	panel.Lay(v.host, v.root, strings.Replace(listSkeleton, "LESSONS", markup, 1))
	minutes := v.host.Text("lessons.minutes", "n", strconv.Itoa(lesson.Minutes))
	for i, e := range node.All(v.root, "small") {
		panel.Find(e, "span").SetTextContent(minutes)
		state := panel.Find(e, "em")
		switch r := load(&lesson.All[i]); {
		case r.Done():
			state.SetTextContent(v.host.Text("lessons.done"))
			node.SetClass(state, "done", true)
		case r.Guessed:
			state.SetTextContent(v.host.Text("lessons.begun"))
		}
	}
	kept := panel.Keeps()
	node.Show(panel.Find(v.root, ".lessons-about span"), kept)
	node.Show(panel.Find(v.root, ".lessons-unkept"), !kept)
	panel.Find(v.root, "#lessons-teachers").SetAttribute("href", "teachers.html#lang="+words.Spoken())
}

// of makes a lesson's own of markup that all share.
func of(l *lesson.Lesson, markup string) string { return strings.ReplaceAll(markup, "LESSON", l.ID) }

// store is where the browser keeps what a student has done of a lesson.
func store(l *lesson.Lesson) panel.Store { return panel.Store("lesson." + l.ID) }

func load(l *lesson.Lesson) *lesson.Record { return l.Decode(store(l).Load()) }

// openPrinting connects the printing of the worksheets.
func (v *view) openPrinting() {
	key := "lessons.print"
	if v.index < 0 {
		key = "lessons.print-all"
	}
	button := panel.Find(v.root, "#lessons-print")
	button.SetTextContent(v.host.Text(key))
	empty := panel.Find(v.root, "#lessons-empty").(*dom.HTMLInputElement)
	empty.SetChecked(v.empty)
	node.On(empty, "change", func(dom.Event) {
		v.empty = empty.Checked()
		v.print()
	})
	node.On(button, "click", func(dom.Event) { js.Global().Call("print") })
}

func today() string { return time.Now().Format(time.DateOnly) }
