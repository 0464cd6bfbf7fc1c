package main

import (
	"errors"
	"strings"

	"mobilenet/wasm/internal/format"
	"mobilenet/wasm/internal/told"
)

// why says why something failed: in the page's words where it has some, else in the error's own, as a detail.
func (p *page) why(err error) (said, detail string) {
	if e, ok := errors.AsType[*told.Error](err); ok {
		return p.text(e.Key, e.Values...), ""
	}
	return "", format.Sentence(err.Error())
}

// because fills news with the text of a key, which begins with why something failed and says what to do. What the
// page has no words for stands below.
func (p *page) because(err error, m news, key string, pairs ...string) news {
	said, detail := p.why(err)
	m.text, m.detail = strings.TrimSpace(p.text(key, append(pairs, "why", said)...)), detail
	return m
}

// Why says in one line why something failed.
func (h host) Why(err error) string {
	said, detail := h.p.why(err)
	if said == "" {
		said = h.Text("why.unforeseen", "detail", detail)
	}
	return said
}
