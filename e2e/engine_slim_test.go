package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// fullFile is the name of slimmable weights of every width from 0.25 to 1, beside the site's pages.
const fullFile = "full.safetensors"

// putFull puts random weights of every width beside the site's pages.
func (s *pageSite) putFull(t *testing.T) {
	t.Helper()
	if err := os.Rename(filepath.Join(onionFile(t, "-max", "1"), "slim.safetensors"), filepath.Join(s.dir, fullFile)); err != nil {
		t.Fatal(err)
	}
}

// slimEngine evaluates JavaScript with an engine of its own, and configure(alpha, precision), which gives the answer
// for the full file at 224 pixels.
const slimEngine = `(async () => {
	const {EngineClient} = await import(new URL("client.js", document.querySelector("script[src$='bench.js']").src));
	const {bestBinary} = await import(new URL("program.js", document.querySelector("script[src$='bench.js']").src));
	const engine = new EngineClient(bestBinary(), "slim");
	const weights = {source: "url", url: new URL("full.safetensors", document.baseURI).href};
	const configure = (alpha, precision) => engine.request({kind: "configure", alpha, resolution: 224, precision, weights});
	try { %s } finally { engine.stop(); }
})()`

// Through all widths and both number formats the engine takes no more memory than 2.5 times the largest weights so far
// and 24 MiB, and nothing more at all when it goes through them again.
func (s *pageSite) testSlimMemory(t *testing.T) {
	v := s.open(t, "bench.html")
	uses := evaluate[[]memoryUse](v, fmt.Sprintf(slimEngine, `
		const uses = [];
		for (let round = 0; round < 3; round++) {
			for (const precision of ["int8", "f32"]) for (let k = 32; k <= 128; k += 3) {
				const {weightsMemory} = await configure(k / 128, precision);
				const bitmap = await createImageBitmap(new ImageData(640, 480));
				const {memory} = await engine.request({kind: "frame", bitmap}, [bitmap]);
				uses.push({memory, weights: weightsMemory});
			}
		}
		return uses;`))
	round := len(uses) / 3
	largest := memoryUse{}
	for i, use := range uses[:round] {
		largest = memoryUse{use.Memory, max(largest.Weights, use.Weights)}
		if largest.Memory > largest.bound() {
			t.Errorf("width %d: have %.1f MiB of memory, want at most %.1f for weights of %.1f",
				i, mebibytes(largest.Memory), mebibytes(largest.bound()), mebibytes(largest.Weights))
		}
	}
	t.Logf("%.1f MiB of %.1f", mebibytes(largest.Memory), mebibytes(largest.bound()))
	if grown := uses[3*round-1].Memory - uses[2*round-1].Memory; grown > 0 {
		t.Errorf("the memory has grown by %d bytes in the third round, want none", grown)
	}
}

// bench.html measures and classifies with the site's slimmable weights.
func (s *pageSite) testBenchSlim(t *testing.T) {
	v := s.open(t, "bench.html?weights=slim")
	type answer struct {
		Index int
		Label string
	}
	const picture = `(await fetch(new URL("samples/clock.jpg", document.querySelector("script[src$='bench.js']").src)).then((r) => r.blob()))`
	for _, call := range []string{
		"window.classify(" + picture + ", {alpha: 0.375, resolution: 128})",
		"window.classify(" + picture + ", {alpha: 0.5, resolution: 160, precision: 'int8', weights: 'slim'})",
	} {
		found := evaluate[[]answer](v, "(async () => "+call+")()")
		if len(found) != 5 {
			t.Errorf("%s: have %v, want five answers", call, found)
		}
		for _, a := range found {
			if a.Index%50 != 0 || a.Label == "" {
				t.Errorf("%s: have %+v, want one of the classes that the weights know", call, a)
			}
		}
	}
	if have := evaluate[int](v, "window.bench(0.3125, 96, {warmup: 1, runs: 2, logits: true}).then((r) => r.logits.length)"); have != 20 {
		t.Errorf("have %d logits, want 20", have)
	}
	if have, want := evaluate[string](v, "window.info().weights"), "mobilenet_v1_slimmable_test"; have != want {
		t.Errorf("have the weights %q, want %q", have, want)
	}
}
