package kernels

// The functions make rounds of 48 multiplications and additions of vectors, and write their sums to sink, so that
// nothing is left out: of float32, of pairs of int16 and of fours of bytes.
//
//go:noescape
func peakFloatsSIMD128(sink *[4]int32, rounds int)

//go:noescape
func peakIntegersSIMD128(sink *[4]int32, rounds int)

//go:noescape
func peakBytesSIMD128(sink *[4]int32, rounds int)
