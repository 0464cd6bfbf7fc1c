package wall

import (
	"encoding/json/v2"
	"errors"
	"fmt"
	"io"
	"log"
	"math"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Root is the path under which a Wall answers.
const Root = "/api/walls"

// readingTime and writingTime bound how long a client may take to send a body, and to take in a piece of an answer.
const (
	readingTime = 10 * time.Second
	writingTime = 30 * time.Second
)

// refusal is an answer that says why not.
type refusal struct {
	status int
	text   string
	header http.Header // beside the usual ones
}

func (r *refusal) Error() string { return r.text }

func refuse(status int, format string, arguments ...any) *refusal {
	return &refusal{status: status, text: fmt.Sprintf(format, arguments...), header: http.Header{}}
}

// with adds a header to the answer.
func (r *refusal) with(name, value string) *refusal {
	r.header.Set(name, value)
	return r
}

// errNotFound is what there is at other paths.
var errNotFound = refuse(http.StatusNotFound, "path: want one under %s", Root)

// ServeHTTP answers requests for paths under Root.
func (w *Wall) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	header := rw.Header()
	header.Set("Cache-Control", "no-store")
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Cross-Origin-Resource-Policy", "same-origin")
	control := http.NewResponseController(rw)
	_ = control.SetWriteDeadline(time.Now().Add(writingTime)) // where the host has deadlines
	if r.ContentLength == 0 {
		_ = control.SetReadDeadline(time.Time{}) // or the request ends when the server's time for bodies does
	} else {
		_ = control.SetReadDeadline(time.Now().Add(readingTime)) // also for what nobody reads of a refused one
	}

	err := w.serve(rw, r)
	if err == nil {
		return
	}
	refused := refuse(http.StatusServiceUnavailable, "the store does not answer: want another try in a moment").with("Retry-After", "2")
	if !errors.As(err, &refused) && r.Context().Err() == nil {
		log.Printf("wall: %v", err)
	}
	for name, values := range refused.header {
		header[name] = values
	}
	answer(rw, refused.status, struct {
		Error string `json:"error"`
	}{"wall: " + refused.text})
}

// answer writes JSON.
func answer(rw http.ResponseWriter, status int, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	rw.Header().Set("Content-Type", "application/json")
	rw.WriteHeader(status)
	rw.Write(append(body, '\n')) // a client that has gone needs no answer
	return nil
}

// sameOrigin refuses what pages of other origins would change.
var sameOrigin = http.NewCrossOriginProtection()

// methods are the handlers of a path.
type methods map[string]func(http.ResponseWriter, *http.Request) error

func (w *Wall) serve(rw http.ResponseWriter, r *http.Request) error {
	if err := sameOrigin.Check(r); err != nil {
		return refuse(http.StatusForbidden, "a page of another origin: want one of this site")
	}
	found, ok := w.route(r.URL.EscapedPath())
	if !ok {
		return errNotFound
	}
	handler, ok := found[r.Method]
	if !ok {
		allowed := make([]string, 0, len(found))
		for method := range found {
			allowed = append(allowed, method)
		}
		slices.Sort(allowed)
		return refuse(http.StatusMethodNotAllowed, "method %.20s: want %s", r.Method, strings.Join(allowed, " or ")).
			with("Allow", strings.Join(allowed, ", "))
	}
	return handler(rw, r)
}

// route returns what answers for a path. A path with escapes is none of these.
func (w *Wall) route(path string) (methods, bool) {
	rest, ok := strings.CutPrefix(path, Root)
	if !ok {
		return nil, false
	}
	if rest == "" {
		return methods{"GET": w.serveHere, "POST": w.serveOpen}, true
	}
	parts := strings.Split(rest, "/")[1:]
	if rest[0] != '/' || parts[0] == "" {
		return nil, false
	}
	code := func(h func(http.ResponseWriter, *http.Request, wallState) error) func(http.ResponseWriter, *http.Request) error {
		return func(rw http.ResponseWriter, r *http.Request) error {
			found, err := w.find(r, parts[0])
			if err != nil {
				return err
			}
			return h(rw, r, found)
		}
	}
	switch {
	case len(parts) == 1:
		return methods{"GET": code(w.serveWall), "DELETE": code(w.serveEnd)}, true
	case len(parts) == 2 && parts[1] == "events":
		return methods{"GET": code(w.serveEvents)}, true
	case len(parts) == 2 && parts[1] == "posts.csv":
		return methods{"GET": code(w.serveCSV)}, true
	case len(parts) == 2 && parts[1] == "code.svg":
		return methods{"GET": code(w.serveQR)}, true
	case len(parts) == 2 && parts[1] == "posts":
		return methods{"POST": code(w.servePost)}, true
	case len(parts) == 3 && parts[1] == "posts":
		return methods{"DELETE": code(func(rw http.ResponseWriter, r *http.Request, found wallState) error {
			return w.serveRemove(rw, r, found, parts[2])
		})}, true
	}
	return nil, false
}

// find returns the wall of a code that a request names, and counts wrong ones.
func (w *Wall) find(r *http.Request, typed string) (wallState, error) {
	code, ok := parseCode(typed)
	if !ok {
		return wallState{}, refuse(http.StatusNotFound, "code %.20q: want %d of %s", typed, codeLength, letters)
	}
	now := time.Now()
	address := w.store.address(r)
	found, blocked, err := w.store.find(r.Context(), code, address, now)
	switch {
	case err != nil:
		return wallState{}, err
	case !blocked.IsZero():
		return wallState{}, tooMany("wrong codes or keys", wrongCodes, blocked)
	case found.code == "":
		if err := w.countWrong(r); err != nil {
			return wallState{}, err
		}
		return wallState{}, refuse(http.StatusNotFound, "code %s: want that of a wall", code)
	case !found.expires.After(now):
		return wallState{}, errOver(code)
	}
	return found, nil
}

// countWrong counts a wrong code or key.
func (w *Wall) countWrong(r *http.Request) error {
	_, _, err := w.store.count(r.Context(), w.store.address(r), wrongCodes, time.Now())
	return err
}

func tooMany(what string, l limit, until time.Time) *refusal {
	return refuse(http.StatusTooManyRequests, "too many %s from here: want at most %d in %v", what, l.most, l.while).
		with("Retry-After", strconv.Itoa(max(1, int(math.Ceil(time.Until(until).Seconds())))))
}

func errOver(code string) *refusal {
	return refuse(http.StatusGone, "code %s: the wall has ended, want that of another", code)
}

// body reads a request's JSON.
func body(rw http.ResponseWriter, r *http.Request, most int64) ([]byte, error) {
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind != "application/json" {
		return nil, refuse(http.StatusUnsupportedMediaType, "content type %.40q: want application/json", kind)
	}
	body, err := io.ReadAll(http.MaxBytesReader(rw, r.Body, most))
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		return nil, refuse(http.StatusRequestEntityTooLarge, "a body of more than %d bytes: want less", most)
	}
	if err != nil {
		return nil, refuse(http.StatusRequestTimeout, "a body that breaks off: want all of it within %v", readingTime)
	}
	_ = http.NewResponseController(rw).SetReadDeadline(time.Time{})
	return body, nil
}

func (w *Wall) serveHere(rw http.ResponseWriter, _ *http.Request) error {
	return answer(rw, http.StatusOK, struct {
		Walls bool `json:"walls"`
	}{true})
}
