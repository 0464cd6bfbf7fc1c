package e2e

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// choose presses the button of a row of the controls.
func (v *visit) choose(row, value string) {
	v.t.Helper()
	v.do(chromedp.Click(chromedp.CSS(fmt.Sprintf("#%s label:has(input[value=%q])", row, value))))
}

// waitFormat waits until a few frames were answered in a number format, as the table of the chart has it.
func (v *visit) waitFormat(format string) {
	v.t.Helper()
	v.wait(fmt.Sprintf(`document.querySelector("#table .here")?.cells[2].textContent === %q && parseInt(document.getElementById("latency-note").textContent) >= 3`, format),
		"answers in "+format)
}

// count returns a number that the page shows with all its digits.
func (v *visit) count(id string) float64 {
	v.t.Helper()
	return evaluate[float64](v, fmt.Sprintf(`parseFloat(document.getElementById(%q).textContent.replaceAll(",", ""))`, id))
}

// Integers take the place of real numbers by keyboard, take half the memory, and the page says what they buy.
func (s *pageSite) testFormat(t *testing.T) {
	v := s.openPaper(t, "#alpha=0.5&resolution=160&cores=1") // two networks are compared on as many cores
	v.waitAnswered("76,524,800")
	v.waitFormat("float")
	float, answers := v.count("memory-note"), v.answers()
	evaluate[any](v, `document.querySelector("#format input:checked").focus()`)
	v.do(chromedp.KeyEvent(kb.ArrowRight))
	v.waitFormat("int8")
	if have := evaluate[string](v, "location.hash"); !strings.Contains(have, "format=int8") {
		t.Errorf("have the link %s, want the number format in it", have)
	}
	// A weight takes 16 bits or 8 instead of 32; depthwise weights, of which there are few, are kept more than once.
	if integers := v.count("memory-note"); integers < 0.25*float || integers > 0.56*float {
		t.Errorf("have %v bytes of weights in integers, %v in real numbers, want at most about half", integers, float)
	}
	if have := v.answers()[0]; s.official && have != answers[0] {
		t.Errorf("integers answer %q, real numbers %q", have, answers[0])
	}
	v.wait(`document.getElementById("format-text").textContent.includes("times as fast as float here")`, "what integers buy")
	if have := evaluate[int](v, `document.querySelectorAll("#table tr").length`); have != 2 {
		t.Errorf("have %d points in the table, want one for each number format", have)
	}
	if have := evaluate[int](v, `document.querySelectorAll("#chart .is-precision .dot, #chart .move.is-precision").length`); have == 0 {
		t.Error("the chart does not mark integers")
	}
	v.choose("format", "float")
	v.waitFormat("float")

	v = s.open(t, "#alpha=0.25&resolution=128&format=int8&weights=random")
	v.waitAnswered("13,570,048")
	v.waitFormat("int8")
	if !evaluate[bool](v, `document.querySelector("#format input[value=int8]").checked`) {
		t.Error("the link did not bring int8")
	}
	v.wantText("accuracy", "–")
}

// The accuracy is that of the file in use: Google's float files and its uint8 files have figures of their own.
func (s *pageSite) testFormatAccuracy(t *testing.T) {
	v := s.open(t, "#alpha=0.25&resolution=224")
	v.waitAnswered("41,030,272")
	v.waitFormat("float")
	v.wantText("accuracy", "49.8%")
	v.wantText("accuracy-note", "published, float file")
	download := v.count("bytes-note")
	v.choose("format", "int8")
	v.waitFormat("int8")
	v.wantText("accuracy", "48.2%")
	v.wantText("accuracy-note", "published, int8 file")
	if have := v.count("bytes-note"); have > 0.3*download {
		t.Errorf("have a download of %v bytes for int8, %v for float, want about a quarter", have, download)
	}

	// Where there is a uint8 file only, real numbers run its widened weights, and the page says so.
	v = s.open(t, "#alpha=0.25&resolution=128")
	v.waitAnswered("13,570,048")
	v.wantText("accuracy", "39.5%")
	v.wantText("accuracy-note", "published, int8 file")
	if have := v.text("weights-text"); !strings.Contains(have, "converted to float") {
		t.Errorf("the weights say %q, want that they are widened", have)
	}
	if have := v.text("accuracy-text"); !strings.Contains(have, "converted to float") {
		t.Errorf("the source says %q, want that the weights are widened", have)
	}
	v.choose("format", "int8")
	v.waitFormat("int8")
	v.wantText("accuracy", "39.5%")
	if have := v.text("accuracy-text"); strings.Contains(have, "widened") {
		t.Errorf("the source says %q of integers", have)
	}
}

// Float weights that the page quantises have no accuracy, whatever was published for others.
func (s *pageSite) testQuantisedHere(t *testing.T) {
	quantised := regexp.MustCompile(`(?s)\{[^{}]*"quantised": true[^{}]*\},?\s*`)
	files := http.FileServer(http.Dir(s.dir))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasSuffix(r.URL.Path, "weights/index.json") {
			files.ServeHTTP(w, r)
			return
		}
		index, err := os.ReadFile(filepath.Join(s.dir, "weights", "index.json"))
		if err != nil {
			t.Error(err)
		}
		list := strings.TrimRight(strings.TrimSuffix(strings.TrimSpace(quantised.ReplaceAllString(string(index), "")), "]"), ", \n")
		io.WriteString(w, list+"]")
	}))
	defer server.Close()
	floats := *s
	floats.url = server.URL + "/"
	v := floats.open(t, "#alpha=0.25&resolution=224&format=int8&weights=official")
	v.waitAnswered("41,030,272")
	v.waitFormat("int8")
	v.wantText("accuracy", "–")
	v.wantText("accuracy-note", "float file, quantised here")
	for _, want := range []string{"49.8%", "48.2%", "neither"} {
		if have := v.text("accuracy-text"); !strings.Contains(have, want) {
			t.Errorf("the source says %q, want %q in it", have, want)
		}
	}
	if have := evaluate[string](v, `document.querySelector("#table .here").cells[8].textContent`); have != "–" {
		t.Errorf("the table has the accuracy %s, want none", have)
	}
	v.choose("format", "float")
	v.waitFormat("float")
	v.wantText("accuracy", "49.8%")
}

// A file of the visitor's runs in the number format that is chosen.
func (s *pageSite) testFormatOwnWeights(t *testing.T) {
	for _, name := range []string{"mobilenet_v1_0.25_128_quant.tflite", "mobilenet_v1_0.25_224.tflite"} {
		content := readOfficial(t, name)
		v := s.open(t, "#weights=random&format=int8")
		v.waitAnswered("76,524,800")
		v.drop(name, "", content)
		v.wait(`document.getElementById("banner").hidden`, "the banner's end")
		v.waitFormat("int8")
		if !evaluate[bool](v, `document.querySelector("#format input[value=int8]").checked`) {
			t.Errorf("%s: have another number format than int8", name)
		}
		v.wantText("accuracy", "–")
		if have := v.answers(); have[0] != "analog clock" {
			t.Errorf("%s: have the answer %q for a clock", name, have[0])
		}
	}
}
