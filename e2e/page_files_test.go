package e2e

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// A photo comes by file dialog, by drop and by paste, and is answered.
func (s *pageSite) testPhoto(t *testing.T) {
	photo := s.photo
	content, err := os.ReadFile(photo.file)
	if err != nil {
		t.Fatal(err)
	}
	v := s.openPaper(t, "#alpha=1&resolution=224")
	v.waitAnswered("568,740,352")
	wantPhoto := func(how, name string) {
		t.Helper()
		v.wait(fmt.Sprintf(`document.getElementById("caption").textContent === %q && parseInt(document.getElementById("latency-note").textContent) >= 3`, name), "the photo by "+how)
		if have := v.answers(); s.official && !slices.Contains(have, photo.label) {
			t.Errorf("%s: have the answers %q, want %q among them", how, have, photo.label)
		}
	}
	v.do(chromedp.SetUploadFiles(chromedp.ID("photo-file"), []string{photo.file}))
	wantPhoto("file", filepath.Base(photo.file))
	v.drop("dropped.png", "image/png", content)
	wantPhoto("drop", "dropped.png")
	v.give("paste", "ClipboardEvent", "clipboardData", "pasted.png", "image/png", content)
	wantPhoto("paste", "pasted.png")
	if have := evaluate[string](v, "location.hash"); !strings.Contains(have, "source=photo") {
		t.Errorf("the link %s does not say that the picture is a photo, want source=photo", have)
	}
}

// drop drops a file onto the page.
func (v *visit) drop(name, kind string, content []byte) {
	v.t.Helper()
	v.give("drop", "DragEvent", "dataTransfer", name, kind, content)
}

// give hands a file to the page by an event, as the browser would.
func (v *visit) give(event, constructor, member, name, kind string, content []byte) {
	v.t.Helper()
	evaluate[any](v, fmt.Sprintf(`(() => {
		const bytes = Uint8Array.from(atob(%q), (c) => c.charCodeAt(0));
		const transfer = new DataTransfer();
		transfer.items.add(new File([bytes], %q, {type: %q}));
		document.body.dispatchEvent(new %s(%q, {%s: transfer, bubbles: true, cancelable: true}));
	})()`, base64.StdEncoding.EncodeToString(content), name, kind, constructor, event, member))
}

// What is no picture, is empty or is too large is refused with words, and the page goes on.
func (s *pageSite) testBadPhoto(t *testing.T) {
	v := s.open(t, "")
	v.waitLive()
	var huge bytes.Buffer // a hundred megapixels in a few kilobytes
	if err := png.Encode(&huge, image.NewPaletted(image.Rect(0, 0, 10_000, 10_000), color.Palette{color.White})); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, file, kind, title, want string
		content                       []byte
	}{
		{"empty", "empty.png", "image/png", "This picture cannot be opened", "0 bytes", nil},
		{"no picture", "text.png", "image/png", "This picture cannot be opened", "JPEG", []byte("no picture")},
		{"too large", "huge.png", "image/png", "This picture cannot be opened", "100 megapixels", huge.Bytes()},
		{"neither", "song.mp3", "audio/mpeg", "What is this file?", ".tflite", []byte("la")},
	} {
		v.drop(c.file, c.kind, c.content)
		v.wait(fmt.Sprintf(`!document.getElementById("notice").hidden && document.getElementById("notice-text").textContent.includes(%q)`, c.want), c.name)
		if have := v.text("notice-title"); have != c.title {
			t.Errorf("%s: have the message %q, want %q", c.name, have, c.title)
		}
		v.click("notice-close")
	}
	v.wait(`document.querySelector(".sample[aria-pressed=true]")`, "the sample from before")
}

// Damaged weights are refused with words, and the page goes on with those from before.
func (s *pageSite) testBadWeights(t *testing.T) {
	v := s.open(t, "")
	v.waitLive()
	for _, c := range []struct {
		name    string
		content []byte
	}{
		{"empty.tflite", nil},
		{"noise.tflite", bytes.Repeat([]byte("noise"), 1000)},
		{"cut.tflite", []byte("\x1c\x00\x00\x00TFL3 and nothing else")},
		{"header.safetensors", []byte("\xff\xff\xff\xff\xff\xff\xff\x7f{}")},
		{"cut.safetensors", []byte("\x02\x00\x00\x00\x00\x00\x00\x00{}")},
	} {
		v.drop(c.name, "", c.content)
		if text := v.notice("These weights cannot be used"); !strings.Contains(text, "continues with") {
			t.Errorf("%s: have the message %q, want that the page continues", c.name, text)
		}
		v.click("notice-close")
		v.waitLive()
	}
	evaluate[any](v, `document.querySelectorAll(".sample")[1].click()`)
	v.wait(`document.querySelectorAll(".sample")[1].getAttribute("aria-pressed") === "true" && parseInt(document.getElementById("latency-note").textContent) >= 3`, "answers afterwards")
}

