// Package kernels is the arithmetic of MobileNet v1: every operation of the network and of its preprocessing,
// in float32 and, for quantised networks, in integers, one image at a time.
//
// # Layout
//
// Activations are NHWC with N = 1: src[y, x, c] is src[(y*W+x)*C+c]. The letters mean the same everywhere:
//
//	H, W   rows and columns of the input
//	C, M   input and output channels (in and out in the code)
//	s      stride, 1 or 2
//	k      a weight's row in a panel
//
// Channels are multiples of 8, except the three of an RGB image and those that no other layer reads: the classes at the end
// and a detector's heads. Convolution,
// pointwise and fully connected weights are packed in panels of 8 output channels ([PackPanels]); depthwise
// weights stay as they are, [3, 3, C].
//
// # Two instruction sets, one result, and a third
//
// Every operation exists in plain Go, which is its definition ([Scalar]), and in Go assembly for wasm
// ([SIMD128]). The assembly works on several outputs at once, never on one sum in parts, so it makes the same
// additions in the same order and its results are the definition's bit for bit:
//
//	acc = bias; for each tap, row by row, and each input channel within it: acc += float32(x*w)
//
// Taps that fall into the padding are left out of the sum. [FullyConnected] returns acc; all others return it within
// [Bounds], those of ReLU6 as a rule:
//
//	clamp(acc) = acc > low ? min(acc, high) : low
//
// so NaN does not leave an activation: it becomes the lower bound, and within those of ReLU6 −0 becomes 0. Where NaN can
// leave (the logits), it is NaN in both, with no promise about its payload, which WebAssembly leaves open too.
//
// No kernel allocates, and none reads or writes beyond the shapes that its documentation gives. Arguments that
// do not fit their shapes are errors of the program: the kernel panics with a constant message. A destination
// must not overlap a source unless the documentation says that it may.
//
// # The assembly
//
// Functions are named after their tile, pixels × output channels × inputs in one step: convolve4x8x3SIMD128. Go 1.27.4
// encodes some vector instructions wrongly; the forms used here are those that it gets right, and the test of
// internal/opcode holds it to them: F32Load and F32x4Splat in place of a load that splats, and the second operand for
// the offset of V128Store and the lane of F32x4ExtractLane, because the first is ignored.
//
// A program that runs after the link (wasm/finish) makes single instructions of two sequences, which are therefore
// always written so: a load right before its splat, and a sum with its old value fetched last,
//
//	x; weight; F32x4Mul; Get acc; F32x4Add
//
// The second becomes a fused multiply-add in the binary for browsers with relaxed SIMD, which then has the instruction
// set [Relaxed] instead of SIMD128. The convolutions take six pixels at a time there instead of four: no product needs
// a register of its own. The resizer writes its sums the other way round and stays exact everywhere.
//
// # Integers
//
// Kernels named Quantised… compute the same layers in 8-bit steps: activations and weights are small integers, kept
// in int16 because one instruction, I32x4DotI16x8S, multiplies eight such pairs and adds the products two by two.
// Therefore two inputs of a weight's column lie side by side in a panel, and two neighbouring pixels where a depthwise
// layer reads them. Sums are int32 and exact, and each is rounded by itself, so all instruction sets, Relaxed among them,
// give the same integers. [Requantisation] has the layouts, and the two ways in which TensorFlow Lite rounds.
//
// Kernels named Byte… do so with activations and weights in bytes, in browsers whose relaxed SIMD has a dot product of
// bytes that loses nothing ([ISA.HasBytes]): sixteen products in one instruction. It is written as a multiplication that
// nothing else needs, for the finisher to replace,
//
//	weights; activations; I16x8Q15MulrSatS; Get acc; I32x4Add
//
// and so are shuffles, as V128Bitselect with a constant whose bytes are lanes. Functions named …Signed… are for processors
// that take the highest bit of an activation for a sign, as ARM does.
//
// # More registers
//
// x86 has 16 registers for vectors, and Go's assembler as many locals. ARM has 32. Tiles of 4 pixels × 16 channels, which
// need them, keep their sums in F16 to F31, of which the finisher makes locals for vectors; what is written is valid as it
// stands, but computes something else:
//
//	Get F16; F64x2Splat                      fetches a vector
//	F64x2ExtractLane $0, $0; Set F16         keeps one
//
// [Tile] chooses between them and those for 16 registers.
//
// # Where it stands in the paper
//
// Howard et al. 2017, "MobileNets: Efficient Convolutional Neural Networks for Mobile Vision Applications",
// arXiv:1704.04861:
//
//	Conv3x3, ConvRGB    Eq. (1), standard convolution; the first layer of Table 1; all of Table 4's "Conv MobileNet"
//	Depthwise3x3        Eq. (3), "Conv dw" of Table 1
//	Pointwise           §3.1, the 1×1 half of Eq. (5), "Conv / s1" of Table 1; 95 % of the multiply-adds (Table 2)
//	GlobalMean          "Avg Pool / s1" of Table 1
//	FullyConnected      "FC / s1" of Table 1
//	Softmax             "Softmax / s1" of Table 1
//	Resizer             §3.3, the resolution multiplier ρ: it is the input that shrinks
//
// Batch norm is folded into weights and bias before they come here.
package kernels
