package model

// Bytes returns what the layer moves at least, in bytes as float32: its input,
// weights and biases once in, its output once out.
func (l Layer) Bytes() int64 {
	return l.InputBytes() + 4*(l.Weights()+l.Biases()) + l.ActivationBytes()
}

// InputBytes returns the size of the layer's input in bytes, as float32.
func (l Layer) InputBytes() int64 { return 4 * int64(l.In.Elements()) }

// Intensity returns the layer's arithmetic intensity, multiply-adds per byte moved.
// The fewer, the sooner memory is what the layer waits for.
func (l Layer) Intensity() float64 { return float64(l.MultiplyAdds()) / float64(l.Bytes()) }
