package main

import (
	"context"
	"errors"
	"maps"
	"syscall/js"
	"time"

	"mobilenet/wasm/internal/told"
	"mobilenet/wasm/page/internal/panel"
)

// lending is how the engine is lent to panels: to one at a time, alone.
type lending struct {
	turn chan struct{}              // has an element while somebody has the engine or waits for it to fall idle
	out  bool                       // it is lent: no live frames, no configure of the page's
	asks map[int]chan<- js.Value    // what a panel waits for, by the message's id; undefined: the engine died
	live map[int]func(panel.Result) // what is called for each live answer
	next int                        // key of the next in live
}

// errNoEngine is what a panel hears whose engine stopped.
var errNoEngine = &told.Error{English: errors.New("engine: stopped: start it again"), Key: "why.no-engine"}

func (p *page) initLending() {
	p.lending = lending{turn: make(chan struct{}, 1), asks: make(map[int]chan<- js.Value), live: make(map[int]func(panel.Result))}
}

// lend lends the engine to f alone, once it is idle, and has it run again what the controls say.
func (p *page) lend(ctx context.Context, f func(panel.Engine) error) error {
	l := &p.lending
	select {
	case l.turn <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	l.out = true
	p.showState()
	defer func() {
		l.out = false
		<-l.turn
		p.configure()
	}()
	for p.engine.busy() {
		select {
		case <-time.After(5 * time.Millisecond):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	if p.engine.worker.IsUndefined() {
		return errNoEngine
	}
	return f(borrower{p})
}

// inspect asks the engine something between two live answers, once it is nobody's alone.
func (p *page) inspect(ctx context.Context, fields map[string]any) (js.Value, error) {
	for p.lending.out || p.active == nil {
		select {
		case <-time.After(20 * time.Millisecond):
		case <-ctx.Done():
			return js.Value{}, ctx.Err()
		}
	}
	return borrower{p}.Ask(ctx, fields)
}

// busy tells whether the engine is starting or has something of the page's under way.
func (e *client) busy() bool {
	return !e.worker.IsUndefined() && (!e.ready || e.frame != 0 || e.configure != 0)
}

// isNews tells what comes beside an answer.
func isNews(kind string) bool { return kind == "progress" || kind == "reach" }

// deliver hands a message to the panel that waits for it, if one does.
func (l *lending) deliver(data js.Value) bool {
	id := data.Get("id")
	if id.Type() != js.TypeNumber || isNews(data.Get("kind").String()) {
		return false
	}
	ask, ok := l.asks[id.Int()]
	if ok {
		delete(l.asks, id.Int())
		ask <- data
	}
	return ok
}

// engineGone tells all who wait.
func (l *lending) engineGone() {
	for id, ask := range l.asks {
		delete(l.asks, id)
		ask <- js.Undefined()
	}
}

// borrower is the engine in the hands of a panel.
type borrower struct{ p *page }

func (b borrower) Ask(ctx context.Context, fields map[string]any, pictures ...any) (js.Value, error) {
	l := &b.p.lending
	err := ctx.Err()
	if b.p.engine.worker.IsUndefined() {
		err = errNoEngine
	}
	if err != nil {
		for _, picture := range pictures {
			picture.(js.Value).Call("close")
		}
		return js.Value{}, err
	}
	answer := make(chan js.Value, 1)
	id := b.p.engine.send(fields, pictures...)
	l.asks[id] = answer
	select {
	case data := <-answer:
		if data.IsUndefined() {
			return js.Value{}, errNoEngine
		}
		if data.Get("kind").String() == "failure" {
			return js.Value{}, told.Of(data, data.Get("message").String())
		}
		return data, nil
	case <-ctx.Done():
		delete(l.asks, id)
		return js.Value{}, ctx.Err()
	}
}

func (b borrower) Configure(ctx context.Context, c panel.Configuration) (js.Value, error) {
	return b.Ask(ctx, b.p.configureMessage(b.p.configurationOf(c)))
}

func (b borrower) ConfigureSecond(ctx context.Context, c panel.Configuration) (js.Value, error) {
	fields := b.p.configureMessage(b.p.configurationOf(c))
	fields["slot"] = "b"
	return b.Ask(ctx, fields)
}

func (b borrower) Break(ctx context.Context, c panel.Configuration, fields map[string]any) (js.Value, error) {
	message := b.p.configureMessage(b.p.configurationOf(c))
	maps.Copy(message, fields)
	message["kind"] = "break"
	return b.Ask(ctx, message)
}

func (b borrower) Bench(ctx context.Context, warmup, runs int) ([]float64, error) {
	data, err := b.Ask(ctx, map[string]any{"kind": "bench", "warmup": warmup, "runs": runs})
	if err != nil {
		return nil, err
	}
	return panel.Floats(data.Get("samples")), nil
}
