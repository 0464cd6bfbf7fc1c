package e2e

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"mobilenet/e2e/benchpage"
)

// labPage opens a page whose client has a network of random weights in slot a, and a helper that makes pictures.
func (s *engineSite) labPage(t *testing.T) *benchpage.Page {
	t.Helper()
	page := s.open(t, "")
	call[any](t, page, fmt.Sprintf(`void await (async () => {
		const engine = await %s;
		window.ask = (message) => engine.request(message);
		window.picture = async (width, height, seed = 7919) => {
			const image = new ImageData(width, height);
			image.data.forEach((_, i) => { image.data[i] = i %% 4 === 3 ? 255 : ((i * seed) >> 3) & 255; });
			return createImageBitmap(image);
		};
		await ask({kind: "configure", alpha: 0.25, resolution: 128, weights: {source: "random", seed: 1}});
	})()`, client))
	return page
}

// explained is a class activation map of the engine's.
type explained struct {
	Index, Rows, Columns int
	Values               []float64
}

// oneResult is the part of a result that the tests look at.
type oneResult struct {
	Slot       string
	Resolution int
	Alpha      float64
	Top        []struct {
		Index       int
		Probability float64
	}
	Cam *explained
}

// listed makes a result's typed arrays ones that can be looked at here.
const listed = `(r) => ({...r, pixels: r.pixels?.byteLength, cam: r.cam && {...r.cam, values: [...r.cam.values]}})`

// Two networks answer the same picture, each as it does alone, and the last picture again.
func (s *engineSite) testSlots(t *testing.T) {
	page := s.labPage(t)
	wantRejected(t, page, `await ask({kind: "frame", bitmap: null})`, "no picture yet")
	wantRejected(t, page, `await ask({kind: "compare", bitmap: await picture(64, 64), slots: ["b"]})`, "slot b", "configure")
	wantRejected(t, page, `await ask({kind: "compare", bitmap: await picture(64, 64), slots: ["c"]})`, `slot "c"`, "want a or b")
	wantRejected(t, page, `await ask({kind: "compare", bitmap: await picture(64, 64), slots: []})`, "no slots")
	wantRejected(t, page, `await ask({kind: "configure", slot: "z", weights: {source: "random"}})`, `slot "z"`)

	have := call[struct {
		Configured  struct{ Architecture string }
		A, B, Other oneResult
		Both        []oneResult
		Last        []oneResult
	}](t, page, `await (async () => {
		const configured = await ask({kind: "configure", slot: "b", alpha: 0.25, resolution: 96, weights: {source: "random", seed: 1}});
		const listed = `+listed+`;
		const a = listed(await ask({kind: "frame", bitmap: await picture(300, 200)}));
		const [b] = (await ask({kind: "compare", bitmap: await picture(300, 200), slots: ["b"]})).results;
		const other = listed(await ask({kind: "frame", bitmap: await picture(500, 600, 31)})); // another size between
		const both = (await ask({kind: "compare", bitmap: await picture(300, 200), slots: ["a", "b"]})).results.map(listed);
		const last = (await ask({kind: "compare", bitmap: null, slots: ["b", "a"]})).results.map(listed);
		return {configured, a, b: listed(b), other, both, last};
	})()`)
	if have.Configured.Architecture != "separable" {
		t.Errorf("have %+v, want a separable network", have.Configured)
	}
	for i, want := range []oneResult{have.A, have.B} {
		for _, result := range []oneResult{have.Both[i], have.Last[1-i]} {
			if fmt.Sprint(result.Slot, result.Resolution, result.Top) != fmt.Sprint(want.Slot, want.Resolution, want.Top) {
				t.Errorf("have %+v, want it as alone, %+v", result, want)
			}
		}
	}
	if fmt.Sprint(have.A.Top) == fmt.Sprint(have.Other.Top) {
		t.Error("have the same answers to another picture, want others")
	}
	if have.A.Resolution != 128 || have.B.Resolution != 96 {
		t.Errorf("have %d and %d pixels, want 128 in slot a and 96 in slot b", have.A.Resolution, have.B.Resolution)
	}

	wantRejected(t, page, `await ask({kind: "release", slot: "a"})`, "slot a", "want slot b")
	call[any](t, page, `void await ask({kind: "release", slot: "b"})`)
	wantRejected(t, page, `await ask({kind: "compare", bitmap: null, slots: ["b"]})`, "slot b")
	wantWorks(t, page)
}

