package files

import (
	"net/http"
	"regexp"
)

// headers are sent with every answer; the file wasm/site/_headers says the same to static hosts.
var headers = map[string]string{
	// Only this origin's files, nothing inline; the wasm keyword lets WebAssembly compile but no eval run.
	// blob:, data: and mediastream: are the visitor's own pictures and camera. Any site may frame the page
	// (embed=1: lessons live in other people's course pages); it has no accounts, wall.html gives a teacher's
	// buttons to nobody in a frame, and the camera still needs the visitor's and the framing page's permission.
	// Pages have the same in themselves, for hosts that send no headers (wasm/site, web/boot.js).
	"Content-Security-Policy": "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; " +
		"img-src 'self' blob: data:; media-src 'self' blob: mediastream:; worker-src 'self'; " +
		"connect-src 'self'; style-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors *",
	// Together they isolate the page: a clock that ticks at 5 µs instead of 100, and SharedArrayBuffer.
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Embedder-Policy": "require-corp",
	// A framing page that is isolated itself may load the documents only if they say so.
	"Cross-Origin-Resource-Policy": "cross-origin",
	"Permissions-Policy":           "camera=(self), microphone=(), geolocation=()",
	"Referrer-Policy":              "no-referrer",
	"X-Content-Type-Options":       "nosniff",
}

// SetHeaders sets the headers that every answer of the site's host has, whoever answers.
func SetHeaders(header http.Header) {
	for name, value := range headers {
		header.Set(name, value)
	}
}

// shared matches the names of the library's files, which pages of other origins may read too; Access-Control-Allow-Origin
// says so. They are the same for everybody.
var shared = regexp.MustCompile(`^(?:mobilenet\.|v/|weights/)`)

// types are the content types by file name extension; the machine's own table is not asked, so that every
// machine serves the same.
var types = map[string]string{
	".css":         "text/css; charset=utf-8",
	".html":        "text/html; charset=utf-8",
	".ico":         "image/x-icon",
	".jpeg":        "image/jpeg",
	".jpg":         "image/jpeg",
	".js":          "text/javascript; charset=utf-8",
	".json":        "application/json",
	".png":         "image/png",
	".svg":         "image/svg+xml",
	".ts":          "text/plain; charset=utf-8",
	".txt":         "text/plain; charset=utf-8",
	".wasm":        "application/wasm",
	".webmanifest": "application/manifest+json",
	".webp":        "image/webp",
}

// versioned matches the names that carry a hash of their content, which is their entity tag too.
var versioned = regexp.MustCompile(`^v/([0-9a-f]{12})/|^weights/[^/]+\.([0-9a-f]{12})\.(?:safetensors|tflite)$`)
