package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"mobilenet/e2e/axe"
)

// encodeSweep is an expression of a sweep as links carry it: 1/224 in 20 ms on one core, and 0.25/128 in 8 bits, of which
// the accuracy is not known, in 0.5 ms on two.
const encodeSweep = `(() => {
	const steps = (ms) => Math.round(Math.log(ms / 1e-4) * 3200), high = (n) => [n >> 8, n & 255];
	const bytes = [1, ...[24, 16, 8, 0].map((n) => (29_700_000 >> n) & 255), ...high(5), 2, 1,
		255, 7, 0, ...high(steps(20)), ...high(steps(19)), ...high(steps(23)), ...high(7090),
		63, 4, 2 | 1 << 4, ...high(steps(0.5)), ...high(steps(0.4)), ...high(steps(0.75)), 255, 255];
	return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
})()`

// canonical writes JSON with its members in order.
func canonical(t *testing.T, text string) string {
	t.Helper()
	var value any
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	written, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(written)
}

// static is the site on a host that has files only.
func (s *pageSite) static(t *testing.T) *pageSite {
	t.Helper()
	server := httptest.NewServer(http.FileServer(http.Dir(s.dir)))
	t.Cleanup(server.Close)
	other := *s
	other.url = server.URL + "/"
	return &other
}

// On a host without walls the page collects sweeps by their links, and keeps them.
func (s *pageSite) testWallLinks(t *testing.T) {
	page := s.open(t, "#alpha=0.25&resolution=128&lang=en")
	page.waitLive()
	v := s.another(t).static(t).open(t, "wall.html#lang=en", "404")
	v.wait(`document.getElementById("collect").checkVisibility() && document.getElementById("state").textContent.includes("keeps no walls")`, "the way without a server")
	sweep := evaluate[string](v, encodeSweep)
	about := evaluate[string](page, "offered.about")
	if parts := strings.Split(about, ","); len(parts) != 4 || parts[0] != "laptop" || !strings.HasPrefix(parts[1], "Chrome ") {
		t.Errorf("the page says %q of the device, want its class, browser, cores and program", about)
	}
	link := "https://example.org/demo/#alpha=1&resolution=224&figure.device=" + strings.ReplaceAll(about, " ", "+") + "&figure.sweep=" + sweep
	other := sweep[:len(sweep)-2] + "AA" // with an accuracy
	paste := func(lines ...string) {
		evaluate[any](v, fmt.Sprintf(`document.querySelector("#paste textarea").value = %q; document.querySelector("#paste button").click()`, strings.Join(lines, "\n")))
	}
	paste("Mina: "+link, "", other, "https://example.org/#figure.sweep=AQAA", "no link at all")
	v.wait(`document.getElementById("collected").textContent === "Added: 2. There before: 0. Not a sweep: 2."`, "what came of it")
	v.waitDevices(2)
	paste("Mina again " + link)
	v.wait(`document.getElementById("collected").textContent === "Added: 0. There before: 1. Not a sweep: 0."`, "that it is there")
	v.do(chromedp.Reload())
	v.waitDevices(2)
	if have := v.wallNames(); !slices.Equal(have, []string{"Mina", "other 1"}) {
		t.Errorf("have %q, want the name before the link, and a device of which nothing is known", have)
	}
	if have := evaluate[string](v, `document.querySelector(".wall-chart .device").getAttribute("aria-label")`); !strings.HasPrefix(have, "Mina: laptop, Chrome ") || !strings.Contains(have, "1/224, float, 20.0 ms, 70.9%") {
		t.Errorf("the chart says %q, want what the link says", have)
	}
	const saved = `(async () => {
		const made = URL.createObjectURL;
		return new Promise((done) => {
			URL.createObjectURL = (blob) => { URL.createObjectURL = made; blob.text().then(done); return made(blob); };
			HTMLAnchorElement.prototype.click = () => {};
			document.getElementById("csv").dispatchEvent(new MouseEvent("click", {cancelable: true}));
		});
	})()`
	lines := strings.Split(strings.TrimSpace(evaluate[string](v, saved)), "\r\n")
	if want := `Mina,laptop,Chrome `; len(lines) != 5 || !strings.HasPrefix(lines[1], want) || !strings.HasSuffix(lines[1], `,official,1,224,f32,1,simd,20,19,23,70.9`) {
		t.Errorf("have the CSV %q, want a heading and four points, the first Mina's", lines)
	}
	evaluate[any](v, `document.querySelector(".wall-table td button").click()`)
	v.wait(`document.getElementById("sure").open`, "the question")
	v.click("sure-yes")
	v.waitDevices(1)
	v.click("clear")
	v.wait(`document.getElementById("sure").open`, "the question")
	v.click("sure-yes")
	v.wait(`!document.getElementById("board").checkVisibility() && !localStorage.getItem("wall.collected")`, "nothing left")
}

