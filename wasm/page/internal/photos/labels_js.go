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
	node.On(v.folders, "change", func(e dom.Event) {
		field := node.Wrap(e.Underlying().Get("target")).(*dom.HTMLInputElement)
		at, err := strconv.Atoi(node.Attribute(field, "data-folder"))
		if err != nil {
			return
		}
		f := v.album.folders[at]
		f.typed, f.asked = node.Typed(field), classname.None
		f.class = v.album.matcher.Match(f.typed)
		if f.class != classname.None {
			f.typed = "" // the class's name stands there, in any language
			field.SetValue(v.host.Label(f.class))
		}
		v.album.label(f)
		v.relabelled()
	})
	node.On(panel.Find(v.root, "#photos-numbers"), "click", func(dom.Event) {
		fields := node.Inputs(v.folders, "input")
		for i := len(fields) - 1; i >= 0; i-- {
			f := v.album.folders[i]
			if f.asked == classname.None {
				continue
			}
			f.class, f.asked = f.asked, classname.None
			fields[i].SetValue(v.host.Label(f.class))
			v.album.label(f)
			node.Focus(fields[i]) // the first of them in the end: the button goes
		}
		v.relabelled()
	})
	tick := panel.Find(v.root, "#photos-tick")
	tick.SetTextContent(v.host.Text("photos.tick"))
	node.On(tick, "click", func(dom.Event) {
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
	node.On(panel.Find(v.root, "#photos-set"), "click", func(dom.Event) { v.setTicked(class) })
	node.On(class, "keydown", func(e dom.Event) {
		if e.Underlying().Get("key").String() == "Enter" {
			v.setTicked(class)
		}
	})
}

// label gives a folder's class to its photos.
func (a *album) label(f *folder) {
	for _, p := range a.photos {
		if p.folder == f {
			p.Class = f.class
		}
	}
}

// boxes returns the boxes with which photos are ticked.
func (v *view) boxes() []*dom.HTMLInputElement { return node.Inputs(v.grid, "input") }

// setTicked gives the photos that are ticked the class in the field.
func (v *view) setTicked(field *dom.HTMLInputElement) {
	class := v.album.matcher.Match(node.Typed(field))
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
	note.SetTextContent(v.host.Text("photos.were-set", "n", strconv.Itoa(n)))
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
	v.showLabels()
	node.SetHTML(v.grid, "")
	var folders strings.Builder
	for i, f := range v.album.folders {
		typed := f.typed
		if typed == "" && f.class != classname.None {
			typed = v.host.Label(f.class)
		}
		name := html.EscapeString(f.name)
		folders.WriteString(`<li><span class="photos-name" data-source="picture">` + name + `</span> <small data-source="photos"></small><input list="photos-classes" autocomplete="off" spellcheck="false" data-folder="` +
			strconv.Itoa(i) + `" value="` + html.EscapeString(typed) + `" aria-label="` + html.EscapeString(v.host.Text("photos.field", "folder", f.name)) +
			`"><span class="photos-note"></span></li>`)
	}
	node.SetHTML(v.folders, folders.String())
	v.showTaken()
	for _, p := range v.album.photos {
		if p.folder == nil && p.Small != "" {
			v.appendLoose(p)
		}
	}
	v.showNotes()
	v.showFound()
}

// showCounts says how many photos each folder has. One whose photos cannot be read goes.
func (v *view) showCounts() {
	n := make(map[*folder]int)
	for _, p := range v.album.photos {
		n[p.folder]++
	}
	for i, small := range node.All(v.folders, "small") {
		f := v.album.folders[i]
		node.SetHTML(small, v.host.HTML("photos.of-folder", "n", strconv.Itoa(n[f])))
		node.Show(node.Parent(small), n[f] > 0)
	}
}

// showLabels shows the parts of the album that there are.
func (v *view) showLabels() {
	loose := false
	for _, p := range v.album.photos {
		loose = loose || p.folder == nil
	}
	node.Show(v.labels, len(v.album.photos) > 0)
	node.Show(v.loose, loose)
	node.Show(panel.Find(v.root, "#photos-clear"), len(v.album.photos)+len(v.album.broken)+v.album.others > 0)
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

// showNotes says beside each field what keeps its photos from counting, or what a number would mean, and under each photo
// what it shows.
func (v *view) showNotes() {
	numbered := 0
	for i, note := range node.All(v.folders, ".photos-note") {
		f := v.album.folders[i]
		said := ""
		switch {
		case f.class == classname.None && f.typed != "":
			said = v.host.Text("photos.which")
		case f.asked != classname.None:
			numbered++
			said = v.host.Text("photos.as-number", "class", v.host.Label(f.asked))
		case f.class == classname.None:
			said = v.host.Text("photos.choose")
		}
		note.SetTextContent(said)
	}
	asks := panel.Find(v.root, "#photos-numbered")
	node.SetHTML(node.Find(asks, "span"), v.host.HTML("photos.numbers", "n", strconv.Itoa(numbered)))
	node.Show(asks, numbered > 0)
	for _, box := range v.boxes() {
		if p := v.album.find(node.Attribute(box, "data-photo")); p != nil {
			node.SetHTML(node.Find(node.Parent(box), "b"), v.classOf(p))
		}
	}
}

// listOf lists files that are left out, under why, as markup.
func (v *view) listOf(files []broken) string {
	var reasons []string
	names := make(map[string]string)
	for _, f := range files {
		why := v.host.Why(f.why)
		if names[why] == "" {
			reasons = append(reasons, why)
		}
		names[why] += "<li>" + html.EscapeString(f.name) + "</li>"
	}
	var m strings.Builder
	for _, why := range reasons {
		m.WriteString("<p>" + html.EscapeString(why) + "</p><ul>" + names[why] + "</ul>")
	}
	return m.String()
}
