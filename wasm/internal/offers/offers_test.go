package offers_test

import (
	"slices"
	"testing"

	"mobilenet/wasm/internal/offers"
)

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
		alpha, resolution := offers.Start(c.alphas, resolutions, c.budget, cost)
		if alpha != c.wantAlpha || resolution != c.wantResolution {
			t.Errorf("%s: have %v at %v, want %v at %v", c.name, alpha, resolution, c.wantAlpha, c.wantResolution)
		}
	}
}

func TestChoose(t *testing.T) {
	files := []offers.Trained{
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
		if got := offers.Choose(files, c.alpha, c.resolution, c.integers); got != c.want {
			t.Errorf("%s: have file %d, want %d", c.name, got, c.want)
		}
	}
	got, want := offers.Alphas(files), []float64{0.25, 0.5, 0.75, 1}
	if len(got) != len(want) || got[0] != want[0] || got[3] != want[3] {
		t.Errorf("widths: have %v, want %v", got, want)
	}
}

func TestCores(t *testing.T) {
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
		if have := offers.Cores(c.cores); !slices.Equal(have, c.want) {
			t.Errorf("%d cores: have the stops %v, want %v", c.cores, have, c.want)
		}
	}
}
