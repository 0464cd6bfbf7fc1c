package e2e

import (
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
)

// hiding has a canvas or a video frame give its pixels at random, or with their last bits changed, in the engine.
var hiding = map[string]string{
	"canvas": `{
		const all = OffscreenCanvasRenderingContext2D.prototype, read = all.getImageData;
		all.getImageData = function (...args) { const image = read.apply(this, args); for (let i = 0; i < image.data.length; i++) image.data[i] = 256 * Math.random(); return image; };
	}`,
	"frames": `{
		const copy = VideoFrame.prototype.copyTo;
		VideoFrame.prototype.copyTo = async function (to, ...args) { const layout = await copy.call(this, to, ...args); for (let i = 0; i < to.length; i++) to[i] = 256 * Math.random(); return layout; };
	}`,
	"bits": `{
		const all = OffscreenCanvasRenderingContext2D.prototype, read = all.getImageData;
		all.getImageData = function (...args) { const image = read.apply(this, args); for (let i = 0; i < image.data.length; i++) image.data[i] ^= Math.random() < .5; return image; };
	}`,
}

// A browser that gives pages random pixels is told of, instead of an answer to noise.
func (s *pageSite) testHiddenPixels(t *testing.T) {
	tests := []struct {
		name           string
		hidden         []string
		sample, camera bool // whether they are answered
	}{
		{"canvas", []string{"canvas"}, false, true}, // of which a camera's frames have no need
		{"frames", []string{"frames"}, true, true},  // which are drawn then
		{"both", []string{"canvas", "frames"}, false, false},
		{"last bits", []string{"bits"}, true, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			own := s.altered(t, func(path string, answer *http.Response) error {
				if !strings.HasSuffix(path, "/engine.js") {
					return nil
				}
				source, err := io.ReadAll(answer.Body)
				for _, name := range test.hidden {
					source = append(source, "\n"+hiding[name]...)
				}
				answer.Body = io.NopCloser(strings.NewReader(string(source)))
				answer.ContentLength = int64(len(source))
				answer.Header.Set("Content-Length", strconv.Itoa(len(source)))
				return err
			})
			v := own.open(t, "")
			v.wantAnswer(test.sample)
			v.click("camera")
			if test.camera {
				v.wait(`document.getElementById("caption").textContent === "Camera"`, "the camera")
			}
			v.wantAnswer(test.camera)
		})
	}
}

// wantAnswer waits for an answer, or for the message that pixels are hidden, and no answer with it.
func (v *visit) wantAnswer(yes bool) {
	v.t.Helper()
	if yes {
		v.waitLive()
		return
	}
	if text := v.notice("The network could not answer for this picture"); !strings.Contains(text, "hides the pixels") {
		v.t.Errorf("have %q, want that the browser hides the pixels", text)
	}
	if have := v.answers()[0]; have != "–" {
		v.t.Errorf("have the answer %q to pixels at random, want none", have)
	}
	v.click("notice-close")
}
