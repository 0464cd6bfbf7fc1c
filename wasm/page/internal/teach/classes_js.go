package teach

import (
	"html"
	"strconv"
	"strings"

	"honnef.co/go/js/dom/v2"

	"mobilenet/model/head"
	"mobilenet/wasm/internal/format"
	"mobilenet/wasm/internal/teaching"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/panel"
)

// keyed is how many classes have a key of their own, 1 to 9.
const keyed = 9

func replaceKind(markup string, kind head.Kind) string {
	return strings.ReplaceAll(markup, "KIND", kind.String())
}

// showClasses lists the classes with what was collected of each, and after them what is none of them.
func (v *view) showClasses() {
	var m strings.Builder
	for i, c := range v.task.Classes {
		key := ""
		if i < keyed {
			key = strconv.Itoa(i + 1)
		}
		v.row(&m, c, key)
	}
	v.row(&m, teaching.Class{ID: teaching.None, Name: v.host.Text("teach.none")}, "0")
	node.SetHTML(v.list, m.String())
	for _, p := range v.pictures {
		v.showPicture(p)
	}
	v.showKept()
}

// row writes the row of a class, whose pictures a key collects too.
func (v *view) row(m *strings.Builder, c teaching.Class, key string) {
	name := html.EscapeString(c.Name)
	m.WriteString(`<div role="group" data-class="` + strconv.Itoa(c.ID) + `" aria-label="` + name + `"><p class="teach-row">`)
	if c.ID == teaching.None {
		m.WriteString(`<b class="teach-name">` + name + `</b>`)
	} else {
		m.WriteString(`<input class="teach-name" value="` + name + `" autocomplete="off" spellcheck="false" aria-label="` + html.EscapeString(v.host.Text("teach.name")) + `">`)
	}
	button := func(do, class, key, says string) {
		m.WriteString(`<button type="button" class="` + class + `" data-do="` + do + `"`)
		text := v.host.HTML("teach." + says)
		if key != "" {
			m.WriteString(` aria-keyshortcuts="` + key + `"`)
			text += ` <kbd data-source="control">` + strings.Replace(key, "Shift+", "⇧", 1) + "</kbd>"
		}
		m.WriteString(">" + text + "</button>")
	}
	if v.task.Kind == head.Sigmoid && c.ID != teaching.None {
		button("hold", "button teach-hold", key, "hold-has")
		if key != "" {
			key = "Shift+" + key
		}
		button("lacks", "button teach-hold", key, "hold-lacks")
	} else {
		button("hold", "button teach-hold", key, "hold")
	}
	button("files", "button", "", "photos")
	button("undo", "button", "", "undo")
	if c.ID != teaching.None {
		button("remove", "button", "", "remove")
	}
	m.WriteString(`<span class="teach-count" data-source="collection"></span></p><div class="teach-strip"></div></div>`)
}

// rowOf returns the row of a class.
func (v *view) rowOf(class int) dom.HTMLElement {
	return panel.Find(v.list, `[data-class="`+strconv.Itoa(class)+`"]`)
}

// showPicture adds a picture to the strip of its class.
func (v *view) showPicture(p *picture) {
	if v.task.Index(p.Class) < 0 && p.Class != teaching.None {
		return
	}
	class, key := "", "teach.delete"
	if p.Lacks {
		class, key = ` class="lacks"`, "teach.delete-lacks"
	}
	strip := node.Find(v.rowOf(p.Class), ".teach-strip")
	label := html.EscapeString(v.host.Text(key))
	strip.Underlying().Call("insertAdjacentHTML", "beforeend", `<button type="button"`+class+` tabindex="-1" data-do="delete" data-id="`+strconv.Itoa(p.id)+
		`" aria-label="`+label+`" title="`+label+`"><img src="`+p.small+`" alt="" width="48" height="48"></button>`)
	v.rove(strip)
	strip.Underlying().Set("scrollLeft", 1e6)
}

// rove has the Tab key reach the last picture of a strip; arrows lead to the others.
func (v *view) rove(strip dom.Element) {
	if reached := node.Find(strip, `[tabindex="0"]`); reached != nil {
		reached.SetAttribute("tabindex", "-1")
	}
	if last := node.Find(strip, ":last-child"); last != nil {
		last.SetAttribute("tabindex", "0")
	}
}

// showKept says how many pictures there are of each class, and where they are kept.
func (v *view) showKept() {
	counts := make(map[teaching.Label]int)
	for _, p := range v.pictures {
		counts[p.Label]++
	}
	for _, row := range node.All(v.list, "[data-class]") {
		id, _ := strconv.Atoi(node.Attribute(row, "data-class"))
		has, lacks := counts[teaching.Label{Class: id}], counts[teaching.Label{Class: id, Lacks: true}]
		text := v.host.Text("teach.count", "n", strconv.Itoa(has))
		if v.task.Kind == head.Sigmoid && id != teaching.None {
			text = v.host.Text("teach.count-both", "has", strconv.Itoa(has), "lacks", strconv.Itoa(lacks))
		}
		panel.Find(row, ".teach-count").SetTextContent(text)
		panel.Find(row, "[data-do=undo]").(*dom.HTMLButtonElement).SetDisabled(has+lacks == 0)
	}
	bytes, unkept := v.size()
	n := strconv.Itoa(len(v.pictures))
	text := v.host.Text("teach.kept", "n", n, "size", format.Bytes(int64(bytes)))
	switch {
	case !v.keeps:
		text = v.host.Text("teach.unkept", "n", n, "size", format.Bytes(int64(bytes)))
	case unkept > 0:
		text += " " + v.host.Text("teach.full", "n", strconv.Itoa(unkept))
	}
	v.keptLine.SetTextContent(text)
	v.calmDown()
}

// calmDown takes back that the next press deletes everything.
func (v *view) calmDown() {
	v.sure = false
	v.clearButton.SetTextContent(v.host.Text("teach.clear"))
	v.clearButton.(*dom.HTMLButtonElement).SetDisabled(len(v.pictures) == 0)
}
