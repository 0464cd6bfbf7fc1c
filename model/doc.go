// Package model runs MobileNet v1 (Howard et al. 2017, arXiv 1704.04861) and what is
// built on it: the tables of package layers, over the kernels.
//
// [New] turns a [Spec] and a bundle of weights into a [Network], which owns one arena
// and runs without allocating. [Quantise] and [NewQuantised] make one that computes in
// integers. A [Step] is a layer by itself.
//
// Activations are NHWC, batch 1, float32 or in 8-bit steps.
package model