// The camera reads codes where the browser can; here one that always sees the same.
func (s *pageSite) testWallCamera(t *testing.T) {
	v := s.blank(t)
	_, err := chromedp.Call(v.tab, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: `
		globalThis.BarcodeDetector = class {
			static async getSupportedFormats() { return ["qr_code"]; }
			async detect() { return [{rawValue: "https://example.org/#figure.sweep=" + ` + encodeSweep + `}]; }
		};
		navigator.mediaDevices.getUserMedia = async () => {
			const canvas = document.createElement("canvas"), context = canvas.getContext("2d");
			setInterval(() => context.fillRect(0, 0, 9, 9), 50);
			return globalThis.stream = canvas.captureStream();
		};`})
	if err != nil {
		t.Fatal(err)
	}
	v.size(1280, 900)
	v.do(chromedp.Navigate(s.url + "wall.html#collect&lang=en"))
	v.wait(`document.getElementById("scan").checkVisibility()`, "the camera's button")
	v.click("scan")
	v.waitDevices(1)
	v.wantText("scan", "Stop the camera")
	v.click("scan")
	v.wait(`!document.getElementById("scanned").checkVisibility()`, "the camera's end")
	v.click("scan")
	v.wait(`document.getElementById("scanned").checkVisibility()`, "the camera again")
	const dark = `stream.getTracks().every(({readyState}) => readyState === "ended")`
	evaluate[any](v, `location.hash = "#lang=en"`)
	v.wait(dark+` && !document.getElementById("scanned").checkVisibility()`, "the camera's end when the page goes elsewhere")
	evaluate[any](v, `HTMLMediaElement.prototype.play = async () => { throw new DOMException("no", "NotAllowedError"); }; location.hash = "#collect&lang=en"`)
	v.wait(`document.getElementById("scan").checkVisibility()`, "the camera's button")
	v.click("scan")
	v.wait(dark+` && document.getElementById("collected").textContent.includes("did not start")`, "a camera that is not left on")
	evaluate[any](v, `localStorage.removeItem("wall.collected")`)
}

