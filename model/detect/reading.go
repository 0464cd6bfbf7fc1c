package detect

import (
	"math"

	"mobilenet/weights"
	"mobilenet/weights/layers"
)

// reading says what the numbers that a head puts out mean. If they are a byte's, TensorFlow Lite first brings them to
// steps that all heads share.
type reading struct {
	real    func(float32) float32 // what a real number means
	inverse float32               // of the step of the head's bytes, 0 if it puts out any number
	zero    float32
	bytes   [256]float32 // what each byte means
}

// newReading returns the reading of a layer, whose bytes become others in the steps of an activation of b. real and byte
// say what those mean in real numbers.
func newReading(b *weights.Bundle, l layers.Layer, shared string, real, byte func(float32) float32) reading {
	r := reading{real: real}
	own, err := b.Activation(l.Name)
	if err != nil {
		return r
	}
	all, err := b.Activation(shared)
	if err != nil {
		return r
	}
	r.inverse, r.zero = 1/own.Scale, float32(own.Zero)
	ratio := own.Scale / all.Scale
	for q := range r.bytes {
		steps := math.Round(float64(float32(q)*ratio - r.zero*ratio))
		steps = min(max(steps, -float64(all.Zero)), 255-float64(all.Zero))
		r.bytes[q] = byte(float32(steps) * all.Scale)
	}
	return r
}

// value returns what a number means that the head has put out.
func (r *reading) value(v float32) float32 {
	if r.inverse == 0 {
		return r.real(v)
	}
	return r.bytes[uint8(min(max(math.RoundToEven(float64(v*r.inverse+r.zero)), 0), 255))]
}

func identity(v float32) float32 { return v }

// sigmoid returns the score of a logit.
func sigmoid(logit float32) float32 { return float32(1 / (1 + math.Exp(-float64(logit)))) }

// byteScore returns the score of a logit in the steps of 1/256 that a byte can have.
func byteScore(logit float32) float32 {
	return min(float32(math.Round(256/(1+math.Exp(-float64(logit))))), 255) / 256
}
