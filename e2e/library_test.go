package e2e

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"mobilenet/e2e/benchpage"
	"mobilenet/e2e/chromium"
)

// librarySite is the site, and pages of another origin that use its library.
type librarySite struct {
	engineSite
	other string // the pages' address, with a slash at the end
}

// TestLibrary holds mobilenet.js to what it promises to pages that have nothing else of this project: all but the examples
// are on another origin than the site.
func TestLibrary(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), suitePatience)
	defer cancel()
	s := serveLibrary(t, ctx)
	s.browser = startBrowser(t, ctx, chromium.FakeCamera("")...)

	t.Run("tfjs examples", s.testTFJSExamples)
	t.Run("same answers", s.testSameAnswers)
	t.Run("video", s.testVideoAnswers)
	t.Run("infer", s.testInfer)
	t.Run("detect", s.testLibraryDetect)
	t.Run("defaults", s.testLibraryDefaults)
	t.Run("two networks", s.testTwoNetworks)
	t.Run("dispose", s.testDispose)
	t.Run("dead worker", s.testLibraryDeadWorker)
	t.Run("errors", s.testLibraryErrors)
	t.Run("isolated", s.testLibraryIsolated)
	t.Run("examples", s.testLibraryExamples)
}

// serveLibrary builds and hosts the site with the project's own weights and a detector, and pages of another origin.
func serveLibrary(t *testing.T, ctx context.Context) *librarySite {
	t.Helper()
	dir, address := serveSite(t, ctx, withDetector(t))
	s := &librarySite{engineSite: engineSite{dir: dir, url: address}}
	pages := http.NewServeMux()
	// A page with a picture, and the module that the query has.
	pages.HandleFunc("/page", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if r.FormValue("isolated") != "" {
			w.Header().Set("Cross-Origin-Opener-Policy", "same-origin")
			w.Header().Set("Cross-Origin-Embedder-Policy", "require-corp")
		}
		fmt.Fprintf(w, `<!doctype html><link rel="icon" href="data:,"><img id="img" src="picture"><script type="module">%s</script>`, r.FormValue("module"))
	})
	picture := func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, "../web/samples/strawberry.jpg") }
	pages.HandleFunc("/picture", picture)
	server := httptest.NewServer(pages)
	t.Cleanup(server.Close)
	s.other = server.URL + "/"
	return s
}

// module is a page's address whose script imports the library as mobilenet, and runs.
func (s *librarySite) module(script string, more ...string) string {
	query := url.Values{"module": {fmt.Sprintf("import * as mobilenet from '%smobilenet.js';\n%s", s.url, script)}}
	for i := 0; i < len(more); i += 2 {
		query.Set(more[i], more[i+1])
	}
	return s.other + "page?" + query.Encode()
}

// visit opens a page of another origin that has the library as mobilenet, and its picture as img.
func (s *librarySite) visit(t *testing.T, more ...string) *benchpage.Page {
	t.Helper()
	page := &benchpage.Page{Tab: s.tab(t)}
	if err := chromedp.Do(page.Tab, chromedp.Navigate(s.module("Object.assign(window, {mobilenet});", more...))); err != nil {
		t.Fatal(err)
	}
	call[any](t, page, `void await document.querySelector("img").decode()`)
	return page
}

