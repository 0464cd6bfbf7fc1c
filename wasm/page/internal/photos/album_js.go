package photos

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"syscall/js"

	"mobilenet/wasm/internal/check"
	"mobilenet/wasm/internal/classname"
	"mobilenet/wasm/internal/given"
	"mobilenet/wasm/internal/promise"
	"mobilenet/wasm/internal/told"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/site"
)

// album is what the visitor gave, and what networks answered. It outlives the panel, which is built anew for each
// language and each time that its tab is opened.
type album struct {
	matcher *classname.Matcher
	photos  []*photo
	folders []*folder
	broken  []broken
	others  int // files that are no pictures
	asked   []asked
	classes int // how many these are
	next    int // id of the next photo
}

// kept is the album of this visit of the page.
var kept album

// photo is one of the album. Of its file, only the reference is kept.
type photo struct {
	check.Photo
	id      int
	file    js.Value
	size    int     // bytes
	changed float64 // when, in ms
	path    string  // by which it is placed
	folder  *folder // nil of one that is labelled by itself
	drawn   bool    // it is the page's own
	rare    bool    // it may be one that this browser cannot read
}

// folder is photos that show the same.
type folder struct {
	name  string
	class int
	asked int    // the class whose number its name is, if the visitor has to say whether it is meant; else none
	typed string // what stands in the field for the class, if that means none
}

// broken is a file that could not be read.
type broken struct {
	name string
	why  error
}

// clear forgets everything that the visitor gave.
func (a *album) clear() {
	for _, p := range a.photos {
		a.forget(p)
	}
	*a = album{matcher: a.matcher, next: a.next}
}

// forget gives a photo's small copy back.
func (a *album) forget(p *photo) {
	if p.Small != "" {
		js.Global().Get("URL").Call("revokeObjectURL", p.Small)
	}
}

// drop takes out a photo that cannot be read.
func (a *album) drop(p *photo, why error) {
	a.forget(p)
	a.photos = slices.DeleteFunc(slices.Clone(a.photos), func(other *photo) bool { return other == p })
	a.leave(p.Name, why)
}

// leave lists a file that cannot be taken, once.
func (a *album) leave(name string, why error) {
	if !slices.ContainsFunc(a.broken, func(other broken) bool { return other.name == name }) {
		a.broken = append(a.broken, broken{name, why})
	}
}

// labelled returns the photos as they are counted.
func (a *album) labelled() []*check.Photo {
	all := make([]*check.Photo, len(a.photos))
	for i, p := range a.photos {
		all[i] = &p.Photo
	}
	return all
}

// has tells whether the same file is among the first n of the album.
func (a *album) has(p *photo, n int) bool {
	return slices.ContainsFunc(a.photos[:n], func(other *photo) bool {
		return p.Name == other.Name && p.size == other.size && p.changed == other.changed
	})
}

// folderOf returns the folder of a place.
func (a *album) folderOf(place classname.Place) *folder {
	for _, f := range a.folders {
		if f.name == place.Folder {
			return f
		}
	}
	f := &folder{name: place.Folder, class: place.Class, asked: place.Number}
	a.folders = append(a.folders, f)
	return f
}

// place gives a photo the folder and the class that its path says.
func (a *album) place(p *photo) {
	place := a.matcher.Place(p.path)
	p.Class = place.Class
	if place.Folder != "" {
		p.folder = a.folderOf(place)
		p.Class = p.folder.class
	}
}

// learn takes other names of the classes, and places photos anew in whose folders nobody knew one.
func (a *album) learn(names *classname.Matcher) {
	a.matcher = names
	unknown := func(f *folder) bool { return f != nil && f.class == classname.None && f.typed == "" }
	a.folders = slices.DeleteFunc(a.folders, unknown)
	for _, p := range a.photos {
		if unknown(p.folder) {
			p.folder = nil
			a.place(p)
		}
	}
}

// Why files are no photos to check.
var (
	errGone    = &told.Error{English: errors.New("photos: the file cannot be opened"), Key: "photo.gone"}
	errVideo   = &told.Error{English: errors.New("photos: have a video, want a photo"), Key: "photo.video"}
	errWeights = &told.Error{English: errors.New("photos: have weights, want a photo"), Key: "photos.weights"}
)

