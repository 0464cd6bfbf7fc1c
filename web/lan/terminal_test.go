package lan

import (
	"image"
	"image/color"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
)

// TestTerminalCode reads the code as a telephone does, off a picture of the terminal.
func TestTerminalCode(t *testing.T) {
	const (
		begin, end = "\x1b[38;5;16;48;5;231m", "\x1b[0m"
		side       = 4 // pixels of a module
	)
	for _, text := range []string{"http://10.0.0.5:80", "http://192.168.123.234:65535", "http://[2001:db8:1111:2222:3333:4444:5555:6666]:65535"} {
		printed, err := TerminalCode(text)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSuffix(printed, "\n"), "\n")
		width := len([]rune(lines[0])) - len(begin) - len(end)
		if width > 80 {
			t.Errorf("%s: have %d columns, want at most 80", text, width)
		}
		picture := image.NewGray(image.Rect(0, 0, width*side, 2*len(lines)*side))
		for y, line := range lines {
			line, begins := strings.CutPrefix(line, begin)
			line, ends := strings.CutSuffix(line, end)
			if !begins || !ends {
				t.Fatalf("have the line %q, want it black on white and the terminal's colours behind it", line)
			}
			for x, half := range []rune(line) {
				for i := range 2 * side * side {
					if above := i/side < side; strings.ContainsRune(map[bool]string{true: "▄ ", false: "▀ "}[above], half) {
						picture.SetGray(x*side+i%side, 2*y*side+i/side, color.Gray{Y: 255})
					}
				}
			}
		}
		bitmap, err := gozxing.NewBinaryBitmapFromImage(picture)
		if err != nil {
			t.Fatal(err)
		}
		read, err := qrcode.NewQRCodeReader().Decode(bitmap, nil)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if read.GetText() != text {
			t.Errorf("have %s, want %s", read.GetText(), text)
		}
	}
}
