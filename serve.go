// Serve is the server of the site in dist: one handler, run by net/http on this machine and by
// github.com/syumai/workers on Cloudflare.
//
//	go run . -addr localhost:8080 -dir dist
//
// Built for js/wasm it is a Cloudflare worker. There the platform serves the site's files itself, with the
// headers of the site's _headers file, and calls the worker for what is no file: the worker's site is empty,
// and it answers what this handler answers for an absent file.
package main

import (
	"cmp"
	"context"
	"crypto/sha256"
	"embed"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/syumai/workers"
)

func main() {
	if runtime.GOOS == "js" {
		workers.Serve(handler{embed.FS{}})
		return
	}
	addr := flag.String("addr", "localhost:8080", "`host:port` to listen on")
	dir := flag.String("dir", "dist", "`directory` of the built site")
	flag.Parse()
	if flag.NArg() > 0 {
		fmt.Fprintf(os.Stderr, "serve: unexpected argument %q\n", flag.Arg(0))
		flag.Usage()
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := serve(ctx, *addr, *dir, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "serve:", err)
		os.Exit(1)
	}
}

// serve serves the site in dir on addr until ctx is done, and prints its address to out once it listens.
func serve(ctx context.Context, addr, dir string, out io.Writer) error {
	if _, err := os.Stat(path.Join(dir, "index.html")); err != nil {
		return fmt.Errorf("no site in %s (%w): build it with \"make site\"", dir, err)
	}
	listener, err := net.Listen("tcp", addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return fmt.Errorf("%w: stop that program, or choose another address with -addr", err)
	}
	if err != nil {
		return err
	}
	fmt.Fprintln(out, address(addr, listener.Addr()))

	server := &http.Server{
		Handler:           handler{directory(dir)},
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      15 * time.Minute, // the largest weights over a slow line
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	select {
	case err := <-served:
		return err
	case <-ctx.Done():
	}
	late, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	if err := server.Shutdown(late); err != nil {
		return server.Close() // a download in progress does not hold up the end
	}
	return nil
}

// address returns the address to open in a browser on this machine; on localhost browsers allow the camera
// without https.
func address(asked string, listening net.Addr) string {
	host, _, _ := net.SplitHostPort(asked)
	if host == "" || net.ParseIP(host).IsUnspecified() {
		host = "localhost"
	}
	_, port, _ := net.SplitHostPort(listening.String())
	return "http://" + net.JoinHostPort(host, port)
}

// directory is the file system of the regular files in a directory, which may be replaced as a whole while
// it is served. Links that lead out of it do not open.
type directory string

// Open implements fs.FS.
func (d directory) Open(name string) (fs.File, error) {
	root, err := os.OpenRoot(string(d))
	if err != nil {
		return nil, err
	}
	defer root.Close()
	info, err := root.Stat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return root.Open(name)
}

// headers are sent with every answer. The file wasm/site/_headers says the same to static hosts.
var headers = map[string]string{
	// Only this origin's files, nothing inline; the wasm keyword lets WebAssembly compile but no eval run.
	// blob:, data: and mediastream: are the visitor's own pictures and camera. Any site may frame the page
	// (embed=1: lessons live in other people's course pages); it has no accounts and no state to steal by
	// a click, and the camera still needs the visitor's and the framing page's permission.
	"Content-Security-Policy": "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; " +
		"img-src 'self' blob: data:; media-src 'self' blob: mediastream:; worker-src 'self'; " +
		"connect-src 'self'; style-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors *",
	// Together they isolate the page: a clock that ticks at 5 µs instead of 100, and SharedArrayBuffer.
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Embedder-Policy": "require-corp",
	// A framing page that is isolated itself may load the documents only if they say so.
	"Cross-Origin-Resource-Policy": "cross-origin",
	"Permissions-Policy":           "camera=(self), microphone=(), geolocation=()",
	"Referrer-Policy":              "no-referrer",
	"X-Content-Type-Options":       "nosniff",
}

// shared matches the names of the library's files, which pages of other origins may read too; Access-Control-Allow-Origin
// says so. They are the same for everybody.
var shared = regexp.MustCompile(`^(?:mobilenet\.|v/|weights/)`)

// types are the content types by file name extension; the machine's own table is not asked, so that every
// machine serves the same.
var types = map[string]string{
	".css":  "text/css; charset=utf-8",
	".html": "text/html; charset=utf-8",
	".ico":  "image/x-icon",
	".jpeg": "image/jpeg",
	".jpg":  "image/jpeg",
	".js":   "text/javascript; charset=utf-8",
	".json": "application/json",
	".png":  "image/png",
	".svg":  "image/svg+xml",
	".ts":   "text/plain; charset=utf-8",
	".txt":  "text/plain; charset=utf-8",
	".wasm": "application/wasm",
	".webp": "image/webp",
}

// versioned matches the names that carry a hash of their content, which is their entity tag too.
var versioned = regexp.MustCompile(`^v/([0-9a-f]{12})/|^weights/[^/]+\.([0-9a-f]{12})\.(?:safetensors|tflite)$`)

// handler serves the files of a site.
type handler struct{ files fs.FS }

// ServeHTTP implements http.Handler.
func (h handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	for name, value := range headers {
		header.Set(name, value)
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		header.Set("Allow", "GET, HEAD")
		http.Error(w, "405: only GET and HEAD", http.StatusMethodNotAllowed)
		return
	}
	name, ok := fileName(r.URL.Path)
	if !ok {
		notFound(w)
		return
	}
	if shared.MatchString(name) {
		header.Set("Access-Control-Allow-Origin", "*")
	}
	coding, variants := h.negotiate(name, r)
	file, info, err := h.open(name + coding.suffix)
	if err != nil {
		notFound(w)
		return
	}
	defer file.Close()
	tag, immutable := versionOf(name)
	if immutable {
		header.Set("Cache-Control", "public, max-age=31536000, immutable")
	} else {
		header.Set("Cache-Control", "no-cache") // keep it, but ask every time
		if tag, err = hash(file); err != nil {
			http.Error(w, "500: the file cannot be read", http.StatusInternalServerError)
			return
		}
	}
	header.Set("ETag", strconv.Quote(tag+coding.suffix))
	header.Set("Content-Type", cmp.Or(types[path.Ext(name)], "application/octet-stream"))
	if variants {
		header.Set("Vary", "Accept-Encoding")
	}
	if coding.name != identity {
		header.Set("Content-Encoding", coding.name)
		header.Set("Content-Length", strconv.FormatInt(info.Size(), 10)) // ServeContent leaves it out here
	}
	http.ServeContent(w, r, name, time.Time{}, file)
}

// fileName returns the name of the file at a decoded URL path, if it can have one: no path out of the site,
// no hidden file, and not the rules that the site gives to static hosts.
func fileName(urlPath string) (name string, ok bool) {
	name, ok = strings.CutPrefix(urlPath, "/")
	if !ok {
		return "", false
	}
	if name == "" {
		name = "index.html"
	}
	ok = fs.ValidPath(name) && !strings.ContainsAny(name, "\\:\x00") && name != "_headers" &&
		!strings.HasPrefix(name, ".") && !strings.Contains(name, "/.")
	return name, ok
}

// versionOf returns the content hash in a file's name, if there is one.
func versionOf(name string) (hash string, ok bool) {
	match := versioned.FindStringSubmatch(name)
	if match == nil {
		return "", false
	}
	return cmp.Or(match[1], match[2]), true
}

// open opens a regular file.
func (h handler) open(name string) (http.File, fs.FileInfo, error) {
	file, err := http.FS(h.files).Open(name)
	if err != nil {
		return nil, nil, err
	}
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() {
		file.Close()
		return nil, nil, fs.ErrNotExist
	}
	return file, info, nil
}

// hash returns the first twelve digits of the SHA-256 of the file, and rewinds it.
func hash(file io.ReadSeeker) (string, error) {
	sum := sha256.New()
	if _, err := io.Copy(sum, file); err != nil {
		return "", err
	}
	_, err := file.Seek(0, io.SeekStart)
	return fmt.Sprintf("%x", sum.Sum(nil)[:6]), err
}

// A coding is a content coding and the suffix of the files that have it.
type coding struct{ name, suffix string }

const identity = "identity"

// codings are the compressed ones, best first.
var codings = []coding{{"br", ".br"}, {"gzip", ".gz"}}

// negotiate chooses the coding in which to send a file, and reports whether there is a choice. Parts of a
// file are parts of it as it is.
func (h handler) negotiate(name string, r *http.Request) (chosen coding, variants bool) {
	accept := strings.Join(r.Header.Values("Accept-Encoding"), ",")
	chosen = coding{name: identity}
	best := quality(accept, identity)
	for _, candidate := range codings {
		if _, err := fs.Stat(h.files, name+candidate.suffix); err != nil {
			continue
		}
		variants = true
		q := quality(accept, candidate.name)
		if q > best || q == best && q > 0 && chosen.name == identity {
			chosen, best = candidate, q
		}
	}
	if r.Header.Get("Range") != "" {
		chosen = coding{name: identity}
	}
	return chosen, variants
}

// quality returns how welcome a coding is by an Accept-Encoding header (RFC 9110, section 12.5.3): 0 for not
// at all, 1 for most. What the header does not mention is not welcome, save identity: a little.
func quality(accept, coding string) float64 {
	q := 0.0
	if coding == identity {
		q = 1e-6
	}
	for element := range strings.SplitSeq(accept, ",") {
		token, parameters, _ := strings.Cut(element, ";")
		token = strings.ToLower(strings.TrimSpace(token))
		if token != coding && token != "*" {
			continue
		}
		weight := 1.0
		if value, ok := strings.CutPrefix(strings.ToLower(strings.TrimSpace(parameters)), "q="); ok {
			var err error
			if weight, err = strconv.ParseFloat(value, 64); err != nil || !(weight >= 0 && weight <= 1) {
				weight = 0
			}
		}
		if token == coding {
			return weight
		}
		q = weight
	}
	return q
}

const notFoundPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>Not found · MobileNet, live</title>
<h1>There is nothing here</h1>
<p>The address may be mistyped, or the page may have moved. <a href="/">Go to MobileNet, live</a>.</p>
</html>
`

// notFound answers that there is no such file.
func notFound(w http.ResponseWriter) {
	w.Header().Set("Content-Type", types[".html"])
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusNotFound)
	io.WriteString(w, notFoundPage)
}
