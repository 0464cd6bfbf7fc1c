package layers

import (
	"fmt"
	"slices"
	"testing"
)

// What follows the body of the detector: each layer with what it reads, its input and its output.
func TestSSD(t *testing.T) {
	table := mustLayers(t, 1, 300, SSD, 0)
	want := `extra1/pointwise block13/pointwise 10×1024 10×256
extra1/conv extra1/pointwise 10×256 5×512
extra2/pointwise extra1/conv 5×512 5×128
extra2/conv extra2/pointwise 5×128 3×256
extra3/pointwise extra2/conv 3×256 3×128
extra3/conv extra3/pointwise 3×128 2×256
extra4/pointwise extra3/conv 2×256 2×64
extra4/conv extra4/pointwise 2×64 1×128
head1/boxes block11/pointwise 19×512 19×12
head1/scores block11/pointwise 19×512 19×273
head2/boxes block13/pointwise 10×1024 10×24
head2/scores block13/pointwise 10×1024 10×546
head3/boxes extra1/conv 5×512 5×24
head3/scores extra1/conv 5×512 5×546
head4/boxes extra2/conv 3×256 3×24
head4/scores extra2/conv 3×256 3×546
head5/boxes extra3/conv 2×256 2×24
head5/scores extra3/conv 2×256 2×546
head6/boxes extra4/conv 1×128 1×24
head6/scores extra4/conv 1×128 1×546
`
	have := ""
	for _, l := range table[table.Index("extra1/pointwise"):] {
		have += fmt.Sprintf("%s %s %d×%d %d×%d\n", l.Name, table[l.From].Name, l.In.Height, l.In.Channels, l.Out.Height, l.Out.Channels)
	}
	if have != want {
		t.Errorf("have\n%s\nwant\n%s", have, want)
	}
	outputs := table.Outputs()
	if want := len(table) - 12; len(outputs) != 12 || outputs[0] != want || !slices.IsSorted(outputs) {
		t.Errorf("have outputs %v, want the twelve heads from %d on", outputs, want)
	}
	for i, l := range table {
		if wantBounds := map[bool]Bounds{false: ReLU6, true: Unbounded}[slices.Contains(outputs, i)]; l.Bounds != wantBounds {
			t.Errorf("%s: have bounds %v, want %v", l.Name, l.Bounds, wantBounds)
		}
	}
}

// Every layer stands after the one that it reads, and reads what that one puts out.
func TestTablesHang(t *testing.T) {
	for _, arch := range []Architecture{Separable, FullConvolution, Shallow, SSD} {
		resolution := 224
		if arch == SSD {
			resolution = SSDResolution
		}
		table := mustLayers(t, 0.3, resolution, arch, 7)
		for i, l := range table {
			if l.From >= i || l.From < Input || l.From >= 0 && table[l.From].Out != l.In {
				t.Errorf("%v, %s: reads layer %d as %v, want one before it with such an output", arch, l.Name, l.From, l.In)
			}
			if table.Index(l.Name) != i {
				t.Errorf("%v, %s: have the name twice, want each once", arch, l.Name)
			}
		}
	}
}

func TestFind(t *testing.T) {
	table := Table1()
	for _, c := range []struct {
		name       string
		have, want int
	}{
		{"first pointwise", table.Find(Pointwise), 2},
		{"pool", table.Find(Pool), 27},
		{"features", table.Features(), 26},
		{"by name", table.Index("block13/pointwise"), 26},
		{"no such name", table.Index("block14/pointwise"), -1},
		{"no pool", mustLayers(t, 1, 300, SSD, 0).Features(), -1},
	} {
		if c.have != c.want {
			t.Errorf("%s: have %d, want %d", c.name, c.have, c.want)
		}
	}
}

// The parts of the detector of Table 13 add up to it, and follow one another.
func TestParts(t *testing.T) {
	table := mustLayers(t, 1, 300, SSD, 0)
	sum, before := int64(0), Body
	for _, c := range []struct {
		name  string
		part  Part
		madds int64
	}{{"body", Body, 1_055_206_336}, {"extra layers", Extra, 61_612_032}, {"heads", Heads, 120_311_040}} {
		have := table.SumPart(c.part).MultiplyAdds
		if have != c.madds {
			t.Errorf("%s: have %d multiply-adds, want %d", c.name, have, c.madds)
		}
		sum += have
	}
	if want := table.Sum().MultiplyAdds; sum != want {
		t.Errorf("have parts of %d multiply-adds, want those of the detector, %d", sum, want)
	}
	for _, l := range table {
		if l.Part() < before {
			t.Errorf("%s: have part %d after part %d, want them in order", l.Name, l.Part(), before)
		}
		before = l.Part()
	}
}
