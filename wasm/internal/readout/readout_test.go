package readout_test

import (
	"math"
	"slices"
	"testing"

	"mobilenet/wasm/internal/readout"
)

func TestWindow(t *testing.T) {
	var w readout.Window
	if got := w.Total(); got != (readout.Summary{}) {
		t.Errorf("empty window: have %v, want zeros", got)
	}
	if got := w.Rate(); got != 0 {
		t.Errorf("empty window: have %v frames per second, want 0", got)
	}
	// Network takes 1, 2, … 60 ms, the other stages 1 ms each; a frame is done every
	// 20 ms. The window keeps 11 … 60: median (35+36)/2, p95 the 48th = 58.
	for i := 1; i <= 60; i++ {
		w.Add(readout.Times{1, 1, 1, float64(i)}, float64(20*i))
	}
	if w.Len() != readout.Frames {
		t.Errorf("have %d frames, want %d", w.Len(), readout.Frames)
	}
	if got, want := w.Stage(readout.Network), (readout.Summary{Median: 35.5, P95: 58}); got != want {
		t.Errorf("network: have %v, want %v", got, want)
	}
	if got, want := w.Total(), (readout.Summary{Median: 38.5, P95: 61}); got != want {
		t.Errorf("total: have %v, want %v", got, want)
	}
	if got := w.Rate(); math.Abs(got-50) > 1e-9 {
		t.Errorf("have %v frames per second, want 50", got)
	}
	w.Reset()
	w.Add(readout.Times{0, 0, 0, 7}, 3)
	if got, want := w.Total(), (readout.Summary{Median: 7, P95: 7}); got != want {
		t.Errorf("one frame: have %v, want %v", got, want)
	}
}

func TestWindowAllocatesNothing(t *testing.T) {
	var w readout.Window
	if n := testing.AllocsPerRun(100, func() {
		w.Add(readout.Times{1, 2, 3, 4}, 5)
		w.Total()
		w.Stage(readout.Network)
	}); n != 0 {
		t.Errorf("have %v allocations a frame, want 0", n)
	}
}

func TestFormat(t *testing.T) {
	for _, c := range []struct{ name, have, want string }{
		{"no time", readout.Milliseconds(0), "0.00"},
		{"under a millisecond", readout.Milliseconds(0.834), "0.83"},
		{"three digits", readout.Milliseconds(9.994), "9.99"},
		{"rounds up to ten", readout.Milliseconds(9.996), "10.0"},
		{"tens", readout.Milliseconds(12.34), "12.3"},
		{"hundreds", readout.Milliseconds(145.4), "145"},
		{"rate", readout.Digits(29.97), "30"},
		{"ratio", readout.Digits(9.94), "9.9"},
		{"ratio rounds up to ten", readout.Digits(9.96), "10"},
		{"multiply-adds of 0.5/160", readout.Short(76_524_544), "76.5 M"},
		{"multiply-adds of 1.0/224", readout.Short(568_740_352), "569 M"},
		{"weights of 1.0", readout.Short(4_209_088), "4.21 M"},
		{"weights of 0.25", readout.Short(463_600), "464 k"},
		{"small", readout.Short(12), "12"},
		{"next unit", readout.Short(999_999), "1.00 M"},
		{"exact", readout.Exact(568_740_352), "568,740,352"},
		{"exact, three digits", readout.Exact(512), "512"},
		{"exact, negative", readout.Exact(-1234), "-1,234"},
		{"bytes", readout.Bytes(512), "512 B"},
		{"kilobytes", readout.Bytes(508_786), "509 kB"},
		{"megabytes", readout.Bytes(16_884_128), "16.9 MB"},
		{"hundred megabytes", readout.Bytes(123_400_000), "123 MB"},
		{"percent", readout.Percent(0.8741), "87.4"},
		{"percent of no number", readout.Percent(math.NaN()), "0.0"},
		{"multiplier", readout.Multiplier(0.25), "0.25"},
		{"multiplier one", readout.Multiplier(1), "1"},
		{"multiplier between", readout.Multiplier(33. / 128), "0.258"},
		{"multiplier rounded", readout.Multiplier(160.0 / 224), "0.71"},
	} {
		if c.have != c.want {
			t.Errorf("%s: have %q, want %q", c.name, c.have, c.want)
		}
	}
}

