package teach

import (
	"context"
	"strconv"
	"strings"
	"syscall/js"
	"time"

	"honnef.co/go/js/dom/v2"

	"mobilenet/model/head"
	"mobilenet/wasm/internal/given"
	"mobilenet/wasm/internal/promise"
	"mobilenet/wasm/internal/teaching"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/panel"
	"mobilenet/wasm/page/internal/site"
)

// interval is the least time between two pictures that are collected: nearer ones are nearly the same.
const interval = 150 * time.Millisecond

// openCollect connects the ways in which pictures come.
func (v *view) openCollect() {
	v.files = v.element("#teach-files-input").(*dom.HTMLInputElement)
	v.folder = v.element("#teach-folder-input").(*dom.HTMLInputElement)
	node.On(v.element("#teach-folder"), "click", func(dom.Event) { v.folder.Click() })
	for _, input := range []*dom.HTMLInputElement{v.files, v.folder} {
		node.On(input, "change", func(dom.Event) {
			found := site.Offered().Get("album").Call("picked", input.Underlying().Get("files"))
			input.SetValue("") // so that choosing the same again is a change
			go v.take(found.Length(), found.Index, v.into)
		})
	}
	node.On(v.element("#teach-add"), "click", func(dom.Event) {
		v.addClass(v.host.Text("teach.class", "n", strconv.Itoa(len(v.task.Classes)+1)))
		node.Focus(node.Find(v.rowOf(v.task.Classes[len(v.task.Classes)-1].ID), "input"))
	})
	node.On(v.clearButton, "click", func(dom.Event) { v.clear() })
	node.On(v.clearButton, "blur", func(dom.Event) { v.calmDown() })
	node.On(v.list, "click", v.clicked)
	node.On(v.list, "change", func(e dom.Event) { v.rename(e.Underlying().Get("target")) })
	node.On(v.list, "contextmenu", func(e dom.Event) {
		if hold, _ := v.holdOf(e); hold {
			node.Handled(e) // of a long touch
		}
	})
	node.On(v.list, "pointerdown", func(e dom.Event) {
		hold, label := v.holdOf(e)
		if event := e.Underlying(); hold && event.Get("button").Int() == 0 {
			event.Get("target").Call("setPointerCapture", event.Get("pointerId"))
			v.hold(label, false)
		}
	})
	for _, event := range []string{"pointerup", "pointercancel", "lostpointercapture"} {
		node.On(v.list, event, func(dom.Event) { v.release(false) })
	}
	v.listen()
}

// listen has keys that are pressed in the panel collect, until unlisten is called: the panel's root stays.
func (v *view) listen() {
	heard := map[string]func(dom.Event){"keydown": v.keyDown, "keyup": v.keyUp, "focusout": func(dom.Event) { v.release(true) }}
	functions := make(map[string]js.Func)
	for event, f := range heard {
		functions[event] = js.FuncOf(func(_ js.Value, args []js.Value) any {
			f(&dom.BasicEvent{Value: args[0]})
			return nil
		})
		v.root.Underlying().Call("addEventListener", event, functions[event])
	}
	v.unlisten = func() {
		for event, f := range functions {
			v.root.Underlying().Call("removeEventListener", event, f)
			f.Release()
		}
	}
}

// doing returns what a control under an event does, "" for none, and the class that it does it to.
func doing(e dom.Event) (do string, class int) {
	control := e.Underlying().Get("target").Call("closest", "[data-do]")
	if !control.Truthy() {
		return "", teaching.None
	}
	class, _ = strconv.Atoi(control.Call("closest", "[data-class]").Get("dataset").Get("class").String())
	return control.Get("dataset").Get("do").String(), class
}

// holdOf tells whether an event is on a button that collects while it is held, and what of.
func (v *view) holdOf(e dom.Event) (bool, teaching.Label) {
	do, class := doing(e)
	return do == "hold" || do == "lacks", teaching.Label{Class: class, Lacks: do == "lacks"}
}

// keyDown collects while a key is held: that of a class, or Enter and the space bar on its button.
func (v *view) keyDown(e dom.Event) {
	event := e.Underlying()
	target, key := event.Get("target"), event.Get("key").String()
	if event.Get("ctrlKey").Bool() || event.Get("altKey").Bool() || event.Get("metaKey").Bool() || target.Call("matches", "input:not([type=radio]), select, textarea").Bool() {
		return
	}
	hold, label := v.holdOf(e)
	if key != "Enter" && key != " " {
		hold, label = v.keyOf(event)
	}
	switch {
	case hold:
		node.Handled(e)
		if !event.Get("repeat").Bool() {
			v.hold(label, true)
		}
	case key == "Delete" || key == "Backspace":
		if do, _ := doing(e); do == "delete" {
			node.Handled(e)
			target.Call("click")
		}
	case strings.HasPrefix(key, "Arrow"):
		v.walk(e, target, key)
	}
}

