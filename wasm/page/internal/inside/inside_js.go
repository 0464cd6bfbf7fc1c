// Package inside is the panel "look inside": where in the picture the network sees its answer, the feature maps of any
// layer while frames pass, the first layer's filters, and the picture as it arrives at each resolution.
package inside

import (
	"context"
	"math"
	"slices"
	"strconv"
	"time"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/featuremaps"
	"mobilenet/wasm/internal/format"
	"mobilenet/wasm/internal/message"
	"mobilenet/wasm/page/internal/canvas"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/panel"
	"mobilenet/weights/layers"
)

// interval is the least time between two looks: each costs a pass of the network.
const interval = 330 * time.Millisecond

// page is how many maps are shown at once, columns how many in a row.
const (
	page    = 64
	columns = 8
)

const skeleton = `<p data-text="inside.lede"></p>
<div class="inside-top">
<section><h2 data-text="inside.cam"></h2><p class="fine" data-text="inside.cam-text"></p>
` + canvas.Markup + `
<p class="inside-cam-says" data-source="maps" aria-live="off"></p></section>
<section><h2 data-text="inside.sizes"></h2><p class="fine" data-source="name" data-text="inside.sizes-text"></p>
<div class="inside-sizes" data-source="control"></div>
<p><button type="button" class="button" id="inside-sizes" data-text="inside.sizes-start"></button></p></section>
</div>
<h2 data-text="inside.maps"></h2>
<div class="inside-layer"><label for="inside-layer" data-text="inside.layer"></label>
<input type="range" id="inside-layer" min="0" step="1"><output for="inside-layer" data-source="maps"></output></div>
<div class="inside-turn"><button type="button" class="button" id="inside-before" data-text="inside.before"></button>
<span data-source="maps"></span><button type="button" class="button" id="inside-after" data-text="inside.after"></button>
<label class="check"><input type="checkbox" id="inside-each"><span data-text="inside.each"></span></label></div>
<p class="inside-share is-alpha" data-source="maps"><span class="inside-bar"><span></span></span><span class="inside-share-text"></span></p>
<canvas class="inside-maps"></canvas>
<h2 data-text="inside.filters"></h2><p class="fine" data-source="name" data-text="inside.filters-text"></p>
<canvas class="inside-filters"></canvas>`

type view struct {
	host   panel.Host
	ctx    context.Context
	cancel context.CancelFunc
	stop   func() // watching

	layer, first int
	busy, again  bool
	newest       *message.Result // that was heard
	due          bool            // a look at it is to come
	looked       time.Time
	drawn        panel.Configuration // whose filters are shown
	values       []byte              // of the maps that are shown
	pixels       []byte              // their picture

	seen              canvas.Seen
	maps, filters     canvas.Canvas
	says              dom.HTMLElement
	name, turn, share dom.HTMLElement
	bar               dom.HTMLElement
	slider, each      *dom.HTMLInputElement
	before, after     *dom.HTMLButtonElement
	sizes             sizes
}

// New returns the panel.
func New(host panel.Host) panel.Panel { return &view{host: host} }

func (v *view) Open(root dom.HTMLElement) {
	panel.Lay(v.host, root, skeleton)
	v.ctx, v.cancel = context.WithCancel(context.Background())
	v.seen = canvas.FindSeen(root)
	v.maps, v.filters = canvas.Find(root, ".inside-maps"), canvas.Find(root, ".inside-filters")
	v.says = panel.Find(root, ".inside-cam-says")
	v.name, v.turn = panel.Find(root, "output"), panel.Find(root, ".inside-turn > span")
	v.share, v.bar = panel.Find(root, ".inside-share-text"), panel.Find(root, ".inside-bar > span")
	v.slider = panel.Find(root, "#inside-layer").(*dom.HTMLInputElement)
	v.each = panel.Find(root, "#inside-each").(*dom.HTMLInputElement)
	v.before = panel.Find(root, "#inside-before").(*dom.HTMLButtonElement)
	v.after = panel.Find(root, "#inside-after").(*dom.HTMLButtonElement)
	lastMaps := layers.Table1().Features()
	if kept, err := strconv.Atoi(v.host.Kept("inside.layer")); err == nil {
		v.layer = min(max(kept, 0), lastMaps)
	}
	if kept, err := strconv.Atoi(v.host.Kept("inside.first")); err == nil {
		v.first = max(kept, 0) / page * page
	}
	v.each.SetChecked(v.host.Kept("inside.each") == "on")
	v.slider.SetAttribute("max", strconv.Itoa(lastMaps))
	v.slider.SetValue(strconv.Itoa(v.layer))
	node.On(v.slider, "input", func(dom.Event) {
		v.layer, _ = strconv.Atoi(v.slider.Value())
		v.host.Keep("inside.layer", strconv.Itoa(v.layer))
		v.turnTo(0)
	})
	node.On(v.each, "change", func(dom.Event) {
		kept := ""
		if v.each.Checked() {
			kept = "on"
		}
		v.host.Keep("inside.each", kept)
		v.look()
	})
	node.On(v.before, "click", func(dom.Event) { v.turnTo(v.first - page) })
	node.On(v.after, "click", func(dom.Event) { v.turnTo(v.first + page) })
	v.sizes.open(v, root)
	v.stop = v.host.Explain(v.hear)
	v.look()
}

