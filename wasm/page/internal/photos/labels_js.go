package photos

import (
	"html"
	"strconv"
	"strings"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/classname"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/panel"
)

// openLabels connects the fields in which the visitor says what photos show.
func (v *view) openLabels() {
	panel.On(v.folders, "change", func(e dom.Event) {
		field := e.Underlying().Get("target")
		at, err := strconv.Atoi(field.Get("dataset").Get("folder").String())
		if err != nil {
			return
		}
		f := v.album.folders[at]
		f.typed = field.Get("value").String()
		f.class = v.album.matcher.Match(f.typed)
		if f.class != classname.None {
			f.typed = "" // the class's name stands there, in any language
			field.Set("value", v.host.Label(f.class))
		}
		for _, p := range v.album.photos {
			if p.folder == f {
				p.Class = f.class
			}
		}
		v.relabelled()
	})
	tick := panel.Find(v.root, "#photos-tick")
	tick.SetTextContent(v.host.Text("photos.tick"))
	panel.On(tick, "click", func(dom.Event) {
		boxes := v.boxes()
		all := true
		for _, box := range boxes {
			all = all && box.Checked()
		}
		for _, box := range boxes {
			box.SetChecked(!all)
		}
	})
	class := panel.Find(v.root, "#photos-class").(*dom.HTMLInputElement)
	panel.On(panel.Find(v.root, "#photos-set"), "click", func(dom.Event) { v.setTicked(class) })
	panel.On(class, "keydown", func(e dom.Event) {
		if e.Underlying().Get("key").String() == "Enter" {
			v.setTicked(class)
		}
	})
}

// boxes returns the boxes with which photos are ticked.
func (v *view) boxes() []*dom.HTMLInputElement {
	var boxes []*dom.HTMLInputElement
	for _, element := range node.All(v.grid, "input") {
		boxes = append(boxes, element.(*dom.HTMLInputElement))
	}
	return boxes
}

// setTicked gives the photos that are ticked the class in the field.
func (v *view) setTicked(field *dom.HTMLInputElement) {
	class := v.album.matcher.Match(field.Value())
	note := panel.Find(v.root, "#photos-set-note")
	if class == classname.None {
		note.SetTextContent(v.host.Text("photos.which"))
		return
	}
	field.SetValue(v.host.Label(class))
	n := 0
	for _, box := range v.boxes() {
		p := v.album.find(node.Attribute(box, "data-photo"))
		if p == nil || !box.Checked() {
			continue
		}
		box.SetChecked(false)
		p.Class = class
		n++
	}
	note.SetTextContent(v.host.Text("photos.were-set", "n", count(n)))
	v.relabelled()
}

// find returns the photo of an id, nil if it is gone.
func (a *album) find(id string) *photo {
	for _, p := range a.photos {
		if strconv.Itoa(p.id) == id {
			return p
		}
	}
	return nil
}

// relabelled shows everything that labels change.
func (v *view) relabelled() {
	v.showNotes()
	v.showTaken()
	v.showFound()
}

// showAlbum shows the album anew.
func (v *view) showAlbum() {
	v.showTaken()
	v.showLabels()
	node.SetHTML(v.grid, "")
	var folders strings.Builder
	for i, f := range v.album.folders {
		n := 0
		for _, p := range v.album.photos {
			if p.folder == f {
				n++
			}
		}
		typed := f.typed
		if typed == "" && f.class != classname.None {
			typed = v.host.Label(f.class)
		}
		name := html.EscapeString(f.name)
		folders.WriteString(`<li><span class="photos-name" data-source="picture">` + name + `</span> <small data-source="photos">` +
			v.host.HTML("photos.of-folder", "n", count(n)) + `</small><input list="photos-classes" autocomplete="off" spellcheck="false" data-folder="` +
			strconv.Itoa(i) + `" value="` + html.EscapeString(typed) + `" aria-label="` + html.EscapeString(v.host.Text("photos.field", "folder", f.name)) +
			`"><span class="photos-note"></span></li>`)
	}
	node.SetHTML(v.folders, folders.String())
	for _, p := range v.album.photos {
		if p.folder == nil && p.Small != "" {
			v.appendLoose(p)
		}
	}
	v.showNotes()
	v.showFound()
}

// showLabels shows the parts of the album that there are.
func (v *view) showLabels() {
	loose := false
	for _, p := range v.album.photos {
		loose = loose || p.folder == nil
	}
	panel.Show(v.labels, len(v.album.photos) > 0)
	panel.Show(v.loose, loose)
	panel.Show(panel.Find(v.root, "#photos-clear"), len(v.album.photos)+len(v.album.broken)+v.album.others > 0)
}

// appendLoose adds a photo to those that are labelled one by one.
func (v *view) appendLoose(p *photo) {
	v.grid.Underlying().Call("insertAdjacentHTML", "beforeend", `<li><label><input type="checkbox" data-photo="`+strconv.Itoa(p.id)+
		`"><img src="`+p.Small+`" alt="" width="96" height="96">`+fileName(p.Name)+
		`<b>`+v.classOf(p)+`</b></label></li>`)
}

// fileName names a photo's file, as markup.
func fileName(path string) string {
	return `<span class="photos-name" data-source="picture" title="` + html.EscapeString(path) + `">` + html.EscapeString(path[strings.LastIndexByte(path, '/')+1:]) + "</span>"
}

// classOf says what a photo shows, as markup.
func (v *view) classOf(p *photo) string {
	if p.Class == classname.None {
		return `<em>` + v.host.HTML("photos.no-class") + `</em>`
	}
	return html.EscapeString(v.host.Label(p.Class))
}

// showNotes says beside each field whether it names a class, and under each photo what it shows.
func (v *view) showNotes() {
	for i, note := range node.All(v.folders, ".photos-note") {
		f := v.album.folders[i]
		key := ""
		switch {
		case f.class == classname.None && f.typed != "":
			key = "photos.which"
		case f.class == classname.None:
			key = "photos.choose"
		}
		said := ""
		if key != "" {
			said = v.host.Text(key)
		}
		note.SetTextContent(said)
	}
	for _, box := range v.boxes() {
		if p := v.album.find(node.Attribute(box, "data-photo")); p != nil {
			node.SetHTML(node.Find(node.Parent(box), "b"), v.classOf(p))
		}
	}
}

// listOf lists files that could not be read, with why, as markup.
func (v *view) listOf(files []broken) string {
	var m strings.Builder
	for _, f := range files {
		m.WriteString("<li>" + html.EscapeString(f.name) + ": " + html.EscapeString(v.host.Why(f.why)) + "</li>")
	}
	return m.String()
}
