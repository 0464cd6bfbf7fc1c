package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"syscall/js"

	"mobilenet/model"
	"mobilenet/wasm/internal/told"
	"mobilenet/weights"
)

// slimFile is a file of slimmable weights, kept as it came: networks of every width are made of it. It is fetched once,
// and its rings come while a network of the first ones runs.
type slimFile struct {
	key      string // where it came from
	name     string
	onion    *weights.Onion
	stop     context.CancelFunc        // ends the download
	came     chan struct{}             // closed and replaced when a ring has come, or none will
	ended    error                     // why no more rings come, io.EOF after the last
	progress func(loaded, total int64) // of a configure that waits, nil if none does
}

// newSlimFile returns a file of which only the header has come.
func newSlimFile(key, name string, o *weights.Onion, stop context.CancelFunc) *slimFile {
	return &slimFile{key: key, name: name, onion: o, stop: stop, came: make(chan struct{})}
}

// grow reads the rings, to the last or until something is wrong, and calls came after each. After the last it asks
// whether the file is the right one.
func (f *slimFile) grow(right func() error, came func()) {
	for f.ended == nil {
		f.ended = f.onion.Next()
		if f.ended == io.EOF {
			if err := right(); err != nil {
				f.ended = err
			}
		} else if f.ended != nil {
			f.ended = fmt.Errorf("%s: %w", f.name, f.ended)
		}
		close(f.came)
		f.came = make(chan struct{})
		came()
	}
}

// wait returns when the ring of that width has come, or an error if it will not.
func (f *slimFile) wait(ctx context.Context, alpha float64, id js.Value) error {
	defer func() { f.progress = nil }()
	for f.onion.Reach() < alpha {
		if f.ended != nil {
			return f.ended
		}
		f.progress = progress(id)
		select {
		case <-f.came:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// slice returns the weights of one width for a configure, when they have come.
func (f *slimFile) slice(ctx context.Context, id js.Value, alpha float64, resolution int) (*weights.Bundle, error) {
	if f.onion.Has(alpha) {
		if err := f.wait(ctx, alpha, id); err != nil {
			return nil, err
		}
	}
	b, err := f.onion.Slice(alpha, resolution)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.name, err)
	}
	return b, nil
}

// lost reports whether the download has ended before its end.
func (f *slimFile) lost() bool { return f.ended != nil && f.ended != io.EOF }

// report tells a configure that waits how far the download is.
func (f *slimFile) report(loaded, total int64) {
	if f.progress != nil {
		f.progress(loaded, total)
	}
}

// announce tells the page how wide a network the file offers by now, for the request that began the download.
func (f *slimFile) announce(id js.Value, loaded int64) {
	if errors.Is(f.ended, context.Canceled) {
		return // nobody wants it any more
	}
	message := map[string]any{
		"kind": "reach", "id": id, "alphaMax": f.onion.Reach(), "loaded": loaded, "total": f.onion.Size(), "message": nil,
	}
	if f.lost() {
		told.Tell(message, f.ended)
	}
	post(message)
	if whole := js.Global().Get("engine").Get("whole"); f.ended != nil && whole.Type() == js.TypeFunction {
		whole.Invoke()
	}
}

// file returns the slimmable file that came from there, if one is kept and has that width or may still get it.
func (e *engine) file(key string, alpha *float64) *slimFile {
	i := slices.IndexFunc(e.files, func(f *slimFile) bool {
		return f.key == key && (!f.lost() || alpha != nil && *alpha <= f.onion.Reach())
	})
	if i < 0 {
		return nil
	}
	return e.files[i]
}

// growing reports whether the weights of slot a are still on their way.
func (e *engine) growing() bool {
	l := e.slots[0].current
	return l != nil && l.slim != nil && l.slim.ended == nil
}

// keep adds a slimmable file to those that are kept, and drops those that no slot uses or that it replaces.
func (e *engine) keep(file *slimFile) {
	e.files = slices.DeleteFunc(e.files, func(f *slimFile) bool {
		used := slices.ContainsFunc(e.slots[:], func(s slot) bool { return s.current != nil && s.current.slim == f })
		if used && f.key != file.key {
			return false
		}
		f.stop()
		if !used {
			e.cache.dropFile(f)
		}
		return true
	})
	e.files = append(e.files, file)
}

// loadSlim waits for the width that is asked for and makes a slot's network that of this width. There is one for each
// slot: putting the weights of another width into it takes less than a frame's time at full size.
func (e *engine) loadSlim(ctx context.Context, r request, f *slimFile) (l *loaded, ranBefore bool, err error) {
	meta := f.onion.Meta()
	spec := model.Spec{Alpha: meta.AlphaMax, Resolution: trainedResolution(meta), Architecture: r.architecture}
	if r.alpha != nil {
		spec.Alpha = *r.alpha
	}
	if r.resolution != nil {
		spec.Resolution = *r.resolution
	}
	b, err := f.slice(ctx, r.id, spec.Alpha, spec.Resolution)
	if err != nil {
		return nil, false, err
	}
	key := f.key + " " + r.precision.String() + " " + r.architecture.String()
	former := e.cache.get(key, r.slot)
	if l := former; l != nil && spec.Alpha <= l.widest.Alpha && spec.Resolution <= l.widest.Resolution {
		if l.slice == b {
			err = l.network.SetResolution(spec.Resolution)
		} else if err = l.network.Rebuild(spec, b); err == nil {
			l.slim, l.slice = f, b
		}
		return l, true, err
	}
	if _, err := model.Layers(spec.Alpha, spec.Resolution, spec.Architecture, 0); err != nil {
		return nil, false, err
	}
	// The former network goes first: there is no memory for both, and growing it piece by piece would leave holes.
	// What follows cannot fail.
	e.cache.dropFileIn(f, r.slot)
	if s := &e.slots[r.slot]; s.current != nil && s.current.slim == f {
		s.current = nil
	}
	e.makeRoom(r)
	n, err := model.Build(spec, b, r.precision)
	if err != nil {
		return nil, false, err
	}
	l = &loaded{key: key, slot: r.slot, network: n, meta: meta, bytes: f.onion.Size(), slim: f, slice: b, widest: spec}
	e.cache.put(l)
	return l, former != nil, nil
}
