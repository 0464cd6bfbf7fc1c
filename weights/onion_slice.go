package weights

import (
	"fmt"
	"math"
	"slices"
)

// slicing says which network of an Onion a slice is.
type slicing struct {
	ring, band int
}

// Slice returns the network of one width as an ordinary bundle, its normalisation folded into weights and biases: of
// the widths the file has, one that has come. Resolution is the input's side in pixels, for which the statistics of
// normalisation are chosen.
//
// The bundle reads the Onion's numbers when it is asked for a tensor, see [Bundle.TensorInto].
func (o *Onion) Slice(alpha float64, resolution int) (*Bundle, error) {
	i := slices.IndexFunc(o.rings, func(r ring) bool { return r.alpha == alpha })
	switch {
	case i < 0:
		return nil, fmt.Errorf("weights: onion: alpha %v: want one of the file's %d widths, %v to %v",
			alpha, len(o.rings), o.meta.AlphaMin, o.meta.AlphaMax)
	case i >= o.arrived:
		return nil, fmt.Errorf("weights: onion: alpha %v: its ring has not come, want at most %v", alpha, o.Reach())
	}
	key := slicing{i, o.band(resolution)}
	if b := o.slices[key]; b != nil {
		return b, nil
	}
	b, err := o.bundle(key)
	if err != nil {
		return nil, err
	}
	o.slices[key] = b
	return b, nil
}

// bundle returns a bundle of tensors that are parts of the rings.
func (o *Onion) bundle(of slicing) (*Bundle, error) {
	r := &o.rings[of.ring]
	b := &Bundle{Meta: o.meta}
	b.Meta.AlphaMin, b.Meta.AlphaMax = r.alpha, r.alpha
	for i, l := range onionLayers {
		weights, bias := slice{o, of, i, false}, slice{o, of, i, true}
		for _, t := range []struct {
			name  string
			shape []int
			slice *slice
		}{
			{l.name + "/weights", l.shape(r.after, o.meta.Classes), &weights},
			{l.name + "/bias", []int{l.columns(r.after, o.meta.Classes)}, &bias},
		} {
			m := member{Tensor: Tensor{Name: t.name, Shape: t.shape}, slice: t.slice}
			if err := b.add(m, t.slice.len()); err != nil {
				return nil, err
			}
		}
	}
	return b, nil
}

// Sliced reports whether the bundle's tensors are parts of an [Onion].
func (b *Bundle) Sliced() bool { return len(b.members) > 0 && b.members[0].slice != nil }

// slice is a tensor of one width.
type slice struct {
	onion *Onion
	slicing
	layer int
	bias  bool
}

// len returns the number of its values.
func (s *slice) len() int {
	w, l := s.onion.rings[s.ring].after, onionLayers[s.layer]
	columns := l.columns(w, s.onion.meta.Classes)
	if s.bias {
		return columns
	}
	return l.rows(w) * columns
}

// values computes the tensor in dst if it is long enough.
func (s *slice) values(dst []float32) []float32 {
	dst = resized(dst, s.len())
	switch {
	case !s.bias:
		s.readWeights(dst)
	case s.layer == classifier:
		copy(dst, s.onion.bias)
	default:
		for i, half := range s.normalisation(1) {
			dst[i] = float16(half)
		}
	}
	return dst
}

// resized returns a slice of n values, in the memory of s if it is large enough.
func resized(s []float32, n int) []float32 {
	if n > cap(s) {
		return make([]float32, n)
	}
	return s[:n]
}

// normalisation returns the layer's scales (part 0) or shifts (1) in float16.
func (s *slice) normalisation(part int) []uint16 {
	r := &s.onion.rings[s.ring]
	at := (2*s.band + part) * normalised(r.after)
	for _, l := range onionLayers[:s.layer] {
		at += l.columns(r.after, 0)
	}
	return r.normalisations[at:][:onionLayers[s.layer].columns(r.after, 0)]
}

// readWeights puts the weights, [rows, columns], together from those of all rings up to the slice's.
func (s *slice) readWeights(dst []float32) {
	o, l := s.onion, onionLayers[s.layer]
	stride := l.columns(o.rings[s.ring].after, o.meta.Classes)
	var buffer [maxFactors]float32
	factors := s.factors(buffer[:], stride)
	for i := range o.rings[:s.ring+1] {
		r := &o.rings[i]
		rows, columns := l.rows(r.before), l.columns(r.before, o.meta.Classes)
		newRows, newColumns := l.rows(r.after), l.columns(r.after, o.meta.Classes)
		at := r.starts[s.layer]
		for row := range newRows {
			from := columns // of the inputs that were there, the outputs that are new; of new ones all
			if row >= rows {
				from = 0
			}
			r.read(dst[row*stride+from:][:newColumns-from], at, factors[from:newColumns])
			at += newColumns - from
		}
	}
}

// maxFactors is the most outputs that a layer of ours has.
const maxFactors = 1024

// factors returns what each output's stored weights are multiplied by: the scale of its normalisation, the step of its
// integers, and what read leaves out of float16. They lie in buffer if it is long enough.
func (s *slice) factors(buffer []float32, columns int) []float32 {
	o := s.onion
	factors := resized(buffer, columns)
	if s.layer == classifier {
		for i := range factors {
			factors[i] = 1
		}
	} else {
		for i, half := range s.normalisation(0) {
			factors[i] = float16(half)
		}
	}
	if !o.meta.Quantised {
		for i := range factors {
			factors[i] *= halfUnit
		}
		return factors
	}
	rest := factors
	for i := range o.rings[:s.ring+1] {
		r := &o.rings[i]
		steps := r.integerSteps[r.steps[s.layer]:r.steps[s.layer+1]]
		for j, step := range steps {
			rest[j] *= step
		}
		rest = rest[len(steps):]
	}
	return factors
}

// halfUnit is what the bits of a finite float16, moved to their places in a float32, are to be multiplied by: the
// exponents' biases differ by 127 - 15.
const halfUnit = 0x1p112

// read decodes the ring's weights from the one at that place on, each multiplied by its factor.
func (r *ring) read(dst []float32, at int, factors []float32) {
	factors = factors[:len(dst)]
	if r.integers != nil {
		for i, q := range r.integers[at:][:len(dst)] {
			dst[i] = float32(q) * factors[i]
		}
		return
	}
	for i, half := range r.halves[at:][:len(dst)] {
		bits := uint32(half&0x8000)<<16 | uint32(half&0x7fff)<<13
		dst[i] = math.Float32frombits(bits) * factors[i]
	}
}
