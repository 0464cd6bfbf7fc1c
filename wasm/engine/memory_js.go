package main

import (
	"mobilenet/kernels"
	"mobilenet/wasm/internal/message"
)

// The pictures that are kept for computing statistics.
const (
	rememberedSide = 224 // pixels
	mostRemembered = 48  // 200 KB each
)

// memory holds pictures, the oldest first.
type memory struct {
	pictures [][]byte  // [rememberedSide, rememberedSide, 4] each
	values   []float32 // of one, on its way
}

// remember keeps a picture, and forgets the oldest if there are too many.
func (m *memory) remember(p *picture) error {
	if p.side == 0 {
		return errNoPicture
	}
	resizer, err := kernels.NewResizer(p.side, p.side, rememberedSide)
	if err != nil {
		return err
	}
	bytes := make([]byte, 4*rememberedSide*rememberedSide)
	m.values = resized(m.values, 3*rememberedSide*rememberedSide)
	asBytes := kernels.Normalisation{Scale: 1}
	resizer.Resize(kernels.Best(), m.values, p.rgba, asBytes)
	resizer.Preview(bytes, m.values, asBytes)
	if len(m.pictures) == mostRemembered {
		m.pictures = append(m.pictures[:0], m.pictures[1:]...)
	}
	m.pictures = append(m.pictures, bytes)
	return nil
}

// inputs returns the newest pictures, so many at most, as inputs of a network.
func (m *memory) inputs(resolution, most int, norm kernels.Normalisation) ([][]float32, error) {
	resizer, err := kernels.NewResizer(rememberedSide, rememberedSide, resolution)
	if err != nil {
		return nil, err
	}
	var inputs [][]float32
	for _, bytes := range m.pictures[max(0, len(m.pictures)-most):] {
		input := make([]float32, 3*resolution*resolution)
		resizer.Resize(kernels.Best(), input, bytes, norm)
		inputs = append(inputs, input)
	}
	return inputs, nil
}

// remembered says how many pictures are kept.
func (m *memory) remembered() *message.Remembered {
	return &message.Remembered{Count: len(m.pictures), Limit: mostRemembered}
}