// What a browser's user agent says of a device.
func (s *pageSite) testWallDevices(t *testing.T) {
	v := s.open(t, "wall.html#lang=en")
	v.wait(`document.getElementById("start").checkVisibility()`, "the page")
	for _, c := range []struct {
		name, agent    string
		touches        int
		class, browser string
	}{
		{"Android phone", "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36", 5, "phone", "Chrome 142"},
		{"Android tablet", "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36", 5, "tablet", "Chrome 142"},
		{"Samsung's browser", "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/29.0 Chrome/136.0.0.0 Mobile Safari/537.36", 5, "phone", "Samsung Internet 29"},
		{"iPhone", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1", 5, "phone", "Safari 26"},
		{"Chrome on an iPhone", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/142.0.7444.77 Mobile/15E148 Safari/604.1", 5, "phone", "Chrome 142"},
		{"iPad", "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15", 5, "tablet", "Safari 26"},
		{"Mac", "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15", 0, "laptop", "Safari 26"},
		{"Edge", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0", 0, "laptop", "Edge 142"},
		{"Edge on Android", "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36 EdgA/142.0.0.0", 5, "phone", "Edge 142"},
		{"Opera", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 OPR/126.0.0.0", 0, "laptop", "Opera 126"},
		{"Firefox on an iPhone", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/145.0 Mobile/15E148 Safari/605.1.15", 5, "phone", "Firefox 145"},
		{"Firefox", "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", 0, "laptop", "Firefox 145"},
		{"something else", "Lynx/2.9", 0, "laptop", "other"},
	} {
		have := evaluate[[]string](v, fmt.Sprintf(`(async () => {
			const { browserOf, classOf } = await import(document.querySelector("link[rel=modulepreload][href$='/device.js']").href);
			return [classOf(%q, %d), browserOf(%[1]q)];
		})()`, c.agent, c.touches))
		if have[0] != c.class || have[1] != c.browser {
			t.Errorf("%s: have %q, want %s and %s", c.name, have, c.class, c.browser)
		}
	}
}

// Nothing of the wall is left in English.
func (s *pageSite) testWallKorean(t *testing.T) {
	v, code := s.openWall(t, "10b")
	s.post(t, code, 1, 'a', "", "phone", "Chrome 156", 10)
	v.waitDevices(1)
	evaluate[any](v, `(() => { const e = document.getElementById("language"); e.value = "ko"; e.dispatchEvent(new Event("change")); })()`)
	v.wait(`document.documentElement.lang === "ko" && location.hash === "#`+code+`&lang=ko" && document.getElementById("count").textContent === "기기 1대"`, "Korean")
	if have := v.wallNames(); !slices.Equal(have, []string{"휴대폰 1"}) {
		t.Errorf("have %q, want the device's name in Korean", have)
	}
	v.unfold()
	v.wantNoEnglish("the wall")
	for _, where := range []string{"wall.html?start#lang=ko", "wall.html?collect#collect&lang=ko"} {
		of := s.open(t, where)
		of.wait(`document.documentElement.lang === "ko" && ["start", "collect"].some((id) => document.getElementById(id).checkVisibility())`, where)
		of.wantNoEnglish(where)
	}
	device := s.openKorean(t, "&wall="+code)
	device.wait(`document.getElementById("wall-post-title").textContent.includes("10b")`, "the wall")
	evaluate[any](device, `offered.swept(`+encodeSweep+`)`)
	device.wait(`document.getElementById("wall-post-form").checkVisibility()`, "the question")
	device.wantNoEnglish("the question")
	evaluate[any](device, `(() => { const e = document.getElementById("language"); e.value = "en"; e.dispatchEvent(new Event("change")); })()`)
	device.wait(`document.getElementById("wall-post-title").textContent === "Send this to the wall “10b”?"`, "the question in English")
}

// A wall with devices, the question and the collection are accessible, and no wider than the window, in both colours.
func (s *pageSite) testWallLayout(t *testing.T, ctx context.Context) {
	checker, err := axe.New(ctx, "..")
	if err != nil {
		t.Fatal(err)
	}
	a := &audit{s: s, checker: checker}
	v, code := s.openWall(t, "A title that is quite long, as titles of lessons in schools are now and then")
	if _, err := chromedp.Call(v.tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-reduced-motion", Value: "reduce"}},
	}); err != nil {
		t.Fatal(err)
	}
	for i, class := range []string{"phone", "tablet", "laptop", "desktop", "other"} {
		s.post(t, code, 1, byte('a'+i), strings.Repeat("W", 8*i), class, "Chrome 156", float64(10*(i+1)))
	}
	v.waitDevices(5)
	device := a.open(t, "#alpha=0.25&resolution=128&source=sample/clock&lang=en&wall="+code)
	device.waitLive()
	device.wait(`document.getElementById("wall-post-title").textContent.includes("title")`, "the wall")
	evaluate[any](device, `offered.swept(`+encodeSweep+`)`)
	device.wait(`document.getElementById("wall-post-form").checkVisibility()`, "the question")
	evaluate[any](device, `document.querySelector("#wall-post details").open = true`)
	for _, part := range []struct {
		name, selector string
		of             *visit
	}{{"the wall", "body", v}, {"the question", "#wall-post", device}} {
		a.check(part.of, part.name, part.selector)
		for _, width := range widths {
			part.of.resize(width, 900)
			if wide := evaluate[[]string](part.of, tooWide); len(wide) > 0 {
				t.Errorf("%s, %d pixels: wider than the window: %q", part.name, width, wide)
			}
		}
	}
	collect := a.open(t, "wall.html#collect&lang=en")
	collect.wait(`document.getElementById("collect").checkVisibility()`, "the collection")
	a.check(collect, "the collection", "body")
}
