package kernels

// fused tells whether a multiplication and the addition after it are one operation with one rounding in this
// binary: whether it was strengthened with relaxed SIMD after the link, and the processor has such an operation.
// The sum below is 0 when the square of 1+2⁻¹² is rounded first, else 2⁻²⁴.
var fused = multiplyAddSIMD128(1+1.0/4096, 1+1.0/4096, -(1+2.0/4096)) != 0

const hasSIMD128 = true

// multiplyAddSIMD128 returns a·b + c as the kernels compute it.
//
//go:noescape
func multiplyAddSIMD128(a, b, c float32) float32
