package e2e

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	traffic "github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestWallPage holds the class's wall, and what a device sends to it, to what a teacher and a class see.
func TestWallPage(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), suitePatience)
	defer cancel()
	s := servePage(t, ctx, ownWeights)
	s.browser = startBrowser(t, ctx)
	t.Run("class", s.testWallClass)
	t.Run("script", s.testWallScript)
	t.Run("sends later", s.testWallSendsLater)
	t.Run("refused", s.testWallRefused)
	t.Run("same wall", s.testWallSame)
	t.Run("tabs", s.testWallTabs)
	t.Run("unkept", s.testWallUnkept)
	t.Run("host", s.testWallHost)
	t.Run("teacher", s.testWallTeacher)
	t.Run("removed while it posts", s.testWallRemovedPosting)
	t.Run("stream cut", s.testWallStreamCut)
	t.Run("filters and table", s.testWallBoard)
	t.Run("chart by keyboard", s.testWallKeyboard)
	t.Run("wrong codes", s.testWallAbsent)
	t.Run("links", s.testWallLinks)
	t.Run("camera", s.testWallCamera)
	t.Run("devices", s.testWallDevices)
	t.Run("Korean", s.testWallKorean)
	t.Run("layout", func(t *testing.T) { s.testWallLayout(t, ctx) })
}

