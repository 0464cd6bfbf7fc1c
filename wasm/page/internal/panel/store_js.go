package panel

import (
	"syscall/js"

	"mobilenet/wasm/page/internal/site"
)

// Store keeps a text in this browser, under one name. Where the browser keeps nothing, as it may be told to, or has no
// room, the text lasts as long as the page.
type Store string

// Load returns what was saved, "" if nothing was.
func (s Store) Load() string { return browser().Call("load", string(s)).String() }

// Save saves a text; "" forgets it. It reports whether the browser keeps it beyond the page's life.
func (s Store) Save(text string) bool { return browser().Call("save", string(s), text).Bool() }

// Keeps reports whether the browser keeps anything.
func Keeps() bool { return browser().Call("keeps").Bool() }

// browser is web/browser.js, which asks for what a browser may refuse.
func browser() js.Value { return site.Offered().Get("browser") }
