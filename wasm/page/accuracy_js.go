package main

import (
	"context"
	"strconv"

	"mobilenet/model"
	"mobilenet/wasm/internal/readout"
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
// for them at the resolution that they were trained at, for others what this project measured: on other photos, so that
// the two kinds cannot be compared.
func (p *page) accuracyOf(c configuration) (panel.Accuracy, bool) {
	at := -1
	if c.weights.files != nil {
		at = readout.Choose(c.weights.trained, c.alpha, c.resolution, false)
	}
	if at < 0 {
		return panel.Accuracy{}, false
	}
	f := c.weights.files[at]
	if c.weights.kind == officialWeights {
		found, ok := model.PublishedAccuracy(c.alpha, c.resolution, f.Quantised)
		return panel.Accuracy{Top1: found.Top1, Top5: found.Top5, Trained: f.Resolution, Source: found.Source, URL: found.URL},
			ok && f.Resolution == c.resolution
	}
	m, ok := p.sets.measured.Find(f.SHA256, precisionF32, c.alpha, c.resolution, false)
	if !ok {
		return panel.Accuracy{}, false
	}
	return panel.Accuracy{
		Top1: 100 * m.Top1.Value, Top5: 100 * m.Top5.Value, Measured: true, Trained: f.Resolution,
		Source: p.text("accuracy.measured", "photos", strconv.Itoa(m.Photos), "what", p.sets.measured.Photos, "date", p.sets.measured.Date),
	}, true
}

// precisionF32 is the number format of the page's networks, as the engine names it.
const precisionF32 = "f32"
