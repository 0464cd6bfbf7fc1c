package e2e

import (
	"context"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"mobilenet/e2e/chromium"
)

// TestStarter holds the page to what it does with the weights that this project has trained, from a fresh clone and
// without a network.
func TestStarter(t *testing.T) {
	if trained, err := filepath.Glob("../weights/*.safetensors"); err != nil || len(trained) == 0 {
		t.Skipf("have no trained weights in ../weights: %v", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), suitePatience)
	defer cancel()
	s := servePage(t, ctx, "../weights")
	s.browser = startBrowser(t, ctx, chromium.FakeCamera("")...)
	t.Run("offline", s.testOffline)
	t.Run("samples", s.testStarterSamples)
	t.Run("activation map", s.testStarterMap)
	t.Run("break", s.testBreakSlimmable)
	t.Run("photos", s.testPhotoUnknown)
}

// Once the page is there, it needs no server any more.
func (s *pageSite) testOffline(t *testing.T) {
	to, err := url.Parse(s.url)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(httputil.NewSingleHostReverseProxy(to))
	defer server.Close()
	leaving := *s
	leaving.url = server.URL + "/"
	v := leaving.open(t, "#alpha=0.25&resolution=96", "ERR_CONNECTION_REFUSED")
	v.wait(`document.getElementById("weights").value === "slim" && !document.getElementById("weights-text").textContent.includes("So far") && document.querySelector("#answers .percent").textContent`,
		"answers of the project's own weights")
	server.Close()
	for _, step := range []struct{ control, key string }{{"alpha", kb.ArrowRight}, {"rho", kb.ArrowRight}, {"alpha", kb.End}, {"rho", kb.End}} {
		before := v.text("madds-exact")
		v.press(step.control, step.key)
		v.wait(`document.getElementById("madds-exact").textContent !== "`+before+`" && parseInt(document.getElementById("latency-note").textContent) >= 3`,
			"answers at another point")
		if v.answers()[0] == "" {
			t.Errorf("%s at %s: have no answer", step.control, v.text("madds-exact"))
		}
	}
}

// The weights know some of the project's own scenes.
func (s *pageSite) testStarterSamples(t *testing.T) {
	type outcome struct {
		File  string
		Found []string
		Rank  int // of the right class among the answers, −1 if it is not
	}
	v := s.open(t, "bench.html?weights=slim")
	found := evaluate[[]outcome](v, `(async () => {
		const base = new URL("samples/", document.querySelector("script[src$='bench.js']").src);
		const [{alphaMax, resolutionMax}] = (await (await fetch("weights/index.json")).json()).filter((e) => e.slimmable);
		const outcomes = [];
		for (const {file, class: right} of await (await fetch(new URL("samples.json", base))).json()) {
			const blob = await (await fetch(new URL(file, base))).blob();
			const top = await window.classify(blob, {alpha: alphaMax, resolution: Math.min(resolutionMax, 224)});
			outcomes.push({file, found: top.map(({label}) => label), rank: top.findIndex(({index}) => index === right)});
		}
		return outcomes;
	})()`)
	known := 0
	for _, o := range found {
		t.Logf("%-18s %2d %s", o.File, o.Rank, strings.Join(o.Found, ", "))
		if o.Rank >= 0 {
			known++
		}
	}
	t.Logf("%d of %d right in the top 5", known, len(found))
	if known == 0 {
		t.Error("have no sample right in the top 5, want some")
	}
}

// Where they see their answer is brighter than the rest.
func (s *pageSite) testStarterMap(t *testing.T) {
	v := s.open(t, "#panel=inside&source=sample/golf-ball", "willReadFrequently") // the test reads the canvases back
	v.wait(`document.querySelector("#panel .inside-cam-says")?.textContent`, "the activation map")
	look := evaluate[struct {
		Brightest, Darkest int
		Middle             bool // the brightest cell is none at the edge
	}](v, `(() => {
		const {width, height} = document.querySelector("#panel .seen-veil"), cells = [];
		const {data} = document.querySelector("#panel .seen-veil").getContext("2d").getImageData(0, 0, width, height);
		for (let i = 3; i < data.length; i += 4) cells.push(data[i]);
		const best = cells.indexOf(Math.min(...cells)), row = Math.floor(best / width), column = best % width;
		return {brightest: cells[best], darkest: Math.max(...cells),
			middle: row > 0 && row < height - 1 && column > 0 && column < width - 1};
	})()`)
	if look.Brightest != 0 || look.Darkest < 100 || !look.Middle {
		t.Errorf("have a veil from %d to %d, the brightest in the middle: %v; want it from 0 to more than 100, and the ball in the middle", look.Brightest, look.Darkest, look.Middle)
	}
}
