package filters_test

import (
	"encoding/xml"
	"io"
	"strconv"
	"strings"
	"testing"

	"mobilenet/wasm/internal/filters"
)

// A link gives back the sizes that it was made of, and Table 3 where it says nothing legal.
func TestParse(t *testing.T) {
	other := filters.Sizes{5, 32, 1024, 112, 25, 224}
	for _, c := range []struct {
		text string
		want filters.Sizes
	}{
		{"", filters.Table3},
		{other.String(), other},
		{"5-32-1024-112-25", filters.Table3},
		{"5-32-1024-112-25-225", filters.Table3},
		{"5-32-1024-112-x-224", filters.Table3},
		{"5-32-1024-112-25-224-1", filters.Table3},
	} {
		if have := filters.Parse(c.text); have != c.want {
			t.Errorf("%q: have %v, want %v", c.text, have, c.want)
		}
	}
}

// The four layers of Table 3: the paper prints 462, 52.3, 29.6 and 15.1 million.
func TestTable3(t *testing.T) {
	s := filters.Table3
	for _, c := range []struct {
		name       string
		have, want int64
	}{
		{"convolution", s.Full().Standard(), 462_422_016},
		{"separable", s.Full().Separable(), 52_283_392},
		{"under α", s.Thin().Separable(), 29_578_752},
		{"under α and ρ", s.Small().Separable(), 15_091_200},
	} {
		if c.have != c.want {
			t.Errorf("%s: have %d multiply-adds, want %d", c.name, c.have, c.want)
		}
	}
}

// A depthwise layer does least for each byte, a standard one most.
func TestIntensities(t *testing.T) {
	standard, depthwise, pointwise := filters.Intensities(filters.Table3.Full())
	if !(standard > pointwise && pointwise > depthwise) {
		t.Errorf("have %.2f, %.2f and %.2f multiply-adds a byte, want standard above pointwise above depthwise", standard, pointwise, depthwise)
	}
	// 9·512·196 multiply-adds; 4·(2·512·196 + 9·512 + 512) bytes.
	if want := 903_168. / 823_296; depthwise != want {
		t.Errorf("depthwise: have %v, want %v", depthwise, want)
	}
}

// Each walk computes every value once, in order, at the cost of the equations.
func TestWalk(t *testing.T) {
	for _, c := range []struct {
		kind  filters.Kind
		total int
	}{
		{filters.Standard, 3 * 3 * 3 * 4 * 3 * 3},
		{filters.Depthwise, 3 * 3 * 3 * 3 * 3},
		{filters.Pointwise, 3 * 4 * 3 * 3},
	} {
		seen := make(map[[3]int]bool)
		for step := 1; step <= filters.Steps; step++ {
			s := filters.At(c.kind, step)
			seen[[3]int{s.Channel, s.Row, s.Column}] = true
			svg := s.Draw("title")
			if have := strings.Count(svg, `"cell read`); have != s.Each {
				t.Fatalf("kind %d, step %d: have %d cells read, want %d", c.kind, step, have, s.Each)
			}
			if now, done := strings.Count(svg, "cell now"), strings.Count(svg, "cell done"); now != 1 || done != s.Done-1 {
				t.Fatalf("kind %d, step %d: have %d cells now and %d done, want 1 and %d", c.kind, step, now, done, s.Done-1)
			}
		}
		end := filters.At(c.kind, filters.Steps)
		if len(seen) != end.Of || end.Done*end.Each != c.total {
			t.Errorf("kind %d: have %d values, %d multiply-adds, want %d and %d", c.kind, len(seen), end.Done*end.Each, end.Of, c.total)
		}
	}
}

// The volumes of the solid blocks are to each other as the multiply-adds.
func TestDraw(t *testing.T) {
	s := filters.Sizes{3, 64, 32, 28, 50, 160}
	volume := func(k filters.Kind) float64 {
		b := solid(t, filters.Draw(k, s, "title"))
		return b[0] * b[1] * b[2]
	}
	all := volume(filters.Standard)
	for _, k := range []filters.Kind{filters.Depthwise, filters.Pointwise} {
		have := volume(k) / all
		want := float64(k.MultiplyAdds(s.Small())) / float64(filters.Standard.MultiplyAdds(s.Small()))
		if have < 0.97*want || have > 1.03*want { // coordinates have one decimal
			t.Errorf("kind %d: have %.4f of the standard block's volume, want %.4f as of its multiply-adds", k, have, want)
		}
	}
}

// solid returns width, height and depth of the solid block in a picture.
func solid(t *testing.T, svg string) (edges [3]float64) {
	t.Helper()
	decoder := xml.NewDecoder(strings.NewReader(svg))
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			return edges
		}
		if err != nil {
			t.Fatalf("%v in %s", err, svg)
		}
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local != "polygon" {
			continue
		}
		var points []float64
		class := ""
		for _, a := range start.Attr {
			if a.Name.Local == "class" {
				class = a.Value
			} else if a.Name.Local == "points" {
				for _, field := range strings.Fields(a.Value) {
					v, err := strconv.ParseFloat(field, 64)
					if err != nil {
						t.Fatal(err)
					}
					points = append(points, v)
				}
			}
		}
		switch class {
		case "solid face-front":
			edges[0], edges[1] = points[2]-points[0], points[1]-points[5]
		case "solid face-side":
			edges[2] = points[2] - points[0]
		}
	}
}
