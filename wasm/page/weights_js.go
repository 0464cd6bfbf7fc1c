package main

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"syscall/js"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/format"
	"mobilenet/wasm/internal/message"
	"mobilenet/wasm/internal/offers"
	"mobilenet/wasm/internal/promise"
	"mobilenet/wasm/internal/stops"
	"mobilenet/wasm/internal/told"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/weights"
	"mobilenet/weights/layers"
)

// The kinds of weights, as the hash and the chooser name them.
const (
	officialWeights = "official"
	randomWeights   = "random"
	fileWeights     = "file"
)

// weightSet is a choice of weights and what it offers the sliders.
type weightSet struct {
	kind        string
	alphas      []float64
	resolutions []float64
	files       []weights.IndexEntry // official, own
	trained     []offers.Trained     // of files
	name        string               // file: its name
	buffer      js.Value             // file: its bytes
}

// weightSets are the choices that there are; a zero set is one that there is not.
type weightSets struct {
	own, official, random, file weightSet
	index                       []weights.IndexEntry // of the site
	measured                    *weights.Accuracy    // by this project
	chooser                     *dom.HTMLSelectElement
	text                        wording
	banner                      dom.HTMLElement
}

// paperResolutions are those of the paper's Table 7.
var paperResolutions = []float64{128, 160, 192, 224}

// loadIndex finds out which trained weights the site has.
func (p *page) loadIndex(ctx context.Context) {
	w := &p.sets
	w.chooser = byID[*dom.HTMLSelectElement](p, "weights")
	w.text = p.wording("weights-text")
	w.banner = byID[dom.HTMLElement](p, "banner")
	w.measured = new(weights.Accuracy)
	w.random = weightSet{kind: randomWeights, alphas: []float64{0.25, 0.5, 0.75, 1}, resolutions: paperResolutions}
	files, err := p.fetchIndex(ctx)
	if err != nil {
		p.notice.show(p.because(err, news{title: p.text("weights.index-failed")}, "weights.index-failed-text"))
	}
	w.index = files
	w.own = newSet(ownWeights, files, weights.IndexEntry.Own)
	w.official = newSet(officialWeights, files, func(f weights.IndexEntry) bool { return !f.Own() })
	on(w.chooser, "change", func(dom.Event) {
		p.tuning.on = false
		p.state.Weights = w.chooser.Value()
		p.writeHash()
		p.chooseWeights()
	})
	w.chooser.SetDisabled(false)
	byID[*dom.HTMLButtonElement](p, "weights-open").SetDisabled(false)
	p.showChooser()
	p.adoptWeights()
}

func (p *page) fetchIndex(ctx context.Context) ([]weights.IndexEntry, error) {
	text, err := p.fetchText(ctx, "weights/index.json")
	if err != nil {
		return nil, err
	}
	return weights.ParseIndex([]byte(text))
}

// showChooser lists the choices.
func (p *page) showChooser() {
	w := &p.sets
	removeChildren(w.chooser)
	add := func(set weightSet, title string) {
		if set.kind == "" {
			return
		}
		option := node.Create("option")
		option.SetAttribute("value", set.kind)
		option.SetTextContent(title)
		w.chooser.AppendChild(option)
	}
	add(w.official, p.text("weights.official"))
	add(w.own, p.text("weights.own"))
	add(w.file, w.file.name)
	add(w.random, p.text("weights.random"))
	w.chooser.SetValue(p.want.weights.kind)
}

// chooseWeights runs the weights that the state names.
func (p *page) chooseWeights() {
	p.adoptWeights()
	p.configure()
}

// adoptWeights takes the weights that the state names, else the best there are, and brings the sliders to the
// nearest point that they offer.
func (p *page) adoptWeights() {
	w := &p.sets
	set := w.random
	switch {
	case p.state.Weights == fileWeights && w.file.kind != "":
		set = w.file
	case p.state.Weights == randomWeights:
	case w.own.kind != "" && (w.official.kind == "" || p.state.Weights == ownWeights):
		set = w.own
	case w.official.kind != "": // right more often than ours at the same point
		set = w.official
	}
	if p.tuning.on && set.kind == ownWeights { // what is there soonest
		p.state.Alpha = set.alphas[0]
	}
	p.want.weights = set
	w.chooser.SetValue(set.kind)
	p.want.alpha = stops.Nearest(set.alphas, p.state.Alpha)
	p.want.resolution = int(stops.Nearest(set.resolutions, float64(p.state.Resolution)))
	p.state.Alpha, p.state.Resolution = p.want.alpha, p.want.resolution
	p.showControls()
}

// openWeights runs a file of the visitor's, at the width and resolution that it was trained at.
func (p *page) openWeights(ctx context.Context, file js.Value) {
	name := file.Get("name").String()
	if err := p.checkWeights(ctx, file); err != nil {
		p.notice.show(p.because(err, news{title: p.text("weights.unusable")}, "weights.unusable-text"))
		return
	}
	buffer, err := promise.Await(ctx, file.Call("arrayBuffer"))
	if err != nil {
		p.notice.show(p.because(err, news{title: p.text("weights.unreadable")}, "weights.unreadable-text"))
		return
	}
	p.want.weights = weightSet{kind: fileWeights, name: name, buffer: buffer}
	p.want.alpha, p.want.resolution = 0, 0
	p.configure()
}

