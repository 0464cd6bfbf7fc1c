package wall

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"strconv"
	"time"
)

const (
	// pace is how long a feed waits before it reads on, so that the posts of a moment are read together.
	pace = 200 * time.Millisecond
	// poll is how often a feed looks for changes that came by another server, as on Cloudflare.
	poll = 2 * time.Second
	// keepAlive is how often a stream without news says that it is there.
	keepAlive = 15 * time.Second
)

// A feed reads the changes of a wall, once for all who stream it in this server.
type feed struct {
	wake chan struct{} // after a change
	stop context.CancelFunc

	// Of the Wall's mutex:
	streams int
	last    *event // the newest
}

// An event is a piece of an event stream, and the way to the next.
type event struct {
	number int64  // in the wall's sequence
	text   string // as it is sent; "" if the feed broke, which ends its streams
	end    bool   // there is none behind it
	ready  chan struct{}
	next   *event // there once ready is closed
}

// hasNext reports whether there is an event behind this one.
func (e *event) hasNext() bool {
	select {
	case <-e.ready:
		return true
	default:
		return false
	}
}

// text returns a change as a piece of an event stream.
func (c change) text() string {
	if c.body == "" {
		return fmt.Sprintf("event: deleted\nid: %d\ndata: {\"seq\":%d}\n\n", c.number, c.seq)
	}
	return fmt.Sprintf("event: post\nid: %d\ndata: %s\n\n", c.number, c.post())
}

func (w *Wall) serveEvents(rw http.ResponseWriter, r *http.Request, found wallState) error {
	select {
	case <-w.closed:
		return refuse(http.StatusServiceUnavailable, "no event streams here: want polling")
	default:
	}
	after := int64(0)
	for _, text := range []string{r.URL.Query().Get("after"), r.Header.Get("Last-Event-ID")} {
		if number, err := strconv.ParseInt(text, 10, 64); err == nil {
			after = number
		}
	}
	ctx := r.Context()
	last, err := w.store.last(ctx, found.code)
	if err != nil {
		return err
	}
	at, leave, ok := w.join(found.code, last)
	if !ok {
		return refuse(http.StatusServiceUnavailable, "%d event streams already: want polling", maxStreams).with("Retry-After", "60")
	}
	defer leave()

	control := http.NewResponseController(rw)
	rw.Header().Set("Content-Type", "text/event-stream")
	rw.Header().Set("X-Accel-Buffering", "no") // nginx
	out := writer{rw: rw}
	out.write("retry: 3000\n\n")
	// What was before the feed's next event comes from the store, a page at a time.
	for c, err := range w.store.changes(ctx, found.code, after) {
		if err != nil {
			return out.abort(err)
		}
		out.write(c.text())
		after = c.number
	}
	silence := time.NewTicker(keepAlive)
	defer silence.Stop()
	for {
		for ; at.hasNext(); at = at.next {
			if at.next.number > after || at.next.end {
				out.write(at.next.text)
			}
		}
		_ = control.Flush()
		if at.end || out.err != nil {
			return nil
		}
		select {
		case <-at.ready:
		case <-silence.C:
			out.write(": \n\n")
		case <-ctx.Done():
			return nil
		case <-w.closed:
			return nil
		}
	}
}

// join returns the newest event of a wall's feed, which begins behind the number last if there is none yet, and what
// leaves it. It reports whether there is room for another stream.
func (w *Wall) join(code string, last int64) (at *event, leave func(), ok bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.streams >= maxStreams {
		return nil, nil, false
	}
	f := w.feeds[code]
	if f == nil {
		ctx, stop := context.WithCancel(context.Background())
		f = &feed{wake: make(chan struct{}, 1), stop: stop, last: &event{number: last, ready: make(chan struct{})}}
		w.feeds[code] = f
		go w.read(ctx, code, f)
	}
	w.streams++
	f.streams++
	return f.last, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.streams--
		if f.streams--; f.streams == 0 {
			w.drop(code, f)
		}
	}, true
}

// drop ends a feed.
func (w *Wall) drop(code string, f *feed) {
	f.stop()
	if w.feeds[code] == f {
		delete(w.feeds, code)
	}
}

// wake has a wall's feed look for changes.
func (w *Wall) wake(code string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if f := w.feeds[code]; f != nil {
		select {
		case f.wake <- struct{}{}:
		default:
		}
	}
}

// read gives a feed its events until the wall ends or nobody streams it.
func (w *Wall) read(ctx context.Context, code string, f *feed) {
	last := f.last.number
	for {
		changes, expires, err := w.store.page(ctx, code, last)
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			log.Printf("wall: %v", err)
			w.publish(code, f, event{number: last, end: true})
			return
		}
		if !expires.After(time.Now()) {
			w.publish(code, f, event{number: last, text: "event: end\ndata: {}\n\n", end: true})
			return
		}
		for _, c := range changes {
			last = c.number
			w.publish(code, f, event{number: last, text: c.text()})
		}
		if len(changes) == pageSize {
			continue
		}
		select {
		case <-f.wake:
		case <-time.After(min(poll, time.Until(expires))):
		case <-ctx.Done():
			return
		}
		select {
		case <-time.After(pace):
		case <-ctx.Done():
			return
		}
	}
}

// publish adds an event to a feed.
func (w *Wall) publish(code string, f *feed, e event) {
	e.ready = make(chan struct{})
	w.mu.Lock()
	defer w.mu.Unlock()
	f.last.next = &e
	close(f.last.ready)
	f.last = &e
	if e.end {
		w.drop(code, f)
	}
}
