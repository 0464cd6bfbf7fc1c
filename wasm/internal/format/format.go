// Package format writes quantities and sentences for the page, the same in every language.
package format

import (
	"math"
	"strconv"
)

// Milliseconds writes a time in ms with three significant digits, and never with
// more than two decimals: no clock of a browser is finer.
func Milliseconds(ms float64) string {
	switch {
	case ms < 9.995:
		return strconv.FormatFloat(ms, 'f', 2, 64)
	case ms < 99.95:
		return strconv.FormatFloat(ms, 'f', 1, 64)
	}
	return strconv.FormatFloat(ms, 'f', 0, 64)
}

// FineMilliseconds writes a time with a digit more where a single layer takes some µs.
func FineMilliseconds(ms float64) string {
	if ms < 1 {
		return strconv.FormatFloat(ms, 'f', 3, 64)
	}
	return Milliseconds(ms)
}

// Millions writes a count in millions, without the unit.
func Millions(n int64, decimals int) string {
	return strconv.FormatFloat(float64(n)/1e6, 'f', decimals, 64)
}

// Digits writes a ratio or a rate with two or three digits.
func Digits(v float64) string {
	if v < 9.95 {
		return strconv.FormatFloat(v, 'f', 1, 64)
	}
	return strconv.FormatFloat(v, 'f', 0, 64)
}

// Short writes a count in thousands, millions or billions with three digits:
// "76.5 M".
func Short(n int64) string {
	units := [...]string{"", " k", " M", " G"}
	v, u := float64(n), 0
	for v >= 999.5 && u < len(units)-1 {
		v /= 1000
		u++
	}
	decimals := 0
	switch {
	case u == 0:
	case v < 9.995:
		decimals = 2
	case v < 99.95:
		decimals = 1
	}
	return strconv.FormatFloat(v, 'f', decimals, 64) + units[u]
}

// Exact writes a count with all its digits, in groups of three.
func Exact(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// Bytes writes a size in kB or MB (powers of ten, as downloads are counted).
func Bytes(n int64) string {
	switch {
	case n < 1000:
		return strconv.FormatInt(n, 10) + " B"
	case n < 999_500:
		return strconv.FormatInt((n+500)/1000, 10) + " kB"
	case n < 99_950_000:
		return strconv.FormatFloat(float64(n)/1e6, 'f', 1, 64) + " MB"
	}
	return strconv.FormatInt((n+500_000)/1_000_000, 10) + " MB"
}

// Percent writes a probability 0..1 as a percentage without the sign: "87.4". What is
// not a number is written as 0.
func Percent(p float64) string {
	if math.IsNaN(p) {
		p = 0
	}
	return strconv.FormatFloat(100*p, 'f', 1, 64)
}

// Multiplier writes α or ρ: two decimals at most, none that is zero, but three for an
// α between the paper's, which goes in steps of 1/128.
func Multiplier(v float64) string {
	decimals := 100.
	if v*128 == math.Trunc(v*128) {
		decimals = 1000
	}
	return strconv.FormatFloat(math.Round(v*decimals)/decimals, 'f', -1, 64)
}
