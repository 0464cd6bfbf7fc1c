package kernels

import "unsafe"

const integer = 2 // bytes of an int16

// rounding is what a requantisation needs besides multipliers, in vectors: the limit of sums, the factor that makes the
// shift of every product 31 + MaxShift, half a step with the first rounding in it, and the largest activation.
type rounding struct {
	limit, factor [4]int32
	half          [2]int64
	largest       [8]int16
	ceiling       [4]float32 // the largest activation again
	floor         [4]float32 // the least
}

// Both roundings of a sum that is not negative are one: ⌊(⌊(p + 2³⁰)/2³¹⌋ + 2^(s−1))/2^s⌋ is
// ⌊(p + 2³⁰ + 2^(30+s))/2^(31+s)⌋. A sum below 0 becomes 0 beforehand.
func (q *Requantisation) rounding() (r rounding) {
	half := int64(1) << 30
	if q.Shift > 0 {
		half += 1 << (30 + q.Shift)
	}
	for i := range r.limit {
		r.ceiling[i], r.floor[i] = float32(q.Max), float32(q.Min)
		r.limit[i] = int32(1)<<(limitBits+q.Shift) - 1
		r.factor[i] = 1 << (MaxShift - q.Shift)
	}
	r.half[0] = half << (MaxShift - q.Shift)
	r.half[1] = r.half[0]
	for i := range r.largest {
		r.largest[i] = q.Max
	}
	return r
}

// factors returns what the sums of channel n and the 7 after it are multiplied by, integers or not.
func (q *Requantisation) factors(n int) *int32 {
	if q.Scales != nil {
		return (*int32)(unsafe.Pointer(&q.Scales[n : n+panel][0]))
	}
	return &q.Multipliers[n : n+panel][0]
}

// How a convolution's activations are made and stored.
const (
	modePairs = 1 << iota
	modeScales
)

// convolveSIMD128 computes panels one after the other: first one that is not whole, since what it writes beyond a pixel's
// channels the next pixel's overwrite. Where tiles leave a rest, the last one reaches back over pixels that are done
// already.
func (s *quantisedSpan) convolveSIMD128(dst, src, panels []int16, q *Requantisation) {
	const tile = 4
	r := q.rounding()
	step, pairs := integer*s.out, 0
	if s.pairs {
		step, pairs = 2*integer*s.out, 1
	}
	mode := bit(s.pairs, modePairs) | bit(q.Scales != nil, modeScales)
	last := s.pixels - tile
	for i := range panelCount(s.out) {
		n := panelAt(i, s.out)
		w := panels[n*s.in:]
		s.tiles(&dst[n<<pairs], &src[0], &w[0], q, n, &r, s.pixels/tile, step, mode)
		if s.pixels%tile != 0 {
			s.tiles(&dst[last*s.out+n<<pairs], &src[last*s.srcStep], &w[0], q, n, &r, 1, step, mode)
		}
	}
}

func (s *quantisedSpan) tiles(
	dst, src, w *int16, q *Requantisation, n int, r *rounding, tiles, step, mode int,
) {
	bias, factors := &q.Bias[n : n+panel][0], q.factors(n)
	skip := integer * (s.srcRow - 2*s.run)
	if s.run == 5 {
		quantised4x8x5SIMD128(dst, src, w, bias, factors, r, tiles, step, integer*s.srcStep, s.rows, s.run, skip, mode)
	} else {
		quantised4x8x4SIMD128(dst, src, w, bias, factors, r, tiles, step, integer*s.srcStep, s.rows, s.run, skip, mode)
	}
}

// The quantised functions compute tiles of 4 pixels × 8 output channels and take 4 or 5 pairs of inputs at a time, of
// which run is a multiple. Steps and skips are in bytes; dstStep leads to the next pixel, or pair of pixels.
//
//go:noescape
func quantised4x8x4SIMD128(dst, src, panel *int16, bias, factors *int32, r *rounding, tiles, dstStep, srcStep, rows, run, rowSkip, mode int)

//go:noescape
func quantised4x8x5SIMD128(dst, src, panel *int16, bias, factors *int32, r *rounding, tiles, dstStep, srcStep, rows, run, rowSkip, mode int)

func quantisedFullyConnectedSIMD128(dst []int32, src, panels []int16, bias []int32, in, padded int) {
	n := 0
	for ; n+4*panel <= padded; n += 4 * panel {
		quantisedFullyConnected32SIMD128(&dst[n], &src[0], &panels[n*in], &bias[n], in/2)
	}
	for ; n < padded; n += panel {
		quantisedFullyConnected8SIMD128(&dst[n], &src[0], &panels[n*in], &bias[n], in/2)
	}
}

// The functions compute the sums of four panels or of one; pairs of inputs is a multiple of 4.
//
//go:noescape
func quantisedFullyConnected32SIMD128(dst *int32, src, panels *int16, bias *int32, pairs int)

//go:noescape
func quantisedFullyConnected8SIMD128(dst *int32, src, panels *int16, bias *int32, pairs int)

func quantiseSIMD128(dst []int16, src []float32, scale, offset float32, gain, zero int16) {
	if len(dst) > 0 {
		quantise8SIMD128(&dst[0], &src[0], len(dst), scale, offset, int32(gain), int32(zero))
	}
}

// quantise8SIMD128 quantises count values, a multiple of 8.
//
//go:noescape
func quantise8SIMD128(dst *int16, src *float32, count int, scale, offset float32, gain, zero int32)
