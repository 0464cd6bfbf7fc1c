package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"strings"
	"syscall/js"
	"testing"
	"time"

	"mobilenet/weights"
	"mobilenet/weights/oniontest"
)

// slimFixture are small slimmable weights that know three of ImageNet's classes.
var slimFixture = oniontest.File{
	AlphaMin: 0.25, AlphaMax: 36. / 128, Classes: 3, Bands: []int{160},
	Metadata: map[string]string{"labels": "imagenet-1000", "class_indices": "[400,20,999]", "stage": "starter"},
}

// dropped is a weights member with a file's bytes.
func dropped(file []byte) js.Value {
	buffer := js.Global().Get("Uint8Array").New(len(file))
	js.CopyBytesToJS(buffer, file)
	return js.ValueOf(map[string]any{"source": "file", "name": "slim", "buffer": buffer.Get("buffer")})
}

// One network of slimmable weights takes every width, in both precisions, and answers with ImageNet's indices.
func TestSlimmableFile(t *testing.T) {
	theEngine = newEngine()
	e := &theEngine
	source := dropped(slimFixture.Bytes())
	reply := mustConfigure(t, e, map[string]any{"weights": source, "alpha": nil, "resolution": nil})
	if reply["alpha"] != 36./128 || reply["resolution"] != 160 || reply["slimmable"] != true || reply["alphaMin"] != 0.25 ||
		reply["alphaMax"] != 36./128 || reply["stage"] != "starter" || len(reply["classIndices"].([]any)) != 3 || reply["fromCache"] != false {
		t.Errorf("have %v", reply)
	}
	for _, precision := range []string{"f32", "int8", "f32"} {
		var first any // the widest: it has room for the others
		for _, alpha := range []float64{36. / 128, 33. / 128, 0.25, 36. / 128} {
			reply := mustConfigure(t, e, map[string]any{"weights": source, "alpha": alpha, "precision": precision})
			if reply["alpha"] != alpha || reply["precision"] != precision {
				t.Errorf("have %v, want alpha %v in %s", reply, alpha, precision)
			}
			if first == nil {
				first = e.slots[0].current
			} else if first != e.slots[0].current || reply["fromCache"] != true {
				t.Errorf("alpha %v: have another network, want the same", alpha)
			}
			e.pixels(0, 32)
			resize(0)
			if found := answer(0, 5); found != 3 {
				t.Errorf("have %d answers, want 3", found)
			}
			for i := range 3 {
				if index := e.slots[0].answers[2*i]; index != 400 && index != 20 && index != 999 {
					t.Errorf("have class %v, want one of the weights'", index)
				}
			}
		}
	}
	if len(e.files) != 1 || len(e.cache) != 1 {
		t.Errorf("have %d files and %d networks, want one of each", len(e.files), len(e.cache))
	}
	for edit, want := range map[*map[string]any]string{
		{"weights": source, "alpha": 0.5}:                "alpha 0.5: want one of the file's 5 widths, 0.25 to 0.28125",
		{"weights": source, "architecture": "shallow"}:   "want random weights",
		{"weights": source, "resolution": 100}:           "resolution 100",
		{"weights": dropped(slimFixture.Bytes()[:9000])}: "slim: weights: onion",
	} {
		before := e.slots[0].current
		if _, err := e.configure(context.Background(), configureMessage(*edit)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: have %v, want an error with %q", *edit, err, want)
		}
		if e.slots[0].current != before || answer(0, 1) != 1 {
			t.Errorf("%v: have no network afterwards, want the one before", *edit)
		}
	}
}

// Slimmable weights are broken as those of one width are, except that every width of them is a slice already.
func TestBreakSlimmable(t *testing.T) {
	e := newEngine()
	for how, want := range map[string]string{"statistics": "", "quantise": "", "slice": "have slimmable weights"} {
		message := configureMessage(map[string]any{
			"weights": dropped(slimFixture.Bytes()), "alpha": 33. / 128, "how": how, "per": "channel",
		})
		reply, err := e.breakWeights(context.Background(), message)
		switch {
		case want == "" && (err != nil || reply["alpha"] != 33./128):
			t.Errorf("%s: have %v and %v, want alpha %v", how, reply, err, 33./128)
		case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
			t.Errorf("%s: have %v, want an error with %q", how, err, want)
		}
	}
}

// A network runs as soon as its ring has come, and wider ones follow.
func TestSlimmableGrows(t *testing.T) {
	file := slimFixture.Bytes()
	e := newEngine()
	r, w := io.Pipe()
	defer w.Close()
	sent := make(chan int)
	go func() {
		for part := range sent {
			w.Write(file[:part])
			file = file[part:]
		}
		w.CloseWithError(errors.New("connection lost"))
	}()
	_, o, err := weights.OpenSafetensors(io.MultiReader(bytes.NewReader(file[:headerEnd(file)]), r), weightsLimit)
	if err != nil {
		t.Fatal(err)
	}
	file = file[headerEnd(file):]
	f := newSlimFile("url http://x/slim", "slim", o, func() {})
	e.keep(f)
	var reached []float64
	go f.grow(func() error { return nil }, func() { reached = append(reached, f.onion.Reach()) })
	configure := func(ctx context.Context, alpha float64) error {
		_, err := e.configure(ctx, configureMessage(map[string]any{
			"alpha": alpha, "weights": map[string]any{"source": "url", "url": "http://x/slim"},
		}))
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	if err := configure(ctx, 0.25); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("before the first ring: have %v, want it to wait", err)
	}
	sent <- len(file) * 9 / 10
	if err := configure(context.Background(), 0.25); err != nil {
		t.Errorf("after the first ring: have %v", err)
	}
	if e.slots[0].current.slim != f || f.onion.Reach() >= o.Meta().AlphaMax {
		t.Errorf("have reach %v, want less than the whole", f.onion.Reach())
	}
	close(sent)
	if err := configure(context.Background(), o.Meta().AlphaMax); err == nil || !strings.Contains(err.Error(), "connection lost") {
		t.Errorf("a ring that does not come: have %v, want the connection lost", err)
	}
	if err := configure(context.Background(), 0.25); err != nil {
		t.Errorf("a ring that had come: have %v", err)
	}
	if len(reached) < 2 || reached[0] != 0.25 || !f.lost() {
		t.Errorf("have reach %v, want some widths before it was lost", reached)
	}
}

// headerEnd returns the byte after a file's header.
func headerEnd(file []byte) int {
	return 8 + int(binary.LittleEndian.Uint64(file))
}
