// Package told holds errors that the page says in the visitor's language: web/told.js in Go.
package told

import (
	"errors"
	"syscall/js"
)

// Error is an error for which the page's tables of texts have words.
type Error struct {
	English error    // the same, for what reads no table
	Key     string   // of the text
	Values  []string // of its placeholders: names and values in turn
}

func (e *Error) Error() string { return e.English.Error() }
func (e *Error) Unwrap() error { return e.English }

// Of returns the error that a JavaScript error, or a worker's message, tells of, whose English words are given.
func Of(v js.Value, english string) error {
	err := errors.New(english)
	if v.Type() != js.TypeObject || v.Get("key").Type() != js.TypeString {
		return err
	}
	e := &Error{English: err, Key: v.Get("key").String()}
	pairs := js.Global().Get("Object").Call("entries", v.Get("values")).Call("flat")
	for i := range pairs.Length() {
		e.Values = append(e.Values, js.Global().Call("String", pairs.Index(i)).String())
	}
	return e
}

// Tell adds to a worker's message what it carries of an error, which [Of] reads.
func Tell(message map[string]any, err error) {
	message["message"] = err.Error()
	e, ok := errors.AsType[*Error](err)
	if !ok {
		return
	}
	values := make(map[string]any)
	for i := 0; i+1 < len(e.Values); i += 2 {
		values[e.Values[i]] = e.Values[i+1]
	}
	message["key"], message["values"] = e.Key, values
}
