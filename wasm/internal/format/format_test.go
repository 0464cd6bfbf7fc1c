package format_test

import (
	"math"
	"testing"

	"mobilenet/wasm/internal/format"
)

func TestFormat(t *testing.T) {
	for _, c := range []struct{ name, have, want string }{
		{"no time", format.Milliseconds(0), "0.00"},
		{"under a millisecond", format.Milliseconds(0.834), "0.83"},
		{"three digits", format.Milliseconds(9.994), "9.99"},
		{"rounds up to ten", format.Milliseconds(9.996), "10.0"},
		{"tens", format.Milliseconds(12.34), "12.3"},
		{"hundreds", format.Milliseconds(145.4), "145"},
		{"some µs", format.FineMilliseconds(0.0123), "0.012"},
		{"no µs", format.FineMilliseconds(1.234), "1.23"},
		{"millions", format.Millions(4_209_088, 2), "4.21"},
		{"rate", format.Digits(29.97), "30"},
		{"ratio", format.Digits(9.94), "9.9"},
		{"ratio rounds up to ten", format.Digits(9.96), "10"},
		{"multiply-adds of 0.5/160", format.Short(76_524_544), "76.5 M"},
		{"multiply-adds of 1.0/224", format.Short(568_740_352), "569 M"},
		{"weights of 1.0", format.Short(4_209_088), "4.21 M"},
		{"weights of 0.25", format.Short(463_600), "464 k"},
		{"small", format.Short(12), "12"},
		{"next unit", format.Short(999_999), "1.00 M"},
		{"exact", format.Exact(568_740_352), "568,740,352"},
		{"exact, three digits", format.Exact(512), "512"},
		{"exact, negative", format.Exact(-1234), "-1,234"},
		{"bytes", format.Bytes(512), "512 B"},
		{"kilobytes", format.Bytes(508_786), "509 kB"},
		{"megabytes", format.Bytes(16_884_128), "16.9 MB"},
		{"hundred megabytes", format.Bytes(123_400_000), "123 MB"},
		{"percent", format.Percent(0.8741), "87.4"},
		{"percent of no number", format.Percent(math.NaN()), "0.0"},
		{"multiplier", format.Multiplier(0.25), "0.25"},
		{"multiplier one", format.Multiplier(1), "1"},
		{"multiplier between", format.Multiplier(33. / 128), "0.258"},
		{"multiplier rounded", format.Multiplier(160.0 / 224), "0.71"},
	} {
		if c.have != c.want {
			t.Errorf("%s: have %q, want %q", c.name, c.have, c.want)
		}
	}
}

func TestSentence(t *testing.T) {
	for _, c := range []struct{ name, have, want string }{
		{"packages' names go", "engine: weights: tensor fc/bias: have none", "Tensor fc/bias: have none."},
		{"a file's name stays as it is", "mine.tflite: weights: tflite: cut short", "mine.tflite: tflite: cut short."},
		{"an error of JavaScript's", "Error: This photo is empty: the file has 0 bytes.", "This photo is empty: the file has 0 bytes."},
		{"its own full stop", "It stopped.", "It stopped."},
	} {
		if got := format.Sentence(c.have); got != c.want {
			t.Errorf("%s: have %q, want %q", c.name, got, c.want)
		}
	}
}
