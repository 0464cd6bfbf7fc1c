// Package training trains heads in the page: it has the engine look at pictures, and trains in slices of the page's thread,
// between which the page goes on.
package training

import (
	"context"
	"syscall/js"

	"mobilenet/model/head"
	"mobilenet/wasm/internal/message"
	"mobilenet/wasm/internal/promise"
	"mobilenet/wasm/page/internal/panel"
	"mobilenet/wasm/page/internal/site"
)

// View is a part of a picture, as the engine is shown it.
type View struct {
	Share    float64 // of the picture's middle, on each side
	Mirrored bool
}

// Views are what a head is trained on of each picture: the picture itself, and crops and flips of it, by which it learns what
// does not matter.
var Views = [...]View{{1, false}, {1, true}, {0.8, false}, {0.8, true}}

// Backbone says which network's features a head reads.
func Backbone(c *message.Configured) head.Backbone {
	return head.Backbone{Digest: c.Digest, Alpha: c.Alpha, Resolution: c.Resolution, Precision: c.Precision}
}

// Look returns the features of a view of a picture, a Blob or an image, as the network sees it that answers, and what its
// pass took, in ms.
func Look(ctx context.Context, asker panel.Asker, picture js.Value, view View) (features []float32, ms float64, err error) {
	bitmap, err := promise.Await(ctx, site.Offered().Get("collection").Call("view", picture, view.Share, view.Mirrored))
	if err != nil {
		return nil, 0, err
	}
	result, err := panel.Ask(ctx, asker, &message.Frame{Bitmap: bitmap, Top: 1, Features: true})
	if err != nil {
		return nil, 0, err
	}
	return result.Features, result.Times.Network, nil
}
