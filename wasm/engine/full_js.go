package main

import (
	"errors"

	"mobilenet/model"
	"mobilenet/weights"
)

// loadFull builds the network of Table 4 with random weights without a bundle of them, in the memory of the one before:
// it has seven times as many as MobileNet.
func (e *engine) loadFull(r request, key string) (*loaded, bool, error) {
	source, random := r.source.(randomSource)
	if !random || r.alpha == nil {
		return nil, false, errors.New("engine: full convolution: want random weights and an alpha, there is no file of them")
	}
	spec := model.Spec{Alpha: *r.alpha, Resolution: trainedResolution(weights.Meta{}), Architecture: r.architecture}
	if r.resolution != nil {
		spec.Resolution = *r.resolution
	}
	n := new(model.Network)
	l := e.cache.random(r)
	if l != nil {
		n = l.network
	}
	meta, err := n.Draw(spec, uint64(source.seed))
	if err != nil {
		return nil, false, err
	}
	if l == nil {
		l = &loaded{slot: r.slot, network: n, random: true}
		e.cache.put(l)
	}
	cost := n.Layers().Sum()
	l.key, l.meta, l.bytes = key, meta, 4*(cost.Weights+cost.Biases)
	return l, false, nil
}
