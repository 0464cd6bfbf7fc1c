// Package qrcode draws QR codes.
package qrcode

import (
	"fmt"
	"strconv"
	"strings"

	"rsc.io/qr"
)

// Most is the longest text in bytes that is still easy to scan from a screen.
const Most = 900

// quiet is the margin that scanners need, in modules.
const quiet = 4

// SVG returns the QR code of a text as an SVG element of the class "qr", black on white, one unit a module.
func SVG(text string) (string, error) {
	code, err := qr.Encode(text, qr.L)
	if err != nil {
		return "", fmt.Errorf("qrcode: %d bytes: %w", len(text), err)
	}
	side := strconv.Itoa(code.Size + 2*quiet)
	var w strings.Builder
	w.WriteString(`<svg class="qr" viewBox="0 0 ` + side + " " + side + `"><rect width="` + side + `" height="` + side + `" fill="#fff"/><path fill="#000" d="`)
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			from := x
			for code.Black(x, y) {
				x++
			}
			if run := strconv.Itoa(x - from); x > from {
				w.WriteString("M" + strconv.Itoa(from+quiet) + " " + strconv.Itoa(y+quiet) + "h" + run + "v1h-" + run + "z")
			}
		}
	}
	w.WriteString(`"/></svg>`)
	return w.String(), nil
}
