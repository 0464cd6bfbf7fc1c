package qrcode_test

import (
	"strings"
	"testing"

	"mobilenet/wasm/internal/qrcode"
)

func TestSVG(t *testing.T) {
	svg, err := qrcode.SVG("https://example.org/#panel=time")
	if err != nil {
		t.Fatal(err)
	}
	// 31 bytes take version 2 at level L: 25 modules, with the margin 33. The first row begins with a finder's seven.
	if !strings.Contains(svg, `viewBox="0 0 33 33"`) || !strings.Contains(svg, "M4 4h7v1h-7z") {
		t.Errorf("have %.200s, want 33 modules and a finder at 4, 4", svg)
	}
	if svg, err := qrcode.SVG(strings.Repeat("x", 4000)); err == nil {
		t.Errorf("4000 bytes: have %d bytes of SVG, want an error: no QR code holds more than 2953", len(svg))
	}
	if _, err := qrcode.SVG(strings.Repeat("x", qrcode.Most)); err != nil {
		t.Errorf("%d bytes: %v", qrcode.Most, err)
	}
}
