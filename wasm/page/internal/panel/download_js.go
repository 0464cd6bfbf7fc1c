package panel

import (
	"syscall/js"
	"time"
)

// Blob returns a text as the content of a file of that type.
func Blob(kind, text string) js.Value {
	content := js.Global().Get("Uint8Array").New(len(text)) // as a string, it would lose its byte-order mark
	js.CopyBytesToJS(content, []byte(text))
	return js.Global().Get("Blob").New([]any{content}, map[string]any{"type": kind})
}

// saving is how long a browser may take to save a file: some ask where to first.
const saving = time.Minute

// Download has the browser save a blob under a name.
func Download(name string, content js.Value) {
	url := js.Global().Get("URL").Call("createObjectURL", content)
	link := js.Global().Get("document").Call("createElement", "a")
	link.Set("href", url)
	link.Set("download", name)
	link.Call("click")
	time.AfterFunc(saving, func() { js.Global().Get("URL").Call("revokeObjectURL", url) })
}