func TestSnap(t *testing.T) {
	even := []float64{0.25, 0.5, 0.75, 1}
	gap := []float64{0.25, 0.5, 1}
	for _, c := range []struct {
		name        string
		stops       []float64
		from, value float64
		pointer     bool
		want        float64
	}{
		{"nearest under the pointer", even, 0.5, 0.7, true, 0.75},
		{"pointer falls back", even, 0.5, 0.6, true, 0.5},
		{"key to a stop", even, 0.5, 0.75, false, 0.75},
		{"key over a gap, up", gap, 0.5, 0.75, false, 1},
		{"key over a gap, down", gap, 1, 0.75, false, 0.5},
		{"key at the end", even, 1, 1, false, 1},
		{"only one stop", []float64{0.5}, 0.5, 0.75, false, 0.5},
	} {
		if got := readout.Snap(c.stops, c.from, c.value, c.pointer); got != c.want {
			t.Errorf("%s: from %v moved to %v: have %v, want %v", c.name, c.from, c.value, got, c.want)
		}
	}
}

func TestStep(t *testing.T) {
	for _, c := range []struct {
		name  string
		stops []float64
		want  float64
	}{
		{"even", []float64{0.25, 0.5, 0.75, 1}, 0.25},
		{"gap", []float64{0.25, 0.5, 1}, 0.25},
		{"pixels", []float64{128, 160, 192, 224}, 32},
		{"one", []float64{0.5}, 1},
	} {
		if got := readout.Step(c.stops); got != c.want {
			t.Errorf("%s: have %v, want %v", c.name, got, c.want)
		}
	}
}

func TestStart(t *testing.T) {
	alphas, resolutions := []float64{0.25, 0.5, 0.75}, []float64{128, 160, 192, 224}
	cost := func(alpha, resolution float64) float64 { return alpha * alpha * resolution * resolution }
	for _, c := range []struct {
		name                      string
		alphas                    []float64
		budget                    float64
		wantAlpha, wantResolution float64
	}{
		{"all fit", alphas, 30000, 0.75, 224},
		{"exactly", alphas, 0.25 * 192 * 192, 0.5, 192},
		{"sharper rather than wider", alphas, 14000, 0.5, 224}, // 12544; 0.75 at 160 costs 14400
		{"wider rather than sharper", alphas, 14400, 0.75, 160},
		{"one width has come", alphas[:1], 30000, 0.25, 224},
		{"not even the first", alphas, 10, 0.25, 128},
	} {
		alpha, resolution := readout.Start(c.alphas, resolutions, c.budget, cost)
		if alpha != c.wantAlpha || resolution != c.wantResolution {
			t.Errorf("%s: have %v at %v, want %v at %v", c.name, alpha, resolution, c.wantAlpha, c.wantResolution)
		}
	}
}

func TestChoose(t *testing.T) {
	files := []readout.Trained{
		{0.25, 128, true},
		{0.25, 160, true},
		{0.25, 224, true},
		{0.25, 224, false},
		{0.5, 160, true},
		{0.5, 128, true},
		{0.75, 192, true},
		{0.75, 224, true},
		{1, 224, false},
	}
	for _, c := range []struct {
		name       string
		alpha      float64
		resolution int
		integers   bool
		want       int
	}{
		{"trained there", 0.25, 160, false, 1},
		{"float for float", 0.25, 224, false, 3},
		{"quantised for integers", 0.25, 224, true, 2},
		{"float for integers where there is no other", 1, 224, true, 8},
		{"resolution before format", 0.25, 192, false, 1},
		{"nearest below", 0.25, 192, true, 1},
		{"nearest below, any order", 0.5, 224, false, 4},
		{"none below: nearest above", 0.75, 160, false, 6},
		{"only one", 1, 128, false, 8},
		{"no such width", 0.3, 128, false, -1},
	} {
		if got := readout.Choose(files, c.alpha, c.resolution, c.integers); got != c.want {
			t.Errorf("%s: have file %d, want %d", c.name, got, c.want)
		}
	}
	got, want := readout.Alphas(files), []float64{0.25, 0.5, 0.75, 1}
	if len(got) != len(want) || got[0] != want[0] || got[3] != want[3] {
		t.Errorf("widths: have %v, want %v", got, want)
	}
}

func TestCoreStops(t *testing.T) {
	for _, c := range []struct {
		cores int
		want  []int
	}{
		{0, []int{1}},
		{1, []int{1}},
		{2, []int{1, 2}},
		{4, []int{1, 2, 3, 4}},
		{7, []int{1, 2, 3, 4, 6}},
		{8, []int{1, 2, 3, 4, 6, 8}},
		{32, []int{1, 2, 3, 4, 6, 8, 12, 16}},
	} {
		if have := readout.CoreStops(c.cores); !slices.Equal(have, c.want) {
			t.Errorf("%d cores: have the stops %v, want %v", c.cores, have, c.want)
		}
	}
}

