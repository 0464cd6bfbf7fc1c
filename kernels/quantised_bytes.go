package kernels

import "math"

// The kernels named Byte… are the quantised layers where activations are bytes from 0 to 255 and weights from −128 to
// 127, or of one more bit, as those of Google's files less their zero point: an Offset is then added to all of them. One
// instruction multiplies sixteen pairs and adds the products by fours, and activations take half as much memory as the
// int16 of the kernels named Quantised…. They round as [Requantisation] says for sums with Scales and give the same
// integers, for sums such that FitsBytes. Bytes count from Min, which is 0 where another layer reads them: a byte is the
// activation less Min. All but pointwise layers have a Min of 0 and a Max of 255.
//
// The instruction is one of relaxed SIMD, which leaves to the processor what it does with activations above 127. Where it
// takes them for what they are, as on x86, the kernels multiply them so; where it takes their highest bit for a sign, as on
// ARM, the kernels turn that bit over, which takes 128 off each activation, and add 128 times all weights, which are packed
// beside them. HasBytes tells whether isa has the kernels: the definition always, the assembly where the products come out
// exact in either way.
func (isa ISA) HasBytes() bool {
	return isa == Scalar || isa == Relaxed && isa.Available() && dotKind != inexact
}

// WithoutBytes makes this program compute as on a processor on which no product of bytes comes out exact, so that its
// int16 can be measured elsewhere. It is called before any other kernel, since those of bytes are gone afterwards.
func WithoutBytes() { forgetDot() }

// LeastWeight returns the least byte that a weight may be for the kernels of bytes: −128, or −127 where two products are
// added up in 16 bits, as they are on ARM until V8 has optimised the kernels, or the processor has no dot product.
func (isa ISA) LeastWeight() int8 {
	if isa != Scalar && dotKind == signed7 {
		return -127
	}
	return -128
}

// dotProduct is how a processor multiplies bytes, of which the first is always signed.
type dotProduct uint8

const (
	inexact  dotProduct = iota // it loses something either way
	unsigned                   // the second byte is from 0 to 255
	signed                     // the second byte is from −128 to 127
	signed7                    // so, and the first at least −127
)

// leastStep is the least activation, before it is clamped, that the kernels of bytes round: 12.5 million steps below 0 a
// float32 has no more bits for the trick that they round by.
const leastStep = -1 << 23

// FitsBytes tells whether the kernels of bytes round sums of so many products as q says: whatever the activations and the
// weights are, none may come to less than 2²³ steps below 0. Weights have to be very large for that.
func (q *Requantisation) FitsBytes(products int) bool {
	largest := 255 * (128 + math.Abs(float64(q.Offset))) * float64(products)
	for n, bias := range q.Bias {
		if (float64(bias)-largest)*float64(q.Scales[n%len(q.Scales)]) < leastStep {
			return false
		}
	}
	return true
}

// checkBytes panics unless q fits a layer of out channels that are bytes from 0 to 255, and isa has the kernels.
func (q *Requantisation) checkBytes(isa ISA, out int) {
	if q.check(out); q.wholeByte() {
		q.checkByteKernels(isa)
		return
	}
	panic(badByteRange)
}

// wholeByte tells whether the activations are what a byte holds.
func (q *Requantisation) wholeByte() bool { return q.Min == 0 && q.Max == 255 }

// checkByteKernels panics unless q is for the kernels of bytes, and isa has them.
func (q *Requantisation) checkByteKernels(isa ISA) {
	switch {
	case q.Scales == nil:
		panic(shortMultipliers)
	case !isa.HasBytes():
		panic(unavailable)
	}
}

// byte returns the byte of channel n for a sum.
func (q *Requantisation) byte(sum int32, n int) uint8 { return uint8(q.activation(sum, n) - q.Min) }

// halfRange is what turning over the highest bit of an activation takes off it.
const halfRange = 128

// sumBytes is how many bytes of packed weights are a sum of them.
const sumBytes = 4

// putSum writes a sum among packed weights, the lowest byte first.
func putSum(p []int8, sum int32) {
	p[0], p[1], p[2], p[3] = int8(sum), int8(sum>>8), int8(sum>>16), int8(sum>>24)
}

// BytePanelLen returns the length of weights as PackBytePanels packs them.
func BytePanelLen(in, out int) int { return (in + sumBytes) * roundUp(out) }

// bytePanel returns where the panel begins that has channel n.
func bytePanel(in, n int) int { return n / panel * panel * (in + sumBytes) }

