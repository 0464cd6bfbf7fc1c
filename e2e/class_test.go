package e2e

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/base64"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"mobilenet/e2e/axe"
	"mobilenet/e2e/chromium"
	"mobilenet/e2e/site"
)

// TestClass comes to the page as a student does, from the page that says what the browser will warn of.
func TestClass(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), suitePatience)
	defer cancel()
	dir, state := filepath.Join(t.TempDir(), "site"), t.TempDir()
	if err := site.Build(ctx, "..", dir, ownWeights); err != nil {
		t.Fatal(err)
	}
	host, err := site.Serve(ctx, "..", state, dir, "-lan", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { host.Close() })
	certificate, err := tls.LoadX509KeyPair(filepath.Join(state, "state", "lan.pem"), filepath.Join(state, "state", "lan.pem"))
	if err != nil {
		t.Fatal(err)
	}

	t.Run("welcome", func(t *testing.T) { testWelcome(t, ctx, host.URL) })
	t.Run("warning", func(t *testing.T) {
		s := &pageSite{url: host.URL, browser: startBrowser(t, ctx)}
		v := s.open(t, "")
		address := evaluate[string](v, `document.querySelector("a.open").href`)
		if err := chromedp.Do(v.tab, chromedp.Navigate(address)); err == nil || !strings.Contains(err.Error(), "ERR_CERT_AUTHORITY_INVALID") {
			t.Errorf("have %v, want the warning that the page tells of", err)
		}
	})
	t.Run("camera", func(t *testing.T) {
		key := sha256.Sum256(certificate.Leaf.RawSubjectPublicKeyInfo)
		accepted := "ignore-certificate-errors-spki-list=" + base64.StdEncoding.EncodeToString(key[:])
		s := &pageSite{url: host.URL, browser: startBrowser(t, ctx, append(chromium.FakeCamera(""), accepted)...)}
		v := s.open(t, "")
		v.do(chromedp.Click(chromedp.CSS("a.open")))
		v.wait(`location.protocol === "https:"`, "the page over https")
		v.waitLive()
		if !evaluate[bool](v, `isSecureContext && crossOriginIsolated`) {
			t.Error("have a page that is not secure or not isolated, want both")
		}
		v.click("camera")
		v.wait(`document.getElementById("caption").textContent === "Camera" && !document.getElementById("video").hidden`, "the camera")
	})
}

// testWelcome looks at the page itself: it fits, can be read by everybody, and leads to the other language.
func testWelcome(t *testing.T, ctx context.Context, url string) {
	checker, err := axe.New(ctx, "..")
	if err != nil {
		t.Fatal(err)
	}
	s := &pageSite{url: url, browser: startBrowser(t, ctx)}
	a := &audit{s: s, checker: checker}
	for _, scheme := range []string{"light", "dark"} {
		for _, language := range []string{"en", "ko-KR"} {
			v := s.blank(t)
			if _, err := chromedp.Call(v.tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
				Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
			}); err != nil {
				t.Fatal(err)
			}
			if _, err := chromedp.Call(v.tab, emulation.SetUserAgentOverride, emulation.SetUserAgentOverrideParams{AcceptLanguage: language}); err != nil {
				t.Fatal(err)
			}
			v.size(widths[0], 900)
			v.do(chromedp.Navigate(url))
			if have := evaluate[string](v, `document.querySelector("section").lang`); have != language[:2] {
				t.Errorf("for %s: have %s first, want %[1]s", language, have)
			}
			for _, width := range widths {
				v.resize(width, 900)
				if wide := evaluate[int64](v, `document.documentElement.scrollWidth`); wide > width {
					t.Errorf("the page is %d pixels wide, want at most %d", wide, width)
				}
				a.checkOnce(v, fmt.Sprintf("%s, %s, %d pixels", language, scheme, width), "body")
			}
			evaluate[any](v, `document.querySelector("nav a").focus()`)
			v.do(chromedp.KeyEvent("\r"))
			v.wait(`document.querySelector(":target").lang !== document.documentElement.lang`, "the other language")
		}
	}
}
