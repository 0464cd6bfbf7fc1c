package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"mobilenet/e2e/benchpage"
	"mobilenet/e2e/chromium"
)

// ownWidths are those of the project's own networks, each in a file of its own.
var ownWidths = []float64{0.25, 0.5, 0.75}

// TestOwn holds the page to what it does with the networks that this project has trained, from a fresh clone and without
// the internet.
func TestOwn(t *testing.T) {
	if trained, err := filepath.Glob(filepath.Join(ownWeights, "*.safetensors")); err != nil || len(trained) == 0 {
		t.Skipf("have no trained weights in %s: %v", ownWeights, err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), suitePatience)
	defer cancel()
	s := servePage(t, ctx, ownWeights)
	s.browser = startBrowser(t, ctx, chromium.FakeCamera("")...)
	t.Run("files", s.testOwnFiles)
	t.Run("first answer", s.testFirstAnswer)
	t.Run("arrival", s.testArrival)
	t.Run("offline", s.testOffline)
	t.Run("old link", s.testOldLink)
	t.Run("damaged", s.testOwnDamaged)
	t.Run("slide", s.testSlide)
	t.Run("memory", s.testOwnMemory)
	t.Run("bench", s.testBenchOwn)
	t.Run("activation map", s.testOwnMap)
	t.Run("break", s.testBreakOwn)
}

// The index lists a file for each width, the narrowest first, which is enough for a first answer and small.
func (s *pageSite) testOwnFiles(t *testing.T) {
	content, err := os.ReadFile(filepath.Join(s.dir, "weights", "index.json"))
	if err != nil {
		t.Fatal(err)
	}
	var files []struct {
		Alpha float64
		Bytes int64
	}
	if err := json.Unmarshal(content, &files); err != nil {
		t.Fatal(err)
	}
	var widths []float64
	total := int64(0)
	for _, f := range files {
		widths = append(widths, f.Alpha)
		total += f.Bytes
	}
	if !slices.Equal(widths, ownWidths) {
		t.Fatalf("have files of α %v, want %v", widths, ownWidths)
	}
	if files[0].Bytes > 600_000 || total > 12_000_000 {
		t.Errorf("have %d bytes for the first answer and %d in all, want at most 600,000 and 12,000,000", files[0].Bytes, total)
	}
}

// The picture on the stage is answered before the page's program has come, as the program answers it, unless the link
// asks for something else. Weights that do not come keep nobody waiting.
func (s *pageSite) testFirstAnswer(t *testing.T) {
	rows := `[...document.querySelectorAll("#answers li")].map((row) => row.textContent)`
	for _, c := range []struct {
		name, link string
		early      bool
	}{
		{"English", "#lang=en", true},
		{"Korean, a panel", "#lang=ko&panel=time", true},
		{"another picture", "#lang=en&source=sample/mug", false},
		{"another width", "#lang=en&alpha=0.5", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			come := make(chan struct{})
			release := sync.OnceFunc(func() { close(come) })
			defer release()
			var weightsAsked, before atomic.Bool // before the program is asked for
			held := s.altered(t, func(path string, _ *http.Response) error {
				switch {
				case strings.HasSuffix(path, ".safetensors") && weightsAsked.Swap(true):
					<-t.Context().Done() // the other widths, to which the page would move
				case strings.HasSuffix(path, "/page.wasm"):
					before.Store(weightsAsked.Load())
					<-come
				}
				return nil
			})
			v := held.open(t, c.link)
			if !c.early {
				release()
				v.wait(rows+`[0].length > 1`, "an answer")
				if before.Load() {
					t.Error("have weights asked for before the program, want them as the program asks")
				}
				return
			}
			v.wait(rows+`[4].length > 1`, "five answers")
			if evaluate[bool](v, `!document.getElementById("alpha").disabled`) {
				t.Fatal("the page's program has come, want it held back")
			}
			v.wantText("alpha-value", "0.25")
			meaning := v.text("alpha-text")
			early := evaluate[[]string](v, rows)
			release()
			v.wait(`parseFloat(document.getElementById("latency").textContent) > 0`, "the program's answers")
			if have := evaluate[[]string](v, rows); !slices.Equal(have, early) {
				t.Errorf("have %q before the program and %q from it, want the same", early, have)
			}
			if have := v.text("alpha-text"); have != meaning {
				t.Errorf("have of the width %q before the program and %q from it, want the same", meaning, have)
			}
		})
	}
	t.Run("weights that do not come", func(t *testing.T) {
		without := s.altered(t, func(path string, answer *http.Response) error {
			if strings.HasSuffix(path, ".safetensors") {
				answer.StatusCode = http.StatusNotFound
			}
			return nil
		})
		v := without.open(t, "#lang=en", "404")
		v.wait(`!document.getElementById("notice").hidden`, "what is wrong, by the program")
	})
}