// PackBytePanels packs the weights of a pointwise layer into panels of 8 output channels, those of four inputs side by
// side:
//
//	dst[n/8·8·(in+4) + (m/4·8 + n%8)·4 + m%4] = w[m, n]
//
// The last panel is filled up with zeros. Behind the weights of each panel are the sums of them and of offset, 128 times, an
// int32 for each channel.
//
//	w     [in, out], in a multiple of 8; values from −128 to 127
//	dst   BytePanelLen(in, out)
func PackBytePanels(dst []int8, w []int16, in, out int, offset int8) {
	switch {
	case in < 1 || out < 1:
		panic(badShape)
	case in%panel != 0:
		panic(badChannels)
	case len(w) < in*out:
		panic(shortWeights)
	case len(dst) < BytePanelLen(in, out):
		panic(shortDst)
	}
	whole := out / panel * panel
	rest := dst[bytePanel(in, whole):BytePanelLen(in, out)]
	clear(rest)
	for m := 0; m < in; m += 4 {
		w0, w1, w2, w3 := w[m*out:], w[(m+1)*out:], w[(m+2)*out:], w[(m+3)*out:]
		for i := range out - whole {
			d, n := rest[(m/4*panel+i)*4:], whole+i
			d[0], d[1], d[2], d[3] = int8(w0[n]), int8(w1[n]), int8(w2[n]), int8(w3[n])
		}
		for n := 0; n < whole; n += panel {
			d := (*[4 * panel]int8)(dst[bytePanel(in, n)+m*panel:])
			a, b := (*[panel]int16)(w0[n:]), (*[panel]int16)(w1[n:])
			c, e := (*[panel]int16)(w2[n:]), (*[panel]int16)(w3[n:])
			for i := range panel {
				d[4*i], d[4*i+1], d[4*i+2], d[4*i+3] = int8(a[i]), int8(b[i]), int8(c[i]), int8(e[i])
			}
		}
	}
	for n := 0; n < roundUp(out); n += panel {
		weights := dst[bytePanel(in, n):][:(in+sumBytes)*panel]
		var sums [panel]int32
		for at := 0; at < in*panel; at += 4 {
			d := weights[at:][:4]
			sums[at/4%panel] += int32(d[0]) + int32(d[1]) + int32(d[2]) + int32(d[3])
		}
		for i, sum := range sums {
			putSum(weights[in*panel+i*sumBytes:], halfRange*(sum+int32(in)*int32(offset)))
		}
	}
}

// BytePointwise computes a 1×1 convolution:
//
//	dst[p, n] = activation(bias[n] + Σₘ src[p, m]·(w[m, n] + q.Offset)) − q.Min
//
//	src      [pixels, in], in a multiple of 8
//	panels   w [in, out] as PackBytePanels packs it
//	q        of ⌈out/8⌉·8 channels, whose Max − Min is at most 255
//	dst      [pixels, out], and ⌈out/8⌉·8 − out bytes of no meaning after it; must not overlap src
func (isa ISA) BytePointwise(dst, src []uint8, panels []int8, q *Requantisation, pixels, in, out int) {
	padded := roundUp(out)
	switch {
	case pixels < 1 || in < 1 || out < 1:
		panic(badShape)
	case in%panel != 0:
		panic(badChannels)
	case len(src) < pixels*in:
		panic(shortSrc)
	case len(panels) < BytePanelLen(in, out):
		panic(shortWeights)
	case len(dst) < pixels*out+padded-out:
		panic(shortDst)
	case int(q.Max)-int(q.Min) > 255:
		panic(badByteRange)
	}
	q.check(padded)
	q.checkByteKernels(isa)
	if isa == Scalar {
		bytePointwiseScalar(dst, src, panels, q, pixels, in, out)
	} else {
		bytePointwiseSIMD128(dst, src, panels, q, pixels, in, out)
	}
}

func bytePointwiseScalar(dst, src []uint8, panels []int8, q *Requantisation, pixels, in, out int) {
	for p := range pixels {
		for n := range out {
			sum, w := q.Bias[n], panels[bytePanel(in, n)+n%panel*4:]
			for m, v := range src[p*in:][:in] {
				sum += int32(v) * (int32(w[m/4*4*panel+m%4]) + int32(q.Offset))
			}
			dst[p*out+n] = q.byte(sum, n)
		}
	}
}

// ByteGlobalMean averages every channel over all pixels, in steps gain times as fine as the input's, as
// [QuantisedGlobalMean] does:
//
//	dst[c] = ⌊(gain·Σₚ src[p, c] + ⌊pixels/2⌋) / pixels⌋
//
//	src   [pixels, channels], bytes that count from 0; channels a multiple of 8
//	dst   [channels]
//
// It panics if a slice is shorter than its shape.
func (isa ISA) ByteGlobalMean(dst []int16, src []uint8, pixels, channels, gain int) {
	switch {
	case pixels < 1 || channels < 1 || gain < 1:
		panic(badShape)
	case channels%panel != 0:
		panic(badChannels)
	case len(src) < pixels*channels:
		panic(shortSrc)
	case len(dst) < channels:
		panic(shortDst)
	case !isa.Available():
		panic(unavailable)
	}
	var sums [panel]int32
	for c := 0; c < channels; c += panel {
		if isa == Scalar {
			byteSumsScalar(&sums, src[c:], pixels, channels)
		} else {
			byteSumsSIMD128(&sums, &src[c], pixels, channels)
		}
		for i, sum := range sums {
			dst[c+i] = int16((gain*int(sum) + pixels/2) / pixels)
		}
	}
}

// byteSumsScalar adds up 8 channels of all pixels.
func byteSumsScalar(sums *[panel]int32, src []uint8, pixels, channels int) {
	clear(sums[:])
	for p := range pixels {
		for i, v := range src[p*channels:][:panel] {
			sums[i] += int32(v)
		}
	}
}
