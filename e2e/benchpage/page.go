// Package benchpage drives bench.html in a browser through its public functions, window.bench and its like.
package benchpage

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/chromedp/chromedp"
)

// Page is a bench.html that is ready.
type Page struct {
	Tab  context.Context // that shows it
	Info Info
}

// Info is what window.info() says.
type Info struct {
	Binary     string
	ISA        string
	Precision  string
	Arithmetic string // "float32", "bytes" or "int16"
	Tile       string // "narrow" or "wide"
	Threads    int
	Weights    string
	TickMs     float64
	Isolated   bool
}

// Options are those of window.bench.
type Options struct {
	Warmup int  `json:"warmup"`
	Runs   int  `json:"runs"`
	Logits bool `json:"logits"`
	Layers bool `json:"layers"`
}

// Result is what window.bench gives; times are in milliseconds.
type Result struct {
	MedianMs float64
	P95Ms    float64
	BestMs   float64
	Samples  []float64
	Logits   []float64
	Layers   []float64 // the medians of each layer
}

// Peak is what window.peak gives: multiply-adds per millisecond.
type Peak struct {
	F32  float64
	Int8 float64
}

// Open opens the page in a tab and waits until it is ready. Its error is what window.ready was rejected with.
func Open(tab context.Context, url string) (*Page, error) {
	if err := chromedp.Do(tab, chromedp.Navigate(url)); err != nil {
		return nil, err
	}
	p := &Page{Tab: tab}
	var err error
	p.Info, err = Call[Info](p, "await window.ready")
	return p, err
}

// Bench calls window.bench.
func (p *Page) Bench(alpha float64, resolution int, o Options) (Result, error) {
	options, err := json.Marshal(o)
	if err != nil {
		return Result{}, err
	}
	return Call[Result](p, fmt.Sprintf("await window.bench(%v, %d, %s)", alpha, resolution, options))
}

// Rejected is the message of an error that JavaScript code threw or a promise was rejected with.
type Rejected string

// Error implements error.
func (r Rejected) Error() string { return string(r) }

// Call evaluates a JavaScript expression, in which await may stand, and decodes its value. Of an exception it
// returns the message, as [Rejected].
func Call[T any](p *Page, expression string) (T, error) {
	type outcome struct {
		Value json.RawMessage
		Error string
	}
	var value T
	wrapped := "(async () => { try { return {value: " + expression + "}; } catch (error) { return {error: String(error?.message ?? error)}; } })()"
	o, err := chromedp.Run(p.Tab, chromedp.Evaluate[outcome](wrapped, chromedp.EvalAwaitPromise))
	switch {
	case err != nil:
		return value, fmt.Errorf("benchpage: %s: %w", strings.SplitN(expression, "\n", 2)[0], err)
	case o.Error != "":
		return value, Rejected(o.Error)
	case o.Value == nil:
		return value, nil
	}
	return value, json.Unmarshal(o.Value, &value)
}
