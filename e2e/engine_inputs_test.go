package e2e

import (
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mobilenet/e2e/benchpage"
)

// blobOf is a JavaScript expression for a Blob with those bytes.
func blobOf(content []byte) string {
	numbers := make([]string, len(content))
	for i, b := range content {
		numbers[i] = fmt.Sprint(b)
	}
	return "new Blob([new Uint8Array([" + strings.Join(numbers, ",") + "])])"
}

// fetched is a JavaScript expression for the Blob at an address.
func fetched(address string) string { return fmt.Sprintf("await (await fetch(%q)).blob()", address) }

// window.classify gives exactly the expected answers to pictures that need no resizing, and sensible ones to photos.
func (s *engineSite) testClassify(t *testing.T) {
	answers := readJSON[struct {
		Expected map[string]struct {
			Top5 map[string][]struct {
				Index int
				P     float64
			}
		}
	}](t, filepath.Join(photosDir, "expected.json"))
	if entries := readJSON[[]struct{ Name string }](t, filepath.Join(s.dir, "weights", "index.json")); len(entries) == 0 {
		t.Skip("the site has no weights")
	}
	type answer struct {
		Index       int
		Label       string
		Probability float64
	}
	read := func(name string) []byte {
		content, err := os.ReadFile(filepath.Join(photosDir, name))
		if err != nil {
			t.Skip(err)
		}
		return content
	}
	page := s.open(t, "")
	for photo, want := range answers.Expected["mobilenet_v1_1.0_224_quant (part1+part2)"].Top5 {
		input := s.add(t, photo+"-224.png", read("inputs/"+photo+"-224.png"))
		have := call[[]answer](t, page, "await classify("+fetched(input)+", {alpha: 1, resolution: 224})")
		if len(have) != 5 {
			t.Fatalf("%s: have %d answers, want 5", photo, len(have))
		}
		for rank, w := range want {
			if have[rank].Index+1 != w.Index || math.Abs(have[rank].Probability-w.P) > 1e-3 {
				t.Errorf("%s, answer %d: have %+v, want class %d of 1001 with %v", photo, rank+1, have[rank], w.Index, w.P)
			}
		}
	}

	sunflower := s.add(t, "sunflower.png", read("sunflower.png"))
	all := call[[]answer](t, page, "await classify("+fetched(sunflower)+", {alpha: 1, resolution: 224, top: 1000})")
	sum := 0.0
	for i, a := range all {
		sum += a.Probability
		if a.Label == "" || i > 0 && a.Probability > all[i-1].Probability {
			t.Fatalf("answer %d: have %+v after %+v, want a label and a smaller probability", i+1, a, all[max(i-1, 0)])
		}
	}
	if len(all) != 1000 || math.Abs(sum-1) > 0.01 {
		t.Errorf("have %d answers with probabilities that add up to %v, want 1000 and about 1", len(all), sum)
	}
	if all[0].Label != "daisy" {
		t.Errorf("have %+v for a sunflower, want the daisy that ImageNet has for it", all[0])
	}
}

// What does not exist is refused, not replaced.
func (s *engineSite) testBadQueries(t *testing.T) {
	for query, words := range map[string][]string{
		"?isa=avx":       {"isa=avx", "scalar, simd or relaxed"},
		"?precision=f16": {"precision=f16", "f32 or int8"},
		"?threads=0":     {"threads=0", "a whole number from 1"},
		"?threads=two":   {"threads=two", "a whole number from 1"},
	} {
		t.Run(query, func(t *testing.T) {
			tab := s.tab(t)
			page, err := benchpage.Open(tab, s.url+"bench.html"+query)
			wantWords(t, err, words...)
			wantRejected(t, page, "await bench(1, 224)", words...)
		})
	}
	page := s.open(t, "")
	photo := blobOf([]byte("x"))
	wantRejected(t, page, "await classify("+photo+", {alpha: 1, resolution: 224, precision: 'f16', weights: 'random'})", "precision=f16")
	wantRejected(t, page, "await detect("+photo+")", "no detector")
	wantWorks(t, page)
}

