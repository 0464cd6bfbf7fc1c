package e2e

import (
	"context"
	"testing"

	"mobilenet/e2e/chromium"
)

// stalling has the page's only camera be one that the test drives: feed says whether it gives frames, grant whether it
// is given at all, and track is what the page was given.
const stalling = `{
	window.feed = true;
	window.grant = true;
	const canvas = new OffscreenCanvas(64, 48), context = canvas.getContext("2d");
	navigator.mediaDevices.getUserMedia = async () => {
		if (!window.grant) await new Promise(() => {});
		const track = window.track = new MediaStreamTrackGenerator({kind: "video"}), writer = track.writable.getWriter();
		const clock = setInterval(() => {
			if (track.readyState === "ended") return clearInterval(clock);
			if (!window.feed) return;
			context.fillRect(0, 0, 64, 48);
			writer.write(new VideoFrame(canvas, {timestamp: 1000 * performance.now()})).catch(() => {});
		}, 50);
		return new MediaStream([track]);
	};
}`

// TestStall holds the page to what it does with a camera that gives no frames, or no more.
func TestStall(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), suitePatience)
	defer cancel()
	s := servePage(t, ctx, "../weights")
	s.browser = startBrowser(t, ctx, chromium.FakeCamera("")...)

	t.Run("no frame", s.testNoFrame)
	t.Run("no camera", s.testNeverGranted)
	t.Run("frames end", s.testFramesEnd)
	t.Run("muted", s.testMuted)
	t.Run("ended", s.testEnded)
	t.Run("sample meanwhile", s.testSampleMeanwhile)
	t.Run("hidden meanwhile", s.testHiddenMeanwhile)
}

const (
	noFrames = "No picture comes from the camera"
	pulsing  = `document.getElementById("pulse").classList.contains("live")`
	still    = `!document.getElementById("notice").hidden && !(` + pulsing + `)`
	sampled  = `document.querySelector(".sample[aria-pressed=true]") && document.getElementById("camera-text").textContent === "Start camera"`
)

// openStalling opens the page, waits for its first answers, and sets what the camera does.
func (s *pageSite) openStalling(t *testing.T, camera string) *visit {
	t.Helper()
	v := s.openWith(t, "#alpha=0.25&resolution=96", stalling)
	v.waitLive()
	v.wait(`document.getElementById("state-text").textContent === "Measured, resting"`, "the end of measuring")
	evaluate[any](v, camera)
	return v
}

// wantStill fails unless the page says that no frames come, and shows nothing that would say they do.
func (v *visit) wantStill() {
	v.t.Helper()
	v.wait(still+` && document.getElementById("fps").textContent === "–"`, "a message, and neither pulse nor rate")
	v.notice(noFrames)
	v.wantText("camera-text", "Stop camera")
}

// stopByNotice stops the camera where the page says that no frames come.
func (v *visit) stopByNotice() {
	v.t.Helper()
	v.wantText("notice-action", "Stop camera")
	v.click("notice-action")
	v.wait(`document.getElementById("notice").hidden && `+sampled, "a sample in the camera's place")
}

// A camera that never gives a frame is told of, and can be stopped.
func (s *pageSite) testNoFrame(t *testing.T) {
	v := s.openStalling(t, `window.feed = false`)
	v.click("camera")
	v.wait(`document.getElementById("caption").textContent === "Camera"`, "the camera")
	v.wantStill()
	v.stopByNotice()
}

// So is one that the browser may give and does not, and it can be stopped before that is said.
func (s *pageSite) testNeverGranted(t *testing.T) {
	v := s.openStalling(t, `window.grant = false`)
	v.click("camera")
	v.notice(noFrames)
	v.stopByNotice()
	v.click("camera")
	v.wait(`document.getElementById("camera-text").textContent === "Stop camera"`, "a button that stops")
	v.click("camera")
	v.wait(sampled, "the sample again")
}

