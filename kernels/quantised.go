package kernels

import "math"

// Requantisation says how the sums of a layer become activations, in a network that computes in integers. An activation
// is an int16 that counts steps from the real number 0, a weight one that counts steps from its own 0, so that
// padding is 0 and a sum of products needs no correction:
//
//	real activation = step of the layer's input · src
//	real weight     = step of the channel · w
//	sum             = bias + Σ src·w in int32, which wraps around
//
// Activations are NHWC. Where the rows of an output have an even number of pixels, neighbours may lie in pairs,
//
//	src[(p/2·C + c)·2 + p%2] for pixel p = y·W + x
//
// so that a depthwise kernel multiplies two taps of a row with one instruction. A pointwise layer reads plain pixels
// and writes either.
//
// From a sum to the activation that the next layer reads there are two ways. In fixed point, as TensorFlow Lite's own
// kernels and microcontrollers do it, rounded as [Requantise] does:
//
//	dst = clamp(round(min(sum, 2^(17+Shift)−1) · Multipliers[n] · 2^(−31−Shift)), 0, Max)
//
// or in float32, as XNNPACK and with it TensorFlow Lite on large processors do it, which is faster:
//
//	dst = nearest(clamp(float32(sum) · Scales[n], Min, Max)), ties to even
//
// The lower end is 0 where ReLU6 ends there; Max is where 6 lies, or the end of the range. Layers without ReLU6, which no
// other reads, have a Min below 0, with Scales only. The limit of sums shows only in channels whose multiplier is under
// Max·2¹⁴: TensorFlow Lite's are at least 2³⁰.
type Requantisation struct {
	Bias        []int32   // of each output channel, in units of its products
	Multipliers []int32   // of each output channel, not negative; used if there are no Scales
	Shift       int       // 0 to MaxShift
	Scales      []float32 // of each output channel, finite and not negative
	Min         int16     // not positive, 0 without Scales
	Max         int16     // not negative
	Offset      int8      // for the kernels of bytes: what each weight is above the byte that is packed
}

// MaxShift is the largest shift of a Requantisation: a factor of 2⁻¹⁵.
const MaxShift = 14

const limitBits = 17 // sums have that many bits more than the shift

// Requantise multiplies a sum by multiplier·2^(−31−shift) as gemmlowp and TensorFlow Lite do, rounding twice: the
// doubled high half of the product to the nearest integer, ties upwards, then the division by 2^shift to the
// nearest, ties away from 0.
func Requantise(sum, multiplier int32, shift int) int32 {
	return roundingDivideByPOT(saturatingRoundingDoublingHighMul(sum, multiplier), shift)
}

func saturatingRoundingDoublingHighMul(a, b int32) int32 {
	if a == b && a == -1<<31 {
		return 1<<31 - 1
	}
	return int32((int64(a)*int64(b) + 1<<30) >> 31)
}

func roundingDivideByPOT(x int32, exponent int) int32 {
	mask := int32(1)<<exponent - 1
	threshold := mask >> 1
	if x < 0 {
		threshold++
	}
	quotient := x >> exponent
	if x&mask > threshold {
		quotient++
	}
	return quotient
}

// check panics unless q fits a layer of out channels.
func (q *Requantisation) check(out int) {
	switch {
	case q.Shift < 0 || q.Shift > MaxShift:
		panic(badShift)
	case q.Max < 0:
		panic(badMax)
	case q.Min > 0 || q.Min < 0 && q.Scales == nil:
		panic(badMin)
	case len(q.Bias) < out:
		panic(shortBias)
	case q.Scales == nil && len(q.Multipliers) < out, q.Scales != nil && len(q.Scales) < out:
		panic(shortMultipliers)
	}
}

// activation returns the activation of channel n for a sum.
func (q *Requantisation) activation(sum int32, n int) int16 {
	if q.Scales != nil {
		real := float32(sum) * q.Scales[n]
		if !(real > float32(q.Min)) {
			return q.Min
		}
		return int16(math.RoundToEven(float64(min(real, float32(q.Max)))))
	}
	sum = min(sum, int32(1)<<(limitBits+q.Shift)-1)
	return int16(min(max(Requantise(sum, q.Multipliers[n], q.Shift), 0), int32(q.Max)))
}

// pairIndex returns where channel c of pixel p lies among activations in pairs.
func pairIndex(p, c, channels int) int { return (p/2*channels+c)*2 + p%2 }

// store writes channel n of pixel p of a layer's output.
func store(dst []int16, v int16, p, n, out int, pairs bool) {
	if pairs {
		dst[pairIndex(p, n, out)] = v
	} else {
		dst[p*out+n] = v
	}
}
