package training

import (
	"context"
	"time"

	"mobilenet/model/head"
	"mobilenet/wasm/page/internal/panel"
)

// slice is how long the training has the page's thread at a time: half a frame at 60 Hz.
const slice = 8 * time.Millisecond

// Train trains a head and returns it with its curve, which show hears of after each slice unless it is nil.
func Train(ctx context.Context, h *head.Head, recipe head.Recipe, train, heldOut []head.Example, show func([]head.Point)) (*head.Head, []head.Point, error) {
	t, err := head.NewTrainer(h, recipe, train, heldOut)
	if err != nil {
		return nil, nil, err
	}
	for !t.Done() {
		for begun := time.Now(); !t.Done() && time.Since(begun) < slice; {
			t.Step()
		}
		if show != nil {
			show(t.Curve())
		}
		if !panel.Sleep(ctx, time.Millisecond) {
			return nil, nil, ctx.Err()
		}
	}
	return t.Head(), t.Curve(), nil
}
