package wall

import (
	"net/http"
	"time"
)

func (w *Wall) serveOpen(rw http.ResponseWriter, r *http.Request) error {
	data, err := body(rw, r, maxOpening)
	if err != nil {
		return err
	}
	opening, err := parseOpening(data)
	if err != nil {
		return refuse(http.StatusBadRequest, "%v", err)
	}
	now := time.Now()
	count, until, err := w.store.count(r.Context(), w.store.address(r), openings, now)
	if err != nil {
		return err
	}
	if count > openings.most {
		return tooMany("walls", openings, until)
	}
	key := newKey()
	opened := wallState{title: opening.Title, key: hash(key), expires: now.Add(time.Duration(opening.Hours) * time.Hour).UTC().Truncate(time.Second)}
	for free := false; !free; {
		opened.code = newCode()
		if free, err = w.store.open(r.Context(), opened); err != nil {
			return err
		}
	}
	return answer(rw, http.StatusCreated, struct {
		Code    string    `json:"code"`
		Key     string    `json:"key"`
		Expires time.Time `json:"expires"`
	}{opened.code, key, opened.expires})
}

// opening is what a teacher says of a new wall.
type opening struct {
	Title string `json:"title"`
	Hours int    `json:"hours"`
}

// parseOpening reads an opening. It returns an error if anything in it is not what it can be.
func parseOpening(body []byte) (opening, error) {
	var o opening
	if err := parse(body, &o); err != nil {
		return opening{}, err
	}
	o.Title = withSpaces(o.Title)
	if err := checkText("title", o.Title, maxTitle); err != nil {
		return opening{}, err
	}
	return o, checkRange("hours", o.Hours, 1, maxHours)
}