func TestState(t *testing.T) {
	full := readout.State{
		Alpha: 0.5, Resolution: 160, Arithmetic: "scalar", Format: "int8", Cores: 2, Weights: "random",
		Source: "sample/traffic light", Mirror: "on", Seen: "large", Theme: "dark", Language: "ko", Panel: "time",
		Hide: "header,tab-paper", Embed: true, Rest: "figure.budget=20&time.view=table",
	}
	const hash = "#alpha=0.5&resolution=160&arithmetic=scalar&format=int8&cores=2&weights=random&source=sample/traffic+light&mirror=on&seen=large&theme=dark&lang=ko&panel=time&hide=header,tab-paper&embed=1&figure.budget=20&time.view=table"
	if got := full.Hash(); got != hash {
		t.Errorf("have %s, want %s", got, hash)
	}
	for _, c := range []struct {
		name, hash string
		want       readout.State
	}{
		{"what Hash wrote", hash, full},
		{"nothing", "", readout.State{}},
		{"camera", "#source=camera", readout.State{Source: "camera"}},
		{"a photo", "#source=photo", readout.State{Source: "photo"}},
		{"a width between two decimals", "#alpha=0.5546875", readout.State{Alpha: 0.5546875}},
		{"names that are none", "#hide=,alpha,%22%5D,rho,&embed=yes", readout.State{Hide: "alpha,rho"}},
		{"not legal, each left out", "#alpha=0&resolution=-7&arithmetic=gpu&format=int4&cores=-1&weights=x&source=sample/&mirror=1&theme=blue&lang=k%22o&panel=../x", readout.State{}},
		{"not a number", "#alpha=NaN&resolution=1e9&cores=all", readout.State{}},
		{"escapes", "#source=sample/caf%C3%a9+%26%3d%2B&b%2Eat=%31", readout.State{Source: "sample/café &=+", Rest: "b.at=1"}},
		{"two of a kind: the first", "#alpha=0.5&alpha=1", readout.State{Alpha: 0.5}},
		{"escapes that are cut short", "#source=sample/x%4&a.b=%&c.d=%g0&panel=time", readout.State{Panel: "time"}},
		{"broken escape beside a good value", "#source=%zz&alpha=1", readout.State{Alpha: 1}},
	} {
		if got := readout.ParseState(c.hash); got != c.want {
			t.Errorf("%s: have %+v, want %+v", c.name, got, c.want)
		}
	}
}

func TestHides(t *testing.T) {
	s := readout.State{Hide: "header,tab-paper"}
	for name, want := range map[string]bool{"header": true, "tab-paper": true, "tab": false, "paper": false} {
		if have := s.Hides(name); have != want {
			t.Errorf("%q: have %v, want %v", name, have, want)
		}
	}
}

func TestKeep(t *testing.T) {
	s := readout.State{Panel: "time"}.Keep("time.view", "a table & more").Keep("figure.budget", "20")
	if s.Kept("time.view") != "a table & more" || s.Kept("figure.budget") != "20" || s.Kept("other.key") != "" {
		t.Errorf("have %q of what was kept, want both values and no other", s.Rest)
	}
	if back := readout.ParseState(s.Hash()); back != s {
		t.Errorf("have %+v after a round trip, want %+v", back, s)
	}
	if s = s.Keep("time.view", ""); s.Rest != "figure.budget=20" {
		t.Errorf("have %q after forgetting one, want the other", s.Rest)
	}
}

func FuzzState(f *testing.F) {
	f.Add("#alpha=0.5&resolution=160&source=sample/orange")
	f.Add("%#&=;")
	f.Fuzz(func(t *testing.T, hash string) {
		s := readout.ParseState(hash)
		if back := readout.ParseState(s.Hash()); back != s {
			t.Errorf("%q: have %+v after a round trip, want %+v", hash, back, s)
		}
	})
}

func TestSentence(t *testing.T) {
	for _, c := range []struct{ name, have, want string }{
		{"packages' names go", "engine: weights: tensor fc/bias: have none", "Tensor fc/bias: have none."},
		{"a file's name stays as it is", "mine.tflite: weights: tflite: cut short", "mine.tflite: tflite: cut short."},
		{"an error of JavaScript's", "Error: This photo is empty: the file has 0 bytes.", "This photo is empty: the file has 0 bytes."},
		{"its own full stop", "It stopped.", "It stopped."},
	} {
		if got := readout.Sentence(c.have); got != c.want {
			t.Errorf("%s: have %q, want %q", c.name, got, c.want)
		}
	}
}
