package wall

import (
	"context"
	"encoding/json/v2"
	"fmt"
	"io"
	"log"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// serveWall answers with the posts page by page, so that a full wall is never in memory as a whole.
func (w *Wall) serveWall(rw http.ResponseWriter, r *http.Request, found wallState) error {
	after := int64(0)
	if text := r.URL.Query().Get("after"); text != "" {
		var err error
		if after, err = strconv.ParseInt(text, 10, 64); err != nil || after < 0 {
			return refuse(http.StatusBadRequest, "after %.20q: want a number of the wall's sequence", text)
		}
	}
	head, err := json.Marshal(struct {
		Title   string    `json:"title"`
		Expires time.Time `json:"expires"`
	}{found.title, found.expires})
	if err != nil {
		return err
	}
	rw.Header().Set("Content-Type", "application/json")
	last, deleted, comma := after, []int64{}, ""
	out := writer{rw: rw}
	out.write(strings.TrimSuffix(string(head), "}") + `,"posts":[`)
	for c, err := range w.store.changes(r.Context(), found.code, after) {
		if err != nil {
			return out.abort(err)
		}
		if last = c.number; c.body == "" {
			deleted = append(deleted, c.seq)
			continue
		}
		out.write(comma + c.post())
		comma = ","
	}
	numbers, err := json.Marshal(deleted)
	if err != nil {
		return out.abort(err)
	}
	out.write(fmt.Sprintf(`],"deleted":%s,"last":%d}`+"\n", numbers, last))
	return nil
}

// post returns the JSON of a post with its number before what was posted.
func (c change) post() string {
	return fmt.Sprintf(`{"seq":%d,%s`, c.seq, strings.TrimPrefix(c.body, "{"))
}

// writer writes an answer in pieces.
type writer struct {
	rw      http.ResponseWriter
	started bool
	err     error
}

func (w *writer) write(piece string) {
	if w.err == nil {
		w.started = true
		_ = http.NewResponseController(w.rw).SetWriteDeadline(time.Now().Add(writingTime))
		_, w.err = io.WriteString(w.rw, piece)
	}
}

// abort returns an error to answer with, or breaks off an answer that has begun, so that nobody takes it for whole.
func (w *writer) abort(err error) error {
	if w.started {
		if w.err == nil {
			log.Printf("wall: %v", err)
		}
		panic(http.ErrAbortHandler)
	}
	return err
}

func (w *Wall) servePost(rw http.ResponseWriter, r *http.Request, found wallState) error {
	data, err := body(rw, r, maxPost)
	if err != nil {
		return err
	}
	p, err := parsePost(data)
	if err != nil {
		return refuse(http.StatusBadRequest, "%v", err)
	}
	// Everybody sees all posts. If they showed the device's own letters, anybody could post in its place.
	p.Device = hash(found.code, p.Device)
	stored, err := json.Marshal(p)
	if err != nil {
		return err
	}
	return w.answerPost(r.Context(), rw, found.code, p, string(stored))
}

func (w *Wall) answerPost(ctx context.Context, rw http.ResponseWriter, code string, p post, body string) error {
	seq, outcome, err := w.store.post(ctx, code, p.Device, p.Number, body, time.Now())
	if err != nil {
		return err
	}
	status := http.StatusOK
	switch outcome {
	case stored:
		status = http.StatusCreated
		w.wake(code)
	case replayed:
	case differs:
		return refuse(http.StatusConflict, "number %d with other content than before: want the same, or the next number", p.Number)
	case early:
		return refuse(http.StatusConflict, "number %d before number %d: want a device's posts in order", p.Number, p.Number-1)
	case deleted:
		return refuse(http.StatusGone, "number %d was deleted: want the next number", p.Number)
	case full:
		return refuse(http.StatusForbidden, "the wall is full: want at most %d posts and deletions", changesPerWall)
	case over:
		return errOver(code)
	}
	return answer(rw, status, struct {
		Seq int64 `json:"seq"`
	}{seq})
}
