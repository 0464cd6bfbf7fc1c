package e2e

import "testing"

// Pixels that the browser's video frames convert themselves are those that drawing the frame gives.
func (s *pageSite) testVideoFrames(t *testing.T) {
	v := s.open(t, "", "willReadFrequently")
	v.waitLive()
	have := evaluate[string](v, `(async () => {
		const {FrameReader} = await import(new URL("`+asset(t, s.dir, "frame.js")+`", document.baseURI));
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
