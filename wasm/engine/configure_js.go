package main

import (
	"context"
	"errors"
	"time"

	"mobilenet/kernels"
	"mobilenet/model"
	"mobilenet/wasm/internal/message"
	"mobilenet/weights"
	"mobilenet/weights/layers"
)

// prefetch reads weights that are to be kept, for a configure to come.
func (e *engine) prefetch(m *message.Prefetch) error {
	r, err := readRequest(&message.Configure{ID: m.ID, Weights: m.Weights})
	if err != nil {
		return err
	}
	if !r.keep {
		return errors.New("engine: prefetch: have weights that are not kept, want keep: true")
	}
	_, err = e.read(context.Background(), r)
	return err
}

// read gives the weights that a request asks for. Those that are kept are read once.
func (e *engine) read(ctx context.Context, r request) (weightsFile, error) {
	if f, kept := e.kept[r.source.file()]; kept {
		return f, nil
	}
	f, err := r.source.read(ctx, r)
	if err == nil {
		err = ctx.Err()
	}
	if err == nil && r.keep {
		e.kept[r.source.file()] = f
	}
	return f, err
}

// release empties slot b and forgets what it had. Slot a keeps its network, since there is always one that answers.
func (e *engine) release(m *message.Release) error {
	at, err := parseSlot(m.Slot)
	if err != nil {
		return err
	}
	if at == 0 {
		return errors.New("engine: slot a: have the network that answers, want slot b")
	}
	e.slots[at].overtake(nil)
	e.slots[at] = slot{}
	e.generations[at]++
	e.cache.dropSlot(at)
	return nil
}

// configure loads the network that the message asks for, warms it up and makes it the one that answers frames.
// An error leaves the former network in its place.
func (e *engine) configure(ctx context.Context, m *message.Configure) (*message.Configured, error) {
	r, err := readRequest(m)
	if err != nil {
		return nil, err
	}
	if r.alpha != nil && r.resolution != nil { // spares a download that cannot be used
		if _, err := layers.New(*r.alpha, *r.resolution, r.architecture, 0); err != nil {
			return nil, err
		}
	}
	if m.NoBytes {
		kernels.WithoutBytes()
	}
	l, ranBefore, err := e.load(ctx, r)
	if err != nil {
		return nil, err
	}
	l.network.SetISA(r.isa)
	var warmup time.Duration
	if !m.Cold {
		warmup = e.warmUp(l.network, ranBefore)
	}
	e.chooseTile(l.network, r.tile, m.Cold)
	reply := configured(l, warmup)
	return &reply, e.lay(l)
}

// load finds the network in the cache or builds it. It reports whether it ran before.
func (e *engine) load(ctx context.Context, r request) (*loaded, bool, error) {
	key := r.source.file() + " " + r.width() + " " + r.precision.String() + " " + r.architecture.String()
	if l := e.cache.get(key, r.slot); l != nil {
		resolution := trainedResolution(l.meta)
		if r.resolution != nil {
			resolution = *r.resolution
		}
		if err := l.network.SetResolution(resolution); err != nil {
			return nil, false, err
		}
		return l, true, nil
	}
	e.makeRoom(r)
	if r.architecture == layers.FullConvolution && r.precision == model.Float32 {
		return e.loadFull(r, key)
	}
	f, err := e.read(ctx, r)
	if err != nil {
		return nil, false, err
	}
	spec := model.Spec{
		Alpha: f.bundle.Meta.Alpha, Resolution: trainedResolution(f.bundle.Meta), Architecture: r.architecture,
	}
	if r.alpha != nil {
		spec.Alpha = *r.alpha
	}
	if r.resolution != nil {
		spec.Resolution = *r.resolution
	}
	if l := e.cache.random(r); l != nil {
		if err := l.network.Rebuild(spec, f.bundle); err != nil {
			return nil, false, err
		}
		l.key, l.meta, l.bytes = key, f.bundle.Meta, f.bytes
		return l, false, nil
	}
	n, err := model.Build(spec, f.bundle, r.precision)
	if err != nil {
		return nil, false, err
	}
	l := &loaded{
		key: key, slot: r.slot, network: n, meta: f.bundle.Meta, assumed: f.bundle.Assumed, bytes: f.bytes, digest: f.digest, random: f.random,
	}
	e.cache.put(l)
	return l, false, nil
}

// trainedResolution returns the side in pixels that weights run at unless told otherwise.
func trainedResolution(m weights.Meta) int {
	switch {
	case m.Resolution > 0:
		return m.Resolution
	case m.ResolutionMax > 0:
		return min(m.ResolutionMax, layers.FullResolution)
	}
	return layers.FullResolution
}

// warmUp runs the network until the browser has optimised its code and the processor's caches know its weights,
// so that the first measured frame is like the others. One that ran before is warm.
func (e *engine) warmUp(n *model.Network, ranBefore bool) time.Duration {
	const budget = 400 * time.Millisecond
	running := code{n.ISA(), n.Precision()}
	passes := 2
	switch {
	case !e.warm[running]:
		passes = 12
	case ranBefore:
		passes = 0
	}
	start := time.Now()
	for range passes {
		n.Forward()
		if time.Since(start) > budget {
			break
		}
	}
	e.warm[running] = true
	return time.Since(start)
}

// chooseTile makes pointwise layers be computed in the tiles asked for, or once for all in the faster ones, which it finds
// out when the browser has optimised the network's code.
func (e *engine) chooseTile(n *model.Network, asked *kernels.Tile, cold bool) {
	switch {
	case asked != nil:
		asked.Use()
	case !cold && !e.raced && n.Precision() == model.Float32 && n.ISA() != kernels.Scalar:
		e.raced = true
		n.ISA().FastestTile().Use()
	}
}

// configured is the answer to a configure that succeeded.
func configured(l *loaded, warmup time.Duration) message.Configured {
	spec, m, table := l.network.Spec(), &l.meta, l.network.Layers()
	return message.Configured{
		Name:              m.Name,
		Alpha:             spec.Alpha,
		Resolution:        spec.Resolution,
		ISA:               l.network.ISA().String(),
		Precision:         l.network.Precision().String(),
		Arithmetic:        l.network.Arithmetic(),
		Tile:              kernels.UsedTile().String(),
		Architecture:      architectureNames[spec.Architecture],
		TrainedResolution: m.Resolution,
		Classes:           spec.Classes,
		Background:        m.Background,
		ImageNet:          l.random || m.Labels == weights.LabelsImageNet,
		ClassNames:        m.ClassNames,
		FeatureCount:      table[table.Features()].Out.Channels,
		Assumed:           assumed(l.assumed),
		Quantised:         m.Quantised,
		WeightsBytes:      int(l.bytes),
		WeightsMemory:     int(l.network.ParameterBytes()),
		Source:            m.Source,
		Licence:           m.Licence,
		Random:            l.random,
		WarmupMs:          milliseconds(warmup),
		Digest:            l.digest,
		Crew:              message.Crew{Threads: 1}, // web/engine.js knows of others
	}
}

// assumed lists what the file did not say.
func assumed(a weights.Assumed) (list []string) {
	for _, one := range []struct {
		name string
		is   bool
	}{{"input", a.Input}, {"classes", a.Classes}, {"resolution", a.Resolution}} {
		if one.is {
			list = append(list, one.name)
		}
	}
	return list
}
