package e2e

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"mobilenet/e2e/chromium"
)

// TestEmbed holds the page in a frame to what examples/embed.html says of it, in a page of another site.
func TestEmbed(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), suitePatience)
	defer cancel()
	s := servePage(t, ctx, ownWeights)
	s.browser = startBrowser(t, ctx, chromium.FakeCamera("")...)

	t.Run("example", s.testEmbedExample)
	t.Run("storage blocked", func(t *testing.T) {
		own := *s
		own.browser = startBrowser(t, ctx, append(chromium.FakeCamera(""), siteDataDenied(t))...)
		v := own.inFrame(t, embedding{Allow: "camera"})
		if !evaluate[bool](v, `(() => { try { localStorage; return false; } catch { return true; } })()`) {
			t.Error("have the frame's storage, want a browser that denies it")
		}
		v.waitLive()
		v.startCameraInFrame()
	})
}

// embedding is what a frame has: its attributes.
type embedding struct{ Allow, Sandbox string }

// testEmbedExample goes through the rows of the example's table.
func (s *pageSite) testEmbedExample(t *testing.T) {
	example := s.open(t, "examples/embed.html", "escape its sandboxing") // as the page is here the site's own
	rows := evaluate[[]embedding](example, `[...document.querySelectorAll("button")].map(({dataset}) => ({Allow: dataset.allow, Sandbox: dataset.sandbox ?? ""}))`)
	if len(rows) != 4 {
		t.Fatalf("have %q, want the four rows that this test knows", rows)
	}
	t.Run("given the camera", func(t *testing.T) {
		v := s.inFrame(t, rows[0])
		v.waitLive()
		v.startCameraInFrame()
	})
	t.Run("not given the camera", func(t *testing.T) {
		v := s.inFrame(t, rows[1])
		v.waitLive()
		evaluate[any](v, `document.getElementById("camera").click()`)
		if have, want := v.notice("The camera is not allowed here"), `allow="camera"`; !strings.Contains(have, want) {
			t.Errorf("have %q, want what the frame needs, %s", have, want)
		}
	})
	t.Run("sandbox", func(t *testing.T) {
		v := s.inFrame(t, rows[2])
		v.waitLive()
		v.startCameraInFrame()
	})
	t.Run("sandbox without an origin", func(t *testing.T) {
		v := s.inFrame(t, rows[3])
		v.wait(unable, "a sentence")
		if have, want := evaluate[string](v, unable), "allow-same-origin"; !strings.Contains(have, want) {
			t.Errorf("have %q, want what the frame needs, %s", have, want)
		}
	})
	t.Run("buttons", func(t *testing.T) {
		for i, row := range rows {
			evaluate[any](example, fmt.Sprintf(`document.querySelectorAll("button")[%d].click()`, i))
			have := evaluate[embedding](example, `(({allow, sandbox}) => ({Allow: allow, Sandbox: sandbox.value}))(document.getElementById("frame"))`)
			if have != row {
				t.Errorf("row %d: have a frame with %q, want %q", i, have, row)
			}
		}
	})
}

// inFrame opens the page in a frame with those attributes, in a page of another site, and returns the frame.
func (s *pageSite) inFrame(t *testing.T, e embedding) *visit {
	t.Helper()
	sandbox := ""
	if e.Sandbox != "" {
		sandbox = fmt.Sprintf("sandbox=%q", e.Sandbox)
	}
	frame := fmt.Sprintf(`<iframe src=%q title="MobileNet, live" width="100%%" height="720" allow=%q %s></iframe>`, s.url+"#alpha=0.25&resolution=128&embed=1", e.Allow, sandbox)
	course := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, "<!doctype html><title>A course</title><link rel=icon href=data:,><h1>A course</h1>", frame)
	}))
	listener, err := net.Listen("tcp", "localhost:0") // the site is at 127.0.0.1
	if err != nil {
		t.Fatal(err)
	}
	course.Listener.Close()
	course.Listener = listener
	course.Start()
	t.Cleanup(course.Close)
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	parent := s.blank(t)
	parent.size(900, 900)
	parent.do(chromedp.Navigate("http://localhost:" + port + "/"))
	return &visit{t: t, tab: s.frame(t)}
}

// startCameraInFrame starts the camera.
func (v *visit) startCameraInFrame() {
	v.t.Helper()
	evaluate[any](v, `document.getElementById("camera").click()`)
	v.wait(`document.getElementById("caption").textContent === "Camera" && !document.getElementById("video").hidden`, "the camera in the frame")
}
