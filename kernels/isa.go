package kernels

// ISA is an instruction set in which the kernels exist. Its methods are the kernels.
type ISA uint8

const (
	// Scalar is plain Go, one number at a time: the definition, and what SIMD is compared with.
	Scalar ISA = iota
	// SIMD128 is Go assembly with WebAssembly's 128-bit vectors, four numbers at a time. It equals Scalar bit for bit.
	SIMD128
	// Relaxed is the same assembly in a binary that was strengthened with relaxed SIMD: a multiplication and its
	// addition are one operation, rounded once. It differs from Scalar in the last bits.
	Relaxed
)

// Panics of arguments that do not fit each other: errors of the program that calls.
const (
	unavailable   = "kernels: instruction set not available in this build"
	badShape      = "kernels: sizes must be at least 1"
	badStride     = "kernels: stride must be 1 or 2"
	badBand       = "kernels: a band must lie within the output's rows"
	badChannels   = "kernels: channels must be a multiple of 8"
	badRGB        = "kernels: an RGB window has 3 channels"
	shortDst      = "kernels: short dst"
	shortSrc      = "kernels: short src"
	shortWeights  = "kernels: short weights"
	shortBias     = "kernels: short bias"
	shortScratch  = "kernels: short scratch"
	lengthsDiffer = "kernels: dst and src differ in length"

	oddSize          = "kernels: size must be even"
	badShift         = "kernels: shift must be 0 to 14"
	badMax           = "kernels: the largest activation must not be negative"
	badMin           = "kernels: the least activation must not be positive, and 0 in pairs and in fixed point"
	badByteRange     = "kernels: the range of bytes must be 0 to 255, of a pointwise layer at most 255 wide"
	shortMultipliers = "kernels: short multipliers"
)

// Available returns the instruction sets of this build, the definition first and the fastest last.
func Available() []ISA {
	if best := Best(); best != Scalar {
		return []ISA{Scalar, best}
	}
	return []ISA{Scalar}
}

// Best returns the fastest instruction set of this build. A build for wasm has SIMD128, or Relaxed in its place.
func Best() ISA {
	switch {
	case fused:
		return Relaxed
	case hasSIMD128:
		return SIMD128
	}
	return Scalar
}

// Available reports whether the kernels of isa exist in this build.
func (isa ISA) Available() bool {
	return isa == Scalar || isa == Best()
}

// String returns "scalar", "simd128" or "relaxed".
func (isa ISA) String() string {
	switch isa {
	case Scalar:
		return "scalar"
	case SIMD128:
		return "simd128"
	case Relaxed:
		return "relaxed"
	}
	return "unknown"
}