// keyOf returns the label that a key stands for.
func (v *view) keyOf(event js.Value) (bool, teaching.Label) {
	code := event.Get("code").String()
	digit, err := strconv.Atoi(strings.TrimPrefix(strings.TrimPrefix(code, "Digit"), "Numpad")) // with the Shift key, it writes something else
	switch lacks := event.Get("shiftKey").Bool() && v.task.Kind == head.Sigmoid; {
	case err != nil || digit > min(keyed, len(v.task.Classes)):
		return false, teaching.Label{}
	case digit == 0:
		return true, teaching.Label{Class: teaching.None}
	default:
		return true, teaching.Label{Class: v.task.Classes[digit-1].ID, Lacks: lacks}
	}
}

// walk leads from a picture to its neighbour in the strip.
func (v *view) walk(e dom.Event, target js.Value, key string) {
	neighbour := "nextElementSibling"
	if key == "ArrowLeft" || key == "ArrowUp" {
		neighbour = "previousElementSibling"
	}
	if do, _ := doing(e); do != "delete" || !target.Get(neighbour).Truthy() {
		return
	}
	node.Handled(e)
	target.Set("tabIndex", -1)
	target.Get(neighbour).Set("tabIndex", 0)
	target.Get(neighbour).Call("focus")
}

func (v *view) keyUp(e dom.Event) {
	if hold, _ := v.holdOf(e); hold && e.Underlying().Get("key").String() == " " {
		node.Handled(e) // or it would be a click besides
	}
	v.release(true)
}

// hold collects pictures with a label until release, one at least.
func (v *view) hold(label teaching.Label, byKey bool) {
	if v.stopHold != nil {
		return
	}
	ctx, cancel := context.WithCancel(v.ctx)
	v.stopHold, v.byKey = cancel, byKey
	v.soon++ // nothing is trained meanwhile
	v.group++
	group := v.group
	row := v.rowOf(label.Class)
	node.SetClass(row, "collects", true)
	go func() {
		for more := true; more; more = panel.Sleep(ctx, interval) {
			bitmap, err := v.host.Picture(v.ctx)
			if err == nil {
				err = v.collect(bitmap, label, group)
			}
			if err != nil && v.ctx.Err() == nil {
				v.state.SetTextContent(v.host.Text("teach.uncollected", "why", v.host.Why(err)))
				break
			}
		}
		if v.ctx.Err() == nil {
			node.SetClass(row, "collects", false)
			v.changed()
		}
	}()
}

// release ends what a key, or a button, holds.
func (v *view) release(byKey bool) {
	if v.stopHold != nil && v.byKey == byKey {
		v.stopHold()
		v.stopHold = nil
	}
}

// collect adds a picture and shows it.
func (v *view) collect(bitmap js.Value, label teaching.Label, group int) error {
	p, err := v.add(bitmap, label, group)
	if p == nil || v.ctx.Err() != nil {
		return err
	}
	v.showPicture(p)
	v.showKept()
	v.see()
	return nil
}

// Take adds photos among files that web/album.js has found: those in folders to the classes that the folders name, others to
// the class that they were dropped onto, or else to the one that got a picture last.
func (v *view) Take(files []js.Value, onto js.Value) {
	into := v.last
	if v.task.Index(into) < 0 && len(v.task.Classes) > 0 {
		into = v.task.Classes[0].ID
	}
	if onto.Truthy() {
		if row := onto.Call("closest", "[data-class]"); row.Truthy() {
			into, _ = strconv.Atoi(row.Get("dataset").Get("class").String())
		}
	}
	go v.take(len(files), func(i int) js.Value { return files[i] }, into)
}

