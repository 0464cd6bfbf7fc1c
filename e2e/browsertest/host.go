package main

import (
	"crypto/rand"
	"embed"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"

	"mobilenet/e2e/program"
)

//go:embed page
var page embed.FS

// host serves a program, the page that runs it and the files that it reads, on a loopback port under a
// secret path, and takes its output and exit code.
type host struct {
	Exit chan int // receives the program's exit code

	server   *http.Server
	listener net.Listener
	secret   string
}

// config is what the page's worker needs to start the program.
type config struct {
	Argv []string          `json:"argv"`
	Env  map[string]string `json:"env"`
	Cwd  string            `json:"cwd"`
}

// newHost starts serving the program in a file, which gets the arguments argv and the environment env.
func newHost(finished string, argv []string, env map[string]string) (*host, error) {
	cwd, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	goroot, err := program.Root()
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}

	h := &host{Exit: make(chan int, 1), listener: listener, secret: rand.Text()}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", serveEmbedded("page/index.html", "text/html; charset=utf-8"))
	mux.HandleFunc("GET /favicon.ico", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusNoContent) })
	mux.HandleFunc("GET /worker.js", serveEmbedded("page/worker.js", "text/javascript"))
	mux.HandleFunc("GET /fs.js", serveEmbedded("page/fs.js", "text/javascript"))
	mux.HandleFunc("GET /wasm_exec.js", serveFile(filepath.Join(goroot, "lib", "wasm", "wasm_exec.js"), "text/javascript"))
	mux.HandleFunc("GET /program.wasm", serveFile(finished, "application/wasm"))
	mux.HandleFunc("GET /config", func(w http.ResponseWriter, r *http.Request) {
		writeJSON(w, config{Argv: argv, Env: env, Cwd: cwd})
	})
	mux.HandleFunc("GET /stat", serveStat)
	mux.HandleFunc("GET /readdir", serveReadDir)
	mux.HandleFunc("GET /readlink", serveReadLink)
	mux.HandleFunc("GET /file", serveContent)
	mux.HandleFunc("POST /write", serveWrite)
	mux.HandleFunc("POST /exit", h.serveExit)
	h.server = &http.Server{Handler: isolated(http.StripPrefix("/"+h.secret, mux))}
	go h.server.Serve(listener)
	return h, nil
}

// URL returns the address of the page that runs the program.
func (h *host) URL() string { return fmt.Sprintf("http://%s/%s/", h.listener.Addr(), h.secret) }

// Close stops serving.
func (h *host) Close() error { return h.server.Close() }

func (h *host) serveExit(w http.ResponseWriter, r *http.Request) {
	code, err := strconv.Atoi(r.FormValue("code"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	select {
	case h.Exit <- code:
	default: // the first one counts
	}
}

// isolated adds the headers of a cross-origin isolated page, in which performance.now ticks at 5 µs.
func isolated(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cross-Origin-Opener-Policy", "same-origin")
		w.Header().Set("Cross-Origin-Embedder-Policy", "require-corp")
		w.Header().Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

func serveEmbedded(name, contentType string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", contentType)
		http.ServeFileFS(w, r, page, name)
	}
}

func serveFile(path, contentType string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", contentType)
		http.ServeFile(w, r, path)
	}
}

// serveWrite writes the body to the standard output or error.
func serveWrite(w http.ResponseWriter, r *http.Request) {
	out := os.Stdout
	if r.FormValue("fd") == "2" {
		out = os.Stderr
	}
	if _, err := io.Copy(out, r.Body); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}

func writeJSON(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(v); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}
