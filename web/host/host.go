// Package host answers every request that the site gets: for its files, for its walls, and whether it can do its work. It
// knows no platform; serve.go runs it on net/http, worker_js.go on Cloudflare.
package host

import (
	"context"
	"fmt"
	"io/fs"
	"log"
	"net/http"
	"strings"
	"time"

	"mobilenet/web/files"
	"mobilenet/web/wall"
)

// New returns the handler of a built site, with the walls that a function returns, or without any if it is nil. The
// function is called for each request that concerns them.
func New(site fs.FS, walls func() (*wall.Wall, error)) http.Handler {
	return host{files.New(site), walls}
}

type host struct {
	files http.Handler
	walls func() (*wall.Wall, error)
}

// ServeHTTP implements http.Handler.
func (h host) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch path := r.URL.Path; {
	case path == "/healthz":
		h.serveHealth(w, r)
	case h.walls != nil && (path == wall.Root || strings.HasPrefix(path, wall.Root+"/")):
		h.serveWalls(w, r)
	default:
		h.files.ServeHTTP(w, r)
	}
}

func (h host) serveWalls(w http.ResponseWriter, r *http.Request) {
	files.SetHeaders(w.Header())
	walls, err := h.walls()
	if err != nil {
		log.Print(err)
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Retry-After", "2")
		w.WriteHeader(http.StatusServiceUnavailable)
		fmt.Fprintln(w, `{"error":"wall: the store does not open: want another try in a moment"}`)
		return
	}
	walls.ServeHTTP(w, r)
}

// healthPatience is how long the store may take to answer; whoever asks for the server's health seldom waits longer.
const healthPatience = 3 * time.Second

// serveHealth says whether the server can do its work, for whoever starts it anew if not.
func (h host) serveHealth(w http.ResponseWriter, r *http.Request) {
	files.SetHeaders(w.Header())
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	if h.walls != nil {
		ctx, cancel := context.WithTimeout(r.Context(), healthPatience)
		defer cancel()
		walls, err := h.walls()
		if err == nil {
			err = walls.Ping(ctx)
		}
		if err != nil {
			log.Printf("health: %v", err)
			w.WriteHeader(http.StatusServiceUnavailable)
			fmt.Fprintln(w, "503: the store of the walls does not answer")
			return
		}
	}
	fmt.Fprintln(w, "ok")
}
