package photos

import (
	"context"
	"strconv"
	"syscall/js"
	"time"

	"mobilenet/model"
	"mobilenet/wasm/internal/message"
	"mobilenet/wasm/internal/promise"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/panel"
	"mobilenet/weights/layers"
)

// Photos are decoded once for all networks, so that each network is set up once for many photos: as many as fit into so
// many pixels, which are 64 MB.
const (
	roundPixels = 16_000_000
	roundPhotos = 50
)

// asked is a network that was asked about the photos.
type asked struct {
	panel.Configuration
	name         string
	multiplyAdds int64
	times        []float64 // of its passes, ms
}

// toggle starts to check the networks that are ticked on all photos with a class, or ends it.
func (v *view) toggle() {
	if v.task.Stop() {
		return
	}
	a := v.album
	var photos []*photo
	for _, p := range a.photos {
		if p.Class >= 0 {
			photos = append(photos, p)
		}
	}
	chosen := v.configurations()
	why := ""
	switch {
	case len(v.points) == 0:
		why = "time.waiting"
	case len(photos) == 0:
		why = "photos.none"
	case len(chosen) == 0:
		why = "photos.no-network"
	}
	if why != "" {
		v.task.State.SetTextContent(v.host.Text(why))
		v.host.Say(v.host.Text(why))
		return
	}
	a.asked = nil
	for _, c := range chosen {
		a.asked = append(a.asked, asked{Configuration: c, name: v.nameOf(c)})
	}
	for _, p := range a.photos {
		p.Answers = nil
	}
	r := &rounds{view: v, asked: a.asked, total: len(photos) * len(chosen), start: time.Now()}
	v.task.Toggle(v.ctx, func(ctx context.Context, engine panel.Engine) error {
		v.run(true)
		defer v.run(false)
		for len(photos) > 0 {
			n, err := r.check(ctx, engine, photos)
			if err != nil {
				return err
			}
			photos = photos[n:]
			v.showFound()
		}
		return nil
	}, func() {
		v.task.State.SetTextContent("")
		v.host.Say(v.host.Text("photos.done"))
	})
}

// run says that the check runs, or that it ended.
func (v *view) run(runs bool) {
	v.running = runs
	node.Show(v.progress, runs)
	v.showTaken()
	v.showFound()
}

// rounds is the check: round after round, all networks are asked about some of the photos.
type rounds struct {
	*view
	asked       []asked
	runs        *asked // what the engine runs, nil before the first
	total, done int    // answers
	start       time.Time
}

// check asks all networks about the first of the photos, and returns how many these were.
func (r *rounds) check(ctx context.Context, engine panel.Engine, photos []*photo) (n int, err error) {
	var some []*photo
	var bitmaps []js.Value
	defer func() {
		for _, bitmap := range bitmaps {
			bitmap.Call("close") // those that the engine got are closed already
		}
	}()
	for pixels := 0; n < len(photos) && len(some) < roundPhotos && pixels < roundPixels; n++ {
		bitmap, err := r.decode(photos[n])
		if ctx.Err() != nil {
			return n, ctx.Err()
		}
		if err != nil {
			r.total -= len(r.asked) // it cannot be read
			continue
		}
		pixels += bitmap.Get("width").Int() * bitmap.Get("height").Int()
		photos[n].Answers = make([][]model.Answer, len(r.asked))
		bitmaps, some = append(bitmaps, bitmap), append(some, photos[n])
	}
	last := len(r.asked) - 1
	backwards := r.runs == &r.asked[last] // what runs comes first: it need not be set up again
	for i := range r.asked {
		network := i
		if backwards {
			network = last - i
		}
		if err := r.configure(ctx, engine, &r.asked[network]); err != nil {
			return n, err
		}
		for j, p := range some {
			bitmap := bitmaps[j]
			if i < last { // the engine takes what it gets
				if bitmap, err = promise.Await(ctx, js.Global().Call("createImageBitmap", bitmap)); err != nil {
					return n, err
				}
			}
			if p.Answers[network], err = r.ask(ctx, engine, bitmap); err != nil {
				return n, err
			}
		}
	}
	return n, nil
}

// configure has the engine run a network, unless it does.
func (r *rounds) configure(ctx context.Context, engine panel.Engine, one *asked) error {
	if r.runs == one {
		return nil
	}
	configured, err := panel.Configure(ctx, engine, one.Configuration)
	if err != nil {
		return err
	}
	r.runs = one
	a := r.album
	a.classes = configured.Classes
	if configured.Background {
		a.classes--
	}
	table, err := layers.New(one.Alpha, one.Resolution, layers.Separable, a.classes)
	if err == nil {
		one.multiplyAdds = table.Sum().MultiplyAdds
	}
	return err
}

// ask has the engine answer a photo.
func (r *rounds) ask(ctx context.Context, engine panel.Engine, bitmap js.Value) ([]model.Answer, error) {
	result, err := panel.Ask(ctx, engine, &message.Frame{Bitmap: bitmap, Top: 5})
	if err != nil {
		return nil, err
	}
	answers := make([]model.Answer, len(result.Top))
	for i, one := range result.Top {
		answers[i] = model.Answer{Index: one.Index, Probability: float32(one.Probability)}
	}
	r.runs.times = append(r.runs.times, result.Times.Network)
	r.done++
	left := float64(r.total-r.done) * time.Since(r.start).Seconds() / float64(r.done)
	r.progress.SetAttribute("value", strconv.FormatFloat(float64(r.done)/float64(r.total), 'f', 3, 64))
	r.task.State.SetTextContent(r.host.Text("photos.progress", "done", strconv.Itoa(r.done), "n", strconv.Itoa(r.total), "left", strconv.Itoa(int(left+0.5))))
	return answers, nil
}
