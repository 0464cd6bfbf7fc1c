package panel

import (
	"context"
	"errors"
	"syscall/js"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/message"
	"mobilenet/wasm/internal/promise"
	"mobilenet/wasm/internal/sweep"
	"mobilenet/weights/layers"
)

// Visit measures what a sweep has come to, and takes in its times.
func Visit(ctx context.Context, engine Engine, v sweep.Visit, m *sweep.Measurements) error {
	if _, err := Configure(ctx, engine, v.Configuration); err != nil {
		return err
	}
	warmup, runs := sweep.Passes(m.Typical(v.Configuration))
	result, err := Ask(ctx, engine, &message.Bench{Warmup: new(warmup), Runs: runs})
	if err != nil {
		return err
	}
	m.Add(v, result.Samples)
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
	if _, err := Configure(ctx, engine, c); err != nil {
		return nil, nil, err
	}
	result, err := Ask(ctx, engine, &message.Bench{Warmup: new(warmup), Runs: runs, Layers: true})
	if err != nil {
		return nil, nil, err
	}
	table, err := layers.New(c.Alpha, c.Resolution, layers.Separable, classes)
	if err != nil {
		return nil, nil, err
	}
	ms := result.Layers // medians, which a pause of the browser does not move
	if host.Engine().TickMs > coarse {
		ms = result.LayerMeans // which see between the ticks
	}
	if len(ms) != len(table) {
		return nil, nil, errors.New("engine: times of another network")
	}
	return table, ms, nil
}

// BothSee has the networks of both slots answer the picture that is shown, and returns their results with class activation
// maps.
func BothSee(ctx context.Context, host Host, engine Engine) (both [2]message.Result, err error) {
	bitmap, err := host.Picture(ctx)
	if err != nil {
		return both, err
	}
	return compare(ctx, engine, bitmap)
}

// compare has both answer a bitmap, which the engine takes.
func compare(ctx context.Context, engine Engine, bitmap js.Value) (both [2]message.Result, err error) {
	m := &message.Compare{Frame: message.Frame{Bitmap: bitmap, Cam: true}, Slots: []message.Slot{message.A, message.B}}
	answer, err := Ask(ctx, engine, m)
	if err != nil {
		return both, err
	}
	copy(both[:], answer.Results)
	return both, ctx.Err()
}

// FirstAnswers has both answer one of the host's samples, and returns the class that each finds first.
func FirstAnswers(ctx context.Context, engine Engine, sample dom.Element) (first [2]int, err error) {
	if _, err := promise.Await(ctx, sample.Underlying().Call("decode")); err != nil { // it may be on its way
		return first, err
	}
	bitmap, err := promise.Await(ctx, js.Global().Call("createImageBitmap", sample.Underlying()))
	if err != nil {
		return first, err
	}
	both, err := compare(ctx, engine, bitmap)
	if err != nil {
		return first, err
	}
	for slot, result := range both {
		first[slot] = result.First()
	}
	return first, nil
}
