package e2e

import (
	"context"
	"flag"
	"image"
	"testing"

	"mobilenet/e2e/chromium"
)

// aloneOnMachine says that nothing else runs, so that times mean something.
var aloneOnMachine = flag.Bool("alone", false, "measure a camera's frame too: nothing else runs on this machine")

// What a frame of a camera of 640×480 pixels costs at 224 beside the network: grabbing its centre square, the pixels'
// way into Go's memory, and resizing. The page shows the medians of the last fifty frames.
func (s *pageSite) testWholeFrame(t *testing.T, ctx context.Context) {
	const most = 2.0 // ms
	if !*aloneOnMachine {
		t.Skip("needs a machine that does nothing else: go test ./e2e -run TestPage/whole_frame -v -alone")
	}
	picture := image.NewRGBA(image.Rect(0, 0, 640, 480))
	for i := range picture.Pix {
		picture.Pix[i] = byte(i / 4 % 640 / 3)
	}
	own := *s
	own.browser = startBrowser(t, ctx, chromium.FakeCamera(mjpeg(t, picture))...)
	v := own.open(t, "#alpha=0.25&resolution=224")
	v.wait(`parseInt(document.getElementById("latency-note").textContent) >= 3`, "answers")
	v.click("camera")
	v.wait(`document.getElementById("caption").textContent === "Camera"`, "the camera")
	v.wait(`parseInt(document.getElementById("latency-note").textContent) < 50`, "the camera's first frames")
	v.wait(`document.getElementById("latency-note").textContent === "50 frames"`, "fifty frames of the camera")
	capture, copied, resize := v.milliseconds("time-capture"), v.milliseconds("time-copy"), v.milliseconds("time-resize")
	sum := capture + copied + resize
	t.Logf("capture %.2f, copy %.2f, resize %.2f, in all %.2f ms; network %.2f ms", capture, copied, resize, sum, v.milliseconds("time-network"))
	if sum > most {
		t.Errorf("have %.2f ms beside the network, want at most %v", sum, most)
	}
}

// Pixels that the browser's video frames convert themselves are those that drawing the frame gives.
func (s *pageSite) testVideoFrames(t *testing.T) {
	v := s.open(t, "", "willReadFrequently")
	v.waitAnswered("76,524,800")
	have := evaluate[string](v, `(async () => {
		const {FrameReader} = await import(new URL("frame.js", document.querySelector("script[src$='boot.js']").src));
		const reader = new FrameReader(), kinds = [];
		for (const [name, width, height, format] of [["even", 64, 48, "I420"], ["wide", 66, 48, "I420"], ["tall", 48, 64, "NV12"], ["odd offset", 62, 60, "I420"]]) {
			const data = new Uint8Array(width * height * 3 / 2).map((_, i) => 16 + i * i % 211);
			const frame = new VideoFrame(data, {format, codedWidth: width, codedHeight: height, timestamp: 0});
			const {side, rgba} = await reader.readFrame(frame);
			const converted = Array.from(rgba);
			const drawn = reader.read(frame);
			let worst = 0;
			for (let i = 0; i < drawn.rgba.length; i++) if (i % 4 < 3) worst = Math.max(worst, Math.abs(drawn.rgba[i] - converted[i]));
			kinds.push(name + " " + side + " " + drawn.side + " " + converted.length + " " + worst);
			frame.close();
		}
		return kinds.join("; ");
	})()`)
	const want = "even 48 48 9216 0; wide 48 48 9216 0; tall 48 48 9216 0; odd offset 60 60 14400 0"
	if have != want {
		t.Errorf("have %s, want %s", have, want)
	}
}
