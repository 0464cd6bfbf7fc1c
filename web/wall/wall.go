// Package wall is a class's wall: devices post what they measured under a join code, and everybody with the code sees
// all of it.
//
// A [Wall] is an http.Handler on a database: SQLite beside a server, D1 on Cloudflare. Since D1 has no transactions that
// wait for a program, every change is one statement.
//
//	POST   /api/walls                    open a wall: {"title": "…", "hours": 1…720}
//	GET    /api/walls                    whether there are walls here
//	GET    /api/walls/CODE               all posts, or with ?after=N what came since
//	GET    /api/walls/CODE/events        the same as an event stream
//	GET    /api/walls/CODE/posts.csv     the same as a table, a row for each point
//	GET    /api/walls/CODE/code.svg      the QR code of the link by which a device takes part
//	POST   /api/walls/CODE/posts         post a sweep
//	DELETE /api/walls/CODE/posts/SEQ     take a post away, with the wall's key
//	DELETE /api/walls/CODE               end the wall, with its key
//
// Every change of a wall, a post or a deletion, has the next number of the wall's sequence. Who knows the last number
// asks for what came after it, by polling or by an event stream's Last-Event-ID.
package wall

import (
	"context"
	"database/sql"
	"sync"
)

// Wall serves all walls of a store.
type Wall struct {
	store  store
	closed chan struct{} // when streams are to end
	close  func()

	mu      sync.Mutex
	feeds   map[string]*feed // by code, of walls that somebody streams
	streams int
}

// New returns the walls that are kept in db, and brings its tables up to date. It returns an error if db does not answer.
func New(ctx context.Context, db *sql.DB) (*Wall, error) {
	s, err := openStore(ctx, db)
	if err != nil {
		return nil, err
	}
	closed := make(chan struct{})
	return &Wall{store: s, closed: closed, close: sync.OnceFunc(func() { close(closed) }), feeds: make(map[string]*feed)}, nil
}

// Close ends all event streams and takes no more, so that clients poll; all else is answered as before. A server that is
// to stop closes its Wall, and so does one that cannot afford to hold requests open. The database stays open.
func (w *Wall) Close() { w.close() }

// Expire removes what is past its time: the contents of walls that ended, and counts of addresses. Nothing of it is
// shown before it is removed, so when to call Expire is the host's choice; once a minute keeps the promise that a wall
// deletes itself.
func (w *Wall) Expire(ctx context.Context) error { return w.store.expire(ctx) }

// Ping returns an error if the store does not answer.
func (w *Wall) Ping(ctx context.Context) error { return w.store.ping(ctx) }
