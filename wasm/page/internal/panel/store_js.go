package panel

import "syscall/js"

// Store keeps a text in this browser, under one name. A browser that keeps nothing, as in a private window, or has no
// room, forgets: nothing on the page depends on it.
type Store string

// Load returns what was kept, "" if nothing was.
func (s Store) Load() string {
	value := attempt("getItem", string(s))
	if value.Type() != js.TypeString {
		return ""
	}
	return value.String()
}

// Save keeps a text; "" forgets it.
func (s Store) Save(text string) {
	if text == "" {
		attempt("removeItem", string(s))
		return
	}
	attempt("setItem", string(s), text)
}

// attempt calls localStorage, which throws where the visitor or a frame forbids it.
func attempt(method string, args ...any) (value js.Value) {
	defer func() {
		if recover() != nil {
			value = js.Null()
		}
	}()
	return js.Global().Get("localStorage").Call(method, args...)
}
