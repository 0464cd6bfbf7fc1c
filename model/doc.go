// Package model runs MobileNet v1 (Howard et al. 2017, arXiv 1704.04861): a memory
// plan, and the forward pass over the kernels, of a table of package layers.
//
// [New] turns a [Spec] and a bundle of weights into a [Network], which owns one arena
// and runs without allocating. [NewQuantised] and [Quantise] do the same in integers;
// both networks are a [Classifier].
//
// Activations are NHWC, batch 1, float32 or in 8-bit steps.
package model
