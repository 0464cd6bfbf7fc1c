package kernels

import "time"

// peakRound is how many vectors of products a round of Peak adds up: four times twelve sums.
const peakRound = 4 * 12

// Peak returns the multiply-adds per millisecond that this core makes when all operands lie in registers: of the
// instructions that the kernels of isa are made of, for float32 or for integers. No layer can be faster. It measures for
// that long, in bursts of about two milliseconds, of which the fastest counts.
func (isa ISA) Peak(integers bool, duration time.Duration) float64 {
	if !isa.Available() {
		panic(unavailable)
	}
	rounds, best := 1000, 0.0
	for start := time.Now(); time.Since(start) < duration || best == 0; {
		before := time.Now()
		made := isa.multiplyAdds(integers, rounds)
		took := time.Since(before)
		if took < 2*time.Millisecond {
			rounds *= 2 // too short for the clock
			continue
		}
		best = max(best, float64(made)/(float64(took)/float64(time.Millisecond)))
	}
	return best
}

// multiplyAdds makes rounds of multiply-adds and returns how many those are.
func (isa ISA) multiplyAdds(integers bool, rounds int) int {
	var sink [4]int32
	perVector := 4
	switch {
	case isa == Scalar:
		sink[0] = int32(multiplyAddsScalar(rounds))
		perVector = 1
	case !integers:
		peakFloatsSIMD128(&sink, rounds)
	case isa.HasBytes():
		peakBytesSIMD128(&sink, rounds)
		perVector = 16
	default:
		peakIntegersSIMD128(&sink, rounds)
		perVector = 8
	}
	return rounds * peakRound * perVector
}

// multiplyAddsScalar returns the sums, and is called, so that nothing is left out.
//
//go:noinline
func multiplyAddsScalar(rounds int) float32 {
	const factor, term = 0.5, 1
	var a, b, c, d, e, f, g, h, i, j, k, l float32
	for range 4 * rounds {
		a = float32(a*factor) + term
		b = float32(b*factor) + term
		c = float32(c*factor) + term
		d = float32(d*factor) + term
		e = float32(e*factor) + term
		f = float32(f*factor) + term
		g = float32(g*factor) + term
		h = float32(h*factor) + term
		i = float32(i*factor) + term
		j = float32(j*factor) + term
		k = float32(k*factor) + term
		l = float32(l*factor) + term
	}
	return a + b + c + d + e + f + g + h + i + j + k + l
}
