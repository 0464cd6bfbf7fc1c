package main

import (
	"context"
	"slices"
	"testing"

	"mobilenet/wasm/internal/message"
)

// mustBreak puts a damaged network into slot b and returns the answer, and the network's logits for the last picture.
func mustBreak(t *testing.T, m *message.Break) (*message.Broken, []float32) {
	t.Helper()
	reply, err := theEngine.breakWeights(context.Background(), m)
	if err != nil {
		t.Fatal(err)
	}
	theEngine.slots[1].look()
	return reply, slices.Clone(theEngine.slots[1].current.network.Forward())
}

// Statistics from remembered pictures change what weights that were cut answer, and slot a stays.
func TestMend(t *testing.T) {
	theEngine = newEngine()
	mustConfigure(t, &theEngine, random())
	former := theEngine.slots[0].current
	m := &message.Break{Configure: *random(), How: "slice"}
	m.Alpha, m.Resolution = new(0.5), new(96)
	for seed := range 3 {
		aPicture(t, 100+seed)
		if err := theEngine.memory.remember(&theEngine.picture); err != nil {
			t.Fatal(err)
		}
	}
	broken, before := mustBreak(t, m)
	m.Recalibrate = true
	mended, after := mustBreak(t, m)
	if broken.Pictures != 0 || mended.Pictures != 3 {
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
	b := random()
	b.Slot = message.B
	mustConfigure(t, &theEngine, random())
	mustConfigure(t, &theEngine, b)
	before := theEngine.generations[1]
	err := theEngine.release(&message.Release{Slot: message.B})
	if have := theEngine.generations[1]; err != nil || theEngine.slots[1].current != nil || have == before {
		t.Errorf("have %v and generation %d, want an empty slot of another generation than %d", err, have, before)
	}
	if have := len(theEngine.cache); have != 1 {
		t.Errorf("have %d networks in the cache, want that of slot a", have)
	}
	if err := theEngine.release(&message.Release{}); err == nil || theEngine.slots[0].current == nil {
		t.Error("have slot a released, want words that say it is not to be")
	}
}