// Files that are no weights are refused in words, and the page goes on.
func (s *engineSite) testBadWeights(t *testing.T) {
	const alpha = 0.25
	net := randomNetwork(alpha, 5)
	good := net.safetensors(alpha, nil)
	edited := func(edit func(header map[string]any)) []byte { return net.safetensors(alpha, edit) }
	tensor := func(header map[string]any, name string) map[string]any { return header[name].(map[string]any) }
	tests := []struct {
		name    string
		content []byte
		words   []string
	}{
		{"empty", nil, []string{"empty"}},
		{"short", []byte("12345"), []string{"neither safetensors nor TensorFlow Lite"}},
		{"text", []byte("this is a text file and no network"), []string{"neither safetensors nor TensorFlow Lite"}},
		{"truncated", good[:len(good)/2], []string{"cut short"}},
		{"truncated-header", good[:100], []string{"cut short"}},
		{"left-over", append(good[:len(good):len(good)], 0), []string{"left over"}},
		{"header-length", append(binary.LittleEndian.AppendUint64(nil, math.MaxUint64), good[8:]...), []string{"header"}},
		{"nested", append(binary.LittleEndian.AppendUint64(nil, 1<<19), []byte(strings.Repeat(`{"a":`, 1<<18))...), []string{"header"}},
		{"hole", edited(func(h map[string]any) { delete(h, "conv/bias") }), []string{"safetensors"}},
		{"renamed", edited(func(h map[string]any) { h["conv/bios"] = h["conv/bias"]; delete(h, "conv/bias") }), []string{"conv/bias", "missing"}},
		{"wrong-shape", edited(func(h map[string]any) { tensor(h, "fc/weights")["shape"] = []int{1000, 256} }), []string{"fc/weights", "[1000 256]", "[256 1000]"}},
		{"huge-shape", edited(func(h map[string]any) { tensor(h, "conv/bias")["shape"] = []int64{1 << 40, 1 << 40} }), []string{"conv/bias"}},
		{"huge-offset", edited(func(h map[string]any) {
			tensor(h, "fc/bias")["data_offsets"] = []int64{1 << 40, 1<<40 + 4000}
		}), []string{"fc/bias"}},
		{"negative", edited(func(h map[string]any) { tensor(h, "conv/bias")["shape"] = []int{-8} }), []string{"conv/bias"}},
		{"tflite", []byte("\x10\x00\x00\x00TFL3" + strings.Repeat("\xff", 200)), []string{"tflite"}},
	}
	page := s.open(t, "")
	call[any](t, page, `await (async () => {
		const canvas = new OffscreenCanvas(64, 64);
		canvas.getContext("2d").fillRect(0, 0, 9, 9);
		window.photo = await canvas.convertToBlob();
	})()`)
	classify := func(address string) string {
		return fmt.Sprintf("await classify(window.photo, {alpha: %v, resolution: 128, weights: %q})", alpha, address)
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			address := s.add(t, "weights-"+test.name, test.content)
			wantRejected(t, page, classify(address), append(test.words, "weights")...)
		})
	}
	t.Run("page", func(t *testing.T) { wantRejected(t, page, classify("index.html"), "neither safetensors") })
	t.Run("absent", func(t *testing.T) { wantRejected(t, page, classify("fixtures/absent"), "absent", "404") })
	t.Run("elsewhere", func(t *testing.T) {
		wantRejected(t, page, classify("https://weights.invalid/x"), "not fetched")
	})
	t.Run("other width", func(t *testing.T) {
		address := s.add(t, "weights-good", good)
		wantRejected(t, page, fmt.Sprintf("await classify(window.photo, {alpha: 0.5, resolution: 128, weights: %q})", address), "conv/weights", "[3 3 3 8]", "[3 3 3 16]")
	})
	t.Run("digest", func(t *testing.T) {
		address := s.add(t, "weights-good", good)
		wantRejected(t, page, "await "+client+fmt.Sprintf(`.request({kind: "configure", alpha: 0.25, resolution: 128, weights:
			{source: "url", url: new URL(%q, document.baseURI).href, bytes: %d, sha256: "%064d"}})`, address, len(good), 0), "corrupt", "sha256")
	})
	if have := call[[]any](t, page, classify(s.add(t, "weights-good", good))); len(have) != 5 {
		t.Errorf("have %d answers with good weights after all that, want 5", len(have))
	}
}

// client is a JavaScript expression for an engine of the page's own, to which messages can be sent.
var client = `(await (window.client ??= (async () => {
	const {EngineClient} = await import(` + benchpage.File(`"client.js"`) + `);
	return new EngineClient("engine.wasm", "client");
})()))`