// Take adds photos among files that web/album.js has found, wherever they were dropped.
func (v *view) Take(files []js.Value, _ js.Value) {
	a := v.album
	before := len(a.photos) // of these, none is taken again
	within := ""            // of several folders that were chosen together
	if severalChosen(files) {
		within = "/"
	}
	for _, one := range files {
		path, file := one.Get("path").String(), one.Get("file")
		if !file.Truthy() {
			a.leave(path, errGone)
			continue
		}
		kind := given.KindOf(path, file.Get("type").String())
		switch kind {
		case given.Other:
			a.others++
			continue
		case given.Video:
			a.leave(path, errVideo)
			continue
		case given.Weights:
			a.leave(path, errWeights)
			continue
		}
		p := &photo{id: a.next, file: file, rare: kind == given.Rare}
		p.size, p.changed = file.Get("size").Int(), file.Get("lastModified").Float()
		p.Name, p.Class = path, one.Get("class").Int()
		if a.has(p, before) {
			continue
		}
		a.next++
		p.drawn = p.Class != classname.None
		if !p.drawn {
			p.path = within + path
			a.place(p)
		}
		a.photos = append(a.photos, p)
	}
	v.showAlbum()
	if len(files) == 0 {
		v.taken.SetTextContent(v.host.Text("photos.nothing"))
	}
	go v.read()
}

// severalChosen tells whether files lie in more than one folder that was chosen.
func severalChosen(files []js.Value) bool {
	first := ""
	for _, one := range files {
		top, _, inFolder := strings.Cut(one.Get("path").String(), "/")
		if inFolder && first != "" && top != first {
			return true
		}
		if inFolder {
			first = top
		}
	}
	return false
}

// read makes small copies of the photos that are labelled one by one, so that the visitor sees what they show, and of those
// that this browser may not read, so that it is said before they count. The others get theirs when they are answered.
func (v *view) read() {
	if v.reading {
		return // and comes to the new ones too
	}
	v.reading = true
	defer func() { v.reading = false }()
	for p := v.album.unread(); p != nil; p = v.album.unread() {
		bitmap, err := v.decode(p)
		if v.ctx.Err() != nil {
			return
		}
		if err == nil {
			bitmap.Call("close")
			if p.folder == nil {
				v.appendLoose(p)
			}
		}
		v.showTaken()
	}
	v.showLabels()
}

// unread returns the next photo without a small copy that needs one now, nil if there is none.
func (a *album) unread() *photo {
	for _, p := range a.photos {
		if (p.folder == nil || p.rare) && p.Small == "" {
			return p
		}
	}
	return nil
}

// decode returns a photo's bitmap, with its small copy made. One that cannot be read leaves the album.
func (v *view) decode(p *photo) (js.Value, error) {
	bitmap, err := promise.Await(v.ctx, site.Offered().Call("decodePhoto", p.file))
	if err == nil && p.Small == "" {
		var address js.Value
		if address, err = promise.Await(v.ctx, page().Call("small", bitmap)); err == nil {
			p.Small = address.String()
		} else {
			bitmap.Call("close")
		}
	}
	if err != nil && v.ctx.Err() == nil {
		v.album.drop(p, err)
	}
	return bitmap, err
}

// showTaken says what is in the album.
func (v *view) showTaken() {
	a := v.album
	labelled, drawn := 0, 0
	for _, p := range a.photos {
		if p.drawn {
			drawn++
		}
		if p.Class != classname.None {
			labelled++
		}
	}
	said := ""
	if len(a.photos)+len(a.broken)+a.others > 0 {
		said = v.host.Text("photos.taken", "n", strconv.Itoa(len(a.photos)), "labelled", strconv.Itoa(labelled))
	}
	if drawn > 0 {
		said += " " + v.host.Text("photos.are-drawn", "n", strconv.Itoa(drawn))
	}
	if a.others > 0 {
		said += " " + v.host.Text("photos.others", "n", strconv.Itoa(a.others))
	}
	v.taken.SetTextContent(said)
	v.showCounts()
	node.SetHTML(node.Find(v.broken, "summary"), v.host.HTML("photos.broken", "n", strconv.Itoa(len(a.broken))))
	v.broken.Underlying().Set("hidden", len(a.broken) == 0)
	node.SetHTML(node.Find(v.broken, ".photos-unread"), v.listOf(a.broken))
}
