package panel

import (
	"context"
	"errors"
	"syscall/js"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/promise"
	"mobilenet/wasm/internal/sweep"
	"mobilenet/weights/layers"
)

// Visit measures what a sweep has come to, and takes in its times.
func Visit(ctx context.Context, engine Engine, v sweep.Visit, m *sweep.Measurements) error {
	if _, err := engine.Configure(ctx, v.Configuration); err != nil {
		return err
	}
	warmup, runs := sweep.Passes(m.Typical(v.Configuration))
	samples, err := engine.Bench(ctx, warmup, runs)
	if err != nil {
		return err
	}
	m.Add(v, samples)
	return nil
}

// LayerTimes returns the layers of a configuration, which has so many classes, and what each takes on one core, in ms.
func LayerTimes(ctx context.Context, host Host, engine Engine, c Configuration, classes int) (layers.Table, []float64, error) {
	const (
		warmup = 3
		runs   = 25
		coarse = 0.02 // from which tick on, in ms, a clock does not see the short layers
	)
	c.Threads = 1
	if _, err := engine.Configure(ctx, c); err != nil {
		return nil, nil, err
	}
	data, err := engine.Ask(ctx, map[string]any{"kind": "bench", "warmup": warmup, "runs": runs, "layers": true})
	if err != nil {
		return nil, nil, err
	}
	table, err := layers.New(c.Alpha, c.Resolution, layers.Separable, classes)
	if err != nil {
		return nil, nil, err
	}
	times := "layers" // medians, which a pause of the browser does not move
	if host.Engine().TickMs > coarse {
		times = "layerMeans" // which see between the ticks
	}
	ms := Floats(data.Get(times))
	if len(ms) != len(table) {
		return nil, nil, errors.New("engine: times of another network")
	}
	return table, ms, nil
}

// Both has the networks of both slots answer a picture, and returns their results. The engine takes the bitmap.
func Both(ctx context.Context, engine Engine, bitmap js.Value) (results js.Value, err error) {
	data, err := engine.Ask(ctx, map[string]any{
		"kind": "frame", "bitmap": bitmap, "captureMs": 0, "slots": []any{"a", "b"}, "cam": "top",
	}, bitmap)
	if err != nil {
		return js.Value{}, err
	}
	return data.Get("results"), ctx.Err()
}

// FirstAnswers has both answer one of the host's samples, and returns the class that each finds first.
func FirstAnswers(ctx context.Context, engine Engine, sample dom.Element) (first [2]int, err error) {
	bitmap, err := promise.Await(ctx, js.Global().Call("createImageBitmap", sample.Underlying()))
	if err != nil {
		return first, err
	}
	results, err := Both(ctx, engine, bitmap)
	if err != nil {
		return first, err
	}
	for slot := range first {
		first[slot] = -1
		if top := results.Index(slot).Get("top"); top.Length() > 0 {
			first[slot] = top.Index(0).Get("index").Int()
		}
	}
	return first, nil
}
