package kernels

import (
	"fmt"
	"math"
)

// SelfTest compares every available instruction set with the definition, bit for bit (Relaxed: within the bound of
// rounding errors), on some four thousand small shapes that together take every way through the assembly. It reports one
// line for each kernel, with the first difference if there is one, and returns whether all agree. It takes a fraction of
// a second.
func SelfTest(report func(line string)) bool {
	ok := true
	for _, isa := range Available() {
		if isa == Scalar {
			continue
		}
		ok = selfTest(isa, report) && ok
	}
	if Best() == Scalar {
		report("scalar: the only instruction set of this build, nothing to compare")
	}
	return ok
}

func selfTest(isa ISA, report func(line string)) bool {
	var kernels []string
	shapes, failures := map[string]int{}, map[string]string{}
	for _, t := range trials(func(n int) []float32 { return make([]float32, n) }) {
		if shapes[t.kernel] == 0 {
			kernels = append(kernels, t.kernel)
		}
		shapes[t.kernel]++
		have, want := make([]float32, t.n), make([]float32, t.n)
		t.run(Scalar, want)
		if d := t.check(isa, have, want); d != "" && failures[t.kernel] == "" {
			failures[t.kernel] = t.shape + ": " + d
		}
	}
	agree := "equal scalar bit for bit"
	if isa == Relaxed {
		agree = "agree with scalar to the last bits"
	}
	for _, k := range kernels {
		if failures[k] != "" {
			report(fmt.Sprintf("%v %s: %s", isa, k, failures[k]))
		} else {
			report(fmt.Sprintf("%v %s: %d shapes %s", isa, k, shapes[k], agree))
		}
	}
	return len(failures) == 0
}

// difference describes the first value that is not the same bits in both, "" if there is none. NaN equals NaN.
func difference(have, want []float32) string {
	for i, w := range want {
		h := have[i]
		if math.Float32bits(h) != math.Float32bits(w) && (h == h || w == w) {
			return fmt.Sprintf("have [%d] = %v (%#08x), want %v (%#08x)", i, h, math.Float32bits(h), w, math.Float32bits(w))
		}
	}
	return ""
}

// integerDifference describes the first 32 bits that differ, "" if there are none.
func integerDifference(have, want []float32) string {
	for i, w := range asInt32(want) {
		if h := asInt32(have)[i]; h != w {
			return fmt.Sprintf("have [%d] = %#08x, want %#08x", i, uint32(h), uint32(w))
		}
	}
	return ""
}
