package wall

import (
	"encoding/json/jsontext"
	"encoding/json/v2"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// post is a sweep that a device posts.
type post struct {
	Device   string    `json:"device"` // random letters made for this wall; the store has their hash
	Number   int       `json:"number"` // how many posts of the device this makes
	Name     string    `json:"name"`
	About    about     `json:"about"`
	Measured time.Time `json:"measured"`
	TickMs   float64   `json:"tickMs"` // the smallest step of the device's clock
	Drift    float64   `json:"drift"`  // how much slower it was in one third of the sweep than in another
	Weights  string    `json:"weights"`
	Points   []point   `json:"points"`
}

// about is what a device says of itself.
type about struct {
	Class   string `json:"class"`
	Browser string `json:"browser"`
	Cores   int    `json:"cores"`
	Program string `json:"program"`
}

// point is what a sweep found of a configuration. Times are in ms.
type point struct {
	Alpha      float64  `json:"alpha"`
	Resolution int      `json:"resolution"` // pixels
	Precision  string   `json:"precision"`
	Threads    int      `json:"threads"`
	ISA        string   `json:"isa"`
	Median     float64  `json:"median"`
	Low        float64  `json:"low"`  // 10th percentile
	High       float64  `json:"high"` // 90th percentile
	Accuracy   *float64 `json:"accuracy"`
	Measured   bool     `json:"measured"` // the accuracy is the project's own figure, not a published one
	Borrowed   bool     `json:"borrowed"` // the accuracy is that of trained weights, and random ones ran
}

var (
	classes    = []string{"phone", "tablet", "laptop", "desktop", "other"}
	programs   = []string{"relaxed", "simd", "scalar"}
	weights    = []string{"own", "official", "random", "file"}
	precisions = []string{"f32", "int8"}
	isas       = []string{"", "scalar"}
)

// parsePost reads a post. It returns an error if anything in it is not what it can be.
func parsePost(body []byte) (post, error) {
	var p post
	if err := parse(body, &p); err != nil {
		return post{}, err
	}
	p.Name = withSpaces(p.Name)
	p.Measured = p.Measured.UTC() // where a device's clock stands is nobody's business
	return p, p.check()
}

// parse reads JSON whose members are all known.
func parse(body []byte, v any) error {
	err := json.Unmarshal(body, v, json.RejectUnknownMembers(true))
	var value *json.SemanticError
	var syntax *jsontext.SyntacticError
	switch {
	case errors.Is(err, json.ErrUnknownName) && errors.As(err, &value):
		return fmt.Errorf("member %.60q: want those of this request", value.JSONPointer)
	case errors.As(err, &value):
		return fmt.Errorf("member %.60q: want a value as this request has it there", value.JSONPointer)
	case errors.As(err, &syntax):
		return fmt.Errorf("byte %d: want JSON in UTF-8, with each member once", syntax.ByteOffset)
	case err != nil:
		return fmt.Errorf("%d bytes: want JSON", len(body))
	}
	return nil
}

// check returns an error that names the first value that cannot be.
func (p post) check() error {
	for _, err := range []error{
		checkDevice(p.Device),
		checkRange("number", p.Number, 1, postsPerDevice),
		checkText("name", p.Name, maxName),
		checkOneOf("about.class", p.About.Class, classes),
		checkText("about.browser", p.About.Browser, maxName),
		checkRange("about.cores", p.About.Cores, 1, 1024),
		checkOneOf("about.program", p.About.Program, programs),
		checkMinute(p.Measured),
		checkRange("tickMs", p.TickMs, 0, 1000),
		checkRange("drift", p.Drift, 0, 100),
		checkOneOf("weights", p.Weights, weights),
		checkRange("the number of points", len(p.Points), 1, pointsPerPost),
	} {
		if err != nil {
			return err
		}
	}
	for i, point := range p.Points {
		if err := point.check(); err != nil {
			return fmt.Errorf("point %d: %w", i, err)
		}
	}
	return nil
}

func (p point) check() error {
	const longest = 10 * 60 * 1000 // ms
	if p.Resolution%32 != 0 {
		return fmt.Errorf("resolution %d: want a multiple of 32", p.Resolution)
	}
	if p.Alpha*256 != math.Trunc(p.Alpha*256) {
		return fmt.Errorf("alpha %v: want a multiple of 1/256", p.Alpha)
	}
	for _, err := range []error{
		checkRange("alpha", p.Alpha, 1.0/256, 1),
		checkRange("resolution", p.Resolution, 32, 1024),
		checkOneOf("precision", p.Precision, precisions),
		checkRange("threads", p.Threads, 1, 16),
		checkOneOf("isa", p.ISA, isas),
		checkRange("low", p.Low, 1e-4, longest),
		checkRange("median", p.Median, p.Low, longest),
		checkRange("high", p.High, p.Median, longest),
	} {
		if err != nil {
			return err
		}
	}
	if p.Accuracy != nil {
		return checkRange("accuracy", *p.Accuracy, 0, 100)
	}
	return nil
}

func checkDevice(s string) error {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	if len(s) != 22 || strings.Trim(s, letters) != "" {
		return fmt.Errorf("device %.40q: want 22 random letters of base64url", s)
	}
	return nil
}

func checkRange[T int | float64](what string, have, least, most T) error {
	if !(have >= least && have <= most) {
		return fmt.Errorf("%s %v: want %v to %v", what, have, least, most)
	}
	return nil
}

func checkOneOf(what, have string, want []string) error {
	if !slices.Contains(want, have) {
		return fmt.Errorf("%s %.40q: want one of %q", what, have, want)
	}
	return nil
}

func checkMinute(t time.Time) error {
	if !t.Equal(t.Truncate(time.Minute)) || t.Year() < 2000 || t.Year() > 2100 {
		return fmt.Errorf("measured %s: want a whole minute of this century", t.Format(time.RFC3339Nano))
	}
	return nil
}

// withSpaces returns a text whose white space, of whatever kind a keyboard makes, is single spaces between words.
func withSpaces(s string) string { return strings.Join(strings.Fields(s), " ") }

// checkText returns an error for a text that is too long or has what does not show, like marks that turn the direction
// of the text behind it. Letters and pictures that are newer than this program's tables may be there.
func checkText(what, s string, most int) error {
	if n := utf8.RuneCountInString(s); n > most {
		return fmt.Errorf("%s of %d characters: want at most %d", what, n, most)
	}
	const joiners = "\u200c\u200d" // of letters in some scripts, and of emoji
	hidden := func(r rune) bool {
		return unicode.In(r, unicode.C, unicode.Zl, unicode.Zp) && !strings.ContainsRune(joiners, r)
	}
	if strings.ContainsFunc(s, hidden) {
		return fmt.Errorf("%s %q: want characters that show", what, s)
	}
	return nil
}
