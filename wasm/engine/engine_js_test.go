package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"syscall/js"
	"testing"
	"unsafe"

	"mobilenet/model"
	"mobilenet/wasm/internal/message"
	"mobilenet/weights"
)

// random is a configure message for random weights of slot a.
func random() *message.Configure {
	return &message.Configure{Alpha: new(0.25), Resolution: new(128), Weights: message.Weights{Source: "random", Seed: 1}}
}

func newEngine() engine { return engine{kept: make(map[string]weightsFile), warm: make(map[code]bool)} }

// mustConfigure gives the engine a network.
func mustConfigure(t *testing.T, e *engine, m *message.Configure) *message.Configured {
	t.Helper()
	reply, err := e.configure(context.Background(), m)
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
	m := random()
	m.Precision = precision
	if reply := mustConfigure(t, &theEngine, m); reply.Precision != precision {
		t.Errorf("have precision %v, want %s", reply.Precision, precision)
	}
	before := theEngine.generations
	if _, ok := theEngine.pixels(200).(int); !ok {
		t.Fatalf("have %v for the address of the pixels, want a number", theEngine.pixels(200))
	}
	for i := range theEngine.picture.rgba {
		theEngine.picture.rgba[i] = byte(i * 7919)
	}
	found := int32(0)
	allocations := testing.AllocsPerRun(20, func() {
		found = answer(0, 5, firstClass)
		features(0)
		logits(0)
		forward(0)
	})
	if allocations != 0 {
		t.Errorf("have %v allocations per frame, want 0", allocations)
	}
	if theEngine.generations != before {
		t.Errorf("have generations %d after frames, want %d", theEngine.generations, before)
	}
	if found != 5 {
		t.Fatalf("have %d answers, want 5", found)
	}
	outcome := &theEngine.slots[0].outcome
	if !(outcome.resizeMs > 0 && outcome.networkMs > 0) {
		t.Errorf("have %v ms of resizing and %v ms of the network, want both above 0", outcome.resizeMs, outcome.networkMs)
	}
	last := 1.0
	for i := range found {
		index, probability := outcome.answers[2*i], outcome.answers[2*i+1]
		if index < 0 || index > 999 || !(probability > 0 && probability <= last) {
			t.Errorf("answer %d: have class %v with %v after %v, want smaller probabilities of classes 0 to 999", i, index, probability, last)
		}
		last = probability
	}
	if all := answer(0, 1<<30, noClass); all != 1000 {
		t.Errorf("have %d answers when asked for all, want 1000", all)
	}
	if none := answer(0, -1, noClass); none != 0 {
		t.Errorf("have %d answers when asked for -1, want 0", none)
	}
	for i := 3; i < len(theEngine.slots[0].preview); i += 4 {
		if theEngine.slots[0].preview[i] != 255 {
			t.Fatalf("have a preview whose pixel %d is not opaque", i/4)
		}
	}
}

// The features and logits of a frame are those that the same network computes of the same input, to the bit.
func TestFeatures(t *testing.T) {
	for _, precision := range []model.Precision{model.Float32, model.Int8} {
		theEngine = newEngine()
		m := random()
		m.Precision = precision.String()
		mustConfigure(t, &theEngine, m)
		theEngine.pixels(200)
		for i := range theEngine.picture.rgba {
			theEngine.picture.rgba[i] = byte(i * 7919)
		}
		answer(0, 1, noClass)
		running := theEngine.slots[0].current.network
		bundle, err := model.RandomWeights(running.Spec(), 1)
		if err != nil {
			t.Fatal(err)
		}
		n, err := model.Build(running.Spec(), bundle, precision)
		if err != nil {
			t.Fatal(err)
		}
		n.SetISA(running.ISA())
		copy(n.Input(), running.Input())
		scores := n.Forward()
		net := new(message.Net)
		if err := message.Read(theEngine.describe(message.A).(js.Value), net); err != nil {
			t.Fatal(err)
		}
		have := unsafe.Slice((*float32)(features(0)), net.FeatureCount)
		if want := n.Features(); !slices.Equal(have, want) || slices.Max(want) == 0 {
			t.Errorf("%v: have features %v, want %v", precision, have, want)
		}
		if have := unsafe.Slice((*float32)(logits(0)), net.Classes); !slices.Equal(have, scores) {
			t.Errorf("%v: have logits %v, want %v", precision, have, scores)
		}
	}
}

func TestPixelsRefusesHugePictures(t *testing.T) {
	e := newEngine()
	mustConfigure(t, &e, random())
	words, ok := e.pixels(10_000).(string)
	if !ok || !strings.Contains(words, "10000×10000") {
		t.Errorf("have %q for a picture of 100 megapixels, want words with its size", words)
	}
	if _, ok := e.pixels(64).(int); !ok {
		t.Error("have no address for a small picture after a huge one")
	}
}

