package wall

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"rsc.io/qr"
)

// maxPage is the longest address of a site in bytes, for a QR code that a camera at the back of a room still reads.
const maxPage = 200

// serveQR draws the QR code of the link by which a device takes part. ?page= is the address of the site, which the page
// that asks knows, and a server behind another does not; it must be one of this host.
func (w *Wall) serveQR(rw http.ResponseWriter, r *http.Request, found wallState) error {
	text := r.URL.Query().Get("page")
	page, err := url.Parse(text)
	if err != nil || len(text) > maxPage || page.Scheme != "http" && page.Scheme != "https" || page.Host != r.Host || page.User != nil ||
		!strings.HasSuffix(page.Path, "/") || page.RawQuery != "" || page.Fragment != "" {
		return refuse(http.StatusBadRequest, "page %.40q: want the address of this site, with a slash at its end", text)
	}
	drawn, err := drawQR(page.String() + "#wall=" + found.code)
	if err != nil {
		return err
	}
	rw.Header().Set("Content-Type", "image/svg+xml")
	rw.Write(drawn) // a client that has gone needs no answer
	return nil
}

// drawQR returns the QR code of a text as SVG, black on white, one unit a module.
func drawQR(text string) ([]byte, error) {
	const quiet = 4 // modules of margin, which scanners need
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	side := code.Size + 2*quiet
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" shape-rendering="crispEdges"><rect width="%[1]d" height="%[2]d" fill="#fff"/><path d="`, side, side)
	for y := range code.Size {
		for x := range code.Size {
			if code.Black(x, y) {
				fmt.Fprintf(&b, "M%d %dh1v1h-1z", x+quiet, y+quiet)
			}
		}
	}
	b.WriteString(`"/></svg>` + "\n")
	return b.Bytes(), nil
}