// The page answers when the narrowest network has come, fetches the others in the background, the smallest first, and
// goes to what this device runs.
func (s *pageSite) testArrival(t *testing.T) {
	var mu sync.Mutex
	var order []string
	answered := make(chan struct{})
	late := *s
	late.url = s.behind(t, func(w http.ResponseWriter, name string, body []byte) {
		mu.Lock()
		order = append(order, name)
		first := len(order) == 1
		mu.Unlock()
		if !first {
			<-answered
		}
		w.Write(body)
	})
	v := late.open(t, "")
	v.wait(`document.getElementById("weights").value === "own" && parseFloat(document.getElementById("latency").textContent) > 0 && document.querySelector("#answers .percent").textContent`, "answers of the narrowest network")
	v.wantText("alpha-value", "0.25")
	if have := evaluate[string](v, `[...document.querySelectorAll("#alpha-stops span")].map((e) => e.textContent).join(" ")`); have != "0.25 0.5 0.75" {
		t.Errorf("have the stops %q, want 0.25 0.5 0.75", have)
	}
	if have := v.text("weights-text"); !strings.Contains(have, "derived from Google’s MobileNet v1 1.0/224 (Apache-2.0)") {
		t.Errorf("the page says %q of the weights, want what they are derived from", have)
	}
	if !evaluate[bool](v, `document.getElementById("banner").hidden`) {
		t.Error("the page says that the weights are random, want it to say so only of random ones")
	}
	close(answered)
	v.wait(`Number(document.getElementById("alpha").value) > 0.25 || parseFloat(document.getElementById("latency").textContent) > 15`, "a wider network than the first, unless the device is slow")
	for end := time.Now().Add(patience); ; time.Sleep(40 * time.Millisecond) {
		mu.Lock()
		have := slices.Clone(order)
		mu.Unlock()
		if len(have) < len(ownWidths) && time.Now().Before(end) {
			continue
		}
		for i, alpha := range ownWidths {
			if i >= len(have) || !strings.HasPrefix(have[i], fmt.Sprintf("mobilenet_v1_%v.", alpha)) {
				t.Fatalf("have fetched %v, want α %v, each once, in this order", have, ownWidths)
			}
		}
		if len(have) > len(ownWidths) {
			t.Errorf("have fetched %v, want each once", have)
		}
		return
	}
}

// Once the networks have come, the page needs no server any more.
func (s *pageSite) testOffline(t *testing.T) {
	to, err := url.Parse(s.url)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(to)
	var mu sync.Mutex
	sent := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		proxy.ServeHTTP(w, r)
		if path.Ext(r.URL.Path) == ".safetensors" {
			mu.Lock()
			sent++
			mu.Unlock()
		}
	}))
	defer server.Close()
	leaving := *s
	leaving.url = server.URL + "/"
	v := leaving.open(t, "#alpha=0.25&resolution=128", "ERR_CONNECTION_REFUSED", "fetching the script") // that of the service worker
	v.waitAnswered(exact(multiplyAdds(0.25, 128)))
	for end := time.Now().Add(patience); ; time.Sleep(40 * time.Millisecond) {
		mu.Lock()
		all := sent == len(ownWidths)
		mu.Unlock()
		if all {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("waited %v for %d files of weights", patience, len(ownWidths))
		}
	}
	server.Close()
	for _, step := range []struct {
		control, key string
		alpha        float64
		resolution   int
	}{
		{"alpha", kb.ArrowRight, 0.5, 128}, {"rho", kb.End, 0.5, 224}, {"alpha", kb.End, 0.75, 224}, {"alpha", kb.Home, 0.25, 224},
	} {
		v.press(step.control, step.key)
		v.waitAnswered(exact(multiplyAdds(step.alpha, step.resolution)))
	}
	evaluate[any](v, `document.querySelector("#format input[value=int8]").click()`)
	v.wait(`document.querySelector("#format input[value=int8]").checked && parseInt(document.getElementById("latency-note").textContent) >= 3`, "answers in integers")
}

