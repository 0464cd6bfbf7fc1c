package main

import (
	"context"
	"errors"
	"fmt"
	"syscall/js"

	"mobilenet/kernels"
	"mobilenet/model"
	"mobilenet/model/lab"
	"mobilenet/weights"
	"mobilenet/weights/layers"
)

// statisticsBudget is how many bytes the activations of all pictures may take while statistics are computed.
const statisticsBudget = 48 << 20

// damage is how a break message damages weights.
type damage struct {
	how         string // "slice" or "quantise"
	recalibrate bool
	per         lab.Granularity
	bits        int
}

// readDamage checks a break message.
func readDamage(message js.Value) (d damage, err error) {
	d = damage{how: text(message.Get("how")), recalibrate: message.Get("recalibrate").Truthy(), bits: 8}
	switch d.how {
	case "slice":
		return d, nil
	case "quantise":
		if v := message.Get("bits"); v.Type() == js.TypeNumber {
			d.bits = v.Int()
		}
		if d.recalibrate {
			return d, errors.New(`engine: break "quantise": statistics have nothing to do with it, want recalibrate with "slice"`)
		}
		d.per, err = lab.ParseGranularity(text(message.Get("per")))
		return d, err
	}
	return d, fmt.Errorf("engine: break %q: want slice or quantise", d.how)
}

// breakWeights damages weights as the message says and puts their network into slot b.
func (e *engine) breakWeights(ctx context.Context, message js.Value) (map[string]any, error) {
	d, err := readDamage(message)
	if err != nil {
		return nil, err
	}
	r, err := readRequest(message)
	if err != nil {
		return nil, err
	}
	if d.how != "quantise" && r.alpha == nil {
		return nil, fmt.Errorf("engine: break %q: have no alpha, want the width to cut down to", d.how)
	}
	r.precision, r.slot = model.Float32, 1
	e.makeRoom(r)
	f, err := e.readToBreak(ctx, r, d)
	if err != nil {
		return nil, err
	}
	resolution := trainedResolution(f.bundle.Meta)
	if r.resolution != nil {
		resolution = *r.resolution
	}
	broken, facts, err := d.apply(e, f.bundle, r, resolution)
	if err != nil {
		return nil, err
	}
	n, err := model.New(model.Spec{Alpha: broken.Meta.Alpha, Resolution: resolution}, broken)
	if err != nil {
		return nil, err
	}
	n.SetISA(r.isa)
	l := &loaded{slot: r.slot, network: n, meta: broken.Meta, bytes: f.bytes, random: f.random}
	warmup := e.warmUp(n, false)
	e.slots[r.slot].lay(l)
	reply := configured(l, warmup, false)
	reply["kind"], reply["how"] = "broken", d.how
	for name, fact := range facts {
		reply[name] = fact
	}
	return reply, nil
}

// readToBreak gives the weights that are to be damaged: of the width asked for, or, for cutting down, of the widest.
func (e *engine) readToBreak(ctx context.Context, r request, d damage) (weightsFile, error) {
	if d.how != "quantise" {
		widest := layers.MaxAlpha
		r.alpha = &widest
	}
	return e.read(ctx, r)
}

// apply damages b, and mends it if that is asked for. It returns what is to be told of it besides.
func (d damage) apply(e *engine, b *weights.Bundle, r request, resolution int) (*weights.Bundle, map[string]any, error) {
	if d.how == "quantise" {
		broken, noise, err := lab.Quantise(b, d.per, d.bits)
		noises := make([]any, len(noise))
		for i, n := range noise {
			noises[i] = map[string]any{"name": n.Layer, "signalToNoise": n.SignalToNoise}
		}
		return broken, map[string]any{"layers": noises}, err
	}
	broken, err := lab.Slice(b, *r.alpha)
	if err != nil || !d.recalibrate {
		return broken, nil, err
	}
	most, err := lab.MostInputs(b.Meta.Alpha, resolution, statisticsBudget)
	if err != nil {
		return nil, nil, err
	}
	norm := kernels.Normalisation{Scale: b.Meta.Scale, Offset: b.Meta.Offset}
	inputs, err := e.memory.inputs(resolution, most, norm)
	if err != nil {
		return nil, nil, err
	}
	if len(inputs) == 0 {
		return nil, nil, errors.New("engine: no pictures to compute statistics from: remember some first")
	}
	mended, err := lab.Recalibrate(broken, b, inputs, resolution, r.isa)
	return mended, map[string]any{"pictures": len(inputs)}, err
}
