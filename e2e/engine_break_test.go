package e2e

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mobilenet/e2e/benchpage"
)

// Table 3's first two layers are raced.
func (s *engineSite) testRace(t *testing.T) {
	page := s.labPage(t)
	have := call[struct {
		ISA                                       string
		Standard, Depthwise, Pointwise, Separable float64
	}](t, page, `await ask({kind: "race", inputs: 512, outputs: 512, size: 14, runs: 3})`)
	if !(have.Depthwise > 0 && have.Pointwise > 0 && have.Separable > have.Pointwise) {
		t.Errorf("have %+v, want times, and both together longer than either", have)
	}
	if ratio := have.Standard / have.Separable; have.ISA != "simd128" || ratio < 1.5 { // 10 on a machine that does nothing else
		t.Errorf("%s: have a separable convolution %.1f times as fast, want clearly more for 8.8 times fewer multiply-adds", have.ISA, ratio)
	}
	t.Logf("Table 3's layer: standard %.2f ms, depthwise %.2f ms, pointwise %.2f ms", have.Standard, have.Depthwise, have.Pointwise)
	for message, words := range map[string][]string{
		`outputs: 512, size: 14`:                                {"0 input channels", "want a multiple of 8"},
		`inputs: 512, outputs: 512, size: 14, isa: "avx"`:       {`"avx"`, "want scalar"},
		`inputs: 512, outputs: 512, size: 14, stride: 3`:        {"stride 3", "want 1 or 2"},
		`inputs: 512, outputs: 512, size: 14, runs: 0`:          {"runs", "want 1 to 1000"},
		`inputs: 1024, outputs: 1024, size: 112, isa: "scalar"`: {"118380 million multiply-adds", "want at most"},
	} {
		wantRejected(t, page, `await ask({kind: "race", `+message+`})`, words...)
	}
}

// The parts of a detector take time as they have multiply-adds, roughly; the network that answers stays.
func (s *engineSite) testParts(t *testing.T) {
	page := s.labPage(t)
	have := call[struct {
		ISA                string
		Body, Extra, Heads float64
	}](t, page, `await ask({kind: "timeparts", alpha: 0.25})`)
	if have.ISA != "simd128" || !(have.Extra > 0 && have.Heads > 0 && have.Body > have.Extra && have.Body > have.Heads) {
		t.Errorf("have %+v, want times, of which the body has the longest", have)
	}
	t.Logf("a detector of α 0.25: body %.2f ms, extra layers %.2f ms, heads %.2f ms", have.Body, have.Extra, have.Heads)
	wantRejected(t, page, `await ask({kind: "timeparts", alpha: 7})`, "alpha 7", "want")
	wantRejected(t, page, `await ask({kind: "timeparts", alpha: 1, isa: "avx"})`, `"avx"`, "want scalar")
	call[any](t, page, `await ask({kind: "bench", runs: 1})`)
}

// broken is the part of the answer to a break that the tests look at.
type broken struct {
	Kind       string
	Alpha      float64
	Resolution int
	Pictures   int
	Layers     []struct {
		Name          string
		SignalToNoise float64
	}
}

