package main

import (
	"context"
	"slices"
	"testing"
)

// mustBreak puts a damaged network into slot b and returns the answer, and the network's logits for the last picture.
func mustBreak(t *testing.T, edit map[string]any) (map[string]any, []float32) {
	t.Helper()
	reply, err := theEngine.breakWeights(context.Background(), configureMessage(edit))
	if err != nil {
		t.Fatal(err)
	}
	if message, failed := theEngine.pixels(1, theEngine.picture.side).(string); failed {
		t.Fatal(message)
	}
	resize(1)
	return reply, slices.Clone(theEngine.slots[1].current.network.Forward())
}

// Statistics from remembered pictures change what weights that were cut answer, and slot a stays.
func TestMend(t *testing.T) {
	theEngine = newEngine()
	mustConfigure(t, &theEngine, nil)
	former := theEngine.slots[0].current
	edit := map[string]any{"how": "slice", "alpha": 0.5, "resolution": 96}
	for seed := range 3 {
		aPicture(t, 0, 100+seed)
		if message, failed := theEngine.rememberPicture().(string); failed {
			t.Fatal(message)
		}
	}
	broken, before := mustBreak(t, edit)
	edit["recalibrate"] = true
	mended, after := mustBreak(t, edit)
	if broken["pictures"] != nil || mended["pictures"] != 3 || mended["kind"] != "broken" || mended["slot"] != "b" {
		t.Errorf("have %v and %v, want statistics of no picture and of 3", broken, mended)
	}
	if slices.Equal(before, after) {
		t.Error("have the same logits with other statistics, want others")
	}
	if theEngine.slots[0].current != former {
		t.Error("have another network in slot a, want the former one")
	}
}

// Slot b is given back whatever it holds, slot a never.
func TestRelease(t *testing.T) {
	theEngine = newEngine()
	mustConfigure(t, &theEngine, nil)
	mustConfigure(t, &theEngine, map[string]any{"slot": "b"})
	before := generation(1)
	if have := theEngine.release(1); have != nil || theEngine.describeNetwork(1) != nil || generation(1) == before {
		t.Errorf("have %v and generation %d, want an empty slot of another generation than %d", have, generation(1), before)
	}
	if have := len(theEngine.cache); have != 1 {
		t.Errorf("have %d networks in the cache, want that of slot a", have)
	}
	if _, failed := theEngine.release(0).(string); !failed || theEngine.describeNetwork(0) == nil {
		t.Error("have slot a released, want words that say it is not to be")
	}
}
