// Package site fetches what the site has beside the programs.
package site

import (
	"context"
	"syscall/js"

	"mobilenet/wasm/internal/message"
	"mobilenet/wasm/internal/promise"
	"mobilenet/weights"
)

// Offered returns what web/boot.js offers the program.
func Offered() js.Value { return js.Global().Get("offered") }

// Asset returns the address of a file that comes with this version of the page, by its name in the page's element "files".
func Asset(name string) string { return Offered().Call("addressOf", name).String() }

// Fetch fetches a file.
func Fetch(ctx context.Context, url string) (response js.Value, err error) {
	return promise.Await(ctx, Offered().Call("get", url))
}

// Text fetches a small file of text.
func Text(ctx context.Context, url string) (string, error) {
	response, err := Fetch(ctx, url)
	if err != nil {
		return "", err
	}
	text, err := promise.Await(ctx, response.Call("text"))
	if err != nil {
		return "", err
	}
	return text.String(), nil
}

// Weights returns what the engine is told about a file of the site's weights. It keeps our own: they are small, and any of
// them may be the next.
func Weights(f weights.IndexEntry) message.Weights {
	url := js.Global().Get("URL").New("weights/"+f.File, js.Global().Get("document").Get("baseURI")).Get("href")
	return message.Weights{Source: "url", URL: url.String(), Bytes: int(f.Bytes), SHA256: f.SHA256, Keep: f.Own()}
}
