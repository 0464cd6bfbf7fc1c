package e2e

import (
	"flag"
	"fmt"
	"maps"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/heapprofiler"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"mobilenet/e2e/benchpage"
)

// framesInARow is how many frames the engine answers while its memory must not grow.
var framesInARow = flag.Int("frames", 1600, "how many frames TestEngine/memory has the engine answer; 10000 take three minutes")

// framesPerRound is how many of them make a round: so many in both precisions at each of the sixteen points.
const framesPerRound = 16 * 2 * framesPerPoint

const framesPerPoint = 10

// frames has a page's own engine classify frames of two sizes in both precisions at every width and resolution, and
// gives the most bytes of WebAssembly's memory that a result told of.
func (s *engineSite) frames(t *testing.T, page *benchpage.Page, seed, framesPerPoint, threads int) (memory int) {
	t.Helper()
	return call[int](t, page, fmt.Sprintf(`await (async () => {
		const engine = await %s;
		const pictures = [[320, 240], [480, 640]].map(([w, h]) => new ImageData(w, h));
		for (const {data} of pictures) data.forEach((_, i) => { data[i] = i * 7919; });
		let count = 0, memory = 0;
		for (const alpha of [0.25, 0.5, 0.75, 1]) for (const precision of ["f32", "int8"]) for (const resolution of [128, 160, 192, 224]) {
			await engine.request({kind: "configure", alpha, resolution, precision, threads: %d, exact: true, weights: {source: "random", seed: %d}});
			for (let i = 0; i < %d; i++) {
				const bitmap = await createImageBitmap(pictures[count++ %% 2]);
				const result = await engine.request({kind: "frame", bitmap});
				if (result.resolution !== resolution || result.precision !== precision || result.top.length !== 5) throw new Error("a wrong answer");
				memory = Math.max(memory, result.memory);
			}
		}
		return memory;
	})()`, client, threads, seed, framesPerPoint))
}

// Many frames in a row while α, ρ and the precision change: after the first rounds neither WebAssembly's memory nor
// JavaScript's heap grows. The first finds room for the largest network, the next for garbage that the collector was
// late for, in the holes that others have left.
func (s *engineSite) testMemory(t *testing.T) {
	s.memory(t, max((*framesInARow+framesPerRound-1)/framesPerRound, 6), 4, framesPerPoint, 1)
}

// The same holds of a crew, which is laid out anew for every network.
func (s *engineSite) testCrewMemory(t *testing.T) {
	s.memory(t, 7, 4, 2, 2)
}

func (s *engineSite) memory(t *testing.T, rounds, settled, framesPerPoint, threads int) {
	t.Helper()
	page := s.open(t, "")
	call[any](t, page, "await "+client+".ready()")
	engine := worker(t, page.Tab, "client")
	var memory, heap []int
	for range rounds {
		memory = append(memory, s.frames(t, page, 1, framesPerPoint, threads))
		if _, err := chromedp.Call(engine, heapprofiler.CollectGarbage, cdp.Empty{}); err != nil {
			t.Fatal(err)
		}
		usage, err := chromedp.Call(engine, runtime.GetHeapUsage, cdp.Empty{})
		if err != nil {
			t.Fatal(err)
		}
		heap = append(heap, int(usage.UsedSize+usage.BackingStorageSize))
	}
	t.Logf("%d frames; WebAssembly's memory after each round: %d bytes; JavaScript's heap: %d bytes", rounds*16*2*framesPerPoint, memory, heap)
	if grown := slices.Max(memory) - memory[settled]; grown > 0 {
		t.Errorf("WebAssembly's memory has grown by %d bytes after round %d, want none: %d", grown, settled+1, memory)
	}
	// The browser optimises its own code for some rounds more: a twentieth, and less than the smallest object for a frame.
	allowed := heap[1]/20 + 8*(rounds-2)*16*2*framesPerPoint
	if grown := slices.Max(heap) - heap[1]; grown > allowed {
		t.Errorf("JavaScript's heap has grown by %d bytes after the second round, want at most %d: %d", grown, allowed, heap)
	}
}

