package main

import (
	"encoding/json"

	"mobilenet/wasm/internal/choice"
	"mobilenet/wasm/internal/link"
	"mobilenet/wasm/internal/offers"
	"mobilenet/weights"
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
	// The members are those of package message's Configure and Weights.
	text, err := json.Marshal(map[string]any{
		"alpha": c.Alpha, "resolution": c.Resolution, "precision": c.Precision,
		"weights": map[string]any{
			"source": "url", "url": "weights/" + file.File, "bytes": file.Bytes, "sha256": file.SHA256, "keep": file.Own(),
		},
	})
	return string(text), err
}
