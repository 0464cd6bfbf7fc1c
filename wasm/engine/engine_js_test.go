package main

import (
	"bytes"
	"context"
	"strings"
	"syscall/js"
	"testing"

	"mobilenet/model"
	"mobilenet/weights"
)

// configureMessage is a configure message for random weights, with the members of edit in place of its own.
func configureMessage(edit map[string]any) js.Value {
	message := map[string]any{
		"kind": "configure", "id": 1, "alpha": 0.25, "resolution": 128,
		"weights": map[string]any{"source": "random", "seed": 1},
	}
	for name, value := range edit {
		message[name] = value
	}
	return js.ValueOf(message)
}

func newEngine() engine { return engine{kept: make(map[string]weightsFile), warm: make(map[code]bool)} }

// mustConfigure gives the engine a network.
func mustConfigure(t *testing.T, e *engine, edit map[string]any) map[string]any {
	t.Helper()
	reply, err := e.configure(context.Background(), configureMessage(edit))
	if err != nil {
		t.Fatal(err)
	}
	return reply
}

// A frame's way through Go allocates nothing, and answers are probabilities in order.
func TestFrameAllocatesNothing(t *testing.T) {
	for _, precision := range []string{"f32", "int8"} {
		t.Run(precision, func(t *testing.T) { testFrame(t, precision) })
	}
}

func testFrame(t *testing.T, precision string) {
	theEngine = newEngine()
	if reply := mustConfigure(t, &theEngine, map[string]any{"precision": precision}); reply["precision"] != precision {
		t.Errorf("have precision %v, want %s", reply["precision"], precision)
	}
	before := generation(0)
	if _, ok := theEngine.pixels(0, 200).(uintptr); !ok {
		t.Fatalf("have %v for the address of the pixels, want a number", theEngine.pixels(0, 200))
	}
	for i := range theEngine.picture.rgba {
		theEngine.picture.rgba[i] = byte(i * 7919)
	}
	found := int32(0)
	allocations := testing.AllocsPerRun(20, func() {
		resize(0)
		found = answer(0, 5)
		preview(0)
		forward(0)
	})
	if allocations != 0 {
		t.Errorf("have %v allocations per frame, want 0", allocations)
	}
	if generation(0) != before {
		t.Errorf("have generation %d after frames, want %d", generation(0), before)
	}
	if found != 5 {
		t.Fatalf("have %d answers, want 5", found)
	}
	last := 1.0
	for i := range found {
		index, probability := theEngine.slots[0].answers[2*i], theEngine.slots[0].answers[2*i+1]
		if index < 0 || index > 999 || !(probability > 0 && probability <= last) {
			t.Errorf("answer %d: have class %v with %v after %v, want smaller probabilities of classes 0 to 999", i, index, probability, last)
		}
		last = probability
	}
	if all := answer(0, 1<<30); all != 1000 {
		t.Errorf("have %d answers when asked for all, want 1000", all)
	}
	if none := answer(0, -1); none != 0 {
		t.Errorf("have %d answers when asked for -1, want 0", none)
	}
	for i := 3; i < len(theEngine.slots[0].preview); i += 4 {
		if theEngine.slots[0].preview[i] != 255 {
			t.Fatalf("have a preview whose pixel %d is not opaque", i/4)
		}
	}
}

func TestPixelsRefusesHugePictures(t *testing.T) {
	e := newEngine()
	mustConfigure(t, &e, nil)
	message, ok := e.pixels(0, 10_000).(string)
	if !ok || !strings.Contains(message, "10000×10000") {
		t.Errorf("have %q for a picture of 100 megapixels, want words with its size", message)
	}
	if _, ok := e.pixels(0, 64).(uintptr); !ok {
		t.Error("have no address for a small picture after a huge one")
	}
}

func TestConfigureRejects(t *testing.T) {
	for name, test := range map[string]struct {
		edit map[string]any
		word string
	}{
		"alpha":          {map[string]any{"alpha": 0}, "alpha 0"},
		"alpha's type":   {map[string]any{"alpha": "0.5"}, "alpha: have a string"},
		"resolution":     {map[string]any{"resolution": 7}, "resolution 7"},
		"fraction":       {map[string]any{"resolution": 160.5}, "resolution 160.5"},
		"isa":            {map[string]any{"isa": "avx512"}, `"avx512": want scalar`},
		"precision":      {map[string]any{"precision": "f16"}, `"f16": want f32 or int8`},
		"isa's type":     {map[string]any{"isa": 7}, `instruction set "7"`},
		"no weights":     {map[string]any{"weights": nil}, "weights: have none"},
		"no source":      {map[string]any{"weights": map[string]any{}}, "want random, url, raw or file"},
		"no address":     {map[string]any{"weights": map[string]any{"source": "url"}}, "no address"},
		"no buffer":      {map[string]any{"weights": map[string]any{"source": "file", "name": "x"}}, "without its bytes"},
		"random, no α":   {map[string]any{"alpha": nil}, "want an alpha"},
		"raw, no α":      {map[string]any{"alpha": nil, "weights": map[string]any{"source": "raw", "url": "x"}}, "want an alpha"},
		"not an address": {map[string]any{"weights": map[string]any{"source": "url", "url": "http://["}}, "not fetched"},
	} {
		t.Run(name, func(t *testing.T) {
			e := newEngine()
			mustConfigure(t, &e, nil)
			former := e.slots[0].current
			_, err := e.configure(context.Background(), configureMessage(test.edit))
			if err == nil || !strings.Contains(err.Error(), test.word) {
				t.Errorf("have error %v, want one that says %q", err, test.word)
			}
			if e.slots[0].current != former {
				t.Error("have another network after a failed configure, want the former one")
			}
		})
	}
}