// take adds n photos; those in no folder are of the class into.
func (v *view) take(n int, at func(int) js.Value, into int) {
	taken, others := v.element(".teach-taken"), 0
	for i := range n {
		one := at(i)
		name, file := one.Get("path").String(), one.Get("file")
		taken.SetTextContent(v.host.Text("teach.taking", "done", strconv.Itoa(i), "n", strconv.Itoa(n)))
		if !file.Truthy() || !isPhoto(given.KindOf(name, file.Get("type").String())) {
			others++
			continue
		}
		bitmap, err := promise.Await(v.ctx, site.Offered().Call("decodePhoto", file))
		if v.ctx.Err() != nil {
			return
		}
		if err == nil {
			class := into
			if folders, _, inFolder := cutLast(name); inFolder {
				_, folder, _ := cutLast(folders)
				if class = v.task.Named(folder); class == teaching.None {
					class = v.addClass(folder)
				}
			}
			v.group++
			err = v.collect(bitmap, teaching.Label{Class: class}, v.group)
		}
		if err != nil {
			others++
		}
	}
	said := v.host.Text("teach.taken", "n", strconv.Itoa(n-others))
	if others > 0 {
		said += " " + v.host.Text("teach.not-taken", "n", strconv.Itoa(others))
	}
	taken.SetTextContent(said)
	v.changed()
}

// cutLast cuts a path at its last slash; without one, it is all after.
func cutLast(path string) (before, after string, found bool) {
	at := strings.LastIndexByte(path, '/')
	return path[:max(at, 0)], path[at+1:], at >= 0
}

// isPhoto tells whether a file may be a photo.
func isPhoto(kind given.Kind) bool { return kind == given.Photo || kind == given.Rare }

// clicked does what a control of a class does.
func (v *view) clicked(e dom.Event) {
	do, class := doing(e)
	event := e.Underlying()
	switch do {
	case "hold", "lacks":
		if event.Get("detail").Int() == 0 { // no mouse and no finger, which hold
			v.hold(teaching.Label{Class: class, Lacks: do == "lacks"}, true)
			v.release(true)
		}
	case "files":
		v.into = class
		v.files.Click()
	case "undo":
		last := 0
		for _, p := range v.pictures {
			if p.Class == class {
				last = max(last, p.Group)
			}
		}
		v.forget(class, func(p *picture) bool { return p.Class == class && p.Group == last })
	case "delete":
		id, _ := strconv.Atoi(event.Get("target").Call("closest", "[data-id]").Get("dataset").Get("id").String())
		v.forget(class, func(p *picture) bool { return p.id == id })
	case "remove":
		v.task.Remove(class)
		v.keepTask()
		v.showClasses()
		v.forget(class, func(p *picture) bool { return p.Class == class })
		node.Focus(v.element("#teach-add"))
	}
}

// forget takes out pictures of a class, and gives the focus to what is next to them.
func (v *view) forget(class int, holds func(*picture) bool) {
	go func() {
		v.remove(v.ctx, holds)
		if v.ctx.Err() != nil {
			return
		}
		v.showClasses()
		if v.task.Index(class) >= 0 || class == teaching.None {
			row := v.rowOf(class)
			next := node.Find(row, ".teach-strip :last-child")
			if next == nil {
				next = node.Find(row, ".teach-hold")
			}
			node.Focus(next)
		}
		v.changed()
	}()
}

// addClass adds a class and returns its ID.
func (v *view) addClass(name string) int {
	id := v.task.Add(name)
	v.keepTask()
	v.showClasses()
	return id
}

// rename takes over what stands in the field for a class's name, if anything does.
func (v *view) rename(field js.Value) {
	class, _ := strconv.Atoi(field.Call("closest", "[data-class]").Get("dataset").Get("class").String())
	at := v.task.Index(class)
	if at < 0 {
		return
	}
	if name := field.Get("value").String(); strings.TrimSpace(name) != "" {
		v.task.Rename(class, name)
		v.keepTask()
		v.changed()
	}
	name := v.task.Classes[at].Name
	field.Set("value", name)
	v.rowOf(class).SetAttribute("aria-label", name)
}

// clear deletes all pictures when it is asked for a second time.
func (v *view) clear() {
	if !v.sure {
		v.sure = true
		v.clearButton.SetTextContent(v.host.Text("teach.clear-sure", "n", strconv.Itoa(len(v.pictures))))
		return
	}
	v.stopTraining()
	v.taught = nil
	go func() {
		v.remove(v.ctx, func(*picture) bool { return true })
		promise.Await(v.ctx, stored().Call("clear"))
		if v.ctx.Err() != nil {
			return
		}
		v.keepTask()
		v.showClasses()
		v.showTaught()
		node.Focus(v.element("#teach-add"))
	}()
}