func TestConfigureRejects(t *testing.T) {
	for name, test := range map[string]struct {
		edit func(m *message.Configure)
		word string
	}{
		"alpha":          {func(m *message.Configure) { m.Alpha = new(0.0) }, "alpha 0"},
		"resolution":     {func(m *message.Configure) { m.Resolution = new(7) }, "resolution 7"},
		"slot":           {func(m *message.Configure) { m.Slot = "c" }, `slot "c": want a or b`},
		"isa":            {func(m *message.Configure) { m.ISA = "avx512" }, `"avx512": want scalar`},
		"precision":      {func(m *message.Configure) { m.Precision = "f16" }, `"f16": want f32 or int8`},
		"no weights":     {func(m *message.Configure) { m.Weights = message.Weights{} }, "weights: have none"},
		"no source":      {func(m *message.Configure) { m.Weights.Source = "sea" }, "want random, url, raw or file"},
		"no address":     {func(m *message.Configure) { m.Weights.Source = "url" }, "no address"},
		"no buffer":      {func(m *message.Configure) { m.Weights.Source = "file" }, "without its bytes"},
		"random, no α":   {func(m *message.Configure) { m.Alpha = nil }, "want an alpha"},
		"raw, no α":      {func(m *message.Configure) { m.Alpha, m.Weights = nil, message.Weights{Source: "raw", URL: "x"} }, "want an alpha"},
		"not an address": {func(m *message.Configure) { m.Weights = message.Weights{Source: "url", URL: "http://["} }, "not fetched"},
	} {
		t.Run(name, func(t *testing.T) {
			e := newEngine()
			mustConfigure(t, &e, random())
			former := e.slots[0].current
			m := random()
			test.edit(m)
			_, err := e.configure(context.Background(), m)
			if err == nil || !strings.Contains(err.Error(), test.word) {
				t.Errorf("have error %v, want one that says %q", err, test.word)
			}
			if e.slots[0].current != former {
				t.Error("have another network after a failed configure, want the former one")
			}
		})
	}
}

// dropped are weights that come as a file's bytes.
func dropped(file []byte) message.Weights {
	buffer := js.Global().Get("Uint8Array").New(len(file))
	js.CopyBytesToJS(buffer, file)
	return message.Weights{Source: "file", Name: "dropped", Buffer: buffer.Get("buffer")}
}

// fixedFile are weights from a file of half the full width; files of other seeds have other weights.
func fixedFile(t *testing.T, seed uint64) message.Weights {
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

// Weights that have come with the message are not fetched, and count as those of their address.
func TestWeightsThatHaveCome(t *testing.T) {
	e := newEngine()
	come := fixedFile(t, 1)
	come.Source, come.URL, come.Name = "url", "http://localhost:1/weights/a.safetensors", ""
	view := js.Global().Get("Uint8Array").New(come.Buffer)
	content := make([]byte, view.Length())
	js.CopyBytesToGo(content, view)
	come.SHA256 = strings.Repeat("0", 64)
	if _, err := e.configure(t.Context(), &message.Configure{Resolution: new(96), Cold: true, Weights: come}); err == nil || !strings.Contains(err.Error(), "corrupt") {
		t.Errorf("another digest: have %v, want an error with corrupt", err)
	}
	come.SHA256 = fmt.Sprintf("%x", sha256.Sum256(content))
	have, err := e.configure(t.Context(), &message.Configure{Resolution: new(96), Cold: true, Weights: come})
	if err != nil {
		t.Fatal(err)
	}
	if have.WeightsBytes != len(content) || have.WarmupMs != 0 {
		t.Errorf("have %d bytes of weights warmed up for %v ms, want %d and 0", have.WeightsBytes, have.WarmupMs, len(content))
	}
	first := e.slots[0].current
	come.Buffer = js.Undefined()
	if mustConfigure(t, &e, &message.Configure{Resolution: new(96), Weights: come}); e.slots[0].current != first {
		t.Error("have another network when they are asked for by their address alone, want the one that there is")
	}
}

// The cache gives back what it holds, holds no more than the memory's bound allows, and never drops the network in use.
func TestCache(t *testing.T) {
	e := newEngine()
	configure := func(seed uint64, precision string) *loaded {
		mustConfigure(t, &e, &message.Configure{Resolution: new(96), Precision: precision, Weights: fixedFile(t, seed)})
		return e.slots[0].current
	}
	first := configure(1, "f32")
	if configure(1, "f32") != first {
		t.Error("have another network for the same file, want the one from the cache")
	}
	if configure(1, "int8") == first {
		t.Error("have the same network for another precision, want another")
	}
	inUse := configure(1, "f32")
	var dropped *loaded
	for seed := range uint64(6) {
		e.slots[0].current = inUse
		if l := configure(seed+2, "f32"); seed == 0 {
			dropped = l
		}
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
	if configure(2, "f32") == dropped {
		t.Error("have the network that was dropped, want it built again")
	}
}

// Weights that are kept are read once, whatever network is built of them.
func TestPrefetch(t *testing.T) {
	e := newEngine()
	weights := fixedFile(t, 1)
	if err := e.prefetch(&message.Prefetch{Weights: weights}); err == nil || !strings.Contains(err.Error(), "want keep: true") {
		t.Errorf("not to be kept: have %v, want an error", err)
	}
	weights.Keep = true
	if err := e.prefetch(&message.Prefetch{Weights: weights}); err != nil {
		t.Fatal(err)
	}
	mustConfigure(t, &e, &message.Configure{Weights: weights})
	mustConfigure(t, &e, &message.Configure{Weights: weights, Precision: "int8"})
	if have := len(e.kept); have != 1 || len(e.cache) != 2 {
		t.Errorf("have %d files kept and %d networks, want one file for two", have, len(e.cache))
	}
	for _, f := range e.kept {
		f.bundle.Meta.Name = "from the first reading"
	}
	if reply := mustConfigure(t, &e, &message.Configure{Weights: weights, Slot: message.B}); reply.Name != "from the first reading" {
		t.Errorf("have %v, want the file that is kept", reply.Name)
	}
}

// Random weights of any width take the memory of those before, of the same slot and precision.
func TestRandomInPlace(t *testing.T) {
	e := newEngine()
	for at, slot := range slotNames {
		for _, precision := range []string{"f32", "int8"} {
			var first *loaded
			for _, alpha := range []float64{0.5, 0.25, 0.375, 0.5} {
				m := random()
				m.Slot, m.Precision, m.Alpha = slot, precision, &alpha
				mustConfigure(t, &e, m)
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
