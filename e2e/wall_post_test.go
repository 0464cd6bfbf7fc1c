package e2e

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/chromedp/chromedp"
)

// wallName is what a post's text field holds as it is sent.
const wallName = `JSON.parse(document.querySelector("#wall-post pre").textContent).name`

// otherSweep is an expression of another sweep than encodeSweep.
const otherSweep = encodeSweep + `.slice(0, -2) + "AA"`

// joinAsked opens the page at a wall with a sweep that is asked about.
func (s *pageSite) joinAsked(t *testing.T, code, sweep string, tolerated ...string) *visit {
	t.Helper()
	v := s.open(t, "#wall="+code+"&alpha=0.25&resolution=128&lang=en", tolerated...)
	v.waitLive()
	v.wait(`document.getElementById("wall-post-title").textContent.startsWith("You are at")`, "the wall")
	evaluate[any](v, `offered.swept(`+sweep+`)`)
	v.wait(`document.getElementById("wall-post-form").checkVisibility()`, "the question")
	return v
}

// typeName types a name into the form, as a program may paste it.
func (v *visit) typeName(name string) {
	v.t.Helper()
	evaluate[any](v, fmt.Sprintf(`(() => { const e = document.getElementById("wall-post-name"); e.value = %s; e.dispatchEvent(new Event("input", {bubbles: true})); })()`, name))
}

// What the wall refuses comes back to be corrected, and what its answers mean is said.
func (s *pageSite) testWallRefused(t *testing.T) {
	_, code := s.openWall(t, "refused")
	d := s.another(t).behindDoor(t)
	v := d.joinAsked(t, code, encodeSweep, "400", "403", "410", "429", "503")
	for _, c := range []struct{ name, typed, want string }{
		{"spaces", `" a\u00a0\u3000b\t\nc "`, "a b c"},
		{"marks that turn the direction", `"ab\u202ecd\u2066"`, "abcd"},
		{"half a character", `"a\ud800b"`, "ab"},
		{"joiners", `"\u{1f469}\u200d\u{1f52c}"`, "\U0001f469\u200d\U0001f52c"},
		{"too long", `"한".repeat(60)`, strings.Repeat("한", 40)},
	} {
		v.typeName(c.typed)
		if have := evaluate[string](v, wallName); have != c.want || !utf8.ValidString(have) {
			t.Errorf("%s: have the name %q, want %q", c.name, have, c.want)
		}
	}
	v.typeName(`"Mina"`)
	for _, c := range []struct {
		status int
		says   string
		asks   bool
	}{
		{http.StatusBadRequest, "as it is", true},
		{http.StatusServiceUnavailable, "has a fault", false},
	} {
		d.close("/posts", c.status)
		v.click("wall-post-send")
		v.wait(fmt.Sprintf(`document.getElementById("wall-post-state").textContent.includes(%q)`, c.says), http.StatusText(c.status))
		if have := evaluate[bool](v, `document.getElementById("wall-post-form").checkVisibility()`); have != c.asks {
			t.Errorf("%d: have the form %v, want %v", c.status, have, c.asks)
		}
		if c.asks && evaluate[string](v, wallName) != "Mina" {
			t.Errorf("%d: have the name %q, want it back", c.status, evaluate[string](v, wallName))
		}
	}
	d.close("/posts", http.StatusTooManyRequests)
	v.wait(`document.getElementById("wall-post-state").textContent.includes("Too many wrong codes")`, "that the network is blocked")
	d.close("/posts", http.StatusGone) // and the wall is there
	v.wait(`document.getElementById("wall-post-state").textContent.includes("teacher has removed")`, "that this sweep was removed")
	if have := evaluate[int](v, `JSON.parse(localStorage.getItem("wall.post.`+code+`")).waiting.length`); have != 0 {
		t.Errorf("have %d that wait, want none", have)
	}
	d.close("/api/walls/", http.StatusGone)
	v.do(chromedp.Reload())
	v.wait(`document.getElementById("wall-post-state").textContent.includes("has ended")`, "the end of the wall")
	if have := evaluate[string](v, `localStorage.getItem("wall.post.`+code+`") ?? ""`); have != "" {
		t.Errorf("have %q kept for a wall that has ended, want nothing", have)
	}
}

// A wall is the same however its code is written, and links within the page and to others are told apart.
func (s *pageSite) testWallSame(t *testing.T) {
	_, code := s.openWall(t, "same")
	v := s.another(t).open(t, "#wall="+strings.ToLower(code[:4])+"-"+code[4:]+"&alpha=0.25&resolution=128&lang=en")
	v.waitLive()
	const joined = `document.getElementById("wall-post-title").textContent.includes("same")`
	v.wait(joined+` && localStorage.getItem("wall.post.`+code+`")`, "the wall by its code in other letters")
	evaluate[any](v, `document.getElementById("wall-post-title").dataset.mark = "1"`)
	evaluate[any](v, `document.querySelector("a[href='#controls']").click()`)
	v.wait(`location.hash.includes("wall=")`, "the wall in the link again")
	evaluate[any](v, `location.hash = "#panel=time&lang=en"`)
	v.wait(`document.querySelector("#tab-time[aria-selected=true]") && location.hash.includes("wall=")`, "the panel, and the wall in the link")
	if !evaluate[bool](v, joined+` && document.getElementById("wall-post-title").dataset.mark === "1"`) {
		t.Error("the wall was joined anew, want it left as it was")
	}
	v.openShare()
	for _, made := range []string{v.shared(), evaluate[string](v, `document.querySelector("#share-frame textarea").value`)} {
		if strings.Contains(made, "wall=") || !strings.Contains(made, "panel=time") {
			t.Errorf("have %s for others, want the page as it is without the wall", made)
		}
	}
}

// Tabs of one browser are one device: numbers go on, and what one has sent the other does not ask about.
func (s *pageSite) testWallTabs(t *testing.T) {
	teacher, code := s.openWall(t, "tabs")
	own := s.another(t)
	first, second := own.joinAsked(t, code, encodeSweep), own.joinAsked(t, code, otherSweep)
	for _, v := range []*visit{first, second} {
		evaluate[any](v, `document.getElementById("wall-post-send").click()`)
		v.wait(`document.getElementById("wall-post-state").textContent === "It is on the wall."`, "the post")
	}
	teacher.waitDevices(1)
	if have := evaluate[string](teacher, `fetch("api/walls/`+code+`").then((r) => r.json()).then(({posts}) => posts.map((p) => p.number).join())`); have != "1,2" {
		t.Errorf("have posts of the numbers %s, want 1,2", have)
	}
	evaluate[any](second, `offered.swept(`+encodeSweep+`)`)
	if evaluate[bool](second, `document.getElementById("wall-post-form").checkVisibility()`) {
		t.Error("have the question about a sweep that the other tab has sent, want none")
	}
}

// A browser that keeps nothing is promised nothing.
func (s *pageSite) testWallUnkept(t *testing.T) {
	_, code := s.openWall(t, "unkept")
	d := s.another(t).behindDoor(t)
	v := d.joinAsked(t, code, encodeSweep, "503")
	evaluate[any](v, `Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };
		LockManager.prototype.request = async () => { throw new DOMException("denied", "SecurityError"); }`)
	d.close("/posts", http.StatusServiceUnavailable)
	v.click("wall-post-send")
	v.wait(`document.getElementById("wall-post-state").textContent.includes("keeps nothing")`, "that it is not kept")
	d.close("", 0)
	v.wait(`document.getElementById("wall-post-state").textContent === "It is on the wall."`, "the post")
}