// Links from when one file held every width lead to the nearest of the project's own networks.
func (s *pageSite) testOldLink(t *testing.T) {
	v := s.open(t, "#alpha=0.4609375&resolution=192&weights=slim")
	v.waitAnswered(exact(multiplyAdds(0.5, 192)))
	if have := evaluate[string](v, `document.getElementById("weights").value`); have != "own" {
		t.Errorf("have the weights %q, want own", have)
	}
}

// A file that comes damaged is said in words where it is the one that is wanted, and asked for again where it was only
// fetched ahead.
func (s *pageSite) testOwnDamaged(t *testing.T) {
	damaged := *s
	damaged.url = s.behind(t, func(w http.ResponseWriter, name string, body []byte) {
		if !strings.HasPrefix(name, "mobilenet_v1_0.25.") {
			body[len(body)-100] ^= 1
		}
		w.Write(body)
	})
	v := damaged.open(t, "#alpha=0.25&resolution=128")
	v.waitAnswered(exact(multiplyAdds(0.25, 128)))
	v.press("alpha", kb.End)
	if text := v.notice("These weights cannot be used"); !strings.Contains(text, "damaged") {
		t.Errorf("have %q, want that the file is damaged", text)
	}
	v.waitAnswered(exact(multiplyAdds(0.25, 128)))

	damaged.url = s.behind(t, func(w http.ResponseWriter, _ string, body []byte) {
		body[len(body)/2] ^= 1
		w.Write(body)
	})
	v = damaged.open(t, "#alpha=0.5&resolution=128")
	if text := v.notice("The weights did not load"); !strings.Contains(text, "damaged") {
		t.Errorf("have %q, want that the file is damaged", text)
	}
}

// behind returns the address of the site behind a server that sends weights in its own way.
func (s *pageSite) behind(t *testing.T, send func(w http.ResponseWriter, name string, body []byte)) string {
	t.Helper()
	to, err := url.Parse(s.url)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(to)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if path.Ext(r.URL.Path) != ".safetensors" {
			proxy.ServeHTTP(w, r)
			return
		}
		recorded := httptest.NewRecorder()
		r.Header.Del("Accept-Encoding")
		proxy.ServeHTTP(recorded, r)
		maps.Copy(w.Header(), recorded.Header())
		send(w, path.Base(r.URL.Path), recorded.Body.Bytes())
	}))
	t.Cleanup(server.Close)
	return server.URL + "/"
}

// multiplyAdds counts those of a network of one of the paper's widths: D_K²·M·D_F² and M·N·D_F² for each block.
func multiplyAdds(alpha float64, resolution int) int {
	channels := func(base int) int { return int(alpha * float64(base)) }
	side, in := resolution/2, channels(32)
	total := side * side * 27 * in
	for i, base := range []int{64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024} {
		if i == 1 || i == 3 || i == 5 || i == 11 {
			side /= 2
		}
		out := channels(base)
		total += side * side * in * (9 + out)
		in = out
	}
	return total + in*1000
}

