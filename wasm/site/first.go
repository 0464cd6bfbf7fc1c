package main

import (
	"encoding/json"

	"mobilenet/wasm/internal/choice"
	"mobilenet/wasm/internal/link"
	"mobilenet/wasm/internal/offers"
	"mobilenet/weights"
	"mobilenet/weights/layers"
)

// first returns what the engine runs first when nobody asks for anything, as web/first.js reads it; null if there are no
// weights for it.
func first(classifiers []weights.IndexEntry) (string, error) {
	sets := choice.NewSets(classifiers)
	c := choice.Resolve(choice.First(link.State{}, &sets), &sets, offers.Capabilities{})
	file, ok := sets.Of(c.Weights).FileFor(c)
	if !ok {
		return "null", nil
	}
	full := layers.Table1()
	firstFull, lastFull := full[0].Out.Channels, full[full.Features()].Out.Channels
	// The members are those of package message's Configure and Weights, and the values of the text alpha.meaning.
	text, err := json.Marshal(map[string]any{
		"alpha": c.Alpha, "resolution": c.Resolution, "precision": c.Precision,
		"channels": map[string]int{
			"first": layers.Channels(firstFull, c.Alpha), "firstFull": firstFull,
			"last": layers.Channels(lastFull, c.Alpha), "lastFull": lastFull,
		},
		"weights": map[string]any{
			"source": "url", "url": "weights/" + file.File, "bytes": file.Bytes, "sha256": file.SHA256, "keep": file.Own(),
		},
	})
	return string(text), err
}
