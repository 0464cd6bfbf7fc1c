// Package weights reads and writes the numbers of MobileNet v1 networks (Howard et al. 2017, arXiv:1704.04861).
//
// A [Bundle] holds tensors, of float32 or of integers that stand for them, and a [Meta] that says what they are.
// Quantised weights are kept as the bytes that they were: [Bundle.Tensor] computes real numbers from them when they are
// asked for, [Bundle.QuantisedTensor] gives the integers, and [Bundle.Activation] the steps between the layers.
// [Read] makes one from a file of the project's own format, from a TensorFlow Lite file in any of its number formats, or
// from PyTorch's tensors as transformers saves them; [WriteSafetensors] writes the project's format. [ReadDetector] makes
// one of an SSD detector, which stays a TensorFlow Lite file. [ReadTensors] and [WriteTensors] are the container alone,
// for other tensors. The command in fetch/ brings the official files.
//
// # The project's format
//
// A weights file is a safetensors file, little endian throughout:
//
//	8 bytes    N, the length of the header, unsigned
//	N bytes    the header: one JSON object in UTF-8, padded with spaces so that 8+N is a multiple of 8
//	the rest   the tensors' values, one tensor after the other, without holes
//
// The header has a member "__metadata__" and one for each tensor:
//
//	"conv/bias": {"dtype": "F32", "shape": [32], "data_offsets": [3456, 3584]}
//
// Offsets count bytes from the end of the header. The type is F32; F16 is read as well. Values are row-major.
// Weights may also be of type I8, with a step for each output in a tensor after them: "conv/weights" [3, 3, 3, M] with
// "conv/steps" [M] of type F32, where q stands for q·step of its output, the last index. In a file of version 2 weights
// may be of type U8 and biases of type I32, each with one scale and zero point among the metadata.
//
// C and M are a layer's input and output channels, whose numbers, as all of the layers, are in package layers; Google's
// files cut c·α off where it is no integer. Batch norm is folded into weights and bias. ReLU6 follows every layer but the
// last. Block i is 1 to 13:
//
//	conv/weights                  [3, 3, 3, M]      row, column, RGB, output
//	conv/bias                     [M]
//	block<i>/depthwise/weights    [3, 3, C]         row, column, channel
//	block<i>/depthwise/bias       [C]
//	block<i>/pointwise/weights    [C, M]
//	block<i>/pointwise/bias       [M]
//	fc/weights                    [C, classes]      after the mean over all pixels
//	fc/bias                       [classes]
//
// In a network of full convolutions, block i has in place of depthwise and pointwise:
//
//	block<i>/conv/weights         [3, 3, C, M]
//	block<i>/conv/bias            [M]
//
// All members of "__metadata__" are strings; numbers are decimal, truth is "true" or "false":
//
//	format                  "mobilenet-v1"
//	version                 "1", or "2" if tensors are quantised
//	name                    such as "mobilenet_v1_0.5_160"
//	alpha_min, alpha_max    the width multiplier, twice
//	resolution              side of the square input trained at, in pixels; 0: trained at all
//	classes                 number of logits
//	background              whether logit 0 is "background" and the labels start at logit 1
//	scale, offset           the input is pixel·scale + offset for a pixel of 0 to 255
//	quantised               whether the numbers were uint8 before; weights of type I8 say it themselves
//	labels                  "imagenet-1000", or "" for other classes
//	class_names             the names of other classes, one a line; left out where there are none
//	source                  where the numbers came from
//	licence                 SPDX identifier
//	provenance              how they were made, in words
//	resolution_min, _max    the range of resolutions trained at
//	quantised:<tensor>      "SCALE ZERO": q stands for (q − ZERO)·SCALE
//	activation:<layer>      "SCALE ZERO MAX": how the layer's output is quantised, bytes from ZERO to MAX; the layers
//	                        are those of the tensors, "pool" after the mean, and "input"
//
// A reader ignores members it does not know. A file may hold further tensors.
package weights
