package e2e

import (
	"fmt"
	"slices"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/heapprofiler"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"mobilenet/e2e/benchpage"
)

// frames has a page's own engine classify frames of two sizes at every width and resolution, and gives the most bytes
// of WebAssembly's memory that a result told of.
func (s *engineSite) frames(t *testing.T, page *benchpage.Page, seed, framesPerPoint int) (memory int) {
	t.Helper()
	return call[int](t, page, fmt.Sprintf(`await (async () => {
		const engine = await %s;
		const pictures = [[320, 240], [480, 640]].map(([w, h]) => new ImageData(w, h));
		for (const {data} of pictures) data.forEach((_, i) => { data[i] = i * 7919; });
		let count = 0, memory = 0;
		for (const alpha of [0.25, 0.5, 0.75, 1]) for (const resolution of [128, 160, 192, 224]) {
			await engine.request({kind: "configure", alpha, resolution, weights: {source: "random", seed: %d}});
			for (let i = 0; i < %d; i++) {
				const bitmap = await createImageBitmap(pictures[count++ %% 2]);
				const result = await engine.request({kind: "frame", bitmap}, [bitmap]);
				if (result.resolution !== resolution || result.top.length !== 5) throw new Error("a wrong answer");
				memory = Math.max(memory, result.memory);
			}
		}
		return memory;
	})()`, client, seed, framesPerPoint))
}

// Two thousand frames while α and ρ change: after the second round neither WebAssembly's memory nor JavaScript's heap
// grows. The first finds room for the largest network, the second for garbage that the collector was late for.
func (s *engineSite) testMemory(t *testing.T) {
	page := s.open(t, "")
	call[any](t, page, "await "+client+".ready()")
	worker := s.worker(t, "client")
	var memory, heap []int
	for range 5 {
		memory = append(memory, s.frames(t, page, 1, 25))
		if _, err := chromedp.Call(worker, heapprofiler.CollectGarbage, cdp.Empty{}); err != nil {
			t.Fatal(err)
		}
		usage, err := chromedp.Call(worker, runtime.GetHeapUsage, cdp.Empty{})
		if err != nil {
			t.Fatal(err)
		}
		heap = append(heap, int(usage.UsedSize+usage.BackingStorageSize))
	}
	t.Logf("WebAssembly's memory after each round: %d bytes; JavaScript's heap: %d bytes", memory, heap)
	if grown := slices.Max(memory) - memory[1]; grown > 0 {
		t.Errorf("WebAssembly's memory has grown by %d bytes after the second round, want none: %d", grown, memory)
	}
	// The browser optimises its own code for one more round, and then a leak of a small object per frame shows.
	if grown := slices.Max(heap) - heap[1]; grown > heap[1]/20 {
		t.Errorf("JavaScript's heap has grown by %d bytes after the second round, want none: %d", grown, heap)
	}
}

// Six sets of weights at four widths, far more than the engine keeps: the memory stays near what it keeps.
func (s *engineSite) testEviction(t *testing.T) {
	const limit = 160 << 20
	page := s.open(t, "")
	var memory []int
	for seed := range 6 {
		memory = append(memory, s.frames(t, page, seed, 1))
	}
	t.Logf("WebAssembly's memory after each set of weights: %d bytes", memory)
	if most := slices.Max(memory); most > limit {
		t.Errorf("have %d bytes of WebAssembly memory, want at most %d", most, limit)
	}
}