// Answers among a set of classes are shares of what the network gives the set, and only of the frame that asks for it.
func (s *engineSite) testAmong(t *testing.T) {
	page := s.labPage(t)
	type result struct {
		Among  string
		Within float64
		oneResult
	}
	have := call[struct{ All, Dogs, One, Both, After result }](t, page, `await (async () => {
		const listed = `+listed+`;
		const ask = async (message) => listed(await window.ask({kind: "frame", bitmap: null, ...message}));
		const all = await ask({bitmap: await picture(200, 200), top: 1000});
		const dogs = await ask({among: "dogs", top: 1000, cam: true});
		const one = await ask({among: "7"});
		const both = listed((await window.ask({kind: "compare", bitmap: null, slots: ["a"], among: "dogs", top: 1000})).results[0]);
		return {all, dogs, one, both, after: await ask({top: 1000})};
	})()`)
	want, within := make(map[int]float64), 0.0
	for _, a := range have.All.Top {
		if a.Index >= 151 && a.Index <= 268 {
			want[a.Index] = a.Probability
			within += a.Probability
		}
	}
	if have.Dogs.Among != "dogs" || math.Abs(have.Dogs.Within-within) > 1e-6 || len(have.Dogs.Top) != len(want) {
		t.Errorf("have %d answers among %q with %v, want %d among dogs with %v", len(have.Dogs.Top), have.Dogs.Among, have.Dogs.Within, len(want), within)
	}
	for _, a := range have.Dogs.Top {
		if p, ok := want[a.Index]; !ok || math.Abs(a.Probability-p/within) > 1e-6 {
			t.Errorf("have class %d with %v among dogs, want %v", a.Index, a.Probability, p/within)
		}
	}
	if first := have.Dogs.Top[0].Index; have.Dogs.Cam == nil || have.Dogs.Cam.Index != first {
		t.Errorf("have the map %+v, want that of the first dog, %d", have.Dogs.Cam, first)
	}
	if top := have.One.Top; len(top) != 1 || top[0].Index != 7 || top[0].Probability != 1 || have.One.Within > 0.5 {
		t.Errorf("have %+v with %v, want class 7 alone with 1", top, have.One.Within)
	}
	if fmt.Sprint(have.Both.Top) != fmt.Sprint(have.Dogs.Top) {
		t.Error("have other answers of a Compare among dogs than of a Frame")
	}
	if have.After.Among != "" || have.After.Within != 1 || fmt.Sprint(have.After.Top) != fmt.Sprint(have.All.Top) {
		t.Errorf("have the set %q with %v after a frame among all, want none with 1, and the first answers", have.After.Among, have.After.Within)
	}
	wantRejected(t, page, `await ask({kind: "frame", bitmap: null, among: "cats"})`, `"cats": want one of`)
	wantWorks(t, page)
}

// A class activation map comes with a frame, and with the last picture again, alike, for real numbers and integers.
func (s *engineSite) testActivationMap(t *testing.T) {
	page := s.labPage(t)
	for _, precision := range []string{"f32", "int8"} {
		have := call[struct {
			Frame, Class, Again explained
			Top                 int
			CostMs              float64
		}](t, page, `await (async () => {
			await ask({kind: "configure", alpha: 0.25, resolution: 160, precision: "`+precision+`", weights: {source: "random", seed: 2}});
			const listed = `+listed+`;
			const frame = listed(await ask({kind: "frame", bitmap: await picture(200, 200), cam: true}));
			const other = listed(await ask({kind: "frame", bitmap: null, cam: true, class: 7}));
			const again = listed(await ask({kind: "frame", bitmap: null, cam: true}));
			const none = await ask({kind: "frame", bitmap: null});
			if (none.cam) throw new Error("a map that nobody asked for");
			return {frame: frame.cam, class: other.cam, again: again.cam, top: frame.top[0].index};
		})()`)
		if have.Frame.Index != have.Top || have.Class.Index != 7 || fmt.Sprint(have.Frame) != fmt.Sprint(have.Again) {
			t.Errorf("%s: have maps of class %d, %d and %d, want %d, 7 and the first again", precision,
				have.Frame.Index, have.Class.Index, have.Again.Index, have.Top)
		}
		if have.Frame.Rows != 5 || have.Frame.Columns != 5 || len(have.Frame.Values) != 25 {
			t.Errorf("%s: have %d×%d and %d values, want 5×5", precision, have.Frame.Rows, have.Frame.Columns, len(have.Frame.Values))
		}
		if low, high := slices.Min(have.Frame.Values), slices.Max(have.Frame.Values); !(low < high) {
			t.Errorf("%s: have values from %v to %v, want a range", precision, low, high)
		}
	}
	wantRejected(t, page, `await ask({kind: "frame", bitmap: null, cam: true, class: 1000})`, "class 1000")
	wantRejected(t, page, `await ask({kind: "frame", bitmap: null, cam: true, class: "cat"})`, "class cat", "want an index")
	wantWorks(t, page)
}