func readFile(t *testing.T, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// classification is what classify gives.
type classification struct {
	ClassName   string
	Probability float64
}

// The examples of @tensorflow-models/mobilenet run when the line is changed that imports it.
func (s *librarySite) testTFJSExamples(t *testing.T) {
	for _, c := range []struct{ name, script, want string }{
		{"promises", `
			const img = document.getElementById('img');
			mobilenet.load().then(model => {
				model.classify(img).then(predictions => {
					console.log('Predictions: ');
					console.log(predictions);
				});
			});`, `"probability":`},
		{"await", `
			const img = document.getElementById('img');
			const model = await mobilenet.load();
			const predictions = await model.classify(img);
			console.log('Predictions: ');
			console.log(predictions);`, `"probability":`},
		{"version and alpha", `
			const model = await mobilenet.load({version: 1, alpha: 0.5});
			const predictions = await model.classify(img, 5);
			console.log(predictions);`, `"probability":`},
		{"logits", `
			const model = await mobilenet.load({version: 1, alpha: 0.25});
			const logits = model.infer(img);
			logits.print(true);
			logits.dispose();`, `[1,1000]`},
		{"embedding", `
			const model = await mobilenet.load({version: 1, alpha: 0.25});
			const embedding = model.infer(img, true);
			embedding.print();
			console.log(embedding.shape[1], (await embedding.data()).length);
			embedding.dispose();`, `256`},
	} {
		t.Run(c.name, func(t *testing.T) {
			page := &benchpage.Page{Tab: s.tab(t)}
			record := `window.said = []; const {log} = console; console.log = (...words) => { said.push(...words); log(...words); };`
			if err := chromedp.Do(page.Tab, chromedp.Navigate(s.module(record+c.script))); err != nil {
				t.Fatal(err)
			}
			v := &visit{t: t, tab: page.Tab}
			v.wait(`said.some((words) => typeof words !== "string" || words.length > 20)`, "what the example writes")
			if have := evaluate[string](v, "JSON.stringify(said)"); !strings.Contains(have, c.want) {
				t.Errorf("have %.300s, want %s in it", have, c.want)
			}
		})
	}
}

// Whatever shows a picture gets the answers that bench.html gives of its file.
func (s *librarySite) testSameAnswers(t *testing.T) {
	const alpha, precisions = 0.25, `["f32", "int8"]`
	bench := s.open(t, "")
	photo := s.add(t, "strawberry.jpg", readFile(t, "../web/samples/strawberry.jpg"))
	want := call[map[string][]struct {
		Label       string
		Probability float64
	}](t, bench, fmt.Sprintf(`await (async () => {
		const found = {};
		for (const precision of %s) found[precision] = await classify(%s, {alpha: %v, resolution: 224, precision, top: 3});
		return found;
	})()`, precisions, fetched(photo), alpha))
	have := call[map[string]map[string][]classification](t, s.visit(t), fmt.Sprintf(`await (async () => {
		const blob = await (await fetch("picture")).blob(), bitmap = await createImageBitmap(blob), {width, height} = bitmap;
		const canvas = Object.assign(document.createElement("canvas"), {width, height}), offscreen = new OffscreenCanvas(width, height);
		for (const each of [canvas, offscreen]) each.getContext("2d").drawImage(bitmap, 0, 0);
		const data = canvas.getContext("2d").getImageData(0, 0, width, height);
		const pictures = {img, blob, bitmap, canvas, offscreen, data, frame: new VideoFrame(bitmap, {timestamp: 0})};
		const found = {};
		for (const precision of %s) {
			const model = await mobilenet.load({version: 1, alpha: %v, precision});
			for (const [name, picture] of Object.entries(pictures)) {
				await model.classify(picture);
				(found[name] ??= {})[precision] = await model.classify(picture); // which is still whole
			}
			model.dispose();
		}
		return found;
	})()`, precisions, alpha))
	if len(have) != 7 {
		t.Fatalf("have answers to %v, want to seven kinds of pictures", slices.Collect(maps.Keys(have)))
	}
	for kind, answers := range have {
		for precision, found := range answers {
			if len(found) != 3 {
				t.Errorf("%s, %s: have %d answers, want 3", kind, precision, len(found))
				continue
			}
			for i, w := range want[precision] {
				if found[i] != (classification{w.Label, w.Probability}) {
					t.Errorf("%s, %s, answer %d: have %+v, want %+v", kind, precision, i+1, found[i], w)
				}
			}
		}
	}
}

// A video is classified as it is at the call, and again and again.
func (s *librarySite) testVideoAnswers(t *testing.T) {
	have := call[[]classification](t, s.visit(t), `await (async () => {
		const canvas = Object.assign(document.createElement("canvas"), {width: img.naturalWidth, height: img.naturalHeight});
		const draw = () => canvas.getContext("2d").drawImage(img, 0, 0), model = await mobilenet.load({alpha: 0.5});
		draw(); // the stream begins with what the canvas shows
		const video = Object.assign(document.createElement("video"), {muted: true, srcObject: canvas.captureStream()});
		const redraw = setInterval(draw, 20);
		await video.play();
		await new Promise((seen) => video.requestVideoFrameCallback(seen));
		const both = await Promise.all([model.classify(video, 1), model.classify(video, 1)]);
		clearInterval(redraw);
		return [...both.flat(), ...await model.classify(img, 1)];
	})()`)
	if len(have) != 3 || have[0] != have[1] || have[0].ClassName != have[2].ClassName || abs(have[0].Probability-have[2].Probability) > 0.1 {
		t.Errorf("have %+v, want the same twice, and about the third, which is of the picture itself", have)
	}
}

// infer gives the network's own logits and features.
func (s *librarySite) testInfer(t *testing.T) {
	page := s.visit(t)
	have := call[struct {
		Shapes                     [][]int
		Logits, Features           []float64
		EngineLogits, EngineValues []float64
		Awaited, Probability       float64
		Printed                    string
	}](t, page, s.withEngine(t, `
		const model = await mobilenet.load({alpha: 0.25, resolution: 160, threads: 1});
		const logits = model.infer(img), embedding = model.infer(img, true);
		let printed = "";
		const {log} = console;
		console.log = (words) => { printed += words; };
		await embedding.print();
		console.log = log;
		const [{probability}] = await model.classify(img, 1), values = await logits.data();
		const greatest = Math.max(...values), sum = values.reduce((all, value) => all + Math.exp(value - greatest), 0);
		const [entry] = await (await fetch(site + "weights/index.json")).json();
		await engine.request({kind: "configure", resolution: 160, weights: {source: "url", url: site + "weights/" + entry.file}});
		const frame = await engine.request({kind: "frame", bitmap: await createImageBitmap(img), features: true, logits: true});
		return {
			shapes: [logits.shape, embedding.shape], logits: [...values], features: [...await embedding.data()], printed,
			engineLogits: [...frame.logits], engineValues: [...frame.features], probability: probability * sum, awaited: (await embedding).length,
		};`))
	if fmt.Sprint(have.Shapes) != "[[1 1000] [1 256]]" || have.Awaited != 256 {
		t.Errorf("have the shapes %v and %v values awaited, want [1 1000], [1 256] and 256", have.Shapes, have.Awaited)
	}
	if background := len(have.EngineLogits) - 1000; background < 0 || background > 1 || !slices.Equal(have.Logits, have.EngineLogits[background:]) {
		t.Errorf("have other logits than the engine's %d, want those of the classes", len(have.EngineLogits))
	}
	if abs(have.Probability-1) > 0.02 {
		t.Errorf("have a probability that is %v of the softmax of the logits, want the same", have.Probability)
	}
	if !slices.Equal(have.Features, have.EngineValues) || len(have.Features) != 256 {
		t.Errorf("have %d values that are not the engine's %d features", len(have.Features), len(have.EngineValues))
	}
	if !strings.Contains(have.Printed, "[1,256]") || !strings.Contains(have.Printed, "...") {
		t.Errorf("have printed %q, want the shape and some values", have.Printed)
	}
}

// withEngine is an expression that runs body with an engine of its own from the site's modules as engine, its class as
// EngineClient, and the site's address as site.
func (s *librarySite) withEngine(t *testing.T, body string) string {
	t.Helper()
	return fmt.Sprintf(`await (async () => {
		const site = %q, {EngineClient} = await import(site + %q), {bestBinary} = await import(site + %q);
		const engine = new EngineClient(bestBinary(), "own");
		try { %s } finally { engine.stop(); }
	})()`, s.url, asset(t, s.dir, "client.js"), asset(t, s.dir, "program.js"), body)
}

// What is found by detect is what bench.html finds, with places in the style of coco-ssd.
func (s *librarySite) testLibraryDetect(t *testing.T) {
	photo := s.add(t, "strawberry.jpg", readFile(t, "../web/samples/strawberry.jpg"))
	want := call[[]struct {
		Label string
		Score float64
		Box   [4]float64
	}](t, s.open(t, ""), "await detect("+fetched(photo)+", {minScore: 0.1, maxBoxes: 5})")
	have := call[[]struct {
		Class string
		Score float64
		Bbox  [4]float64
	}](t, s.visit(t), `await (async () => {
		const model = await mobilenet.loadDetector(), found = await model.detect(img, 5, 0.1);
		model.dispose();
		return found;
	})()`)
	if len(have) == 0 || len(have) != len(want) {
		t.Fatalf("have %d things, want bench.html's %d and some", len(have), len(want))
	}
	for i, w := range want {
		x, y := w.Box[0], w.Box[1]
		if h := have[i]; h.Class != w.Label || h.Score != w.Score || h.Bbox != [4]float64{x, y, h.Bbox[2], h.Bbox[3]} ||
			abs(h.Bbox[2]-(w.Box[2]-x))+abs(h.Bbox[3]-(w.Box[3]-y)) > 1e-3 {
			t.Errorf("thing %d: have %+v, want %+v", i, h, w)
		}
	}
}

func abs(x float64) float64 { return max(x, -x) }

// Without options the widest network runs, at 224 pixels; the info says which.
func (s *librarySite) testLibraryDefaults(t *testing.T) {
	type info struct {
		Weights, Precision, Source, Licence string
		Alpha                               float64
		Resolution, Threads                 int
	}
	have := call[[]info](t, s.visit(t), `await (async () => {
		const options = [undefined, {alpha: 0.25, resolution: 128, precision: "int8"}];
		const models = await Promise.all(options.map((each) => mobilenet.load(each)));
		return models.map((model) => { model.dispose(); return model.info; });
	})()`)
	for i, want := range []info{
		{Alpha: 0.75, Resolution: 224, Precision: "f32", Threads: 1},
		{Alpha: 0.25, Resolution: 128, Precision: "int8", Threads: 1},
	} {
		if have[i].Weights == "" || have[i].Licence == "" {
			t.Errorf("have %+v, want names of the weights and of their licence", have[i])
		}
		have[i].Weights, have[i].Source, have[i].Licence = "", "", ""
		if have[i] != want {
			t.Errorf("have %+v, want %+v", have[i], want)
		}
	}
}

// Two networks answer at once, each as alone.
func (s *librarySite) testTwoNetworks(t *testing.T) {
	have := call[[][]classification](t, s.visit(t), `await (async () => {
		const models = await Promise.all([{alpha: 0.25, resolution: 128}, {alpha: 0.5, resolution: 192}].map((each) => mobilenet.load(each)));
		const alone = [];
		for (const model of models) alone.push(await model.classify(img));
		const turns = Array.from({length: 6}, (_, i) => models[i % 2].classify(img));
		return [...alone, ...await Promise.all(turns)];
	})()`)
	for i, answers := range have {
		if !slices.Equal(answers, have[i%2]) || len(answers) != 3 {
			t.Errorf("turn %d: have %+v, want as alone %+v", i, answers, have[i%2])
		}
	}
	if slices.Equal(have[0], have[1]) {
		t.Errorf("have the same answers %+v from both, want different networks", have[0])
	}
}

// dispose ends what is asked and the worker; what was loaded anew works.
func (s *librarySite) testDispose(t *testing.T) {
	page := s.visit(t)
	call[any](t, page, `void await (async () => {
		window.ended = 0;
		const {terminate} = Worker.prototype;
		Worker.prototype.terminate = function () { ended++; terminate.call(this); };
		window.model = await mobilenet.load({alpha: 0.25});
	})()`)
	wantRejected(t, page, `await (async () => { const late = model.classify(img); model.dispose(); return late; })()`, "disposed", "load it again")
	wantRejected(t, page, `await model.classify(img)`, "disposed")
	wantRejected(t, page, `await model.infer(img, true)`, "disposed")
	call[any](t, page, `model.dispose()`)
	if ended := call[int](t, page, "ended"); ended != 1 {
		t.Errorf("have %d workers ended, want 1", ended)
	}
	if have := call[[]classification](t, page, `await (await mobilenet.load({alpha: 0.25})).classify(img)`); len(have) != 3 {
		t.Errorf("have %+v from a network that was loaded afterwards, want 3 answers", have)
	}
}

// A worker that dies fails what it owes, and another one goes on.
func (s *librarySite) testLibraryDeadWorker(t *testing.T) {
	page := s.visit(t)
	call[any](t, page, `void await (async () => {
		const {postMessage} = Worker.prototype;
		Worker.prototype.postMessage = function (...message) { window.worker = this; postMessage.apply(this, message); };
		window.model = await mobilenet.load({alpha: 0.25});
		window.before = await model.classify(img);
	})()`)
	wantRejected(t, page, `await (async () => {
		const late = model.classify(img);
		await new Promise((resolve) => setTimeout(resolve));
		worker.dispatchEvent(new ErrorEvent("error", {message: "it is dead"}));
		return late;
	})()`, "it is dead")
	if !call[bool](t, page, `JSON.stringify(await model.classify(img)) === JSON.stringify(before)`) {
		t.Error("have other answers from the next worker, want the same")
	}
}

// What cannot be is said in words that tell what would be right.
func (s *librarySite) testLibraryErrors(t *testing.T) {
	s.add(t, "noise.tflite", []byte("this is a text, and no network"))
	page := s.visit(t)
	call[any](t, page, `void (window.model = await mobilenet.load({alpha: 0.25}))`)
	for _, c := range []struct {
		name, expression string
		words            []string
	}{
		{"version 2", `await mobilenet.load({version: 2, alpha: 0.5})`, []string{"version 2", "want 1"}},
		{"no such alpha", `await mobilenet.load({version: 1, alpha: 0.3})`, []string{"alpha 0.3", "0.25, 0.5, 0.75", "modelUrl"}},
		{"no such resolution", `await mobilenet.load({alpha: 0.25, resolution: 225})`, []string{"225", "multiple of 32"}},
		{"no such precision", `await mobilenet.load({alpha: 0.25, precision: "f16"})`, []string{"f16", "int8"}},
		{"no threads", `await mobilenet.load({alpha: 0.25, threads: 0})`, []string{"threads 0", "from 1"}},
		{"no weights", fmt.Sprintf(`await mobilenet.load({modelUrl: "%sfixtures/noise.tflite"})`, s.url), []string{"noise.tflite"}},
		{"weights without CORS", fmt.Sprintf(`await mobilenet.load({modelUrl: "%sindex.html"})`, s.url), []string{"index.html"}},
		{"absent weights", fmt.Sprintf(`await mobilenet.load({modelUrl: "%sweights/absent.tflite"})`, s.url), []string{"absent.tflite", "404"}},
		{"no picture", `await model.classify("img")`, []string{"type String", "<img>"}},
		{"nothing", `await model.classify(null)`, []string{"type Null", "<img>"}},
		{"empty canvas", `await model.classify(Object.assign(document.createElement("canvas"), {width: 0}))`, []string{"without pixels", "HTMLCanvasElement"}},
		{"no image", `await model.classify(Object.assign(new Image(), {src: "absent.png"}))`, []string{"without pixels", "did not load"}},
		{"image without address", `await model.infer(new Image())`, []string{"without pixels", "<img>"}},
		{"video without a frame", `await model.classify(document.createElement("video"))`, []string{"without pixels", "loadeddata"}},
		{"closed bitmap", `await (async () => { const b = await createImageBitmap(img); b.close(); return model.classify(b); })()`, []string{"without pixels", "closed"}},
		{"no photo", `await model.classify(new Blob(["a text"]))`, []string{"not a picture"}},
		{"empty blob", `await model.classify(new Blob([]))`, []string{"0 bytes"}},
		{"picture of another origin", fmt.Sprintf(`await (async () => {
			const image = Object.assign(new Image(), {src: "%sfixtures/strawberry.jpg"});
			await image.decode();
			return model.classify(image);
		})()`, s.url), []string{"another address", "crossorigin"}},
	} {
		t.Run(c.name, func(t *testing.T) { wantRejected(t, page, c.expression, c.words...) })
	}
	if have := call[[]classification](t, page, `await model.classify(img)`); len(have) != 3 {
		t.Errorf("have %+v after all these, want 3 answers", have)
	}
}

// In a page that is isolated, several workers of another origin compute together.
func (s *librarySite) testLibraryIsolated(t *testing.T) {
	page := s.visit(t, "isolated", "yes")
	have := call[struct {
		Isolated        bool
		Threads, Chosen int
		One, Two        []float64
		Answers         []classification
	}](t, page, s.withEngine(t, `
		const features = async (threads) => {
			const {threads: n} = await engine.request({kind: "configure", alpha: 0.25, resolution: 128, threads, exact: true, weights: {source: "random", seed: 1}});
			const {features} = await engine.request({kind: "frame", bitmap: await createImageBitmap(img), features: true});
			return [n, [...features]];
		};
		const [, one] = await features(1), [threads, two] = await features(2);
		const model = await mobilenet.load({alpha: 0.25}), answers = await model.classify(img);
		return {isolated: crossOriginIsolated, threads, one, two, chosen: model.info.threads, answers};`))
	if !have.Isolated || have.Threads != 2 || !slices.Equal(have.One, have.Two) {
		t.Errorf("have isolated %v, %d threads, want 2 with the features of one", have.Isolated, have.Threads)
	}
	if have.Chosen < 1 || len(have.Answers) != 3 {
		t.Errorf("have %d threads and %+v, want the fastest and 3 answers", have.Chosen, have.Answers)
	}
}

// The examples do what they say.
func (s *librarySite) testLibraryExamples(t *testing.T) {
	p := &pageSite{dir: s.dir, url: s.url, browser: s.browser}
	t.Run("classify", func(t *testing.T) {
		v := p.open(t, "examples/classify.html")
		v.wait(`document.querySelectorAll("#answers li").length === 3`, "three answers")
		if have := v.text("answers"); strings.Count(have, " %") != 3 {
			t.Errorf("have %q, want three classes with percentages", have)
		}
		evaluate[any](v, `(async () => {
			const file = document.getElementById("file"), given = new DataTransfer();
			given.items.add(new File(["no picture"], "note.txt"));
			file.files = given.files;
			file.dispatchEvent(new Event("change"));
		})()`)
		v.wait(`document.getElementById("answers").textContent.includes("not a picture")`, "words about a file that is no picture")
	})
	t.Run("nearest", func(t *testing.T) {
		v := p.open(t, "examples/nearest.html")
		v.click("start")
		v.wait(`!document.querySelector(".class").disabled`, "the camera")
		v.do(chromedp.Click(".class"))
		v.wait(`document.getElementById("answer").textContent === "This is A"`, "the only class")
	})
}
