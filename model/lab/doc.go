// Package lab takes MobileNet apart to show how it works: it races a standard
// convolution against the separable one that replaces it, cuts weights down to fewer
// channels the wrong way, computes the statistics of normalisation anew, and
// quantises weights in ways that work and ways that do not.
//
// Everything here is for teaching; the network that answers is in package model.
package lab
