package files

import (
	"io/fs"
	"net/http"
	"strconv"
	"strings"
)

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
