package main

import (
	"errors"

	"mobilenet/model"
	"mobilenet/weights"
)

// loadFull builds the network of Table 4 with random weights, without a bundle of them: it has seven times as many as
// MobileNet.
func (e *engine) loadFull(r request, key string) (*loaded, bool, error) {
	source, random := r.source.(randomSource)
	if !random || r.alpha == nil {
		return nil, false, errors.New("engine: full convolution: want random weights and an alpha, there is no file of them")
	}
	spec := model.Spec{Alpha: *r.alpha, Resolution: trainedResolution(weights.Meta{}), Architecture: r.architecture}
	if r.resolution != nil {
		spec.Resolution = *r.resolution
	}
	n, meta, err := model.NewRandom(spec, uint64(source.seed))
	if err != nil {
		return nil, false, err
	}
	cost := model.Sum(n.Layers())
	l := &loaded{key: key, slot: r.slot, network: n, meta: meta, bytes: 4 * (cost.Weights + cost.Biases), random: true}
	e.cache.put(l)
	return l, false, nil
}
