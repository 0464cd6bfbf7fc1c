//go:build !wasm

package kernels

// The assembly exists for wasm only.
const hasSIMD128, fused = false, false

func pointwiseSIMD128(_, _, _, _ []float32, _, _, _ int)                 { panic(unavailable) }
func fullyConnectedSIMD128(_, _, _, _ []float32, _, _ int)               { panic(unavailable) }
func convolveSIMD128(_, _, _, _ []float32, _ Window, _ int)              { panic(unavailable) }
func depthwiseSIMD128(_, _, _, _ []float32, _ Window)                    { panic(unavailable) }
func resizeRowsSIMD128(_ []float32, _ []byte, _ []float32, _ int)        { panic(unavailable) }
func resizeColumnsSIMD128(_, _, _ []float32, _ []int32, _ Normalisation) { panic(unavailable) }