// Maps of a layer and the first layer's filters come as bytes.
func (s *engineSite) testInspect(t *testing.T) {
	page := s.labPage(t)
	wantRejected(t, page, `await ask({kind: "maps", layer: "conv"})`, "no picture yet")
	call[any](t, page, `void await ask({kind: "frame", bitmap: await picture(256, 256)})`)
	type maps struct {
		Rows, Columns, Channels, First, Count, Bytes int
		Name                                         string
		Zeros                                        []float64
		ZeroShare, Min, Max                          float64
		Black, White                                 int
	}
	const ask = `await (async () => {
		const r = await ask(%s), bytes = new Uint8Array(r.pixels);
		return {...r, pixels: undefined, bytes: bytes.length, black: Math.min(...bytes), white: Math.max(...bytes)};
	})()`
	for name, test := range map[string]struct {
		message string
		want    maps
	}{
		"all": {
			`{kind: "maps", layer: "block1/depthwise"}`,
			maps{Name: "block1/depthwise", Rows: 64, Columns: 64, Channels: 8, Count: 8},
		},
		"some": {
			`{kind: "maps", layer: "block13/pointwise", first: 250, count: 20, each: true}`,
			maps{Name: "block13/pointwise", Rows: 4, Columns: 4, Channels: 256, First: 250, Count: 6},
		},
		"64 at most": {
			`{kind: "maps", layer: "block13/pointwise", range: [0, 0.5]}`,
			maps{Name: "block13/pointwise", Rows: 4, Columns: 4, Channels: 256, Count: 64},
		},
	} {
		have := call[maps](t, page, fmt.Sprintf(ask, test.message))
		want := test.want
		if have.Name != want.Name || have.Rows != want.Rows || have.Columns != want.Columns ||
			have.Channels != want.Channels || have.First != want.First || have.Count != want.Count ||
			have.Bytes != want.Count*want.Rows*want.Columns || len(have.Zeros) != want.Count {
			t.Errorf("%s: have %+v, want %+v", name, have, want)
		}
		if have.Min < 0 || have.Max > 6 || !(have.Min < have.Max) || have.ZeroShare < 0 || have.ZeroShare > 1 || have.White == have.Black {
			t.Errorf("%s: have values from %v to %v, %v of them 0, and bytes from %d to %d, want ReLU6's range",
				name, have.Min, have.Max, have.ZeroShare, have.Black, have.White)
		}
		if strings.Contains(test.message, "each") && (have.White != 255 || have.Black != 0) {
			t.Errorf("%s: have bytes from %d to %d, want 0 to 255", name, have.Black, have.White)
		}
	}

	// A part of a layer's maps is cut out of all of them.
	differ := call[int](t, page, `await (async () => {
		const maps = async (first, count) => new Uint8Array((await ask({kind: "maps", layer: "block1/depthwise", first, count})).pixels);
		const all = await maps(0, 8), part = await maps(3, 4), size = all.length / 8;
		return part.reduce((sum, v, i) => sum + (v !== all[3 * size + i]), 0) + (part.length === 4 * size ? 0 : 1);
	})()`)
	if differ != 0 {
		t.Errorf("have %d values of maps 3 to 6 that differ from those among all, want none", differ)
	}

	filters := call[struct {
		Count int
		Bytes []int
	}](t, page, `await (async () => {
		const r = await ask({kind: "filters"});
		return {...r, bytes: [...new Uint8Array(r.pixels)], pixels: undefined};
	})()`)
	if filters.Count != 8 || len(filters.Bytes) != 8*9*4 {
		t.Fatalf("have %+v, want 8 filters of 3×3 pixels", filters)
	}
	for m := range 8 {
		furthest := 0.0
		for i, v := range filters.Bytes[m*36:][:36] {
			if i%4 == 3 && v != 255 {
				t.Errorf("filter %d: have a pixel that is not opaque", m)
			} else if i%4 < 3 {
				furthest = max(furthest, math.Abs(float64(v)-127.5))
			}
		}
		if furthest < 127 {
			t.Errorf("filter %d: have a range of ±%v around grey, want the whole one", m, furthest)
		}
	}

	for message, words := range map[string][]string{
		`kind: "maps", layer: "block99"`:             {`layer "block99"`, "want a name"},
		`kind: "maps", layer: 29`:                    {"layer: have a number", "want a string"},
		`kind: "maps", layer: "conv", first: 8`:      {"map 8 of conv", "want 0 to 7"},
		`kind: "maps", layer: "conv", count: 0`:      {"0 maps", "at least 1"},
		`kind: "maps", layer: "conv", range: [6, 0]`: {"range [6 0]", "black below white"},
		`kind: "everything"`:                         {`kind "everything"`, "want"},
		`kind: "filters", slot: "b"`:                 {"slot b"},
	} {
		wantRejected(t, page, `await ask({`+message+`})`, words...)
	}
	wantWorks(t, page)
}

