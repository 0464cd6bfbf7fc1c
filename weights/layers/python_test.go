package layers

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
)

// The training recipe's table is this one: weights/train/architecture.py.
func TestPythonTable(t *testing.T) {
	text, err := os.ReadFile("../train/architecture.py")
	if err != nil {
		t.Fatal(err)
	}
	pairs := make([]string, len(blocks))
	for i, b := range blocks {
		pairs[i] = fmt.Sprintf("(%d, %d)", b.channels, b.stride)
	}
	for _, c := range []struct{ name, value, want string }{
		{"FIRST", `\d+`, fmt.Sprint(firstConvFilters)},
		{"BLOCKS", `\([^#]*\)`, "(" + strings.Join(pairs, ", ") + ")"},
		{"CLASSES", `\d+`, fmt.Sprint(ImageNetClasses)},
		{"LAYERS", `\d+`, fmt.Sprint(Table1().Features() + 1)},
	} {
		found := regexp.MustCompile(`(?m)^` + c.name + ` = (` + c.value + `)`).FindSubmatch(text)
		if found == nil {
			t.Errorf("%s: have no such line in architecture.py, want one", c.name)
			continue
		}
		if have := strings.Join(strings.Fields(string(found[1])), " "); have != c.want {
			t.Errorf("%s: have %s, want %s", c.name, have, c.want)
		}
	}
}
