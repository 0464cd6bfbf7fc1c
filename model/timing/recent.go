package timing

import "slices"

// frames is how many frames a Recent looks back on.
const frames = 32

// Recent is what the layers of one network took in the last frames, in ms. The zero Recent is empty.
type Recent struct {
	layers [][frames]float64
	n      int // frames held
	next   int // where the next frame goes
}

// Add takes in a frame, and forgets the oldest one if there are many. A frame of another number of layers is another
// network's: all others are forgotten.
func (r *Recent) Add(ms []float64) {
	if len(ms) != len(r.layers) {
		*r = Recent{layers: make([][frames]float64, len(ms))}
	}
	for i, t := range ms {
		r.layers[i][r.next] = t
	}
	r.next = (r.next + 1) % frames
	r.n = min(r.n+1, frames)
}

// Reset forgets all frames.
func (r *Recent) Reset() { r.n, r.next = 0, 0 }

// Len returns how many frames are held.
func (r *Recent) Len() int { return r.n }

// Ms returns what each layer takes, in ms: the mean of the middle half of its times. Unlike a median it sees between the
// ticks of a coarse clock, and unlike a mean it does not see a pause of the browser. It is nil before the first frame.
func (r *Recent) Ms() []float64 {
	if r.n == 0 {
		return nil
	}
	ms := make([]float64, len(r.layers))
	for i := range r.layers {
		times := r.layers[i] // a copy
		held := times[:r.n]
		slices.Sort(held)
		middle := held[r.n/4 : r.n-r.n/4]
		for _, t := range middle {
			ms[i] += t / float64(len(middle))
		}
	}
	return ms
}