// another is the site in another browser, with a memory of its own.
func (s *pageSite) another(t *testing.T) *pageSite {
	t.Helper()
	browser, cancel := chromedp.NewContext(s.browser, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	if err := chromedp.Do(browser); err != nil {
		t.Fatal(err)
	}
	other := *s
	other.browser = browser
	return &other
}

// openWall has a teacher open a wall, and returns it with its code.
func (s *pageSite) openWall(t *testing.T, title string, tolerated ...string) (*visit, string) {
	t.Helper()
	v := s.open(t, "wall.html#lang=en", tolerated...)
	v.wait(`document.getElementById("start").checkVisibility()`, "the form")
	evaluate[any](v, `document.querySelector("#open [name=title]").focus()`)
	v.do(chromedp.KeyEvent(title + kb.Enter))
	v.wait(`document.getElementById("code").textContent.length === 9`, "the wall")
	return v, strings.ReplaceAll(v.text("code"), "-", "")
}

// key is the teacher's key of a wall that was just opened, which shows only when asked for.
func (v *visit) key() string {
	v.t.Helper()
	if evaluate[bool](v, `document.getElementById("key-text").checkVisibility()`) {
		v.t.Error("the key shows, want it behind a press")
	}
	return evaluate[string](v, `document.getElementById("key-text").value`)
}

// wallPoints are what a device of a made-up speed measured, as members of a post.
func wallPoints(speed float64) string {
	var points []string
	for _, p := range []struct {
		alpha      float64
		resolution int
		madds, top float64
	}{{0.25, 128, 13.6, 41.5}, {0.5, 160, 76.8, 59.1}, {1, 224, 568.7, 70.9}} {
		for _, precision := range []string{"f32", "int8"} {
			ms := p.madds / speed
			if precision == "int8" {
				ms /= 3
			}
			points = append(points, fmt.Sprintf(`{"alpha":%v,"resolution":%d,"precision":%q,"threads":1,"isa":"","median":%v,"low":%v,"high":%v,"accuracy":%v,"measured":false,"borrowed":false}`,
				p.alpha, p.resolution, precision, ms, ms*0.9, ms*1.2, p.top))
		}
	}
	return `"points":[` + strings.Join(points, ",") + `]`
}

// post posts to a wall as a device of another page would.
func (s *pageSite) post(t *testing.T, code string, number int, device byte, name, class, browser string, speed float64) {
	t.Helper()
	body := fmt.Sprintf(`{"device":%q,"number":%d,"name":%q,"about":{"class":%q,"browser":%q,"cores":8,"program":"relaxed"},"measured":"2026-11-30T20:00:00Z","tickMs":0.005,"drift":0.02,"weights":"official",%s}`,
		strings.Repeat(string(device), 22), number, name, class, browser, wallPoints(speed))
	response, err := http.Post(s.url+"api/walls/"+code+"/posts", "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusCreated {
		t.Fatalf("have %s, want the post taken", response.Status)
	}
}

// wallNames are the devices in the table, in its order.
func (v *visit) wallNames() []string {
	v.t.Helper()
	return evaluate[[]string](v, `[...document.querySelectorAll(".wall-table tbody th")].map((e) => e.textContent)`)
}

// waitDevices waits until the wall shows so many devices in the chart and in the table.
func (v *visit) waitDevices(n int) {
	v.t.Helper()
	v.wait(fmt.Sprintf(`document.querySelectorAll(".wall-table tbody tr").length === %d && document.querySelectorAll(".wall-chart .device").length === %[1]d`, n), fmt.Sprintf("%d devices", n))
}

// requests records what a tab asks for, as method and address.
func (v *visit) requests() func() []string {
	v.t.Helper()
	var mu sync.Mutex
	var all []string
	err := chromedp.Listen(v.tab, func(event any) {
		if sent, ok := event.(*traffic.EventRequestWillBeSent); ok {
			mu.Lock()
			defer mu.Unlock()
			all = append(all, sent.Request.Method+" "+sent.Request.URL)
		}
	})
	if err != nil {
		v.t.Fatal(err)
	}
	if _, err := chromedp.Call(v.tab, traffic.Enable, traffic.EnableParams{}); err != nil {
		v.t.Fatal(err)
	}
	return func() []string {
		mu.Lock()
		defer mu.Unlock()
		return slices.Clone(all)
	}
}

// A teacher opens a wall, two devices come by its link, and each sends what it measured when it says so and not before.
func (s *pageSite) testWallClass(t *testing.T) {
	teacher, code := s.openWall(t, "Physics 10b")
	if have := evaluate[string](teacher, `localStorage.getItem("wall.key.`+code+`")`); have != teacher.key() || len(have) != 22 {
		t.Errorf("have the key %q kept and %q to be copied, want them the same", have, teacher.key())
	}
	teacher.click("key-noted")
	link := evaluate[string](teacher, `document.getElementById("link").href`)
	if link != s.url+"#wall="+code {
		t.Errorf("have the link %s, want %s#wall=%s", link, s.url, code)
	}
	teacher.wait(`document.getElementById("qr").checkVisibility() && document.getElementById("qr").complete`, "the QR code")
	if have := teacher.scan(); have != link {
		t.Errorf("the QR code says %s, want %s", have, link)
	}

	first := s.another(t).blank(t)
	first.size(1280, 900)
	requests := first.requests()
	first.do(chromedp.Navigate(link + "&alpha=0.25&resolution=128&lang=en"))
	first.waitLive()
	first.wait(`document.getElementById("wall-post-title").textContent === "You are at the wall “Physics 10b”"`, "the wall's title")
	evaluate[any](first, `document.getElementById("sweep-float").click()`) // 8-bit numbers are enough here
	first.press("sweep-start", kb.Enter)
	if !first.holds(`document.getElementById("wall-post-form").checkVisibility()`, sweepPatience) {
		t.Fatalf("waited %v for the question; have %q", sweepPatience, first.text("sweep-state"))
	}
	first.wantText("wall-post-title", "Send this to the wall “Physics 10b”?")
	for _, request := range requests() {
		method, address, _ := strings.Cut(request, " ")
		rest, ours := strings.CutPrefix(address, s.url)
		if strings.HasPrefix(address, "blob:") || strings.HasPrefix(address, "data:") {
			continue // the page's own
		}
		// The question for the wall's title carries what the link says, and nothing of the device.
		if api := strings.HasPrefix(rest, "api/"); method != "GET" || !ours || api && rest != "api/walls/"+code+"?after=9007199254740991" {
			t.Errorf("before anybody has agreed: have the request %s, want files of the site and the wall's title only", request)
		}
	}
	shown := evaluate[string](first, `document.querySelector("#wall-post pre").textContent`)
	first.wantSweep(shown)
	evaluate[any](first, `document.getElementById("wall-post-name").focus()`)
	first.do(chromedp.KeyEvent("Mina" + kb.Enter))
	first.wait(`document.getElementById("wall-post-state").textContent === "It is on the wall."`, "the post")
	if !slices.Contains(requests(), "POST "+s.url+"api/walls/"+code+"/posts") {
		t.Errorf("have the requests %q, want a post among them", requests())
	}
	teacher.waitDevices(1)
	stored := evaluate[string](first, `fetch("api/walls/`+code+`").then((r) => r.json()).then(({posts: [{seq, device, name, measured, ...rest}]}) => JSON.stringify(rest))`)
	if want := evaluate[string](first, `(({device, name, measured, ...rest}) => JSON.stringify(rest))(JSON.parse(`+fmt.Sprintf("%q", shown)+`))`); !sameJSON(t, stored, want) {
		t.Errorf("have %s on the wall, want what was shown: %s", stored, want)
	}

	sweep := evaluate[string](first, `localStorage.getItem("sweeps").split("\n")[0]`)
	second := s.another(t).open(t, strings.TrimPrefix(link, s.url)+"&alpha=0.25&resolution=128&lang=en")
	second.waitLive()
	second.wait(`document.getElementById("wall-post-title").textContent.includes("Physics 10b")`, "the wall's title")
	evaluate[any](second, fmt.Sprintf(`offered.swept(%q)`, sweep))
	second.wait(`document.getElementById("wall-post-form").checkVisibility()`, "the question")
	evaluate[any](second, `(() => { const e = document.getElementById("wall-post-class"); e.value = "tablet"; e.dispatchEvent(new Event("input", {bubbles: true})); })()`)
	if !strings.Contains(evaluate[string](second, `document.querySelector("#wall-post pre").textContent`), `"class": "tablet"`) {
		t.Error("the kind of device was changed, want it in what is sent")
	}
	second.click("wall-post-send")
	teacher.waitDevices(2)
	if have := teacher.wallNames(); !slices.Equal(have, []string{"Mina", "tablet 1"}) {
		t.Errorf("have the devices %q, want Mina's and the tablet", have)
	}
	teacher.wantText("count", "2 devices")
	second.wait(`document.getElementById("wall-post-open").checkVisibility()`, "the way to the wall")
	evaluate[any](second, fmt.Sprintf(`offered.swept(%q)`, sweep))
	if evaluate[bool](second, `document.getElementById("wall-post-form").checkVisibility()`) {
		t.Error("have the question about a sweep that is on the wall, want none")
	}
	evaluate[any](second, `offered.swept(`+encodeSweep+`)`)
	second.wait(`document.getElementById("wall-post-form").checkVisibility()`, "the question about a second sweep")
	second.click("wall-post-send")
	second.wait(`document.getElementById("wall-post-state").textContent === "It is on the wall."`, "the second sweep")
	if have := evaluate[[]int](teacher, `fetch("api/walls/`+code+`").then((r) => r.json()).then(({posts}) => posts.map((p) => p.number))`); !slices.Equal(have, []int{1, 1, 2}) {
		t.Errorf("have posts of the numbers %v, want one of the first device and two of the second", have)
	}
	teacher.waitDevices(2)
}

// wantSweep fails unless a post has what the page's program found: JavaScript reads what Go wrote.
func (v *visit) wantSweep(posted string) {
	v.t.Helper()
	var post struct {
		Measured time.Time
		TickMs   float64
		Points   []struct {
			Alpha, Median, Low, High, Accuracy float64
			Resolution, Threads                int
			Precision                          string
			Measured                           bool
		}
	}
	var record struct {
		Time   time.Time
		TickMs float64 `json:"tick_ms"`
		Points []struct {
			Alpha               float64
			Resolution, Threads int
			Precision           string
			Median              float64 `json:"median_ms"`
			Low                 float64 `json:"p10_ms"`
			High                float64 `json:"p90_ms"`
			Accuracy            float64 `json:"top1_percent"`
			Source              string  `json:"accuracy"`
		}
	}
	if err := errors.Join(json.Unmarshal([]byte(posted), &post), json.Unmarshal(v.save("export-json", "json"), &record)); err != nil {
		v.t.Fatal(err)
	}
	near := func(a, b float64) bool { return math.Abs(a/b-1) < 1e-3 }
	if !post.Measured.Equal(record.Time.Truncate(time.Minute)) || math.Abs(post.TickMs-record.TickMs) > 1e-3 || len(post.Points) != len(record.Points) {
		v.t.Fatalf("have %d points of %v, want the %d of %v", len(post.Points), post.Measured, len(record.Points), record.Time)
	}
	for i, want := range record.Points {
		if have := post.Points[i]; have.Alpha != want.Alpha || have.Resolution != want.Resolution || have.Threads != want.Threads || have.Precision != want.Precision ||
			!near(have.Median, want.Median) || !near(have.Low, want.Low) || !near(have.High, want.High) || math.Abs(have.Accuracy-want.Accuracy) > 0.005 ||
			have.Measured != strings.HasPrefix(want.Source, "measured") {
			v.t.Errorf("point %d: have %+v, want %+v", i, have, want)
		}
	}
}

// Names and titles are other people's text.
func (s *pageSite) testWallScript(t *testing.T) {
	const script = `<img src=x onerror="document.title=1"><script>document.title=1</script>`
	v, code := s.openWall(t, script[:70])
	v.wait(fmt.Sprintf(`document.getElementById("title").textContent === %q`, script[:70]), "the title as text")
	s.post(t, code, 1, 'a', `<img src=x onerror="alert(1)"><b>`, "phone", `<i>Chrome</i> 1`, 10)
	v.waitDevices(1)
	if have := v.wallNames()[0]; have != `<img src=x onerror="alert(1)"><b>` {
		t.Errorf("have the name %q, want it as it was typed", have)
	}
	evaluate[any](v, `document.querySelector(".wall-table tbody th button").click()`)
	if have := evaluate[int](v, `document.querySelectorAll("h1 *, .wall-chart img, .wall-chart b *, .wall-table :is(img, b, i)").length`); have != 0 {
		t.Errorf("have %d elements of somebody's text, want none", have)
	}
	device := s.blank(t)
	device.size(360, 800)
	device.do(chromedp.Navigate(s.url + "#wall=" + code + "&alpha=0.25&resolution=128&lang=en"))
	device.waitLive()
	device.wait(`document.getElementById("wall-post-title").textContent.includes("<script>")`, "the title as text")
	device.wait(`((box) => box.top > 0 && box.bottom <= innerHeight)(document.getElementById("wall-post").getBoundingClientRect())`, "the wall in sight of a phone")
	if evaluate[bool](device, `Boolean(document.querySelector("#wall-post img, #wall-post script, #wall-post h3 *"))`) {
		t.Error("have markup of the title, want text")
	}
}

// door is a site that answers some requests as a test wants.
type door struct {
	pageSite
	refuse atomic.Pointer[func(*http.Request) int] // the status to answer with, 0 for the site's own answer
}

func (s *pageSite) behindDoor(t *testing.T) *door {
	t.Helper()
	to, err := url.Parse(s.url)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(to)
	proxy.FlushInterval = -1
	d := &door{pageSite: *s}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if refuse := d.refuse.Load(); refuse != nil {
			if status := (*refuse)(r); status != 0 {
				w.WriteHeader(status)
				return
			}
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	d.url = server.URL + "/"
	return d
}

// close refuses requests whose path has a part, with a status; "" refuses none.
func (d *door) close(part string, status int) {
	refuse := func(r *http.Request) int {
		if part != "" && strings.Contains(r.URL.Path, part) {
			return status
		}
		return 0
	}
	d.refuse.Store(&refuse)
}

// What does not get through is kept, over a reload too, and sent once.
func (s *pageSite) testWallSendsLater(t *testing.T) {
	_, code := s.openWall(t, "later")
	d := s.another(t).behindDoor(t)
	v := d.open(t, "#wall="+code+"&alpha=0.25&resolution=128&lang=en", "503")
	v.waitLive()
	v.wait(`document.getElementById("wall-post-title").textContent.includes("later")`, "the wall")
	evaluate[any](v, `offered.swept(`+encodeSweep+`)`)
	v.wait(`document.getElementById("wall-post-form").checkVisibility()`, "the question")
	d.close("/posts", http.StatusServiceUnavailable)
	v.click("wall-post-send")
	v.wait(`document.getElementById("wall-post-state").textContent.includes("kept in this browser")`, "that it is kept")
	v.do(chromedp.Reload())
	v.waitLive()
	d.close("", 0)
	v.wait(`document.getElementById("wall-post-state").textContent === "It is on the wall."`, "the post after the reload")
	if have := evaluate[int](v, `fetch("api/walls/`+code+`").then((r) => r.json()).then(({posts}) => posts.length)`); have != 1 {
		t.Errorf("have %d posts, want one", have)
	}
	if have := evaluate[int](v, `JSON.parse(localStorage.getItem("wall.post.`+code+`")).waiting.length`); have != 0 {
		t.Errorf("have %d that wait, want none", have)
	}
}

// With the key posts are removed and the wall is deleted, each after a question; without it there is no way to.
func (s *pageSite) testWallTeacher(t *testing.T) {
	v, code := s.openWall(t, "teacher", "403", "410")
	key := v.key()
	s.post(t, code, 1, 'a', "one", "phone", "Chrome 156", 10)
	s.post(t, code, 1, 'b', "two", "laptop", "Chrome 156", 20)
	v.waitDevices(2)
	student := s.another(t).open(t, "wall.html#"+strings.ToLower(code[:4])+"-"+code[4:]+"&lang=en", "403", "410")
	student.waitDevices(2)
	if evaluate[bool](student, `document.getElementById("end").checkVisibility() || Boolean(document.querySelector(".wall-table td button"))`) {
		t.Error("have ways to remove without the key, want none")
	}
	remove := func(v *visit, answer string) {
		evaluate[any](v, `document.querySelector(".wall-table td button").click()`)
		v.wait(`document.getElementById("sure").open`, "the question")
		evaluate[any](v, `document.querySelector("#sure [value=`+answer+`]").click()`)
		v.wait(`!document.getElementById("sure").open`, "its end")
	}
	remove(v, "no")
	v.waitDevices(2)
	// The browser tells the end of a question a frame later, when the next may stand.
	evaluate[any](v, `(async () => {
		const press = (selector) => document.querySelector(selector).click();
		press(".wall-table td button");
		press("#sure [value=no]");
		press(".wall-table td button");
		await new Promise((told) => document.getElementById("sure").addEventListener("close", told, { once: true }));
		press("#sure [value=yes]");
	})()`)
	v.waitDevices(1)
	student.waitDevices(1)
	if have := student.wallNames(); !slices.Equal(have, []string{"two"}) {
		t.Errorf("have %q, want the second device's only", have)
	}

	unlock := func(key string) {
		evaluate[any](student, fmt.Sprintf(`(() => { document.getElementById("owner").open = true; document.querySelector("#unlock input").value = %q; document.querySelector("#unlock button").click(); })()`, key))
		student.wait(`document.getElementById("end").checkVisibility()`, "what the key opens")
	}
	unlock("wrong")
	remove(student, "yes")
	student.wait(`document.getElementById("state").textContent.includes("not the key")`, "that the key is wrong")
	student.waitDevices(1)
	unlock(key)
	student.click("end")
	student.wait(`document.getElementById("sure").open`, "the question")
	student.click("sure-yes")
	for _, of := range []*visit{student, v} {
		of.wait(`document.getElementById("state").textContent.includes("has ended") && !document.getElementById("join").checkVisibility() && !document.getElementById("csv").checkVisibility()`, "the end of the wall")
	}
	v.do(chromedp.Reload())
	v.wait(`document.getElementById("state").textContent.includes("has ended") && !document.getElementById("board").checkVisibility()`, "nothing left of it")
	late := s.open(t, "#wall="+code+"&alpha=0.25&resolution=128&lang=en", "410")
	late.wait(`document.getElementById("wall-post-state").textContent.includes("has ended")`, "the end of the wall")
}

// A device that posts while its removal is asked about goes with all that it has posted.
func (s *pageSite) testWallRemovedPosting(t *testing.T) {
	v, code := s.openWall(t, "posting")
	s.post(t, code, 1, 'a', "once", "phone", "Chrome 156", 10)
	v.waitDevices(1)
	evaluate[any](v, `document.querySelector(".wall-table td button").click()`)
	v.wait(`document.getElementById("sure").open`, "the question")
	s.post(t, code, 2, 'a', "twice", "phone", "Chrome 156", 20)
	v.wait(`document.querySelector(".wall-table tbody th").textContent.includes("twice")`, "its second post")
	evaluate[any](v, `document.getElementById("sure-yes").click()`)
	v.wait(`document.getElementById("state").textContent.startsWith("Removed")`, "that it is removed")
	if have := evaluate[int](v, `fetch("api/walls/`+code+`").then((r) => r.json()).then(({posts}) => posts.length)`); have != 0 {
		t.Errorf("have %d posts of the device, want none", have)
	}
}

// Where streams break the page asks; where the server is gone it says so and goes on when it is back.
func (s *pageSite) testWallStreamCut(t *testing.T) {
	d := s.behindDoor(t)
	d.close("/events", http.StatusBadGateway)
	v, code := d.openWall(t, "cut", "502", "503")
	s.post(t, code, 1, 'a', "one", "phone", "Chrome 156", 10)
	v.waitDevices(1)
	v.wait(`document.getElementById("state").textContent.includes("asks every")`, "that it asks")
	d.close("/api/walls/", http.StatusServiceUnavailable)
	v.wait(`document.getElementById("state").textContent.includes("does not answer")`, "that the server is gone")
	v.waitDevices(1)
	s.post(t, code, 1, 'b', "two", "phone", "Chrome 156", 20)
	d.close("", 0)
	v.waitDevices(2)
	v.wait(`document.getElementById("state").textContent.includes("at once")`, "the stream again")
}

// Filters act on chart and table alike, and the table is sorted by any column.
func (s *pageSite) testWallBoard(t *testing.T) {
	v, code := s.openWall(t, "board")
	s.post(t, code, 1, 'a', "slow", "phone", "Safari 26", 5)
	s.post(t, code, 1, 'b', "fast", "desktop", "Chrome 156", 40)
	s.post(t, code, 1, 'c', "middling", "phone", "Chrome 150", 20)
	v.waitDevices(3)
	column := func(n int) []string {
		return evaluate[[]string](v, fmt.Sprintf(`[...document.querySelectorAll(".wall-table tbody tr")].map((row) => row.cells[%d].textContent)`, n))
	}
	// 76.8/3 M multiply-adds in 8 bits, at 5, 40 and 20 a µs.
	if have := column(5); !slices.Equal(have, []string{"5.12", "0.64", "1.28"}) {
		t.Errorf("have the times %q, want the fastest of each device at 0.5/160", have)
	}
	if have := column(6); !slices.Equal(have, []string{"× 4.00", "× 0.50", "× 1.00"}) {
		t.Errorf("have the ratios %q, want them to the median", have)
	}
	sorted := func(at string, want ...string) {
		t.Helper()
		evaluate[any](v, `document.querySelector('[data-at="`+at+`"]').focus()`)
		v.do(chromedp.KeyEvent(kb.Enter))
		if have := v.wallNames(); !slices.Equal(have, want) {
			t.Errorf("by %s: have %q, want %q", at, have, want)
		}
		if have := evaluate[string](v, `document.activeElement.dataset.at ?? ""`); have != at {
			t.Errorf("by %s: the focus went to %q", at, have)
		}
	}
	sorted("time", "fast", "middling", "slow")
	sorted("time", "slow", "middling", "fast")
	sorted("device", "fast", "middling", "slow")
	choose := func(selector, value string) {
		evaluate[any](v, fmt.Sprintf(`(() => { const e = document.querySelector(%q); e.value = %q; e.dispatchEvent(new Event("change")); })()`, selector, value))
	}
	choose("[data-filter=class]", "phone")
	v.waitDevices(2)
	choose("[data-filter=browser]", "Chrome")
	v.waitDevices(1)
	choose("[data-filter=class]", "")
	v.waitDevices(2)
	choose("[data-filter=browser]", "")
	choose("[data-filter=precision]", "f32")
	choose("[data-network=alpha]", "1")
	choose("[data-network=resolution]", "224")
	if have := column(5); !slices.Equal(have, []string{"14.2", "28.4", "114"}) {
		t.Errorf("have the times %q, want those of 1/224 in float", have)
	}
	if have := evaluate[string](v, `document.getElementById("csv").href`); have != s.url+"api/walls/"+code+"/posts.csv" {
		t.Errorf("have the CSV at %s, want the server's", have)
	}
	s.post(t, code, 2, 'a', "quicker", "phone", "Safari 26", 500)
	v.wait(`document.querySelector(".wall-table").textContent.includes("quicker")`, "a second post of a device")
	v.waitDevices(3)
	if have := column(5); !slices.Equal(have, []string{"14.2", "28.4", "1.14"}) {
		t.Errorf("have the times %q, want the newer one of the device that posted again", have)
	}
}

// The chart is one stop of the Tab key; arrows go from device to device.
func (s *pageSite) testWallKeyboard(t *testing.T) {
	v, code := s.openWall(t, "keyboard")
	for i, name := range []string{"one", "two", "three"} {
		s.post(t, code, 1, byte('a'+i), name, "laptop", "Chrome 156", float64(10+i))
	}
	v.waitDevices(3)
	if have := evaluate[int](v, `document.querySelectorAll(".wall-chart [tabindex='0']").length`); have != 1 {
		t.Errorf("have %d stops in the chart, want one", have)
	}
	evaluate[any](v, `document.querySelector(".wall-chart [tabindex='0']").focus()`)
	for _, step := range []struct{ key, name, row string }{
		{kb.ArrowRight, "two", ""}, {kb.End, "three", ""}, {kb.ArrowRight, "one", ""}, {kb.ArrowLeft, "three", ""}, {kb.Enter, "three", "three"}, {kb.Home, "one", "three"}, {kb.Escape, "", ""},
	} {
		v.do(chromedp.KeyEvent(step.key))
		if have := evaluate[string](v, `document.querySelector(".wall-tip:not([hidden]) b")?.textContent ?? ""`); have != step.name {
			t.Errorf("after %q: the chart tells of %q, want %q", step.key, have, step.name)
		}
		if have := evaluate[string](v, `document.querySelector(".wall-table tr.on th")?.textContent ?? ""`); have != step.row {
			t.Errorf("after %q: the row of %q is marked, want %q", step.key, have, step.row)
		}
	}
	if have := evaluate[string](v, `document.activeElement.getAttribute("aria-label")`); !strings.HasPrefix(have, "one: laptop, Chrome 156, 8 cores. Fastest: 0.25/128") {
		t.Errorf("a screen reader says %q, want the device and its points", have)
	}
	v.press("end", kb.Enter)
	v.wait(`document.getElementById("sure").open && document.activeElement.value === "no"`, "the question, with the harmless answer first")
	v.do(chromedp.KeyEvent(kb.Escape))
	v.wait(`!document.getElementById("sure").open && document.getElementById("join").checkVisibility()`, "the wall as it was")
}

// A code that is none says so.
func (s *pageSite) testWallAbsent(t *testing.T) {
	v := s.open(t, "wall.html#lang=en", "404")
	v.wait(`document.getElementById("start").checkVisibility()`, "the form")
	evaluate[any](v, `document.querySelector("#visit [name=code]").value = "qqqq qqqq"; document.querySelector("#visit [value=see]").click()`)
	v.wait(`location.hash.startsWith("#QQQQQQQQ") && document.getElementById("state").textContent.includes("no wall with this code")`, "that there is none")
	page := s.open(t, "#wall=QQQQQQQQ&alpha=0.25&resolution=128&lang=en", "404")
	page.waitLive()
	page.wait(`document.getElementById("wall-post-state").textContent.includes("no wall with this code")`, "that there is none")
}

// sameJSON compares texts of JSON, whatever order their members have.
func sameJSON(t *testing.T, a, b string) bool {
	t.Helper()
	return canonical(t, a) == canonical(t, b)
}
