package e2e

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"
)

// A sample is classified before any click.
func (s *pageSite) testSample(t *testing.T) {
	v := s.open(t, "")
	v.waitLive()
	v.wait(`document.querySelector(".sample[aria-pressed=true]")`, "a chosen sample")
	first := listSamples(t)[0]
	if !evaluate[bool](v, fmt.Sprintf(`document.querySelector(".stage img").src.endsWith(%q)`, "/samples/"+first.File)) {
		t.Errorf("the page comes with another picture than its first sample, %s", first.File)
	}
	if have, want := v.answers(), className(t, first.Class); s.official && !slices.Contains(have, want) {
		t.Errorf("have the answers %q for the sample %s, want %q among them", have, first.File, want)
	}
	if s.official {
		v.waitAnswered("76,524,800")
		v.wantText("accuracy", "57.2%")
	}
	// It is answered as often as the statistics look back, then the processor rests.
	v.wait(`document.getElementById("state-text").textContent === "Measured, resting"`, "the end of measuring")
}

// A sample that fails after another was chosen is nobody's concern.
func (s *pageSite) testLateSample(t *testing.T) {
	v := s.open(t, "#alpha=0.25&resolution=128")
	v.waitLive()
	evaluate[any](v, `(() => {
		const real = fetch, [late, chosen] = [...document.querySelectorAll(".sample")].slice(1), picture = late.querySelector("img").src;
		globalThis.fetch = (url, ...rest) => String(url) !== picture ? real(url, ...rest) : new Promise((_, reject) => { window.fail = () => reject(new TypeError("gone")); });
		late.click();
		chosen.click();
	})()`)
	v.wait(`document.querySelectorAll(".sample")[2].getAttribute("aria-pressed") === "true"`, "the second")
	evaluate[any](v, `fail(), new Promise((later) => setTimeout(later))`)
	v.wait(`document.getElementById("state-text").textContent === "Measured, resting"`, "its answers")
	if !evaluate[bool](v, `document.getElementById("notice").hidden`) {
		t.Errorf("have the message %q: %q, want none", v.text("notice-title"), v.text("notice-text"))
	}
}

// The camera starts with a click, its picture is answered, and it stops with a click.
func (s *pageSite) testCamera(t *testing.T) {
	v := s.openPaper(t, "#alpha=1&resolution=224")
	v.waitAnswered("568,740,352")
	v.click("camera")
	v.wait(`document.getElementById("caption").textContent === "Camera" && !document.getElementById("video").hidden`, "the camera")
	v.wait(`document.getElementById("latency-note").textContent === "50 frames"`, "fifty frames of the camera")
	if have := v.answers(); s.official && !slices.Contains(have, s.camera.label) {
		t.Errorf("have the answers %q, want %q among them", have, s.camera.label)
	}
	if have := v.text("camera-text"); have != "Stop camera" {
		t.Errorf("the button says %q while the camera runs", have)
	}
	sum := v.milliseconds("time-capture") + v.milliseconds("time-copy") + v.milliseconds("time-resize") + v.milliseconds("time-network")
	if total := v.milliseconds("latency"); total < sum/2 || total > sum*2 {
		t.Errorf("have %v ms in all and %v in the stages together", total, sum)
	}
	if rate := v.milliseconds("fps"); !(rate > 0 && rate < 1000) {
		t.Errorf("have %v frames a second", rate)
	}
	v.click("camera")
	v.wait(`document.getElementById("video").hidden && document.getElementById("video").srcObject === null`, "the camera's end")
	v.wait(`document.querySelector(".sample[aria-pressed=true]")`, "a sample in the camera's place")

	v = s.open(t, "#source=camera") // by a link, where the visitor has allowed it before
	v.wait(`document.getElementById("caption").textContent === "Camera"`, "the camera")
	v.waitLive()
}

// What the visitor opens while the samples come stays: the first of them does not take its place.
func (s *pageSite) testEarlyCamera(t *testing.T) {
	slow, come := s.held(t, "/samples.json")
	v := slow.open(t, "")
	v.wait(`!document.getElementById("camera").disabled`, "the camera's button")
	v.click("camera")
	close(come) // while the camera starts
	v.wait(`document.querySelector(".sample")`, "the samples")
	v.wait(`document.getElementById("caption").textContent === "Camera" && !document.getElementById("video").hidden`, "the camera")
	v.wait(`parseInt(document.getElementById("latency-note").textContent) >= 20`, "twenty frames of the camera")
	if evaluate[bool](v, `document.getElementById("video").hidden`) {
		t.Error("the camera has gone, want it to stay")
	}
}

// seenHash is a digest of the pixels that the network saw.
const seenHash = `(async () => {
	const canvas = document.getElementById("seen-pixels");
	const {data} = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
	return canvas.width + ":" + [...new Uint8Array(await crypto.subtle.digest("SHA-256", data))].join();
})()`

