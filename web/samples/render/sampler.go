package main

import "math/bits"

// sampler hands out points of the unit square for one pixel. Each call to next starts a fresh two-dimensional
// sequence; sample after sample, the points of one sequence fill the square evenly (Sobol's first two dimensions,
// shuffled and scrambled in Owen's way, as in Burley 2020, "Practical hash-based Owen scrambling").
type sampler struct{ pixel, sample, dim uint32 }

// begin starts sample number i of a pixel.
func (s *sampler) begin(i int) { s.sample, s.dim = uint32(i), 0 }

func (s *sampler) next() (u, v float64) {
	s.dim++
	seed := scramble(s.pixel + s.dim*0x9e3779b9)
	i := owen(s.sample, seed)
	u = float64(owen(bits.Reverse32(i), scramble(seed^0x68bc21eb))) / (1 << 32)
	v = float64(owen(sobol(i), scramble(seed^0x02e5be93))) / (1 << 32)
	return u, v
}

// sobol is the second dimension of Sobol's sequence (the first is the reversed index).
func sobol(i uint32) (v uint32) {
	for dir := uint32(1 << 31); i != 0; i >>= 1 {
		if i&1 != 0 {
			v ^= dir
		}
		dir ^= dir >> 1
	}
	return v
}

// owen permutes the subtrees of x's bits, from the highest down, at random.
func owen(x, seed uint32) uint32 {
	x = bits.Reverse32(x)
	x += seed
	x ^= x * 0x6c50b47c
	x ^= x * 0xb82f1e52
	x ^= x * 0xc7afe638
	x ^= x * 0x8d22f6e6
	return bits.Reverse32(x)
}