// checkWeights looks at the size and the first bytes of a file, and returns an error if it is not worth reading.
func (p *page) checkWeights(ctx context.Context, file js.Value) error {
	name, size := file.Get("name").String(), file.Get("size").Float()
	if size > weights.FileLimit {
		return &told.Error{
			English: errors.New("weights: too large"),
			Key:     "why.too-large", Values: []string{"file", name, "most", strconv.Itoa(weights.FileLimit / 1_000_000)},
		}
	}
	start, err := promise.Await(ctx, file.Call("slice", 0, weights.StartLen).Call("arrayBuffer"))
	if err != nil {
		return err
	}
	bytes := js.Global().Get("Uint8Array").New(start)
	data := make([]byte, bytes.Length())
	js.CopyBytesToGo(data, bytes)
	if err := weights.CheckStart(data); err != nil {
		return &told.Error{English: err, Key: "why.not-weights", Values: []string{"file", name}}
	}
	return nil
}

// weightsAccepted keeps a file that the engine has taken, with what it offers: its one width, at any resolution.
func (p *page) weightsAccepted() {
	set, a := p.want.weights, p.active
	if set.kind != fileWeights || set.alphas != nil {
		return
	}
	set.alphas = []float64{a.alpha}
	set.resolutions = pixels(layers.MinResolution, layers.MaxResolution)
	p.sets.file = set
	a.weights = set
	p.state.Weights, p.state.Alpha, p.state.Resolution = fileWeights, a.alpha, a.resolution
	p.want = a.configuration
	p.showChooser()
	p.writeHash()
}

// weightsFailed says why weights could not be used and goes back to what ran before.
func (p *page) weightsFailed(why error) {
	failed := p.want.weights
	m := p.because(why, news{title: p.text("weights.unusable")}, "weights.unusable-text")
	if p.former != nil {
		p.active, p.want = p.former, p.former.configuration
		p.state.Weights, p.state.Alpha, p.state.Resolution = p.want.weights.kind, p.want.alpha, p.want.resolution
		p.state.Format = formatName(p.want.int8)
		p.writeHash()
		p.sets.chooser.SetValue(p.want.weights.kind)
		p.measureAnew()
		p.showWeights()
		p.showControls()
		p.next()
	} else {
		m = p.because(why, news{title: p.text("weights.failed")}, "weights.failed-text")
	}
	if failed.files != nil {
		m.label, m.action = p.text("notice.again"), func() {
			p.state.Weights = failed.kind
			p.chooseWeights()
		}
	}
	p.notice.show(m)
}

// message returns what the engine is told about the weights for c.
func (s weightSet) message(c configuration) message.Weights {
	switch s.kind {
	case officialWeights, ownWeights:
		return fileMessage(s.files[s.choose(c)])
	case fileWeights:
		return message.Weights{Source: "file", Name: s.name, Buffer: s.buffer}
	}
	return message.Weights{Source: "random", Seed: 1}
}

// fileMessage returns what the engine is told about a file of the site. It keeps our own: they are small, and any of them
// may be the next.
func fileMessage(f weights.IndexEntry) message.Weights {
	url := js.Global().Get("URL").New("weights/"+f.File, js.Global().Get("document").Get("baseURI")).Get("href")
	return message.Weights{Source: "url", URL: url.String(), Bytes: int(f.Bytes), SHA256: f.SHA256, Keep: f.Own()}
}

// choose returns which of the files serves a configuration, or −1.
func (s weightSet) choose(c configuration) int {
	return offers.Choose(s.trained, c.alpha, c.resolution, c.int8)
}

// trainedAt tells whether the set has weights that were trained at exactly this point.
func (s weightSet) trainedAt(alpha float64, resolution int) bool {
	i := offers.Choose(s.trained, alpha, resolution, false)
	return i >= 0 && (s.files[i].Own() || s.trained[i].Resolution == resolution)
}

// showWeights says which weights run and what is to be known of them.
func (p *page) showWeights() {
	p.weightsAccepted()
	a, w := p.active, &p.sets
	show(w.banner, a.Random)
	body := p.document.Underlying().Get("body").Get("classList")
	body.Call("toggle", "meaningless", a.Random)
	switch {
	case a.Random:
		w.text.setHTML(p.html("weights.by-chance"))
	case a.weights.kind == ownWeights:
		w.text.setHTML(p.describeOwn(a))
	case a.TrainedResolution != 0 && a.TrainedResolution != a.resolution:
		w.text.setHTML(p.html("weights.elsewhere", "trained", strconv.Itoa(a.TrainedResolution), "resolution", strconv.Itoa(a.resolution)) +
			p.describeClasses(a))
	default:
		key := "weights.trained"
		switch {
		case slices.Contains(a.Assumed, "resolution"):
			key = "weights.unknown"
		case a.TrainedResolution == 0:
			key = "weights.all"
		}
		if a.Licence != "" {
			key += "-licence"
		}
		w.text.setHTML(p.html(key, "trained", strconv.Itoa(a.TrainedResolution), "stored", p.storedAs(a),
			"bytes", format.Bytes(int64(a.WeightsBytes)), "licence", a.Licence) + p.describeClasses(a))
	}
}

// describeClasses says what the classes are if they are not ImageNet's, and, of a file of the visitor's, what it does not
// say and is assumed.
func (p *page) describeClasses(a *answering) (said string) {
	switch {
	case p.names.other && len(p.names.own) > 0:
		said += " " + p.html("weights.own-classes", "n", strconv.Itoa(a.Classes))
	case p.names.other:
		said += " " + p.html("weights.numbered", "n", strconv.Itoa(a.Classes))
	}
	if a.weights.kind != fileWeights {
		return said
	}
	input, classes := slices.Contains(a.Assumed, "input"), slices.Contains(a.Assumed, "classes")
	switch {
	case input && classes:
		said += " " + p.html("weights.assumed-both")
	case input:
		said += " " + p.html("weights.assumed-input")
	case classes:
		said += " " + p.html("weights.assumed-classes")
	}
	return said
}