// A camera that gives no more frames is told of until it gives some again.
func (s *pageSite) testFramesEnd(t *testing.T) {
	v := s.openStalling(t, `window.feed = true`)
	v.click("camera")
	v.waitFrames()
	evaluate[any](v, `window.feed = false`)
	v.wantStill()
	evaluate[any](v, `window.feed = true`)
	v.wait(`document.getElementById("notice").hidden && `+pulsing, "the message's end")
	v.waitFrames()
}

// waitFrames waits until the camera's frames are answered.
func (v *visit) waitFrames() {
	v.t.Helper()
	v.wait(`document.getElementById("caption").textContent === "Camera" && parseInt(document.getElementById("latency-note").textContent) >= 5 && parseFloat(document.getElementById("fps").textContent) > 0`,
		"the camera's frames")
}

// A camera that the system has muted is told of at once, whatever frames were still on their way, until it is unmuted.
func (s *pageSite) testMuted(t *testing.T) {
	v := s.openStalling(t, `window.feed = true`)
	v.click("camera")
	v.waitFrames()
	evaluate[any](v, `Object.defineProperty(window.track, "muted", {get: () => window.isMuted})`)
	mute := `(() => { window.isMuted = true; window.track.dispatchEvent(new Event("mute")); return ` + still + `; })()`
	if !evaluate[bool](v, mute) {
		t.Error("have no message, or a live pulse, want to be told at once")
	}
	evaluate[any](v, `new Promise((seen) => document.getElementById("video").requestVideoFrameCallback(() => document.getElementById("video").requestVideoFrameCallback(seen)))`)
	if !evaluate[bool](v, still) {
		t.Error("have no message after frames that were on their way, want it to stand")
	}
	evaluate[any](v, `window.isMuted = false`)
	v.wait(`document.getElementById("notice").hidden && `+pulsing, "the message's end")
	evaluate[any](v, `window.feed = false`)
	v.wantStill()
	v.stopByNotice()
}

// A camera that has gone is told of.
func (s *pageSite) testEnded(t *testing.T) {
	v := s.openStalling(t, `window.feed = true`)
	v.click("camera")
	v.waitFrames()
	evaluate[any](v, `window.track.dispatchEvent(new Event("ended"))`)
	v.notice("The camera was disconnected")
	v.wait(sampled, "a sample in the camera's place")
}

// A sample that is opened while the camera starts takes its place, and nobody is blamed.
func (s *pageSite) testSampleMeanwhile(t *testing.T) {
	v := s.openStalling(t, `window.feed = false`)
	v.click("camera")
	v.wait(`document.getElementById("video").srcObject`, "a camera that has not given a frame yet")
	evaluate[any](v, `document.querySelectorAll(".sample")[1].click()`)
	v.wait(`document.querySelectorAll(".sample")[1].getAttribute("aria-pressed") === "true" && `+sampled, "the sample")
	v.wait(`window.track.readyState === "ended"`, "the camera's end")
	v.wait(`document.getElementById("state-text").textContent === "Measured, resting"`, "the sample's answers")
	if !evaluate[bool](v, `document.getElementById("notice").hidden`) {
		t.Errorf("have the message %q: %q, want none", v.text("notice-title"), v.text("notice-text"))
	}
}

// Nor is anybody where the tab is left while the camera starts.
func (s *pageSite) testHiddenMeanwhile(t *testing.T) {
	v := s.openStalling(t, `window.feed = false`)
	v.click("camera")
	v.wait(`document.getElementById("video").srcObject`, "a camera that has not given a frame yet")
	evaluate[any](v, `(() => {
		Object.defineProperty(document, "hidden", {configurable: true, get: () => true});
		document.dispatchEvent(new Event("visibilitychange"));
	})()`)
	evaluate[any](v, `(() => { delete document.hidden; document.dispatchEvent(new Event("visibilitychange")); window.feed = true; })()`)
	v.waitFrames()
	if !evaluate[bool](v, `document.getElementById("notice").hidden`) {
		t.Errorf("have the message %q: %q, want none", v.text("notice-title"), v.text("notice-text"))
	}
}
