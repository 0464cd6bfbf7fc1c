package kernels

import (
	"math"
	"os"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// A build for wasm has SIMD128, and Relaxed instead when it was strengthened so: the runner says which it made.
func TestAssemblyIsThere(t *testing.T) {
	want := Scalar
	switch {
	case runtime.GOARCH == "wasm" && os.Getenv("MOBILENET_RELAXED") != "":
		want = Relaxed
	case runtime.GOARCH == "wasm":
		want = SIMD128
	}
	if Best() != want {
		t.Fatalf("have %v as the best instruction set, want %v", Best(), want)
	}
}

// fence surrounds the slices it makes with NaN, and starts them at addresses that no vector is aligned to.
type fence struct {
	whole  []float32
	slices int
}

const fencePost = 64

func (f *fence) slice(n int) []float32 {
	f.slices++
	shift := f.slices % 4
	f.whole = make([]float32, n+shift+2*fencePost)
	for i := range f.whole {
		f.whole[i] = float32(math.NaN())
	}
	return f.whole[fencePost+shift:][:n:n]
}

// broken returns whether anything was written before or after the slice of length n.
func (f *fence) broken(n int) bool {
	start := fencePost + f.slices%4
	for i, v := range f.whole {
		if (i < start || i >= start+n) && v == v {
			return true
		}
	}
	return false
}

// TestEquivalence holds every instruction set to the definition, between fences: what lies around the inputs is
// NaN, which would show in a sum, and what lies around the output must stay as it was.
func TestEquivalence(t *testing.T) {
	var f fence
	all := trials(f.slice)
	for _, isa := range Available() {
		failed := map[string]bool{}
		for _, trial := range all {
			if failed[trial.kernel] {
				continue
			}
			want := make([]float32, trial.n)
			trial.run(Scalar, want)
			have := f.slice(trial.n)
			d := trial.check(isa, have, want)
			if d == "" && f.broken(trial.n) {
				d = "wrote outside of dst"
			}
			if d != "" {
				t.Errorf("%v %s %s: %s", isa, trial.kernel, trial.shape, d)
				failed[trial.kernel] = true
			}
		}
	}
}

// exported returns the names of the kernels of this build: the methods of ISA, and the resizer's.
func exported() []string {
	names := []string{"Resize"}
	for method := range reflect.TypeFor[ISA]().Methods() {
		switch name := method.Name; {
		case slices.Contains([]string{"Available", "FastestTile", "HasBytes", "LeastWeight", "Peak", "String"}, name): // which are no kernels
		case strings.Contains(name, "Byte") && !Best().HasBytes():
		default:
			names = append(names, name)
		}
	}
	return names
}

// Whoever adds a kernel adds its trials.
func TestEveryKernelIsTried(t *testing.T) {
	tried := map[string]bool{}
	for _, trial := range trials(func(n int) []float32 { return make([]float32, n) }) {
		tried[trial.kernel] = true
	}
	for _, name := range exported() {
		if !tried[name] {
			t.Errorf("%s: have no trial, want some in trials.go", name)
		}
	}
}

func TestSelfTest(t *testing.T) {
	var lines []string
	if !SelfTest(func(line string) { lines = append(lines, line) }) {
		t.Errorf("failed:\n%s", strings.Join(lines, "\n"))
	}
	want := 1
	if Best() != Scalar {
		want = len(exported())
	}
	if len(lines) != want {
		t.Errorf("have %d lines, want %d:\n%s", len(lines), want, strings.Join(lines, "\n"))
	}
}

func TestDifference(t *testing.T) {
	nan, zero := float32(math.NaN()), float32(0)
	for _, c := range []struct {
		name       string
		have, want float32
		same       bool
	}{
		{"equal", 1, 1, true},
		{"NaN", nan, nan, true},
		{"one NaN", nan, 1, false},
		{"other NaN", 1, nan, false},
		{"last bit", 1, math.Nextafter32(1, 2), false},
		{"signed zero", zero, -1 / float32(math.Inf(1)), false},
	} {
		if d := difference([]float32{c.have}, []float32{c.want}); (d == "") != c.same {
			t.Errorf("%s: have %q, want same = %t", c.name, d, c.same)
		}
	}
}
