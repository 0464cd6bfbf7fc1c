// Package frames keeps the times of the last frames and summarises them. Times are in milliseconds.
package frames

import (
	"slices"

	"mobilenet/wasm/internal/stats"
)

// Kept is how many frames the statistics look back on.
const Kept = 50

// Stage is a part of a frame's way from the camera to the answer.
type Stage int

// The stages in the order in which a frame passes them.
const (
	Capture Stage = iota // grabbing the picture as a bitmap
	Copy                 // its pixels into the program's memory
	Resize               // crop, bilinear, normalise
	Network              // forward pass and softmax
	Stages  = iota
)

// Times is how long one frame spent in each stage, in ms.
type Times [Stages]float64

// Total returns the sum of the stages.
func (t Times) Total() float64 {
	var sum float64
	for _, ms := range t {
		sum += ms
	}
	return sum
}

// Summary describes a set of times, in ms.
type Summary struct{ Median, P95 float64 }

// Window holds the last [Kept] frames. The zero Window is empty and ready to use.
type Window struct {
	times  [Kept]Times
	ends   [Kept]float64
	n      int // frames held
	next   int // where the next frame goes
	sorted [Kept]float64
}

// Add takes in a frame that was done at the moment end (ms on any steady clock),
// and forgets the oldest one if the window is full.
func (w *Window) Add(t Times, end float64) {
	w.times[w.next] = t
	w.ends[w.next] = end
	w.next = (w.next + 1) % Kept
	w.n = min(w.n+1, Kept)
}

// Reset forgets all frames.
func (w *Window) Reset() { w.n, w.next = 0, 0 }

// Len returns how many frames the window holds.
func (w *Window) Len() int { return w.n }

// Total summarises whole frames.
func (w *Window) Total() Summary {
	for i := range w.n {
		w.sorted[i] = w.times[i].Total()
	}
	return w.summary()
}

// Stage summarises one stage.
func (w *Window) Stage(s Stage) Summary {
	for i := range w.n {
		w.sorted[i] = w.times[i][s]
	}
	return w.summary()
}

// Rate returns the frames per second over the frames held, or 0 if there are too
// few to tell.
func (w *Window) Rate() float64 {
	if w.n < 2 {
		return 0
	}
	newest := w.ends[(w.next+Kept-1)%Kept]
	oldest := w.ends[(w.next+Kept-w.n)%Kept]
	if newest <= oldest {
		return 0
	}
	return float64(w.n-1) * 1000 / (newest - oldest)
}

// summary sorts the first n values of w.sorted.
func (w *Window) summary() Summary {
	if w.n == 0 {
		return Summary{}
	}
	slices.Sort(w.sorted[:w.n])
	v := stats.Sorted(w.sorted[:w.n])
	return Summary{Median: v.Median(), P95: v.Quantile(0.95)}
}
