package e2e

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"
)

// siteDataDenied returns the flag of a browser that denies pages what they would keep.
func siteDataDenied(t *testing.T) string {
	t.Helper()
	profile := t.TempDir()
	if err := os.Mkdir(filepath.Join(profile, "Default"), 0o777); err != nil {
		t.Fatal(err)
	}
	const denied = `{"profile": {"default_content_setting_values": {"cookies": 2}}}`
	writeFile(t, filepath.Join(profile, "Default", "Preferences"), denied)
	return "user-data-dir=" + profile
}

// A browser that denies site data has the page work, keep nothing, and say so where something would be kept.
func (s *pageSite) testSiteDataDenied(t *testing.T, ctx context.Context) {
	own := *s
	own.browser = startBrowser(t, ctx, siteDataDenied(t))
	v := own.open(t, "#panel=lessons")
	if !evaluate[bool](v, `(() => { try { localStorage; return false; } catch { return true; } })()`) {
		t.Fatal("this browser gives the page its storage, want one that denies it")
	}
	v.waitLive()
	v.wantUnkept()

	evaluate[any](v, `document.getElementById("sweep-float").click()`) // 8-bit numbers are enough here
	v.press("sweep-start", kb.Enter)
	const done = `document.getElementById("sweep-conditions").checkVisibility()`
	for end := time.Now().Add(sweepPatience); !evaluate[bool](v, done); time.Sleep(300 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("the sweep takes more than %v: %s", sweepPatience, v.text("sweep-state"))
		}
	}
	if have := v.text("sweep-conditions"); !strings.Contains(have, "keeps nothing") {
		t.Errorf("have %q, want that the sweep is not kept", have)
	}
}

// wantUnkept fails unless the panel of lessons says that nothing is kept, and a lesson goes on while the page is open.
func (v *visit) wantUnkept() {
	v.t.Helper()
	const says = `[...document.querySelectorAll(".lessons-unkept")].filter((e) => e.checkVisibility() && /keeps nothing/.test(e.textContent)).length === 1`
	v.wait(says, "a sentence that nothing is kept, once")
	evaluate[any](v, `document.querySelector("[data-lesson=width]").click()`)
	v.wait(`document.getElementById("lesson-guess")`, "a lesson")
	v.guess("40")
	v.wait(`!document.querySelector(".lesson-locked").hidden && `+says, "the guess to stand, and the same sentence")
	evaluate[any](v, `document.querySelector(".lesson-nav a").click()`)
	v.wait(`document.querySelector("[data-lesson=width] em").textContent === "begun"`, "the lesson as it was left in this page")
}

// throwing has every getter throw that a browser may refuse, and the address be written never.
const throwing = `{
	const refuse = () => { throw new DOMException("denied", "SecurityError"); };
	for (const name of ["localStorage", "sessionStorage", "indexedDB", "caches", "SharedArrayBuffer"]) Object.defineProperty(window, name, {get: refuse});
	for (const name of ["mediaDevices", "permissions", "clipboard", "serviceWorker"]) Object.defineProperty(Navigator.prototype, name, {get: refuse});
	History.prototype.replaceState = refuse;
	Document.prototype.execCommand = refuse;
}`

// A browser may throw where a page merely asks.
func (s *pageSite) testGettersThrow(t *testing.T) {
	v := s.openWith(t, "#source=camera&panel=lessons", throwing)
	v.notice("This link opens with the camera")
	v.waitLive() // what is above the message has its height
	v.click("notice-action")
	v.notice("This browser does not let pages use a camera")
	v.click("notice-close")
	v.waitLive()
	v.wantUnkept()
	v.press("rho", kb.ArrowRight) // which writes the address
	v.press("share", kb.Enter)
	v.wait(`document.querySelector("#share-dialog .copy button")`, "the dialog for links")
	evaluate[any](v, `document.querySelector("#share-dialog .copy button").click()`)
	v.wait(`document.querySelector("#share-dialog .copied").textContent.includes("does not let pages copy")`, "how to copy by hand")
}

// Go asks for none of what may throw.
func testGettersAsked(t *testing.T) {
	names := []string{"localStorage", "sessionStorage", "indexedDB", "caches", "cookie", "mediaDevices", "permissions", "clipboard", "serviceWorker", "SharedArrayBuffer", "replaceState", "pushState", "execCommand"}
	err := filepath.WalkDir("../wasm", func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(path) != ".go" {
			return err
		}
		source, err := os.ReadFile(path)
		for _, name := range names {
			if strings.Contains(string(source), strconv.Quote(name)) {
				t.Errorf("%s asks for %s, want it asked for in web/browser.js: an exception ends a Go program", path, name)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