// A crew that is given up, or formed again, after a pass has Go lay out memory, which may grow just then: what the pass
// has found is read before, and afterwards from where it then lies. The program and the crew are made by the test.
func (s *engineSite) testMemoryGrows(t *testing.T) {
	page := s.open(t, "")
	have := call[map[string]any](t, page, `await (async () => {
		const {Slots} = await import(`+benchpage.File(`"slots.js"`)+`);
		const mem = new WebAssembly.Memory({initial: 1}), grow = () => mem.grow(1);
		const net = {name: "a", slot: 0, generation: 0, resolution: 1, classes: 2, featureCount: 2, cells: 1, layerCount: 1,
			outcome: 64, explained: 256, layers: 320, preview: 384, features: 448, logits: 512};
		const views = () => ({
			bytes: new Uint8Array(mem.buffer), ints: new Int32Array(mem.buffer), floats: new Float32Array(mem.buffer), doubles: new Float64Array(mem.buffer),
		});
		const program = {
			memory: views,
			control: {generations: 0, describe: () => net, pixels: () => (grow(), 1024), among: () => {}},
			exports: {
				answer: () => {
					grow();
					const {bytes, floats, doubles} = views();
					doubles.set([0.5, 4, 1, 1, 1, 0.75], 64 / 8); // resized, network, class, share; its first answer
					floats[256 / 4] = 2;
					doubles[320 / 8] = 3;
					bytes.set([9, 8, 7, 255], 384);
					floats.set([5, 6], 448 / 4);
					floats.set([-1, 1], 512 / 4);
					return 1;
				},
				features: () => (grow(), 448), logits: () => (grow(), 512),
			},
		};
		const slots = new Slots(program, {wake() {}, mend: grow, members: () => ({threads: 1, threadsNote: null})});
		const bitmap = await createImageBitmap(new ImageData(1, 1));
		const {top, cam, features, logits, layers, pixels, threads} = await slots.answer({bitmap, cam: true, features: true, logits: true});
		return {top, cam: [...cam.values], features: [...features], logits: [...logits], layers: [...layers], pixels: [...new Uint8Array(pixels)], threads};
	})()`)
	want := map[string]any{
		"top": []any{map[string]any{"index": 1.0, "probability": 0.75}}, "cam": []any{2.0}, "features": []any{5.0, 6.0},
		"logits": []any{-1.0, 1.0}, "layers": []any{3.0}, "pixels": []any{9.0, 8.0, 7.0, 255.0}, "threads": 1.0,
	}
	if !reflect.DeepEqual(have, want) {
		t.Errorf("have %v, want %v", have, want)
	}
}

// memoryUse is what an engine has taken after some network was configured and answered, in bytes.
type memoryUse struct {
	Memory  int // WebAssembly's
	Weights int // of the network, as its kernels read them
}

// bound is the most memory that an engine may take for weights of so many bytes.
func (u memoryUse) bound() int { return u.Weights*5/2 + 24<<20 }

// uses has a new engine configure networks one after the other, each of which answers three frames.
func (s *engineSite) uses(t *testing.T, page *benchpage.Page, networks string) []memoryUse {
	t.Helper()
	return call[[]memoryUse](t, page, fmt.Sprintf(`await (async () => {
		const {EngineClient} = await import(`+benchpage.File(`"client.js"`)+`);
		const {bestBinary} = await import(`+benchpage.File(`"program.js"`)+`);
		const engine = new EngineClient(bestBinary(), "memory"), uses = [];
		for (const network of %s) {
			const {weightsMemory} = await engine.request({kind: "configure", ...network});
			let memory = 0;
			for (let i = 0; i < 3; i++) {
				const bitmap = await createImageBitmap(new ImageData(640, 480));
				({memory} = await engine.request({kind: "frame", bitmap}));
			}
			uses.push({memory, weights: weightsMemory});
		}
		return uses;
	})()`, networks))
}

// The engine takes at most 2.5 times the weights in use and 24 MiB: where it has one network, and, since
// WebAssembly's memory never shrinks, for the largest that it has had.
func (s *engineSite) testMemoryBound(t *testing.T) {
	page := s.open(t, "")
	random := `{alpha: %v, resolution: %d, precision: %q, weights: {source: "random", seed: 1}}`
	sources := map[string]string{}
	var all []string
	for _, alpha := range []float64{0.25, 1, 0.5, 0.75} {
		for _, precision := range []string{"f32", "int8"} {
			for _, resolution := range []int{128, 224} {
				network := fmt.Sprintf(random, alpha, resolution, precision)
				all = append(all, network)
				sources[fmt.Sprintf("random %v/%d %s", alpha, resolution, precision)] = network
			}
		}
	}
	var files []string
	for _, entry := range readJSON[[]struct{ File, Name string }](t, filepath.Join(s.dir, "weights", "index.json")) {
		for _, precision := range []string{"f32", "int8"} {
			network := fmt.Sprintf(`{precision: %q, weights: {source: "url", url: new URL("weights/" + %q, document.baseURI).href}}`, precision, entry.File)
			files = append(files, network)
			sources[entry.Name+" "+precision] = network
		}
	}
	sources["random networks in turn"] = strings.Join(all, ", ")
	if files != nil {
		sources["files in turn"] = strings.Join(files, ", ")
	}
	for _, name := range slices.Sorted(maps.Keys(sources)) {
		largest := memoryUse{}
		for i, use := range s.uses(t, page, "["+sources[name]+"]") {
			largest.Weights = max(largest.Weights, use.Weights)
			if use.Memory > largest.bound() {
				t.Errorf("%s, network %d: have %.1f MiB of memory, want at most %.1f for weights of %.1f",
					name, i, mebibytes(use.Memory), mebibytes(largest.bound()), mebibytes(largest.Weights))
			}
			largest.Memory = use.Memory
		}
		t.Logf("%s: %.1f MiB of %.1f", name, mebibytes(largest.Memory), mebibytes(largest.bound()))
	}
}

func mebibytes(bytes int) float64 { return float64(bytes) / (1 << 20) }

// Six sets of weights at four widths in two precisions, far more than the engine keeps: the memory stays near what it
// keeps.
func (s *engineSite) testEviction(t *testing.T) {
	const limit = 80 << 20
	page := s.open(t, "")
	var memory []int
	for seed := range 6 {
		memory = append(memory, s.frames(t, page, seed, 1, 1))
	}
	t.Logf("WebAssembly's memory after each set of weights: %d bytes", memory)
	if most := slices.Max(memory); most > limit {
		t.Errorf("have %d bytes of WebAssembly memory, want at most %d", most, limit)
	}
}
