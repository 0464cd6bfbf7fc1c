//go:build !wasm

package kernels

// The assembly exists for wasm only.
const (
	hasSIMD128, fused = false, false
	dotKind           = inexact
)

func pointwiseSIMD128(_, _, _, _ []float32, _, _, _ int, _ Bounds)       { panic(unavailable) }
func fullyConnectedSIMD128(_, _, _, _ []float32, _, _ int)               { panic(unavailable) }
func convolveSIMD128(_, _, _, _ []float32, _ Window, _ int, _ Bounds)    { panic(unavailable) }
func depthwiseSIMD128(_, _, _, _ []float32, _ Window, _ Bounds)          { panic(unavailable) }
func resizeRowsSIMD128(_ []float32, _ []byte, _ []float32, _ int)        { panic(unavailable) }
func resizeColumnsSIMD128(_, _, _ []float32, _ []int32, _ Normalisation) { panic(unavailable) }

func (s *quantisedSpan) convolveSIMD128(_, _, _ []int16, _ *Requantisation) { panic(unavailable) }

func quantisedDepthwiseSIMD128(_, _, _ []int16, _ *Requantisation, _ Window) { panic(unavailable) }

func quantisedFullyConnectedSIMD128(_ []int32, _, _ []int16, _ []int32, _, _ int) { panic(unavailable) }

func quantiseSIMD128(_ []int16, _ []float32, _, _ float32, _, _ int16) { panic(unavailable) }

func quantiseBytesSIMD128(_ []uint8, _ []float32, _, _ float32) { panic(unavailable) }

func (r *byteRGBRow) simd128(_, _ []uint8) { panic(unavailable) }

func bytePointwiseSIMD128(_, _ []uint8, _ []int8, _ *Requantisation, _, _, _ int) { panic(unavailable) }

func byteDepthwiseSIMD128(_, _ []uint8, _ []int8, _ *Requantisation, _ Window) { panic(unavailable) }

func byteSumsSIMD128(_ *[panel]int32, _ *uint8, _, _ int) { panic(unavailable) }

func forgetDot() {}

func peakFloatsSIMD128(_ *[4]int32, _ int)   { panic(unavailable) }
func peakIntegersSIMD128(_ *[4]int32, _ int) { panic(unavailable) }
func peakBytesSIMD128(_ *[4]int32, _ int)    { panic(unavailable) }
