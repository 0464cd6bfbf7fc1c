package main

import (
	"context"
	"strings"
	"syscall/js"
	"testing"

	"mobilenet/kernels"
	"mobilenet/model"
	"mobilenet/wasm/internal/message"
	"mobilenet/weights/layers"
)

// withDetector is an engine that has a detector of random weights.
func withDetector(t *testing.T) engine {
	t.Helper()
	e := newEngine()
	b, err := model.RandomWeights(model.Spec{Alpha: 0.25, Resolution: layers.SSDResolution, Architecture: layers.SSD}, 1)
	if err != nil {
		t.Fatal(err)
	}
	b.Meta.Resolution = layers.SSDResolution
	if err := e.buildDetector(request{slot: noSlot, isa: kernels.Best()}, weightsFile{bundle: b}); err != nil {
		t.Fatal(err)
	}
	return e
}

// A picture's way through the detector allocates nothing; what is found is as much as was asked for, the best first.
func TestFind(t *testing.T) {
	theEngine = withDetector(t)
	if have := find(0, 5); have != -1 {
		t.Errorf("without a picture: have %d things, want −1", have)
	}
	if _, ok := theEngine.pixels(200).(int); !ok {
		t.Fatalf("have %v for the address of the pixels, want a number", theEngine.pixels(200))
	}
	for i := range theEngine.picture.rgba {
		theEngine.picture.rgba[i] = byte(i * 7919)
	}
	found := int32(0)
	if have := testing.AllocsPerRun(3, func() { found = find(0, 5) }); have != 0 {
		t.Errorf("have %v allocations a picture, want 0", have)
	}
	if found != 5 {
		t.Fatalf("have %d things, want 5", found)
	}
	o := &theEngine.things
	if !(o.resizeMs > 0 && o.networkMs > 0 && o.boxesMs > 0) {
		t.Errorf("have %v, %v and %v ms of resizing, network and boxes, want all above 0", o.resizeMs, o.networkMs, o.boxesMs)
	}
	for i, thing := range o.found[:found] {
		if thing.class < 0 || thing.class >= layers.COCOClasses-1 || !(thing.x0 < thing.x1 && thing.y0 < thing.y1) {
			t.Errorf("thing %d: have %+v, want a class of COCO's and a box", i, thing)
		}
		if i > 0 && thing.score > o.found[i-1].score {
			t.Errorf("thing %d: have score %v after %v, want the best first", i, thing.score, o.found[i-1].score)
		}
	}
	if have := find(0, 1<<30); have > maxBoxes {
		t.Errorf("have %d things when asked for all, want at most %d", have, maxBoxes)
	}
	if have := find(2, 5); have != 0 {
		t.Errorf("have %d things of an impossible score, want 0", have)
	}
	theEngine.dropDetector()
	if have := find(0, 5); have != -1 {
		t.Errorf("without a detector: have %d things, want −1", have)
	}
}

// Files of something else are refused by name, and then there is no detector.
func TestLoadDetectorRefuses(t *testing.T) {
	e := withDetector(t)
	for _, c := range []struct {
		name  string
		bytes string
		want  string
	}{
		{"nothing", "", "x.tflite: weights: tflite:"},
		{"no model", "no model at all", "x.tflite: weights: tflite:"},
	} {
		buffer := js.Global().Get("Uint8Array").New(len(c.bytes))
		js.CopyBytesToJS(buffer, []byte(c.bytes))
		m := &message.LoadDetector{Weights: message.Weights{Source: "file", Name: "x.tflite", Buffer: buffer.Get("buffer")}}
		if _, err := e.loadDetector(context.Background(), m); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: have error %v, want one that says %q", c.name, err, c.want)
		}
		if e.detector.loaded != nil {
			t.Errorf("%s: have a detector, want none", c.name)
		}
	}
}

// The detector counts among the weights in use.
func TestDetectorNeedsRoom(t *testing.T) {
	alone, beside := newEngine(), withDetector(t)
	for _, e := range []*engine{&alone, &beside} {
		mustConfigure(t, e, random())
	}
	more := beside.heapLimit - alone.heapLimit
	if want := beside.detector.network.ParameterBytes() * 5 / 2 * 3 / 5; more < want-3 || more > want+3 {
		t.Errorf("have %d bytes more to fill beside a detector, want %d", more, want)
	}
}
