package main

import (
	"bytes"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The committed picture of a quick scene is drawn again; go generate does so with all.
func TestDrawnAsCommitted(t *testing.T) {
	i := slices.IndexFunc(catalogue, func(s sample) bool { return s.name() == "football" })
	have, err := catalogue[i].draw(defaultSize, defaultPaths)
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile(filepath.Join("..", catalogue[i].File))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(have, want) {
		t.Errorf("%s: drawn anew, have %d other bytes, want the %d committed: run go generate", catalogue[i].File, len(have), len(want))
	}
}

// A picture must not depend on how many rows are drawn at once, nor on what was drawn before.
func TestDrawnTwice(t *testing.T) {
	for _, s := range catalogue {
		first, second := render(s.scene(), 24, 2), render(s.scene(), 24, 2)
		if !bytes.Equal(first.Pix, second.Pix) {
			t.Errorf("%s: have two different pictures, want the same twice", s.File)
		}
	}
}

// Processors that can fuse a product and a sum would round differently; see exact.go. What the compiler makes for one
// of them must not use the chance.
func TestNothingFused(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles for another processor")
	}
	build := exec.Command("go", "build", "-gcflags=-S", "-o", os.DevNull, ".")
	build.Env = append(os.Environ(), "GOOS=linux", "GOARCH=arm64", "CGO_ENABLED=0")
	listing, err := build.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, listing)
	}
	if !bytes.Contains(listing, []byte("FMULD")) {
		t.Fatal("have a listing without any product, want the compiler's assembly")
	}
	fused := regexp.MustCompile(`\(([^()]*\.go:\d+)\)\s+(FN?M(?:ADD|SUB)[DS])`)
	for _, m := range fused.FindAllSubmatch(listing, -1) {
		t.Errorf("%s: have %s, want float64(…) around the product", m[1], m[2])
	}
}

func TestExact(t *testing.T) {
	for i := -2000; i <= 2000; i++ {
		x := float64(i) / 100
		if have, want := sin(x), math.Sin(x); math.Abs(have-want) > 1e-7 {
			t.Errorf("sin(%v): have %v, want %v", x, have, want)
		}
		if have, want := cos(x), math.Cos(x); math.Abs(have-want) > 1e-7 {
			t.Errorf("cos(%v): have %v, want %v", x, have, want)
		}
		y := float64(i*7919%1000) / 100
		if have, want := angle(y, x), math.Atan2(y, x); math.Abs(have-want) > 2e-5 {
			t.Errorf("angle(%v, %v): have %v, want %v", y, x, have, want)
		}
	}
}

func TestColourFit(t *testing.T) {
	for b := range 256 {
		c := float64(b) / 255
		want := c / 12.92
		if c > 0.04045 {
			want = math.Pow((c+0.055)/1.055, 2.4)
		}
		if have := rgb(uint32(b)).z; math.Abs(have-want) > 2e-3 {
			t.Errorf("rgb(%#02x): have %v, want %v", b, have, want)
		}
	}
}

// A power of two of samples is spread evenly: as many in each column, and in each row, of any grid of that many cells.
func TestSamplerIsEven(t *testing.T) {
	const n = 16
	for pixel := range uint32(50) {
		s := sampler{pixel: pixel}
		var columns, rows [n]int
		for i := range n {
			s.begin(i)
			u, v := s.next()
			columns[int(u*n)]++
			rows[int(v*n)]++
		}
		for i := range n {
			if columns[i] != 1 || rows[i] != 1 {
				t.Fatalf("pixel %d: have %v in columns and %v in rows, want 1 in each", pixel, columns, rows)
			}
		}
	}
}

func TestTilted(t *testing.T) {
	for _, n := range append(scattered(100), vec{0, 0, 1}, vec{0, 0, -1}) {
		n = n.unit()
		x, y, z := tilted(n, vec{1, 0, 0}), tilted(n, vec{0, 1, 0}), tilted(n, vec{0, 0, 1})
		for _, dots := range []struct{ have, want float64 }{
			{x.dot(x), 1}, {y.dot(y), 1}, {x.dot(y), 0}, {x.dot(z), 0}, {y.dot(z), 0}, {z.dot(n), 1}, {x.cross(y).dot(z), 1},
		} {
			if math.Abs(dots.have-dots.want) > 1e-9 {
				t.Errorf("about %v: have %+v of the axes' products", n, dots)
			}
		}
	}
}

// A sphere found by marching is where the exact one is.
func TestMarchedBall(t *testing.T) {
	centre := vec{0.2, -0.1, 0.3}
	exact := ball{centre, 0.8, matte(vec{})}
	marched := boxed(centre, vec{1, 1, 1}, func(p vec) float64 { return sphere(p.sub(centre), 0.8) }, matte(vec{}))
	for _, from := range scattered(40) {
		for _, aim := range scattered(30) {
			r := ray{from.mul(3), aim.mul(0.9).sub(from.mul(3)).unit()}
			want, have := exact.hit(r, farAway), marched.hit(r, farAway)
			if (want < farAway) != (have < farAway) && r.at(centre.sub(r.from).dot(r.dir)).sub(centre).len() > 0.798 {
				continue // a ray that grazes may be called either way
			}
			if off := math.Abs(sphere(r.at(have).sub(centre), 0.8)); math.Abs(have-want) > 0.05 || have < farAway && off > nearEnough {
				t.Errorf("ray %v: have a hit at %v, %v off the surface, want %v", r, have, off, want)
			}
		}
	}
}

func TestCrossword(t *testing.T) {
	rows := strings.Fields(puzzle)
	for y, row := range rows {
		if len(row) != len(rows) {
			t.Errorf("row %d: have %d squares, want %d", y, len(row), len(rows))
		}
		for x := range row {
			if black := row[x] == '#'; black != (rows[len(rows)-1-y][len(row)-1-x] == '#') {
				t.Errorf("square %d, %d: have black %v, want the same after half a turn", x, y, black)
			}
		}
	}
}

func TestLettersInsideTheirFrame(t *testing.T) {
	for r := range glyphs {
		l := letters(string(r))
		if len(l.lines)+len(l.arcs) == 0 {
			t.Errorf("%c: have no strokes, want some", r)
		}
		if d := l.dist(0, 2); d < 0.9 {
			t.Errorf("%c: have ink %v from a point 1.5 above the frame, want none so near", r, d)
		}
	}
}