// exact writes a count as the page does, in groups of three digits.
func exact(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// Sliding through all widths and resolutions asks the server for nothing; how long it takes is said, not held.
func (s *pageSite) testSlide(t *testing.T) {
	v := s.open(t, "bench.html")
	for _, precision := range []string{"f32", "int8"} {
		found := evaluate[struct {
			First, Later []float64 // ms
			Requests     int
		}](v, benchpage.OwnEngine(fmt.Sprintf(`
			const weights = () => performance.getEntriesByType("resource").filter(({name}) => name.endsWith(".safetensors")).length;
			const before = weights(), first = [], later = [];
			for (let i = 0; i < 72; i++) {
				const {ms} = await configure([0.25, 0.5, 0.75][i %% 3], [128, 160, 192, 224][i %% 4], %q);
				(i < 12 ? first : later).push(ms);
			}
			return {first, later, requests: weights() - before};`, precision)))
		for _, times := range [][]float64{found.First, found.Later} {
			slices.Sort(times)
		}
		t.Logf("%s: a move of the slider in a median of %.1f ms, at most %.1f; the first twelve %.1f and %.1f", precision,
			found.Later[len(found.Later)/2], found.Later[len(found.Later)-1], found.First[len(found.First)/2], found.First[len(found.First)-1])
		if found.Requests != 0 {
			t.Errorf("%s: have %d requests for weights, want none", precision, found.Requests)
		}
	}
}

// Through all widths, resolutions and both number formats the engine takes no more memory than the files that it keeps,
// 2.5 times the largest weights so far and 24 MiB, however often it goes through them.
func (s *pageSite) testOwnMemory(t *testing.T) {
	v := s.open(t, "bench.html")
	found := evaluate[struct {
		Files int // bytes
		Uses  []memoryUse
	}](v, benchpage.OwnEngine(`
		const uses = [];
		for (let round = 0; round < 6; round++) {
			for (const precision of ["int8", "f32"]) for (const alpha of [0.25, 0.5, 0.75]) for (const resolution of [128, 224]) {
				const {weightsMemory} = await configure(alpha, resolution, precision);
				const bitmap = await createImageBitmap(new ImageData(640, 480));
				const {memory} = await engine.request({kind: "frame", bitmap});
				uses.push({memory, weights: weightsMemory});
			}
		}
		return {files: [...files.values()].reduce((sum, {bytes}) => sum + bytes, 0), uses};`))
	largest := memoryUse{}
	for i, use := range found.Uses {
		largest = memoryUse{use.Memory, max(largest.Weights, use.Weights)}
		if bound := found.Files + largest.bound(); largest.Memory > bound {
			t.Fatalf("network %d: have %.1f MiB of memory, want at most %.1f for weights of %.1f beside files of %.1f",
				i, mebibytes(largest.Memory), mebibytes(bound), mebibytes(largest.Weights), mebibytes(found.Files))
		}
	}
	t.Logf("%.1f MiB of %.1f", mebibytes(largest.Memory), mebibytes(found.Files+largest.bound()))
}

// bench.html measures and classifies with the network of that width, at any resolution, and says which widths there are.
func (s *pageSite) testBenchOwn(t *testing.T) {
	v := s.open(t, "bench.html?weights=slim")
	picture := "(await fetch(" + benchpage.File(`"samples/clock.jpg"`) + ").then((r) => r.blob()))"
	for _, c := range []struct{ name, call, want string }{
		{"classify", "window.classify(" + picture + ", {alpha: 0.25, resolution: 128})", "mobilenet_v1_0.25"},
		{"classify in integers", "window.classify(" + picture + ", {alpha: 0.75, resolution: 96, precision: 'int8'})", "mobilenet_v1_0.75"},
		{"measure", "window.bench(0.5, 96, {warmup: 1, runs: 2, logits: true}).then((r) => r.logits)", "mobilenet_v1_0.5"},
	} {
		found := evaluate[int](v, "(async () => ("+"await "+c.call+").length)()")
		if found != 5 && found != 1000 {
			t.Errorf("%s: have %d answers or logits, want 5 or 1000", c.name, found)
		}
		if have := evaluate[string](v, "window.info().weights"); have != c.want {
			t.Errorf("%s: have the weights %q, want %q", c.name, have, c.want)
		}
	}
	const want = "bench: no own weights with alpha 0.3: have 0.25, 0.5, 0.75"
	if have := evaluate[string](v, "window.bench(0.3, 96).then(() => '', (error) => error.message)"); have != want {
		t.Errorf("another width: have %q, want %q", have, want)
	}
}

// Where they see their answer is brighter than the rest.
func (s *pageSite) testOwnMap(t *testing.T) {
	v := s.open(t, "#panel=inside&source=sample/golf-ball", "willReadFrequently") // the test reads the canvases back
	v.wait(`document.querySelector("#panel .inside-cam-says")?.textContent`, "the activation map")
	look := evaluate[struct{ Brightest, Darkest int }](v, `(() => {
		const {width, height} = document.querySelector("#panel .seen-veil"), cells = [];
		const {data} = document.querySelector("#panel .seen-veil").getContext("2d").getImageData(0, 0, width, height);
		for (let i = 3; i < data.length; i += 4) cells.push(data[i]);
		return {brightest: Math.min(...cells), darkest: Math.max(...cells)};
	})()`)
	if look.Brightest != 0 || look.Darkest < 100 {
		t.Errorf("have a veil from %d to %d, want it from 0 to more than 100", look.Brightest, look.Darkest)
	}
}

// A network of the project's own is cut in half to garbage.
func (s *pageSite) testBreakOwn(t *testing.T) {
	v := s.open(t, "#panel=break&break.how=slice&alpha=0.25&resolution=128")
	v.wait(`document.getElementById("break-slice")?.checked && !document.getElementById("break-yes").disabled`, "weights to be cut")
	v.press("break-yes", kb.Enter)
	v.wait(brokenIs+` === "cut from α 0.75 to α 0.375"`, "half of the widest")
	if have, _ := v.agreed("You said yes, but its answers have changed."); have > 5 {
		t.Errorf("the slice agrees on %d scenes, want garbage", have)
	}
}
