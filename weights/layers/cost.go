package layers

// MultiplyAdds returns the layer's multiply-adds: D_K²·M·N·D_F² for a
// convolution (Eq. 2), D_K²·M·D_F² for a depthwise one (Eq. 4), M·N for the fully
// connected layer, and 0 for pooling.
func (l Layer) MultiplyAdds() int64 {
	return l.Weights() * int64(l.Out.Height) * int64(l.Out.Width)
}

// Weights returns the number of the layer's weights, biases left out.
func (l Layer) Weights() int64 {
	if !l.HasWeights() {
		return 0
	}
	n := int64(1)
	for _, size := range l.WeightsShape() {
		n *= int64(size)
	}
	return n
}

// Biases returns the number of the layer's biases: one per output channel, into
// which batch normalisation's shift is folded.
func (l Layer) Biases() int64 {
	if !l.HasWeights() {
		return 0
	}
	return int64(l.Out.Channels)
}

// InputBytes returns the size of the layer's input in bytes, as float32.
func (l Layer) InputBytes() int64 { return 4 * int64(l.In.Elements()) }

// ActivationBytes returns the size of the layer's output in bytes, as float32.
func (l Layer) ActivationBytes() int64 { return 4 * int64(l.Out.Elements()) }

// Bytes returns what the layer moves at least, in bytes as float32: its input,
// weights and biases once in, its output once out.
func (l Layer) Bytes() int64 {
	return l.InputBytes() + 4*(l.Weights()+l.Biases()) + l.ActivationBytes()
}

// Intensity returns the layer's arithmetic intensity, multiply-adds per byte moved.
// The fewer, the sooner memory is what the layer waits for.
func (l Layer) Intensity() float64 { return float64(l.MultiplyAdds()) / float64(l.Bytes()) }

// Cost is what a layer, or several, cost.
type Cost struct {
	MultiplyAdds    int64
	Weights         int64
	Biases          int64
	ActivationBytes int64 // bytes written, summed over the layers
}

// Sum returns the summed cost of all layers.
func (t Table) Sum() Cost {
	var c Cost
	for _, l := range t {
		c.add(l)
	}
	return c
}

// SumKind returns the summed cost of those layers that are of kind k: a row of
// the paper's Table 2.
func (t Table) SumKind(k Kind) Cost {
	var c Cost
	for _, l := range t {
		if l.Kind == k {
			c.add(l)
		}
	}
	return c
}

// SumPart returns the summed cost of the layers of a detector's part p.
func (t Table) SumPart(p Part) Cost {
	var c Cost
	for _, l := range t {
		if l.Part() == p {
			c.add(l)
		}
	}
	return c
}

func (c *Cost) add(l Layer) {
	c.MultiplyAdds += l.MultiplyAdds()
	c.Weights += l.Weights()
	c.Biases += l.Biases()
	c.ActivationBytes += l.ActivationBytes()
}