// A file of the visitor's runs at the width and resolution that it was trained at, and at others.
func (s *pageSite) testOwnWeights(t *testing.T) {
	v := s.open(t, "#weights=random")
	v.waitLive()
	v.drop("mine.safetensors", "", randomNetwork(0.25, 5).safetensors(0.25, nil))
	v.waitAnswered("13,570,048")
	v.wait(`document.getElementById("banner").hidden`, "the banner's end")
	if !evaluate[bool](v, `document.getElementById("alpha").disabled && document.getElementById("weights").value === "file"`) {
		t.Error("the width can be moved, want it fixed for a file of one width")
	}
	v.wantText("accuracy", "–")
	v.press("rho", kb.End)
	v.wait(`document.getElementById("rho").value !== "128"`, "another resolution")
}

// A file that is read slowly does not take the place of one that was opened after it.
func (s *pageSite) testLateWeights(t *testing.T) {
	v := s.open(t, "#alpha=0.25&resolution=128")
	v.waitLive()
	evaluate[any](v, `(() => {
		const real = Blob.prototype.arrayBuffer, asked = Promise.withResolvers(), held = Promise.withResolvers();
		let slow;
		Blob.prototype.arrayBuffer = function () {
			if (this.name !== "slow.safetensors") return real.call(this);
			asked.resolve();
			return slow = held.promise.then(() => real.call(this));
		};
		window.askedForSlow = asked.promise;
		window.letSlowCome = async () => {
			held.resolve();
			await slow;
			await new Promise((later) => setTimeout(later));
		};
	})()`)
	v.drop("slow.safetensors", "", networkOf(5, []string{"slow", "a", "b", "c", "d"}, 0))
	evaluate[any](v, `askedForSlow`)
	v.drop("quick.safetensors", "", networkOf(5, []string{"quick", "a", "b", "c", "d"}, 0))
	v.wait(`document.querySelector("#answers .label").textContent === "quick"`, "the answer of the second file")
	evaluate[any](v, `letSlowCome()`)
	v.wait(`document.getElementById("state-text").textContent === "Measured, resting"`, "its answers")
	if have := evaluate[string](v, `document.querySelector("#answers .label").textContent`); have != "quick" {
		t.Errorf("have the answer %q, want that of the file that was opened last", have)
	}
}

// A file of weights that the site lists and does not have is missed with words, and random weights still run.
func (s *pageSite) testAbsentWeights(t *testing.T) {
	files := http.FileServer(http.Dir(s.dir))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "index.json") && strings.Contains(r.URL.Path, "weights") {
			w.Write([]byte(`[{"name":"gone","file":"gone.safetensors","bytes":1,"sha256":"` + strings.Repeat("0", 64) +
				`","alpha":0.5,"alphaMin":0.5,"alphaMax":0.5,"resolution":160,"classes":1001,"quantised":false,"source":"","licence":""}]`))
			return
		}
		files.ServeHTTP(w, r)
	}))
	defer server.Close()
	elsewhere := *s
	elsewhere.url = server.URL + "/"
	v := elsewhere.open(t, "", "gone.safetensors")
	if text := v.notice("The weights did not load"); !strings.Contains(text, "404") {
		t.Errorf("have %q, want what the server answered", text)
	}
	v.click("notice-close")
	v.do(chromedp.SetValue(chromedp.ID("weights"), "random"))
	evaluate[any](v, `document.getElementById("weights").dispatchEvent(new Event("change"))`)
	v.waitAnswered("76,524,800")
}

// An engine that stops is missed, and starts again on demand.
func (s *pageSite) testEngineDies(t *testing.T) {
	v := s.openPaper(t, "#alpha=0.25&resolution=128", "") // a panic writes many lines
	v.waitAnswered("13,570,048")
	if _, err := chromedp.Run(worker(t, v.tab, "engine"), chromedp.Evaluate[any](`engine.pixels("no number")`)); err == nil {
		t.Fatal("have no error from a call that must panic")
	}
	v.notice("The engine stopped")
	v.click("notice-action")
	v.wait(`document.getElementById("notice").hidden`, "the message's end")
	v.press("rho", kb.End)
	v.waitAnswered("41,030,272")
}

// The address with ?selftest checks the kernels in this browser.
func (s *pageSite) testPageSelfTest(t *testing.T) {
	v := s.open(t, "?selftest")
	v.wait(`/PASS\s*$/.test(document.getElementById("selftest").textContent)`, "the self-test's PASS")
	if text := v.text("selftest"); strings.Count(text, "\n") < 5 || !strings.Contains(text, "Mozilla/") {
		t.Errorf("have the text %q, want a line for each kernel, and the browser", text)
	}
	v.waitLive()
}

// A browser whose WebAssembly has no SIMD is told so, with what would do.
func (s *pageSite) testNoSIMD(t *testing.T) {
	v := s.blank(t)
	_, err := chromedp.Call(v.tab, page.AddScriptToEvaluateOnNewDocument,
		page.AddScriptToEvaluateOnNewDocumentParams{Source: "WebAssembly.validate = () => false"})
	if err != nil {
		t.Fatal(err)
	}
	v.do(chromedp.Navigate(s.url))
	if text := v.notice("The page could not start"); !strings.Contains(text, "SIMD") || !strings.Contains(text, "Firefox") {
		t.Errorf("have %q, want what is missing and which browsers have it", text)
	}
	v.wantText("notice-close", "Reload")
}
