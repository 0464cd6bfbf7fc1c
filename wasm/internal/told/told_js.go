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

// From returns the error that [Object] made an object of; a JavaScript error with a message will do.
func From(v js.Value) error { return Of(v, v.Get("message").String()) }

// Of returns the error that a JavaScript error tells of, whose English words are given.
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

// Object returns an error as messages carry it, for [From].
func Object(err error) js.Value {
	object := js.Global().Get("Object").New()
	object.Set("message", err.Error())
	if e, ok := errors.AsType[*Error](err); ok {
		values := js.Global().Get("Object").New()
		for i := 0; i+1 < len(e.Values); i += 2 {
			values.Set(e.Values[i], e.Values[i+1])
		}
		object.Set("key", e.Key)
		object.Set("values", values)
	}
	return object
}
