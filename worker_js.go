// Built for js/wasm, the server of the site is a Cloudflare worker. There the platform serves the site's files itself, with
// the headers of the site's _headers file, and calls the worker for what is no file: the worker's site is empty, and it
// answers what this handler answers for an absent file.
package main

import (
	"context"
	"embed"
	"errors"
	"io"
	"net/http"
	"sync"

	"github.com/syumai/workers"
	"github.com/syumai/workers/cloudflare/cron"

	"mobilenet/web/host"
	"mobilenet/web/wall"
	"mobilenet/web/wall/database"
)

// binding is the name under which wrangler.jsonc gives the worker its database.
const binding = "DB"

func main() {
	// This program is started for each request, and opens the database for those that need it.
	var walls func() (*wall.Wall, error)
	if db, err := database.Open(binding); err == nil {
		walls = sync.OnceValues(func() (*wall.Wall, error) {
			w, err := wall.New(context.Background(), db)
			if err == nil {
				// Each event stream would hold a program of its own, and twenty of them all the memory there is: clients poll.
				w.Close()
			}
			return w, err
		})
	}
	cron.ScheduleTaskNonBlock(func(ctx context.Context) error {
		if walls == nil {
			return errors.New("serve: have no database " + binding + " whose walls could end: want one in wrangler.jsonc")
		}
		w, err := walls()
		if err != nil {
			return err
		}
		return w.Expire(ctx)
	})
	workers.Serve(drained(host.New(embed.FS{}, walls)))
}

// drained returns a handler that also reads what next leaves of a body, as net/http does by itself: else the runtime closes
// the connection, and the next request on it is lost.
func drained(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r)
		io.CopyN(io.Discard, r.Body, 256<<10)
	})
}
