package main

import (
	"context"
	"strconv"

	"mobilenet/model"
	"mobilenet/wasm/internal/format"
	"mobilenet/wasm/page/internal/panel"
	"mobilenet/weights"
)

// loadAccuracy fetches what this project measured. Without it the page knows what was published.
func (p *page) loadAccuracy(ctx context.Context) {
	content, err := p.fetchText(ctx, "weights/accuracy.json")
	if err != nil {
		return
	}
	if found, err := weights.ParseAccuracy([]byte(content)); err == nil {
		p.sets.measured = found
	}
}

// accuracyOf returns what is known of how often a configuration is right. For Google's weights it is what was published
// for them at the resolution that they were trained at, in the number format of the file or widened; nobody has published
// anything for weights that this page quantises. For others it is what this project measured: on other photos, so that
// the two kinds cannot be compared.
func (p *page) accuracyOf(c configuration) (panel.Accuracy, bool) {
	at := c.weights.choose(c)
	if at < 0 {
		return panel.Accuracy{}, false
	}
	f := c.weights.files[at]
	if c.weights.kind == p.want.weights.kind && p.names.other {
		return panel.Accuracy{}, false // what is known is of ImageNet's classes
	}
	if c.weights.kind == officialWeights {
		found, ok := model.PublishedAccuracy(c.alpha, c.resolution, f.Quantised)
		return panel.Accuracy{Top1: found.Top1, Top5: found.Top5, Trained: f.Resolution, Source: found.Source, URL: found.URL},
			ok && f.Resolution == c.resolution && (f.Quantised || !c.int8)
	}
	m, ok := p.sets.measured.Find(f.SHA256, c.precision().String(), c.resolution)
	if !ok {
		return panel.Accuracy{}, false
	}
	return panel.Accuracy{
		Top1: 100 * m.Top1.Value, Top5: 100 * m.Top5.Value, Measured: true, Trained: f.Resolution,
		Source: p.text("accuracy.measured", "photos", strconv.Itoa(m.Photos), "what", p.sets.measured.Photos, "date", p.sets.measured.Date),
	}, true
}

// accuracy is what is known of the network that runs, if anything is.
type accuracy struct {
	panel.Accuracy
	known bool
	note  string // what it is of, or why there is none
}

// accuracyHere returns what is known of what runs. Random weights have the accuracy of chance.
func (p *page) accuracyHere() accuracy {
	a := p.active
	found, known := p.accuracyOf(a.configuration)
	key := "accuracy.float-file"
	switch {
	case a.Random:
		key, known = "accuracy.random", false
	case a.weights.kind == fileWeights:
		key = "accuracy.file"
	case found.Measured:
		key = "accuracy.by-us"
	case a.weights.kind == ownWeights:
		key = "accuracy.not-measured"
	case !known && a.TrainedResolution != a.resolution:
		key = "accuracy.trained-at"
	case !known:
		key = "accuracy.quantised-here"
	case a.Quantised:
		key = "accuracy.int8-file"
	}
	return accuracy{found, known, p.text(key, "resolution", strconv.Itoa(a.TrainedResolution))}
}

// showAccuracy shows the figure and where it comes from, or why there is none.
func (p *page) showAccuracy() {
	r, a := &p.readouts, p.active
	found := p.accuracyHere()
	r.accuracyNote.set(found.note)
	show(r.accuracyLink, found.known && found.URL != "")
	r.accuracyLink.SetAttribute("href", found.URL)
	if !found.known {
		r.accuracy.set("–")
		r.accuracyText.set(p.whyNoAccuracy(found.note))
		return
	}
	r.accuracy.set(percent(found.Top1))
	key := "accuracy.published"
	if found.Measured {
		key = "accuracy.own"
	}
	text := p.text(key, "top1", format.Percent(found.Top1/100), "top5", format.Percent(found.Top5/100), "source", found.Source)
	if a.Quantised && !a.int8 && !found.Measured {
		text += " " + p.text("accuracy.widened")
	}
	r.accuracyText.set(text)
}

// whyNoAccuracy says what is published beside what runs, and that it is not of what runs.
func (p *page) whyNoAccuracy(note string) string {
	a := p.active
	float, ok := model.PublishedAccuracy(a.alpha, a.resolution, false)
	integers, _ := model.PublishedAccuracy(a.alpha, a.resolution, true)
	if ok && a.weights.kind == officialWeights && a.TrainedResolution == a.resolution {
		return p.text("accuracy.neither", "float", percent(float.Top1), "int8", percent(integers.Top1))
	}
	if a.weights.kind == ownWeights {
		return p.text("accuracy.own-none")
	}
	return p.text("accuracy.none", "note", note)
}

// percent writes an accuracy with its sign.
func percent(accuracy float64) string { return format.Percent(accuracy/100) + "%" }