// Turning the display does not turn what the network sees.
func (s *pageSite) testMirror(t *testing.T) {
	v := s.openPaper(t, "#alpha=0.5&resolution=160&source=sample/none", "willReadFrequently") // which only this test would profit from
	v.waitAnswered("76,524,800")
	if evaluate[bool](v, `document.getElementById("stage").classList.contains("mirrored")`) {
		t.Error("a sample is mirrored, want only a camera that looks at its user")
	}
	v.click("camera")
	v.wait(`document.getElementById("caption").textContent === "Camera"`, "the camera")
	v.wait(`parseInt(document.getElementById("latency-note").textContent) >= 10`, "ten frames")
	if !evaluate[bool](v, `document.getElementById("stage").classList.contains("mirrored")`) {
		t.Error("the camera is not mirrored, want a mirror for a camera that looks at its user")
	}
	mirrored, answers := evaluate[string](v, seenHash), v.answers()
	v.click("mirror")
	v.wait(`!document.getElementById("stage").classList.contains("mirrored")`, "the unmirrored display")
	v.wait(`parseInt(document.getElementById("latency-note").textContent) >= 30`, "twenty frames more")
	if have := evaluate[string](v, seenHash); have != mirrored {
		t.Error("the network sees other pixels when the display is turned")
	}
	if have := v.answers(); !slices.Equal(have, answers) {
		t.Errorf("have answers %q unmirrored, %q mirrored", have, answers)
	}
	if have := evaluate[string](v, "location.hash"); !strings.Contains(have, "mirror=off") {
		t.Errorf("the link %s does not say that the display is not mirrored", have)
	}
}

// Nothing is computed in a tab that cannot be seen.
func (s *pageSite) testHiddenTab(t *testing.T) {
	v := s.openPaper(t, "#alpha=0.25&resolution=128")
	v.waitAnswered("13,570,048")
	v.click("camera")
	v.wait(`document.getElementById("caption").textContent === "Camera" && parseInt(document.getElementById("latency-note").textContent) >= 3`, "the camera's frames")
	// Headless tabs are all visible; the document says what a hidden one says.
	evaluate[any](v, `(() => {
		Object.defineProperty(document, "hidden", {configurable: true, get: () => true});
		document.dispatchEvent(new Event("visibilitychange"));
	})()`)
	v.wantText("state-text", "Paused while the tab is hidden")
	if !evaluate[bool](v, `document.getElementById("video").paused`) {
		t.Error("the camera's picture goes on in a hidden tab")
	}
	evaluate[any](v, `(() => {
		window.drawn = 0;
		const draw = CanvasRenderingContext2D.prototype.putImageData;
		CanvasRenderingContext2D.prototype.putImageData = function (...args) { window.drawn++; return draw.apply(this, args); };
	})()`)
	v.do(chromedp.Sleep(time.Second))                       // in which something would be answered
	if have := evaluate[int](v, `window.drawn`); have > 1 { // one may have been under way
		t.Errorf("have %d answers in a second of a hidden tab, want none", have)
	}
	evaluate[any](v, `(() => { delete document.hidden; document.dispatchEvent(new Event("visibilitychange")); })()`)
	v.wait(`!document.getElementById("video").paused && parseInt(document.getElementById("latency-note").textContent) >= 3`, "frames after the pause")
	v.wait(`window.drawn > 3`, "answers in a tab that is seen again")
}

// Without a camera, without permission and without a secure address the page says what happened and what to do, and
// goes on with its samples.
func (s *pageSite) testNoCamera(t *testing.T, ctx context.Context) {
	none := *s
	none.browser = startBrowser(t, ctx, "use-fake-device-for-media-stream=device-count=0", "use-fake-ui-for-media-stream",
		"host-resolver-rules=MAP insecure.test 127.0.0.1")
	v := none.open(t, "")
	v.waitLive()
	v.click("camera")
	v.notice("No camera found")
	v.click("notice-close")
	v.wait(`document.getElementById("notice").hidden`, "the message's end")

	insecure := none
	insecure.url = strings.Replace(s.url, "127.0.0.1", "insecure.test", 1)
	v = insecure.open(t, "", "Cross-Origin-Opener-Policy")
	v.waitLive()
	v.click("camera")
	if text := v.notice("The camera needs a secure address"); !strings.Contains(text, "https://") {
		t.Errorf("have %q, want the address that works", text)
	}

	asked := *s
	asked.browser = startBrowser(t, ctx, "use-fake-device-for-media-stream")
	permit := func(setting browser.PermissionSetting) {
		t.Helper()
		if _, err := chromedp.CallBrowser(asked.browser, browser.SetPermission, browser.SetPermissionParams{
			Permission: &browser.PermissionDescriptor{Name: "camera"}, Setting: setting,
		}); err != nil {
			t.Fatal(err)
		}
	}
	permit(browser.PermissionSettingPrompt)
	v = asked.open(t, "#source=camera")
	v.notice("This link opens with the camera")

	permit(browser.PermissionSettingDenied)
	v = asked.open(t, "")
	v.waitLive()
	v.click("camera")
	v.notice("The camera is not allowed here")
	v.wantText("camera-text", "Start camera")

	// Another program has the camera: as the browser reports it.
	evaluate[any](v, `(() => { navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("in use", "NotReadableError")); })()`)
	v.click("notice-action")
	v.notice("The camera is in use")
}
