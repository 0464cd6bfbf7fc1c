package files

import (
	"io"
	"net/http"
)

const notFoundPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>Not found · MobileNet, live</title>
<h1>There is nothing here</h1>
<p>The address may be mistyped, or the page may have moved. <a href="/">Go to MobileNet, live</a>.</p>
</html>
`

// notFound answers that there is no such file.
func notFound(w http.ResponseWriter) {
	w.Header().Set("Content-Type", types[".html"])
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusNotFound)
	io.WriteString(w, notFoundPage)
}
