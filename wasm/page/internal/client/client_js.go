// Package client is the page's end of the engine: web/client.js, with the types of package message.
package client

import (
	"context"
	"syscall/js"
	"time"

	"mobilenet/wasm/internal/message"
	"mobilenet/wasm/internal/promise"
	"mobilenet/wasm/internal/told"
)

// Client is an engine, and others after it if it dies.
type Client struct{ engine js.Value }

// New returns an engine that web/boot.js has made and that is not started yet. It is given up if it owes an answer and is
// silent for longer than patience. progress hears how far downloads are, died why it has died; those who wait for answers
// hear of that afterwards.
func New(engine js.Value, patience time.Duration, progress func(*message.Progress), died func(error)) Client {
	engine.Call("watch", patience.Milliseconds())
	engine.Set("onprogress", js.FuncOf(func(_ js.Value, args []js.Value) any {
		m := new(message.Progress)
		if err := message.Read(args[0], m); err == nil {
			progress(m)
		}
		return nil
	}))
	engine.Set("ondeath", js.FuncOf(func(_ js.Value, args []js.Value) any {
		died(told.From(args[0]))
		return nil
	}))
	return Client{engine}
}

// Start starts the engine if it does not run, and waits until it is ready.
func (c Client) Start(ctx context.Context) (*message.Ready, error) {
	ready, err := promise.Await(ctx, c.engine.Call("ready"))
	if err != nil {
		return nil, err
	}
	m := new(message.Ready)
	return m, message.Read(ready, m)
}

// Pending is the latest request of a kind, until it is answered. The zero Pending is none.
type Pending struct{ id int }

// Is tells whether it is the request that a [message.Progress] names.
func (p Pending) Is(id int) bool { return p.id == id }

// Any tells whether there is one.
func (p Pending) Any() bool { return p.id != 0 }

// Send sends a request to the engine, which overtakes the one pending: nobody hears of that any more. done hears of the
// answer, or why there is none, in an event of its own.
func Send[A message.Message](c Client, pending *Pending, request message.Request[A], done func(A, error)) {
	var heard js.Func
	var id int
	heard = js.FuncOf(func(_ js.Value, args []js.Value) any {
		heard.Release()
		if !pending.Is(id) {
			return nil
		}
		*pending = Pending{}
		if len(args) > 1 {
			var none A
			done(none, told.From(args[1]))
		} else {
			done(message.ReadAnswer(args[0], request))
		}
		return nil
	})
	id = c.engine.Call("ask", message.Object(request), heard).Int()
	pending.id = id
}

// Ask sends a request and waits for the answer, for [message.ReadAnswer] to read. It returns early, with the context's error,
// when ctx ends.
func (c Client) Ask(ctx context.Context, request message.Message) (js.Value, error) {
	return promise.Await(ctx, c.engine.Call("request", message.Object(request)))
}
