// Package model is MobileNet v1 (Howard et al. 2017, arXiv 1704.04861): its
// layer table for any width multiplier α and resolution ρ, exact costs, a memory
// plan, and the forward pass over the kernels.
//
// [Layers] computes every shape and count without any weights: it is what the
// page shows and what the tests hold against the paper's tables. [New] turns a
// [Spec] and a bundle of weights into a [Network], which owns one arena and runs
// without allocating. [NewQuantised] and [Quantise] do the same in integers; both
// networks are a [Classifier].
//
// Conventions. A multiply-add is one multiplication with its addition, counted in
// convolutions and in the fully connected layer; batch normalisation is folded
// and counts nothing, nor do pooling and softmax. Weights are counted without
// biases, as the paper's Tables 2 and 9 do. Activations are NHWC, batch 1,
// float32 or in 8-bit steps.
package model
