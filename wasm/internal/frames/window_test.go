package frames_test

import (
	"math"
	"testing"

	"mobilenet/wasm/internal/frames"
)

func TestWindow(t *testing.T) {
	var w frames.Window
	if got := w.Total(); got != (frames.Summary{}) {
		t.Errorf("empty window: have %v, want zeros", got)
	}
	if got := w.Rate(); got != 0 {
		t.Errorf("empty window: have %v frames per second, want 0", got)
	}
	// Network takes 1, 2, … 60 ms, the other stages 1 ms each; a frame is done every
	// 20 ms. The window keeps 11 … 60: median (35+36)/2, p95 the 48th = 58.
	for i := 1; i <= 60; i++ {
		w.Add(frames.Times{1, 1, 1, float64(i)}, float64(20*i))
	}
	if w.Len() != frames.Kept {
		t.Errorf("have %d frames, want %d", w.Len(), frames.Kept)
	}
	if got, want := w.Stage(frames.Network), (frames.Summary{Median: 35.5, P95: 58}); got != want {
		t.Errorf("network: have %v, want %v", got, want)
	}
	if got, want := w.Total(), (frames.Summary{Median: 38.5, P95: 61}); got != want {
		t.Errorf("total: have %v, want %v", got, want)
	}
	if got := w.Rate(); math.Abs(got-50) > 1e-9 {
		t.Errorf("have %v frames per second, want 50", got)
	}
	w.Reset()
	w.Add(frames.Times{0, 0, 0, 7}, 3)
	if got, want := w.Total(), (frames.Summary{Median: 7, P95: 7}); got != want {
		t.Errorf("one frame: have %v, want %v", got, want)
	}
}

func TestWindowAllocatesNothing(t *testing.T) {
	var w frames.Window
	if n := testing.AllocsPerRun(100, func() {
		w.Add(frames.Times{1, 2, 3, 4}, 5)
		w.Total()
		w.Stage(frames.Network)
	}); n != 0 {
		t.Errorf("have %v allocations a frame, want 0", n)
	}
}
