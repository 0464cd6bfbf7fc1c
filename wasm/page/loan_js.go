package main

import (
	"context"
	"errors"
	"syscall/js"
	"time"

	"mobilenet/wasm/internal/message"
	"mobilenet/wasm/internal/told"
	"mobilenet/wasm/page/internal/panel"
)

// lending is how the engine is lent to panels: to one at a time, alone.
type lending struct {
	turn chan struct{}   // has an element while somebody has the engine or waits for it to fall idle
	out  bool            // it is lent: no live frames, no configure of the page's
	live map[int]watcher // of live answers
	next int             // key of the next in live
	saw  time.Time       // when features were asked for last
}

// featuresInterval is the least time between two live answers that come with features, which say the same for a while.
const featuresInterval = 100 * time.Millisecond

// watcher hears of live answers.
type watcher struct {
	hear     func(*message.Result)
	explains bool // they come with class activation maps
	features bool // it hears those alone that come with features, now and then
}

// wants tells with what the next live answer is to come: a class activation map, features.
func (l *lending) wants() (maps, features bool) {
	for _, w := range l.live {
		maps, features = maps || w.explains, features || w.features
	}
	if features = features && time.Since(l.saw) >= featuresInterval; features {
		l.saw = time.Now()
	}
	return maps, features
}

// hear tells the watchers of a live answer.
func (l *lending) hear(r *message.Result) {
	for _, w := range l.live {
		if !w.features || len(r.Features) > 0 {
			w.hear(r)
		}
	}
}

// errNoEngine is what a panel hears whose engine stopped.
var errNoEngine = &told.Error{English: errors.New("engine: stopped: start it again"), Key: "why.no-engine"}

// lend lends the engine to f alone, once it is idle, and has it run again what the controls say.
func (p *page) lend(ctx context.Context, f func(panel.Engine) error) error {
	l := &p.lending
	select {
	case l.turn <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	l.out = true
	p.StateChanged()
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
	if !p.engine.alive {
		return errNoEngine
	}
	return f(borrower{p})
}

// busy tells whether the engine is starting or has something of the page's under way.
func (e *engine) busy() bool { return e.alive && (!e.ready || e.frame.Any() || e.configure.Any()) }

// watch tells a watcher of live answers until stop is called.
func (p *page) watch(w watcher) (stop func()) {
	l := &p.lending
	key := l.next
	l.next++
	l.live[key] = w
	if p.engine.live() != nil {
		p.picture.Attend()
		p.next()
	}
	return func() { delete(l.live, key) }
}

// borrower is the engine in the hands of a panel.
type borrower struct{ p *page }

func (b borrower) Ask(ctx context.Context, request message.Message) (js.Value, error) {
	e := &b.p.engine
	err := ctx.Err()
	if !e.alive {
		err = errNoEngine
	}
	if err != nil {
		message.Close(request)
		return js.Value{}, err
	}
	answer, err := e.client.Ask(ctx, request)
	if err != nil && !e.alive {
		err = errNoEngine
	}
	return answer, err
}

func (b borrower) Message(c panel.Configuration) *message.Configure {
	return b.p.configureMessage(b.p.meant(c))
}