// Times of layers come with a bench, and the paper's other architectures run with random weights.
func (s *engineSite) testLayersAndArchitectures(t *testing.T) {
	page := s.labPage(t)
	have := call[struct{ Samples, Layers, LayerMeans []float64 }](t, page, `await ask({kind: "bench", layers: true, warmup: 2, runs: 9})`)
	if len(have.Samples) != 9 || len(have.Layers) != 29 || len(have.LayerMeans) != 29 {
		t.Fatalf("have %d samples, %d medians and %d means, want 9, 29 and 29", len(have.Samples), len(have.Layers), len(have.LayerMeans))
	}
	layers, whole := 0.0, 0.0
	for _, ms := range have.LayerMeans {
		layers += ms
	}
	for _, ms := range have.Samples {
		whole += ms / 9
	}
	if !(layers > 0 && layers <= whole*1.01) {
		t.Errorf("have %v ms in layers, want above 0 and at most the whole, %v ms", layers, whole)
	}

	for _, test := range []struct {
		architecture string
		layers       int
	}{{"full", 16}, {"shallow", 19}, {"separable", 29}} {
		have := call[struct {
			Configured struct{ Architecture string }
			Layers     []float64
		}](t, page, fmt.Sprintf(`await (async () => {
			const configured = await ask({kind: "configure", slot: "b", architecture: %q, alpha: 0.25, resolution: 96, weights: {source: "random", seed: 1}});
			return {configured, layers: (await ask({kind: "bench", slot: "b", layers: true, runs: 1})).layers};
		})()`, test.architecture))
		if have.Configured.Architecture != test.architecture || len(have.Layers) != test.layers {
			t.Errorf("have %+v and %d layers, want %s and %d", have.Configured, len(have.Layers), test.architecture, test.layers)
		}
	}
	wantRejected(t, page, `await ask({kind: "configure", architecture: "inception", alpha: 1, resolution: 96, weights: {source: "random"}})`,
		`architecture "inception"`, "separable, full, shallow")
	wantRejected(t, page, `await ask({kind: "configure", architecture: "full", alpha: 1, weights: {source: "url", url: "x"}})`, "want random weights")
	wantRejected(t, page, `await ask({kind: "configure", architecture: "full", precision: "int8", alpha: 0.25, resolution: 96, weights: {source: "random"}})`,
		"no integer arithmetic")
	wantWorks(t, page)
}

// Two networks whose widths, resolutions and numbers change, with activation maps and a look inside: the memory stops
// growing.
func (s *engineSite) testSlotsMemory(t *testing.T) {
	page := s.labPage(t)
	memory := call[[]int](t, page, `await (async () => {
		const memory = [];
		for (let round = 0; round < 5; round++) {
			let most = 0;
			for (const [alpha, resolution, precision] of [[0.25, 224, "f32"], [1, 128, "f32"], [0.5, 160, "int8"], [0.75, 192, "f32"]]) {
				const weights = {source: "random", seed: 1};
				await ask({kind: "configure", slot: "a", alpha, resolution, precision, weights});
				await ask({kind: "configure", slot: "b", alpha: 1.25 - alpha, resolution: 352 - resolution, weights});
				for (let i = 0; i < 8; i++) {
					const bitmap = await picture(i % 2 ? 200 : 320, 240);
					const {results} = await ask({kind: "compare", bitmap, slots: ["a", "b"], cam: true});
					most = Math.max(most, results[1].memory);
				}
				for (const layer of ["conv", "block1/pointwise", "block13/pointwise"]) await ask({kind: "maps", slot: "b", layer});
			}
			memory.push(most);
		}
		return memory;
	})()`)
	t.Logf("WebAssembly's memory after each round: %d bytes", memory)
	if grown := slices.Max(memory) - memory[1]; grown > 0 {
		t.Errorf("WebAssembly's memory has grown by %d bytes after the second round, want none: %d", grown, memory)
	}
}
