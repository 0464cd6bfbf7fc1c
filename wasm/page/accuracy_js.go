package main

import (
	"context"
	"strconv"

	"mobilenet/model"
	"mobilenet/wasm/internal/choice"
	"mobilenet/wasm/internal/format"
	"mobilenet/wasm/internal/offers"
	"mobilenet/wasm/page/internal/panel"
	"mobilenet/wasm/page/internal/readouts"
	"mobilenet/wasm/page/internal/site"
	"mobilenet/weights"
)

// loadAccuracy fetches what this project measured. Without it the page knows what was published.
func (p *page) loadAccuracy(ctx context.Context) {
	content, err := site.Text(ctx, site.Asset("weights/accuracy.json"))
	if err != nil {
		return
	}
	if found, err := weights.ParseAccuracy([]byte(content)); err == nil {
		p.measured = found
	}
}

// accuracyOf returns what is known of how often a configuration is right. For Google's weights it is what was published
// for them at the resolution that they were trained at, in the number format of the file or widened; nobody has published
// anything for weights that this page quantises. For others it is what this project measured: on other photos, so that
// the two kinds cannot be compared.
func (p *page) accuracyOf(c offers.Configuration) (panel.Accuracy, bool) {
	f, ok := p.sets.Of(c.Weights).FileFor(c)
	if !ok || c.Weights == p.want.Weights && !p.words.ImageNet() {
		return panel.Accuracy{}, false // what is known is of ImageNet's classes
	}
	if c.Weights == choice.Official {
		found, ok := model.PublishedAccuracy(c.Alpha, c.Resolution, f.Quantised)
		return panel.Accuracy{Top1: found.Top1, Top5: found.Top5, Trained: f.Resolution, Source: found.Source, URL: found.URL},
			ok && f.Resolution == c.Resolution && (f.Quantised || !c.Integers())
	}
	m, ok := p.measured.Find(f.SHA256, c.Precision, c.Resolution)
	if !ok {
		return panel.Accuracy{}, false
	}
	return panel.Accuracy{
		Top1: 100 * m.Top1.Value, Top5: 100 * m.Top5.Value, Measured: true, Trained: f.Resolution,
		Source: p.words.Text("accuracy.measured", "photos", strconv.Itoa(m.Photos), "what", p.measured.Photos, "date", p.measured.Date),
	}, true
}

// accuracyHere returns what is known of what runs, and what it is of, or why there is none. Random weights have the
// accuracy of chance.
func (p *page) accuracyHere() readouts.Accuracy {
	r := p.engine.runs
	found, known := p.accuracyOf(r.wanted())
	known = known && !r.Random
	key := "accuracy.float-file"
	switch {
	case r.Random:
		key = "accuracy.random"
	case r.weights == choice.File:
		key = "accuracy.file"
	case found.Measured:
		key = "accuracy.by-us"
	case r.weights == choice.Own:
		key = "accuracy.not-measured"
	case !known && r.TrainedResolution != r.Resolution:
		key = "accuracy.trained-at"
	case !known:
		key = "accuracy.quantised-here"
	case r.Quantised:
		key = "accuracy.int8-file"
	}
	note := p.words.Text(key, "resolution", strconv.Itoa(r.TrainedResolution))
	if !known {
		return readouts.Accuracy{Figure: "–", Note: note, Text: p.whyNoAccuracy(note)}
	}
	key = "accuracy.published"
	if found.Measured {
		key = "accuracy.own"
	}
	text := p.words.Text(key, "top1", format.Percent(found.Top1/100), "top5", format.Percent(found.Top5/100), "source", found.Source)
	if r.Quantised && !r.wanted().Integers() && !found.Measured {
		text += " " + p.words.Text("accuracy.widened")
	}
	return readouts.Accuracy{Figure: percent(found.Top1), Note: note, Text: text, URL: found.URL}
}

// whyNoAccuracy says what is published beside what runs, and that it is not of what runs.
func (p *page) whyNoAccuracy(note string) string {
	r := p.engine.runs
	float, ok := model.PublishedAccuracy(r.Alpha, r.Resolution, false)
	integers, _ := model.PublishedAccuracy(r.Alpha, r.Resolution, true)
	if ok && r.weights == choice.Official && r.TrainedResolution == r.Resolution {
		return p.words.Text("accuracy.neither", "float", percent(float.Top1), "int8", percent(integers.Top1))
	}
	if r.weights == choice.Own {
		return p.words.Text("accuracy.own-none")
	}
	return p.words.Text("accuracy.none", "note", note)
}

// percent writes an accuracy with its sign.
func percent(accuracy float64) string { return format.Percent(accuracy/100) + "%" }
