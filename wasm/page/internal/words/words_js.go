// Package words holds what the page says, in the visitor's language.
package words

import (
	"context"
	"errors"
	"syscall/js"

	"mobilenet/wasm/internal/format"
	"mobilenet/wasm/internal/promise"
	"mobilenet/wasm/internal/text"
	"mobilenet/wasm/internal/told"
	"mobilenet/wasm/page/internal/site"
)

// Words are the texts of a language and the names of the classes in it.
type Words struct {
	table   text.Table
	classes classes
}

// New returns what web/language.js has fetched for the language that it has chosen.
func New() *Words { return &Words{table: read(site.Offered().Get("texts"))} }

// Chosen returns the language that the visitor has chosen, in the link or in the browser.
func Chosen() string { return site.Offered().Call("chosenLanguage").String() }

// Spoken returns the language that the document is in.
func Spoken() string {
	return js.Global().Get("document").Get("documentElement").Get("lang").String()
}

// Speak fetches another language and puts the document into it, and tells whether it did: not if yet another was asked
// for before it came. The names of the classes are English until [Words.LearnClasses].
func (w *Words) Speak(ctx context.Context, language string) (bool, error) {
	table, err := promise.Await(ctx, site.Offered().Call("speak", language))
	if err != nil || table.IsNull() {
		return false, err
	}
	w.table, w.classes.names = read(table), nil
	return true, nil
}

// read takes over a table that web/language.js has fetched.
func read(table js.Value) text.Table {
	texts := make(text.Table)
	keys := js.Global().Get("Object").Call("keys", table)
	for i := range keys.Length() {
		key := keys.Index(i).String()
		texts[key] = table.Get(key).String()
	}
	return texts
}

// Text returns what the page says under a key, with values for its placeholders; see [text.Table].
func (w *Words) Text(key string, pairs ...string) string { return w.table.Text(key, pairs...) }

// HTML is Text with its markup.
func (w *Words) HTML(key string, pairs ...string) string { return w.table.HTML(key, pairs...) }

// Why says in one line why something failed.
func (w *Words) Why(err error) string {
	said, detail := w.Reason(err)
	if said == "" {
		said = w.Text("why.unforeseen", "detail", detail)
	}
	return said
}

// Reason says why something failed: in the page's words where it has some, else in the error's own, as a detail.
func (w *Words) Reason(err error) (said, detail string) {
	if e, ok := errors.AsType[*told.Error](err); ok {
		return w.Text(e.Key, e.Values...), ""
	}
	return "", format.Sentence(err.Error())
}