// Weights are damaged and mended, and answer from slot b beside those of slot a.
func (s *engineSite) testBreak(t *testing.T) {
	page := s.labPage(t)
	const random = `weights: {source: "random", seed: 1}`
	wantRejected(t, page, `await ask({kind: "break", how: "slice", alpha: 0.5, resolution: 96, recalibrate: true, `+random+`})`, "no pictures", "remember some")
	wantRejected(t, page, `await ask({kind: "remember"})`, "no picture yet")

	have := call[struct {
		Counts              []int
		Limit               int
		Sliced, Mended      broken
		ByTensor, ByChannel broken
		Slots               []string
	}](t, page, `await (async () => {
		const counts = [];
		let last;
		for (let i = 0; i < 50; i++) {
			last = await ask({kind: "remember", bitmap: i % 2 ? null : await picture(64, 48, 31 * i + 1)});
			counts.push(last.count);
		}
		const at = {alpha: 0.5, resolution: 96, `+random+`};
		const sliced = await ask({kind: "break", how: "slice", ...at});
		const mended = await ask({kind: "break", how: "slice", recalibrate: true, ...at});
		const byTensor = await ask({kind: "break", how: "quantise", per: "tensor", ...at});
		const byChannel = await ask({kind: "break", how: "quantise", per: "channel", bits: 4, ...at});
		const {results} = await ask({kind: "compare", bitmap: null, slots: ["a", "b"]});
		return {counts, limit: last.limit, sliced, mended, byTensor, byChannel, slots: results.map((r) => r.slot + r.alpha)};
	})()`)
	if len(have.Counts) != 50 || have.Counts[0] != 1 || have.Counts[49] != 48 || have.Limit != 48 {
		t.Errorf("have counts %v and limit %d, want 1 to 48", have.Counts, have.Limit)
	}
	for name, b := range map[string]broken{"slice": have.Sliced, "mended slice": have.Mended, "tensor": have.ByTensor, "channel": have.ByChannel} {
		if b.Kind != "broken" || b.Alpha != 0.5 || b.Resolution != 96 {
			t.Errorf("%s: have %+v, want a damaged network with alpha 0.5 at 96 pixels", name, b)
		}
	}
	if have.Sliced.Pictures != 0 || have.Mended.Pictures != 48 {
		t.Errorf("have statistics of %d and %d pictures, want none and 48", have.Sliced.Pictures, have.Mended.Pictures)
	}
	if len(have.ByTensor.Layers) != 28 || have.ByTensor.Layers[0].Name != "conv" || !(have.ByTensor.Layers[0].SignalToNoise > have.ByChannel.Layers[0].SignalToNoise) {
		t.Errorf("have layers %+v and %+v, want 28, and more noise with 4 bits than with 8", have.ByTensor.Layers, have.ByChannel.Layers)
	}
	if strings.Join(have.Slots, " ") != "a0.25 b0.5" {
		t.Errorf("have %q, want both slots to answer", have.Slots)
	}

	for message, words := range map[string][]string{
		`how: "burn", ` + random:                                         {`break "burn"`, "want slice or quantise"},
		`how: "slice", ` + random:                                        {"no alpha"},
		`how: "slice", alpha: 1, resolution: 96, ` + random:              {"slice of alpha 1", "want less"},
		`how: "quantise", per: "row", alpha: 0.5, ` + random:             {`per "row"`, "want tensor or channel"},
		`how: "quantise", per: "tensor", bits: 9, alpha: 0.5, ` + random: {"9 bits", "want 2 to 8"},
		`how: "quantise", per: "tensor", recalibrate: true, ` + random:   {"statistics have nothing to do with it"},
	} {
		wantRejected(t, page, `await ask({kind: "break", `+message+`})`, words...)
	}
	if have := call[struct{ Count int }](t, page, `await ask({kind: "forget"})`); have.Count != 0 {
		t.Errorf("have %d pictures after forgetting, want 0", have.Count)
	}
	wantWorks(t, page)
}

// agreement is how many of the photos slot b answers as slot a does.
func agreement(t *testing.T, page *benchpage.Page, photos []string, message string) int {
	t.Helper()
	return call[int](t, page, fmt.Sprintf(`await (async () => {
		await ask(%s);
		let same = 0;
		for (const address of %q.split(" ")) {
			const bitmap = await createImageBitmap(await (await fetch(new URL(address, document.baseURI))).blob());
			const [a, b] = (await ask({kind: "compare", bitmap, slots: ["a", "b"]})).results;
			same += a.top[0].index === b.top[0].index;
		}
		return same;
	})()`, message, strings.Join(photos, " ")))
}

// Of trained weights, a slice answers garbage, and coarse steps cost answers per tensor that they do not per channel.
func (s *engineSite) testBreakOfficial(t *testing.T) {
	index := readJSON[[]struct {
		File       string
		Alpha      float64
		Resolution int
		Quantised  bool
	}](t, filepath.Join(s.dir, "weights", "index.json"))
	paths, _ := filepath.Glob(filepath.Join(photosDir, "inputs", "*-224.png"))
	if len(paths) == 0 {
		t.Skip("needs the test photos beside the repository")
	}
	var photos []string
	for _, path := range paths {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		photos = append(photos, s.add(t, filepath.Base(path), content))
	}
	page := s.labPage(t)
	source := func(alpha float64, quantised bool) string {
		for _, e := range index {
			if e.Alpha == alpha && e.Resolution == 224 && e.Quantised == quantised {
				return fmt.Sprintf(`weights: {source: "url", url: new URL("weights/%s", document.baseURI).href}`, e.File)
			}
		}
		t.Skipf("the site has no weights of alpha %v", alpha)
		return ""
	}
	wide := source(1, true)
	call[any](t, page, `void await ask({kind: "configure", `+wide+`})`)
	itself := agreement(t, page, photos, `{kind: "configure", slot: "b", `+wide+`}`)
	sliced := agreement(t, page, photos, `{kind: "break", how: "slice", alpha: 0.5, `+wide+`}`)
	t.Logf("of %d photos, the whole network agrees on %d, its slice on %d", len(photos), itself, sliced)
	if itself != len(photos) || sliced > len(photos)/4 {
		t.Errorf("have %d and %d equal answers, want all %d and few", itself, sliced, len(photos))
	}

	narrow := source(0.25, false)
	call[any](t, page, `void await ask({kind: "configure", `+narrow+`})`)
	tensor := agreement(t, page, photos, `{kind: "break", how: "quantise", per: "tensor", `+narrow+`}`)
	channel := agreement(t, page, photos, `{kind: "break", how: "quantise", per: "channel", `+narrow+`}`)
	t.Logf("of %d photos, 8 bits per tensor agree on %d, per channel on %d", len(photos), tensor, channel)
	if !(channel > tensor) || float64(channel) < math.Ceil(0.7*float64(len(photos))) {
		t.Errorf("have %d equal answers per channel and %d per tensor, want more per channel, and most of %d", channel, tensor, len(photos))
	}
}
