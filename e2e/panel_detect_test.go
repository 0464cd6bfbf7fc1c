package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"mobilenet/e2e/chromium"
)

// officialDetector is Google's detector beside the repository.
const officialDetector = "ssd_mobilenet_v1_coco_quant_2018_06_29.tflite"

// linkedTo returns a directory with links to files.
func linkedTo(t *testing.T, files ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, file := range files {
		target, err := filepath.Abs(file)
		if err == nil {
			err = os.Symlink(target, filepath.Join(dir, filepath.Base(file)))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// withDetector returns a directory with this project's own weights and a detector of random weights.
func withDetector(t *testing.T) string {
	t.Helper()
	own, err := filepath.Glob(filepath.Join(ownWeights, "*.safetensors"))
	if err != nil {
		t.Fatal(err)
	}
	dir := linkedTo(t, own...)
	write := exec.Command("go", "run", "./weights/internal/randomdetector", filepath.Join(dir, "random.tflite"))
	write.Dir = ".."
	if output, err := write.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	return dir
}

// TestDetect holds the detector to what the panel, bench.html and the engine promise of it, whatever it knows.
func TestDetect(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), suitePatience)
	defer cancel()
	s := servePage(t, ctx, withDetector(t))
	s.browser = startBrowser(t, ctx, chromium.FakeCamera("")...)
	engine := &engineSite{dir: s.dir, url: s.url, browser: s.browser}

	t.Run("panel", s.testDetectPanel)
	t.Run("camera", s.testDetectCamera)
	t.Run("opened again", s.testDetectAgain)
	t.Run("another engine", s.testDetectOtherEngine)
	t.Run("bench", engine.testDetectBench)
	t.Run("messages", engine.testDetectMessages)
	t.Run("memory", engine.testDetectMemory)
	t.Run("no detector", func(t *testing.T) { testNoDetector(t, ctx) })
	t.Run("damaged", func(t *testing.T) { s.testDamagedDetector(t, ctx) })
}

// thingsFound counts the things in the panel's list, and the boxes over the picture.
const (
	thingsFound = `document.querySelectorAll("#panel .detect-list li").length`
	boxesDrawn  = `document.querySelectorAll("#overlay .thing:not([hidden])").length`
)

// openDetect opens the panel by keyboard and waits until it has found something.
func (v *visit) openDetect() {
	v.t.Helper()
	v.press("tab-detect", kb.Enter)
	v.wait(`document.querySelector("#panel .detect-total")?.textContent > 0`, "the first detection")
}

// Boxes are drawn and listed; both sliders work by keyboard and stand in the link; a still picture is searched once; the
// words follow the language.
func (s *pageSite) testDetectPanel(t *testing.T) {
	v := s.open(t, "#alpha=0.25&resolution=128&source=sample/clock")
	v.waitLive()
	v.openDetect()
	v.wait(`document.getElementById("state-text").textContent === "Measured, resting"`, "the end of measuring")
	if have := evaluate[string](v, `document.querySelector("#panel .detect-fps").textContent`); have != "–" {
		t.Errorf("have %s pictures per second of one that stands still, want none", have)
	}
	v.press("detect-least", kb.Home)
	v.press("detect-most", kb.Home)
	v.wait(thingsFound+` === 1 && `+boxesDrawn+` === 1 && location.hash.includes("detect.least=5") && location.hash.includes("detect.most=1")`, "the surest thing")
	v.press("detect-most", kb.ArrowRight+kb.ArrowRight)
	v.wait(thingsFound+` === 3 && `+boxesDrawn+` === 3 && document.querySelector("#panel output[for=detect-most]").textContent === "3"`, "three things")
	label := evaluate[string](v, `document.querySelector("#panel .detect-list span").textContent`)
	if drawn := evaluate[string](v, `[...document.querySelectorAll("#overlay .thing")].at(-1).textContent`); label == "" || !strings.HasPrefix(drawn, label+" ") {
		t.Errorf("have %q drawn, want the first of the list, %q", drawn, label)
	}
	inside := evaluate[bool](v, `(() => {
		const stage = document.getElementById("stage").getBoundingClientRect();
		return [...document.querySelectorAll("#overlay .thing:not([hidden])")].every((e) => {
			const box = e.getBoundingClientRect();
			return box.left >= stage.left - 5 && box.right <= stage.right + 5 && box.top >= stage.top - 5 && box.bottom <= stage.bottom + 5; // its border
		});
	})()`)
	if !inside {
		t.Error("have a box beyond the picture, want all inside")
	}
	v.wait(`document.getElementById("live").textContent.startsWith("Found: ")`, "the words for a screen reader")
	left := evaluate[float64](v, `document.querySelector("#overlay .thing:not([hidden])").getBoundingClientRect().left - document.getElementById("stage").getBoundingClientRect().left`)
	v.press("mirror", kb.Enter)
	right := evaluate[float64](v, `document.getElementById("stage").getBoundingClientRect().right - document.querySelector("#overlay .thing:not([hidden])").getBoundingClientRect().right`)
	if math.Abs(left-right) > 1 {
		t.Errorf("have a box %v pixels from the right in a mirror, want %v, as from the left before", right, left)
	}
	v.press("mirror", kb.Enter)
	speak(v, "ko")
	v.wait(`/[가-힣]/.test(document.querySelector("#panel .detect-list span").textContent)`, "the things in Korean")
	v.wait(thingsFound+` === 3`, "the sliders where they were")
	v.openPanel("paper")
	v.wait(boxesDrawn+` === 0`, "no boxes without the panel")
}

// With the camera, pictures are searched one after the other, and the classifier goes on.
func (s *pageSite) testDetectCamera(t *testing.T) {
	v := s.open(t, "#alpha=0.25&resolution=128&panel=detect&detect.least=5")
	v.waitLive()
	v.click("camera")
	v.wait(`document.querySelector("#panel .detect-fps")?.textContent > 0`, "pictures per second")
	v.wait(`document.querySelectorAll("#panel .parts dd").length === 3 && [...document.querySelectorAll("#panel .parts dd")].every((e) => /[0-9]/.test(e.textContent))`, "the split of time")
	v.waitLive()
}

// A panel that is closed while the detector comes leaves nothing behind, and one that is opened again has it.
func (s *pageSite) testDetectAgain(t *testing.T) {
	v := s.open(t, "#alpha=0.25&resolution=128")
	v.waitLive()
	for range 3 {
		v.openPanel("detect")
		v.openPanel("paper")
	}
	v.openDetect()
	speak(v, "ko") // opens it anew
	v.wait(`document.querySelector("#panel .detect-total")?.textContent > 0`, "a detection in another language")
}

// When the engine stops, the next one loads the detector too.
func (s *pageSite) testDetectOtherEngine(t *testing.T) {
	v := s.open(t, "#alpha=0.25&resolution=128&detect.least=5&detect.most=2", "") // a panic writes many lines
	v.waitLive()
	v.openDetect()
	if _, err := chromedp.Run(worker(t, v.tab, "engine"), chromedp.Evaluate[any](`engine.pixels("no number")`)); err == nil {
		t.Fatal("have no error from a call that must panic")
	}
	v.notice("The engine stopped")
	v.click("notice-action")
	v.waitLive()
	v.press("detect-most", kb.End)
	v.wait(thingsFound+` > 2`, "things that another engine has found")
}

// window.detect finds things in the centre square, in pixels of the whole picture, and window.benchDetector takes times.
func (s *engineSite) testDetectBench(t *testing.T) {
	page := s.open(t, "")
	have := call[[]detection](t, page, `await (async () => {
		const canvas = new OffscreenCanvas(640, 480), context = canvas.getContext("2d");
		for (let i = 0; i < 200; i++) {
			context.fillStyle = "hsl(" + 37 * i + " 80% 50%)";
			context.fillRect((i * 97) % 640, (i * 61) % 480, 90, 70);
		}
		return window.detect(await canvas.convertToBlob(), {minScore: 0.01, maxBoxes: 7});
	})()`)
	if len(have) != 7 {
		t.Fatalf("have %d things, want 7", len(have))
	}
	for i, d := range have {
		if d.Label == "" || !(d.Score >= 0.01 && d.Score <= 1) || i > 0 && d.Score > have[i-1].Score {
			t.Errorf("thing %d: have %+v, want a name, and a score from 0.01 to 1, the best first", i, d)
		}
	}
	times := call[struct {
		MedianMs float64
		Samples  []float64
		Stages   map[string]float64
	}](t, page, `await window.benchDetector({warmup: 1, runs: 3})`)
	if len(times.Samples) != 3 || !(times.MedianMs > times.Stages["network"]) || !(times.Stages["network"] > 0) {
		t.Errorf("have %+v, want three samples, longer than the network alone", times)
	}
	wantRejected(t, page, `await window.detect(new Blob([]))`, "empty")
	wantWorks(t, page)
}

// Messages: a detector is loaded once, gives its place back, and says when it is not there.
func (s *engineSite) testDetectMessages(t *testing.T) {
	page := s.open(t, "")
	detectors := readJSON[[]struct{ File string }](t, filepath.Join(s.dir, "weights", "detectors.json"))
	if len(detectors) != 1 || !strings.HasSuffix(detectors[0].File, ".tflite") {
		t.Fatalf("have the detectors %+v, want one file of TensorFlow Lite", detectors)
	}
	if index := readJSON[[]struct{ File string }](t, filepath.Join(s.dir, "weights", "index.json")); fmt.Sprint(index) == fmt.Sprint(detectors) || strings.Contains(fmt.Sprint(index), "ssd") {
		t.Errorf("have the classifiers %+v, want no detector among them", index)
	}
	request := func(message string) string { return "await " + client + ".request(" + message + ")" }
	load := fmt.Sprintf(`{kind: "loaddetector", precision: "f32", weights: {source: "url", url: new URL("weights/" + %q, document.baseURI).href}}`, detectors[0].File)
	detect := `{kind: "detect", bitmap: await createImageBitmap(new ImageData(64, 64)), minScore: 0.01}`
	wantRejected(t, page, request(detect), "no detector yet")
	for range 2 {
		have := call[struct {
			Name, Precision     string
			Resolution, Classes int
			COCO                bool `json:"coco"`
			ClassNames          []string
		}](t, page, request(load))
		if have.Resolution != 300 || have.Classes != 91 || !have.COCO || len(have.ClassNames) != 90 || have.ClassNames[0] != "person" || have.Precision != "f32" {
			t.Errorf("have %+v, want a detector of 300 pixels in float32, the background and 90 numbers of COCO's", have)
		}
	}
	if n := call[int](t, page, "("+request(detect)+").found.length"); n != 10 {
		t.Errorf("have %d things, want 10", n)
	}
	call[any](t, page, request(`{kind: "dropdetector"}`))
	wantRejected(t, page, request(detect), "no detector yet")
	// Who drops it while it comes has none.
	call[any](t, page, `await (async () => {
		const loading = `+client+`.request(`+load+`);
		await `+client+`.request({kind: "dropdetector"});
		await loading.catch(() => {});
		return null;
	})()`)
	wantRejected(t, page, request(detect), "no detector yet")
	wantRejected(t, page, request(`{kind: "loaddetector", weights: {source: "random", seed: 1}}`), "alpha")
	classifier := s.add(t, "classifier.safetensors", randomNetwork(0.25, 6).safetensors(0.25, nil))
	wantRejected(t, page, request(fmt.Sprintf(`{kind: "loaddetector", weights: {source: "url", url: new URL(%q, document.baseURI).href}}`, classifier)), "classifier.safetensors", "tflite")
	wantRejected(t, page, request(detect), "no detector yet")
}

// With a detector beside them, networks stay within the memory that all weights in use allow.
func (s *engineSite) testDetectMemory(t *testing.T) {
	page := s.open(t, "")
	file := readJSON[[]struct{ File string }](t, filepath.Join(s.dir, "weights", "detectors.json"))[0].File
	uses := call[[]memoryUse](t, page, fmt.Sprintf(`await (async () => {
		const engine = %s, uses = [];
		for (const [alpha, precision] of [[0.25, "int8"], [1, "f32"], [0.5, "f32"], [1, "int8"], [0.25, "f32"]]) {
			const configured = await engine.request({kind: "configure", alpha, resolution: 224, precision, weights: {source: "random", seed: 1}});
			const url = new URL("weights/" + %q, document.baseURI).href;
			const loaded = await engine.request({kind: "loaddetector", precision: "f32", weights: {source: "url", url}});
			let memory = 0;
			for (let i = 0; i < 3; i++) {
				const bitmap = await createImageBitmap(new ImageData(640, 480));
				await engine.request({kind: "frame", bitmap});
				({memory} = await engine.request({kind: "detect", minScore: 0.3}));
			}
			uses.push({memory, weights: configured.weightsMemory + loaded.weightsMemory});
			await engine.request({kind: "dropdetector"});
		}
		return uses;
	})()`, client, file))
	largest := memoryUse{}
	for i, use := range uses {
		largest.Weights, largest.Memory = max(largest.Weights, use.Weights), use.Memory
		if use.Memory > largest.bound() {
			t.Errorf("network %d: have %.1f MiB of memory, want at most %.1f for weights of %.1f", i, mebibytes(use.Memory), mebibytes(largest.bound()), mebibytes(largest.Weights))
		}
	}
	t.Logf("%.1f MiB of %.1f", mebibytes(largest.Memory), mebibytes(largest.bound()))
}

// A site without a detector says how to get one, and bench.html too.
func testNoDetector(t *testing.T, ctx context.Context) {
	s := servePage(t, ctx, ownWeights)
	s.browser = startBrowser(t, ctx)
	v := s.open(t, "#alpha=0.25&resolution=128&panel=detect")
	v.waitLive()
	v.wait(`document.querySelector("#panel .detect-state code")?.textContent === "make weights"`, "the sentence that says how to get a detector")
	if evaluate[bool](v, `document.querySelector("#panel .detect-body").checkVisibility()`) {
		t.Error("have sliders without a detector, want none")
	}
	page := (&engineSite{dir: s.dir, url: s.url, browser: s.browser}).open(t, "")
	wantRejected(t, page, `await window.detect(new Blob([]))`, "no detector", "make weights")
}

// A file that has been damaged on its way is named, and the page goes on.
func (s *pageSite) testDamagedDetector(t *testing.T, ctx context.Context) {
	file := readJSON[[]struct{ File string }](t, filepath.Join(s.dir, "weights", "detectors.json"))[0].File
	path := filepath.Join(s.dir, "weights", file)
	for _, suffix := range []string{"", ".gz"} { // so that the server has nothing else
		if err := os.Remove(path + suffix); err != nil && suffix == "" {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(path, []byte("no detector"), 0o666); err != nil {
		t.Fatal(err)
	}
	fresh := *s
	fresh.browser = startBrowser(t, ctx) // which has not kept the file
	v := fresh.open(t, "#alpha=0.25&resolution=128&panel=detect")
	v.wait(fmt.Sprintf(`document.querySelector("#panel .detect-state")?.textContent.includes(%q)`, file), "the name of the damaged file")
	v.waitLive()
}

// detection is what window.detect gives.
type detection struct {
	Label string
	Score float64
	Box   [4]float64 // left, top, right, bottom, in pixels
}

// overlap is the intersection of two boxes over their union.
func overlap(a, b [4]float64) float64 {
	area := func(b [4]float64) float64 { return max(0, b[2]-b[0]) * max(0, b[3]-b[1]) }
	both := area([4]float64{max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3])})
	return both / (area(a) + area(b) - both)
}

// TestOfficialDetect has Chromium find in the test photos what model/detect finds natively with Google's file: the same
// things, scores within one of the file's steps, boxes that overlap by 0.95.
func TestOfficialDetect(t *testing.T) {
	needOfficial(t)
	if _, err := os.Stat(filepath.Join(officialDir, officialDetector)); err != nil {
		t.Skipf("needs Google's detector beside the repository: there is no %s", officialDetector)
	}
	ctx, cancel := context.WithTimeout(t.Context(), suitePatience)
	defer cancel()
	own, err := filepath.Glob(filepath.Join(ownWeights, "*0.25*.safetensors"))
	if err != nil {
		t.Fatal(err)
	}
	s := servePage(t, ctx, linkedTo(t, append(own, filepath.Join(officialDir, officialDetector))...))
	s.camera = readScene(t, filepath.Join(photosDir, "pets.png"), "")
	s.browser = startBrowser(t, ctx, chromium.FakeCamera(mjpeg(t, s.camera.picture))...)
	t.Run("photos", (&engineSite{dir: s.dir, url: s.url, browser: s.browser}).testOfficialPhotos)
	t.Run("panel", s.testOfficialPanel)
}

func (s *engineSite) testOfficialPhotos(t *testing.T) {
	content, err := os.ReadFile("../model/detect/testdata/photos.json")
	if err != nil {
		t.Fatal(err)
	}
	var photos map[string][]detection
	if err := json.Unmarshal(content, &photos); err != nil || len(photos) < 18 {
		t.Fatalf("have %d photos and %v, want at least 18", len(photos), err)
	}
	for _, isa := range []string{"simd", "relaxed"} {
		page := s.open(t, "?isa="+isa)
		for photo, want := range photos {
			bytes, err := os.ReadFile(filepath.Join(photosDir, photo))
			if err != nil {
				t.Fatal(err)
			}
			address := s.add(t, photo, bytes)
			have := call[[]detection](t, page, fmt.Sprintf(`await window.detect(%s, {minScore: 0.3})`, fetched(address)))
			if len(have) != len(want) {
				t.Errorf("%s, %s: have %d things, want %d", isa, photo, len(have), len(want))
				continue
			}
			for i, w := range want {
				if h := have[i]; h.Label != w.Label || math.Abs(h.Score-w.Score) > 1./256+1e-6 || !(overlap(h.Box, w.Box) >= 0.95) {
					t.Errorf("%s, %s, thing %d: have %+v, want %+v", isa, photo, i, h, w)
				}
			}
		}
	}
}

// The panel names what stands before the camera, in both languages.
func (s *pageSite) testOfficialPanel(t *testing.T) {
	v := s.open(t, "#panel=detect&lang=en")
	v.waitLive()
	v.click("camera")
	v.wait(`!document.getElementById("video").hidden && [...document.querySelectorAll("#panel .detect-list span")].some((e) => e.textContent === "dog")`, "the dogs before the camera")
	v.wait(boxesDrawn+` === `+thingsFound, "as many boxes as things")
	speak(v, "ko")
	v.wait(`[...document.querySelectorAll("#panel .detect-list span")].some((e) => e.textContent === "개")`, "the dogs in Korean")
}