// Photos that cannot be decoded or are too large are refused in words, and the page goes on.
func (s *engineSite) testBadPhotos(t *testing.T) {
	pngOf := func(width, height uint32) []byte {
		file := []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR")
		file = binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(file, width), height)
		return append(file, 8, 2, 0, 0, 0, 0, 0, 0, 0)
	}
	page := s.open(t, "?weights=random")
	for name, test := range map[string]struct {
		blob  string
		words []string
	}{
		"empty":          {blobOf(nil), []string{"empty", "0 bytes"}},
		"text":           {blobOf([]byte("no picture")), []string{"not a picture"}},
		"truncated":      {blobOf(pngOf(100, 100)), []string{"not a picture"}},
		"100 megapixels": {blobOf(pngOf(10000, 10000)), []string{"too large", "10000×10000", "100 megapixels", "at most 50"}},
		"absurd":         {blobOf(pngOf(math.MaxInt32, math.MaxInt32)), []string{"too large"}},
	} {
		t.Run(name, func(t *testing.T) {
			wantRejected(t, page, "await classify("+test.blob+", {alpha: 0.25, resolution: 128})", test.words...)
		})
	}
	t.Run("12 megapixels", func(t *testing.T) {
		have := call[[]any](t, page, `await (async () => {
			const canvas = new OffscreenCanvas(4000, 3000);
			canvas.getContext("2d").fillRect(1000, 1000, 2000, 500);
			return classify(await canvas.convertToBlob({type: "image/jpeg"}), {alpha: 0.25, resolution: 128, top: 3});
		})()`)
		if len(have) != 3 {
			t.Errorf("have %d answers, want 3", len(have))
		}
	})
	wantWorks(t, page)
}

// The sizes that picture files declare are read from their headers, whatever the format.
func (s *engineSite) testPictureSizes(t *testing.T) {
	page := s.open(t, "")
	gif := append([]byte("GIF89a"), 0x40, 0x01, 0xf0, 0)
	bmp := append([]byte("BM"), make([]byte, 24)...)
	binary.LittleEndian.PutUint32(bmp[18:], 320)
	height := int32(-240) // rows from the top
	binary.LittleEndian.PutUint32(bmp[22:], uint32(height))
	lossless := append([]byte("RIFF....WEBPVP8L....\x2f"), 0x3f, 0xc1, 0x3b, 0)
	extended := append([]byte("RIFF....WEBPVP8X........"), 0x3f, 1, 0, 0xef, 0, 0)
	for name, blob := range map[string]string{
		"png": drawn("image/png"), "jpeg": drawn("image/jpeg"), "webp": drawn("image/webp"),
		"gif": blobOf(gif), "bmp": blobOf(bmp), "lossless webp": blobOf(lossless), "extended webp": blobOf(extended),
	} {
		have := call[string](t, page, `await (async () => {
			const {pictureSize} = await import(`+benchpage.File(`"photo.js"`)+`);
			const size = pictureSize(new DataView(await (`+blob+`).arrayBuffer()));
			return size ? size.width + "×" + size.height : "unknown";
		})()`)
		if have != "320×240" {
			t.Errorf("%s: have %s, want 320×240", name, have)
		}
	}
}

// drawn is a JavaScript expression for the Blob of an empty picture of 320×240 pixels.
func drawn(mime string) string {
	return fmt.Sprintf(`await (() => {
		const canvas = new OffscreenCanvas(320, 240);
		canvas.getContext("2d");
		return canvas.convertToBlob({type: %q});
	})()`, mime)
}

// Points that do not exist are refused with what would be right.
func (s *engineSite) testBadPoints(t *testing.T) {
	page := s.open(t, "")
	for expression, words := range map[string][]string{
		"await bench(0, 224)":                                     {"alpha 0", "want"},
		"await bench(-1, 224)":                                    {"alpha -1", "want"},
		"await bench(NaN, 224)":                                   {"alpha NaN", "want"},
		"await bench(1e9, 224)":                                   {"alpha", "want"},
		"await bench('wide', 224)":                                {"alpha", "want a number"},
		"await bench(1, 7)":                                       {"resolution 7", "multiple of 32"},
		"await bench(1, 225)":                                     {"resolution 225", "multiple of 32"},
		"await bench(1, 1e9)":                                     {"resolution 1000000000", "multiple of 32"},
		"await bench(1, 160.5)":                                   {"resolution 160.5", "whole number"},
		"await bench(1, 224, {runs: 0})":                          {"runs 0", "at least 1"},
		"await bench(0.25, 128, {input: new Float32Array(5)})":    {"input of 5 values", "want 49152"},
		"await classify(new Blob(), {alpha: 0, resolution: 128})": {"alpha 0"},
		"await classify(new Blob(), {alpha: 0.5, resolution: 7, weights: 'random'})": {"resolution 7", "multiple of 32"},
	} {
		t.Run(expression, func(t *testing.T) { wantRejected(t, page, expression, words...) })
	}
	wantWorks(t, page)
}
