package lan

import (
	"strings"

	"rsc.io/qr"
)

// quiet is the width in modules of the light border that a QR code needs.
const quiet = 4

// TerminalCode returns a QR code of a text for a terminal: two modules in each character, black on white whatever the
// terminal's own colours are, of 41 columns at most for an address in a local network.
func TerminalCode(text string) (string, error) {
	code, err := qr.Encode(text, qr.L)
	if err != nil {
		return "", err
	}
	// Outside the code all is light.
	halves := map[[2]bool]string{{false, false}: " ", {true, false}: "▀", {false, true}: "▄", {true, true}: "█"}
	var b strings.Builder
	for y := -quiet; y < code.Size+quiet; y += 2 {
		b.WriteString("\x1b[38;5;16;48;5;231m")
		for x := -quiet; x < code.Size+quiet; x++ {
			b.WriteString(halves[[2]bool{code.Black(x, y), code.Black(x, y+1)}])
		}
		b.WriteString("\x1b[0m\n")
	}
	return b.String(), nil
}