// turnTo shows the maps from the one of that number on.
func (v *view) turnTo(first int) {
	v.first = first
	kept := ""
	if first > 0 {
		kept = strconv.Itoa(first)
	}
	v.host.Keep("inside.first", kept)
	v.look()
}

func (v *view) Close() {
	v.stop()
	v.cancel()
}

// hear looks anew when a picture was answered, now and then, and always after the last of several.
func (v *view) hear(r *message.Result) {
	v.newest = r
	if v.due {
		return
	}
	v.due = true
	go func() {
		select {
		case <-time.After(interval - time.Since(v.looked)):
		case <-v.ctx.Done():
			return
		}
		v.due, v.looked = false, time.Now()
		if text := v.seen.Show(v.host, v.newest); text != "" {
			v.says.SetTextContent(text)
		}
		v.look()
	}()
}

// look asks the engine for what is to be shown, at once or after the look that is under way. What fails, since there is
// no picture yet or the network has just become another, is shown after the next answer.
func (v *view) look() {
	v.again = true
	if v.busy {
		return
	}
	v.busy = true
	go func() {
		for v.again && v.ctx.Err() == nil {
			v.again = false
			v.lookAtMaps()
			v.lookAtFilters()
		}
		v.busy = false
	}()
}

// lookAtMaps shows a page of a layer's feature maps.
func (v *view) lookAtMaps() {
	table, ok := v.host.Layers()
	if !ok {
		return
	}
	if v.first >= table[v.layer].Out.Channels {
		v.first = 0 // a narrower network has no such map
	}
	m := &message.Maps{Layer: table[v.layer].Name, First: v.first, Count: new(page), Each: v.each.Checked()}
	maps, err := panel.Ask(v.ctx, v.host, m)
	if err != nil {
		return
	}
	grid := featuremaps.Layout(maps.Count, maps.Rows, columns)
	v.values = canvas.Bytes(v.values, maps.Pixels)
	v.pixels = slices.Grow(v.pixels[:0], grid.Len())[:grid.Len()]
	grid.Draw(v.pixels, v.values, maps.Rows)
	v.maps.Draw(v.pixels, grid.Width, grid.Height)
	v.tell(maps.Name, maps.Rows, maps.Count, maps.Channels, maps.ZeroShare)
}

// tell says in words which maps are shown.
func (v *view) tell(name string, side, count, all int, zeros float64) {
	h := v.host
	size := strconv.Itoa(side) + "×" + strconv.Itoa(side)
	v.name.SetTextContent(h.Text("inside.layer-name", "name", name, "size", size))
	from, to := strconv.Itoa(v.first+1), strconv.Itoa(v.first+count)
	v.turn.SetTextContent(h.Text("inside.turn", "from", from, "to", to, "all", strconv.Itoa(all)))
	v.before.SetDisabled(v.first == 0)
	v.after.SetDisabled(v.first+count >= all)
	full := layers.Table1()[v.layer].Out.Channels
	node.SetShare(v.bar, "width", float64(all)/float64(full))
	v.share.SetTextContent(h.Text("inside.share", "all", strconv.Itoa(all), "full", strconv.Itoa(full), "zeros", format.Percent(zeros)))
	node.Describe(v.maps, h.Text("inside.maps-label", "name", name, "from", from, "to", to, "size", size, "zeros", format.Percent(zeros)))
}

// lookAtFilters shows the first layer's filters when the network is another.
func (v *view) lookAtFilters() {
	now := v.host.Current()
	if now == v.drawn {
		return
	}
	filters, err := panel.Ask(v.ctx, v.host, &message.Filters{})
	if err != nil {
		return
	}
	v.drawn = now
	count := filters.Count
	across := min(count, 16)
	width, height := 4*across-1, 4*int(math.Ceil(float64(count)/float64(across)))-1
	pixels, picture := canvas.Bytes(nil, filters.Pixels), make([]byte, 4*width*height)
	for i := range count {
		for y := range 3 {
			at := 4 * ((4*(i/across)+y)*width + 4*(i%across))
			copy(picture[at:at+12], pixels[4*(9*i+3*y):])
		}
	}
	v.filters.Draw(picture, width, height)
	node.Describe(v.filters, v.host.Text("inside.filters-label", "n", strconv.Itoa(count)))
}