// dropped is a weights member with a file's bytes.
func dropped(file []byte) js.Value {
	buffer := js.Global().Get("Uint8Array").New(len(file))
	js.CopyBytesToJS(buffer, file)
	return js.ValueOf(map[string]any{"source": "file", "name": "dropped", "buffer": buffer.Get("buffer")})
}

// fixedFile is a weights member with a file of half the full width; files of other seeds have other weights.
func fixedFile(t *testing.T, seed uint64) js.Value {
	t.Helper()
	b, err := model.RandomWeights(model.Spec{Alpha: 0.5, Resolution: 96}, seed)
	if err != nil {
		t.Fatal(err)
	}
	b.Meta.Labels = weights.LabelsImageNet
	var file bytes.Buffer
	if err := weights.WriteSafetensors(&file, b); err != nil {
		t.Fatal(err)
	}
	return dropped(file.Bytes())
}

// The cache gives back what it holds, holds no more than the memory's bound allows, and never drops the network in use.
func TestCache(t *testing.T) {
	e := newEngine()
	file := func(seed uint64, precision string) map[string]any {
		return map[string]any{"alpha": nil, "resolution": 96, "precision": precision, "weights": fixedFile(t, seed)}
	}
	mustConfigure(t, &e, file(1, "f32"))
	if reply := mustConfigure(t, &e, file(1, "f32")); reply["fromCache"] != true {
		t.Errorf("have %v, want the same network from the cache", reply)
	}
	if reply := mustConfigure(t, &e, file(1, "int8")); reply["fromCache"] != false {
		t.Errorf("have %v, want another network for another precision", reply)
	}
	mustConfigure(t, &e, file(1, "f32"))
	inUse := e.slots[0].current
	for seed := range uint64(6) {
		e.slots[0].current = inUse
		mustConfigure(t, &e, file(seed+2, "f32"))
		total := int64(0)
		for _, l := range e.cache {
			total += l.network.ParameterBytes()
		}
		if limit := heapLimit(memoryBound(inUse.network.ParameterBytes())); total > limit {
			t.Errorf("have %d bytes of weights, want at most %d", total, limit)
		}
		if e.cache.get(inUse.key, 0) == nil {
			t.Fatal("the network in use was dropped")
		}
	}
	if reply := mustConfigure(t, &e, file(2, "f32")); reply["fromCache"] != false {
		t.Errorf("have %v, want a network that was dropped built again", reply)
	}
}

// Weights that are kept are read once, whatever network is built of them.
func TestPrefetch(t *testing.T) {
	e := newEngine()
	weights := fixedFile(t, 1)
	message := map[string]any{"weights": weights, "alpha": nil, "resolution": nil}
	if _, err := e.prefetch(configureMessage(message)); err == nil || !strings.Contains(err.Error(), "want keep: true") {
		t.Errorf("not to be kept: have %v, want an error", err)
	}
	weights.Set("keep", true)
	if reply, err := e.prefetch(configureMessage(message)); err != nil || reply["kind"] != "prefetched" {
		t.Fatalf("have %v and %v, want weights prefetched", reply, err)
	}
	mustConfigure(t, &e, message)
	message["precision"] = "int8"
	mustConfigure(t, &e, message)
	if have := len(e.kept); have != 1 || len(e.cache) != 2 {
		t.Errorf("have %d files kept and %d networks, want one file for two", have, len(e.cache))
	}
	for _, f := range e.kept {
		f.bundle.Meta.Name = "from the first reading"
	}
	if reply := mustConfigure(t, &e, map[string]any{"weights": weights, "alpha": nil, "slot": "b"}); reply["name"] != "from the first reading" {
		t.Errorf("have %v, want the file that is kept", reply["name"])
	}
}

// Random weights of any width take the memory of those before, of the same slot and precision.
func TestRandomInPlace(t *testing.T) {
	e := newEngine()
	for _, slot := range []string{"a", "b"} {
		at, err := parseSlot(js.ValueOf(slot))
		if err != nil {
			t.Fatal(err)
		}
		for _, precision := range []string{"f32", "int8"} {
			var first *loaded
			for _, alpha := range []float64{0.5, 0.25, 0.375, 0.5} {
				mustConfigure(t, &e, map[string]any{"slot": slot, "precision": precision, "alpha": alpha})
				have := e.slots[at].current
				if first == nil {
					first = have
				}
				if have != first {
					t.Errorf("%s, %s, alpha %v: have another network, want the same", slot, precision, alpha)
				}
				if n := have.network; n.Spec().Alpha != alpha || n.Precision().String() != precision || have.slot != at {
					t.Errorf("%s, %s, alpha %v: have alpha %v, %v", slot, precision, alpha, n.Spec().Alpha, n.Precision())
				}
			}
		}
	}
}
