package paper_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"mobilenet/model/paper"
)

// exact writes a count with all its digits.
func exact(n int64) string { return strconv.FormatInt(n, 10) }

// slips are the figures that the paper prints otherwise than they are computed, by table, row and column, all that there
// are: printed, then computed.
var slips = map[string]string{
	"2 Conv 3 × 3 of-madds":         "1.19 1.91",
	"4 Conv MobileNet madds":        "4866 4867", // without the classifier
	"7 1.0 MobileNet-160 madds":     "290 291",   // cut off, or without the classifier
	"9 0.50 MobileNet-160 madds":    "76 77",     // likewise
	"10 1.0 MobileNet-224 madds":    "569 568",   // for 1000 classes, not 120
	"10 1.0 MobileNet-192 madds":    "418 417",   // likewise
	"12 0.25 MobileNet-224 madds":   "45 41",     // nobody knows why
	"12 0.5 MobileNet-128 madds":    "48 49",     // cut off
	"12 0.25 MobileNet-128 madds":   "15 13",     // nobody knows why
	"1 Conv dw / s1, printed as s2": "7×7×1024",
}

// Every figure that can be computed is that in print, but for the slips.
func TestPrinted(t *testing.T) {
	found := map[string]string{}
	for _, id := range paper.IDs {
		table, ok := paper.Of(id, 1, 224, exact)
		if !ok {
			t.Fatalf("have no Table %s", id)
		}
		computed := 0
		for _, row := range table.Rows {
			if len(row.Cells) != len(table.Columns)-1 {
				t.Errorf("Table %s, %s: have %d cells, want %d", id, row.Name, len(row.Cells), len(table.Columns)-1)
			}
			if row.Printed != "" {
				found[id+" "+row.Name+", printed as "+row.Printed] = row.Cells[1].Computed
			}
			for i, cell := range row.Cells {
				if cell.Computed != "" {
					computed++
				}
				if cell.Differs() {
					found[id+" "+row.Name+" "+table.Columns[i+1]] = cell.Printed + " " + cell.Computed
				}
			}
		}
		if quoted := id == "11" || id == "14"; (computed == 0) != quoted {
			t.Errorf("Table %s: have %d figures computed, want none %v", id, computed, quoted)
		}
	}
	for at, want := range slips {
		if have := found[at]; have != want {
			t.Errorf("%s: have %q, want %q", at, have, want)
		}
		delete(found, at)
	}
	for at, have := range found {
		t.Errorf("%s: printed and computed: %s, want them the same", at, have)
	}
}

// Table 1 as the paper prints it, but for the stride of the last depthwise layer.
func TestArchitecture(t *testing.T) {
	const want = `Conv / s2|3×3×3×32|224×224×3
Conv dw / s1|3×3×32 dw|112×112×32
Conv / s1|1×1×32×64|112×112×32
Conv dw / s2|3×3×64 dw|112×112×64
Conv / s1|1×1×64×128|56×56×64
Conv dw / s1|3×3×128 dw|56×56×128
Conv / s1|1×1×128×128|56×56×128
Conv dw / s2|3×3×128 dw|56×56×128
Conv / s1|1×1×128×256|28×28×128
Conv dw / s1|3×3×256 dw|28×28×256
Conv / s1|1×1×256×256|28×28×256
Conv dw / s2|3×3×256 dw|28×28×256
Conv / s1|1×1×256×512|14×14×256
5 × Conv dw / s1|3×3×512 dw|14×14×512
5 × Conv / s1|1×1×512×512|14×14×512
Conv dw / s2|3×3×512 dw|14×14×512
Conv / s1|1×1×512×1024|7×7×512
Conv dw / s1|3×3×1024 dw|7×7×1024
Conv / s1|1×1×1024×1024|7×7×1024
Avg Pool / s1|Pool 7×7|7×7×1024
FC / s1|1024×1000|1×1×1024
Softmax / s1|Classifier|1×1×1000
`
	table, _ := paper.Of("1", 1, 224, exact)
	var have strings.Builder
	rows, sum := table.Rows[:len(table.Rows)-1], table.Rows[len(table.Rows)-1]
	for _, row := range rows {
		fmt.Fprintf(&have, "%s|%s|%s\n", row.Name, row.Cells[0].Computed, row.Cells[1].Computed)
	}
	if have.String() != want {
		t.Errorf("have\n%s\nwant\n%s", have.String(), want)
	}
	if have := sum.Cells[2].Computed + ", " + sum.Cells[3].Computed; have != "4209088, 568740352" {
		t.Errorf("the sum: have %q, want 4209088, 568740352", have)
	}
	narrow, _ := paper.Of("1", 0.25, 128, exact)
	if have, want := narrow.Rows[2].Cells[0].Computed+", "+narrow.Rows[2].Cells[1].Computed, "1×1×8×16, 64×64×8"; have != want {
		t.Errorf("the third layer at α = 0.25 and 128 pixels: have %q, want %q", have, want)
	}
}

func TestNone(t *testing.T) {
	for _, c := range []struct {
		id     string
		alpha  float64
		pixels int
	}{{"0", 1, 224}, {"15", 1, 224}, {"", 1, 224}, {"1", 2, 224}, {"1", 1, 225}} {
		if have, ok := paper.Of(c.id, c.alpha, c.pixels, exact); ok {
			t.Errorf("Table %q for α = %v and %d pixels: have %v, want none", c.id, c.alpha, c.pixels, have)
		}
	}
}

// What the notes say beside the tables.
func TestValues(t *testing.T) {
	for _, c := range []struct {
		id   string
		want []string
	}{
		{"6", []string{"share", "7.2"}},
		{"8", []string{"smaller", "32.8", "less", "26.9"}},
		{"9", []string{"smaller", "45.5", "less", "9.4"}},
		{"11", []string{"madds", "577.7", "weights", "13.2"}},
		{"5", nil},
	} {
		if have := paper.Values(c.id); !slices.Equal(have, c.want) {
			t.Errorf("Table %s: have %q, want %q", c.id, have, c.want)
		}
	}
}

// The figures show sixteen networks, the widest first.
func TestPoints(t *testing.T) {
	points := paper.Points()
	if len(points) != 16 {
		t.Fatalf("have %d points, want 16", len(points))
	}
	if have, want := points[0], (paper.Point{Alpha: 1, Resolution: 224, MultiplyAdds: 568740352, Weights: 4209088, Top1: 70.9}); have != want {
		t.Errorf("the first: have %v, want %v", have, want)
	}
	if have, want := points[15], (paper.Point{Alpha: 0.25, Resolution: 128, MultiplyAdds: 13570048, Weights: 463600, Top1: 41.5}); have != want {
		t.Errorf("the last: have %v, want %v", have, want)
	}
}
