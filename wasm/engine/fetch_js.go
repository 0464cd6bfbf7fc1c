package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"syscall/js"
	"time"

	"mobilenet/wasm/internal/message"
	"mobilenet/wasm/internal/promise"
	"mobilenet/wasm/internal/told"
)

// download is a file on its way: an io.Reader over the body of a fetch.
type download struct {
	ctx      context.Context
	name     string
	abort    js.Value // AbortController
	body     js.Value // ReadableStreamDefaultReader
	chunk    js.Value // Uint8Array that arrived and is not read yet, from at
	at       int
	loaded   int64
	total    int64 // 0 if unknown
	progress func(loaded, total int64)
}

// fetch asks for url and returns when the answer's head is there. total is the file's size if it is known
// beforehand. progress hears of every chunk.
func fetch(ctx context.Context, url string, total int64, progress func(loaded, total int64)) (*download, error) {
	if url == "" {
		return nil, errors.New("weights: no address given")
	}
	d := &download{
		ctx: ctx, name: path.Base(url), total: total, progress: progress,
		abort: js.Global().Get("AbortController").New(),
	}
	response, err := promise.Await(ctx, js.Global().Call("fetch", url, map[string]any{"signal": d.abort.Get("signal")}))
	if err != nil {
		d.Close()
		return nil, d.failed(err)
	}
	if !response.Get("ok").Bool() {
		d.Close()
		status := response.Get("status").Int()
		return nil, &told.Error{
			English: fmt.Errorf("weights: %s: the server answered %d %s", d.name, status, response.Get("statusText").String()),
			Key:     "why.server", Values: []string{"file", d.name, "status", fmt.Sprint(status)},
		}
	}
	if response.Get("body").IsNull() {
		d.Close()
		return nil, fmt.Errorf("weights: %s: the server answered %d without a file", d.name, response.Get("status").Int())
	}
	d.body = response.Get("body").Call("getReader")
	return d, nil
}

// Read gives the next bytes of the body and waits for them if need be.
func (d *download) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	for d.chunk.IsUndefined() || d.at == d.chunk.Length() {
		result, err := promise.Await(d.ctx, d.body.Call("read"))
		if err != nil {
			return 0, d.failed(err)
		}
		if result.Get("done").Bool() {
			return 0, io.EOF
		}
		d.chunk, d.at = result.Get("value"), 0
		d.loaded += int64(d.chunk.Length())
		d.progress(d.loaded, d.total)
	}
	n := js.CopyBytesToGo(p, d.chunk.Call("subarray", d.at))
	d.at += n
	return n, nil
}

// Close gives up what has not arrived yet.
func (d *download) Close() error {
	d.abort.Call("abort")
	return nil
}

// failed says what went wrong on the way, or that nobody wants the file any more.
func (d *download) failed(err error) error {
	if d.ctx.Err() != nil {
		return d.ctx.Err()
	}
	return &told.Error{
		English: fmt.Errorf("weights: %s: not fetched, %d bytes came: %w", d.name, d.loaded, err),
		Key:     "why.network", Values: []string{"file", d.name},
	}
}

// progress returns a listener that tells the page how far a download is, at most every 50 ms and at its end.
func progress(id int) func(loaded, total int64) {
	const pause = 50 * time.Millisecond
	var last time.Time
	return func(loaded, total int64) {
		if now := time.Now(); now.Sub(last) > pause || loaded == total {
			last = now
			js.Global().Call("postMessage", message.Object(&message.Progress{ID: id, Loaded: int(loaded), Total: int(total)}))
		}
	}
}
