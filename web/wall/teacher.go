package wall

import (
	"crypto/subtle"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// authorize returns an error if a request does not have the wall's key.
func (w *Wall) authorize(r *http.Request, found wallState) error {
	scheme, key, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") || key == "" {
		return refuse(http.StatusUnauthorized, "no key: want that of the wall, as Authorization: Bearer KEY").with("WWW-Authenticate", "Bearer")
	}
	if subtle.ConstantTimeCompare([]byte(hash(key)), []byte(found.key)) == 0 {
		if err := w.countWrong(r); err != nil {
			return err
		}
		return refuse(http.StatusForbidden, "another key: want that of the wall")
	}
	return nil
}

func (w *Wall) serveRemove(rw http.ResponseWriter, r *http.Request, found wallState, text string) error {
	if err := w.authorize(r, found); err != nil {
		return err
	}
	seq, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return refuse(http.StatusNotFound, "post %.20q: want the number of a post", text)
	}
	ok, err := w.store.remove(r.Context(), found.code, seq)
	if err != nil {
		return err
	}
	if !ok {
		return refuse(http.StatusNotFound, "post %d: want one of this wall", seq)
	}
	w.wake(found.code)
	rw.WriteHeader(http.StatusNoContent)
	return nil
}

func (w *Wall) serveEnd(rw http.ResponseWriter, r *http.Request, found wallState) error {
	if err := w.authorize(r, found); err != nil {
		return err
	}
	if err := w.store.end(r.Context(), found.code, time.Now()); err != nil {
		return err
	}
	w.wake(found.code)
	rw.WriteHeader(http.StatusNoContent)
	return nil
}
