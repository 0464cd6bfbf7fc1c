// Package requestlog writes down what a server answered, and nothing about who asked.
package requestlog

import (
	"io"
	"log"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// New returns a handler that answers as next does, and writes a line for each answer to out: the time, the method, the
// path, the status, the bytes of the body and how long it took. The line has no address, no query and no header; instead
// of a wall's code, which lets people in, it says CODE.
func New(next http.Handler, out io.Writer) http.Handler {
	logger := log.New(out, "", log.LstdFlags)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		counter := &counter{ResponseWriter: w}
		defer func() { // also when the client has gone, which panics
			logger.Printf("%s %s %d %d B %d ms", r.Method, path(r.URL), counter.status, counter.bytes, time.Since(start).Milliseconds())
		}()
		next.ServeHTTP(counter, r)
	})
}

// path returns the path of an address without the codes of walls.
func path(address *url.URL) string {
	parts := strings.Split(address.Path, "/")
	if len(parts) > 3 && parts[1] == "api" && parts[2] == "walls" {
		parts[3] = "CODE"
	}
	return (&url.URL{Path: strings.Join(parts, "/")}).EscapedPath()
}

// counter counts what is written to it.
type counter struct {
	http.ResponseWriter
	status int // 0 if nothing was answered
	bytes  int64
}

// WriteHeader implements http.ResponseWriter.
func (c *counter) WriteHeader(status int) {
	if c.status < 200 { // others may follow one that only informs
		c.status = status
	}
	c.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (c *counter) Write(data []byte) (int, error) {
	if c.status < 200 {
		c.status = http.StatusOK
	}
	n, err := c.ResponseWriter.Write(data)
	c.bytes += int64(n)
	return n, err
}

// Unwrap gives http.ResponseController what it looks for.
func (c *counter) Unwrap() http.ResponseWriter { return c.ResponseWriter }
