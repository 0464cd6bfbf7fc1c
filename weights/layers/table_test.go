package layers

import (
	"fmt"
	"math"
	"testing"
)

// mustLayers returns the layer table of arguments that the test knows to be legal.
func mustLayers(t *testing.T, alpha float64, resolution int, arch Architecture, classes int) Table {
	t.Helper()
	layers, err := New(alpha, resolution, arch, classes)
	if err != nil {
		t.Fatal(err)
	}
	return layers
}

// The exact grid: sixteen points, with the fully connected layer. Without it the
// paper's counts are smaller by 1000 per feature.
func TestSixteenPoints(t *testing.T) {
	weights := map[float64]int64{1: 4209088, 0.75: 2568144, 0.5: 1319648, 0.25: 463600}
	for _, p := range []struct {
		alpha        float64
		resolution   int
		multiplyAdds int64
	}{
		{1, 224, 568740352},
		{1, 192, 418121728},
		{1, 160, 290675200},
		{1, 128, 186400768},
		{0.75, 224, 325400448},
		{0.75, 192, 239273472},
		{0.75, 160, 166396800},
		{0.75, 128, 106770432},
		{0.5, 224, 149497088},
		{0.5, 192, 109970432},
		{0.5, 160, 76524800},
		{0.5, 128, 49160192},
		{0.25, 224, 41030272},
		{0.25, 192, 30212608},
		{0.25, 160, 21059200},
		{0.25, 128, 13570048},
	} {
		t.Run(fmt.Sprintf("%v-%d", p.alpha, p.resolution), func(t *testing.T) {
			layers := mustLayers(t, p.alpha, p.resolution, Separable, 0)
			have := layers.Sum()
			if have.MultiplyAdds != p.multiplyAdds || have.Weights != weights[p.alpha] {
				t.Errorf("have %d multiply-adds and %d weights, want %d and %d",
					have.MultiplyAdds, have.Weights, p.multiplyAdds, weights[p.alpha])
			}
			if fc := layers.SumKind(FullyConnected).MultiplyAdds; fc != int64(1024*p.alpha)*1000 {
				t.Errorf("fully connected: have %d multiply-adds, want %d", fc, int64(1024*p.alpha)*1000)
			}
		})
	}
}

// Every row of Table 1, stride 1 in the last depthwise layer.
func TestTable1(t *testing.T) {
	want := `conv              2 224 3 112 32 10838016
block1/depthwise  1 112 32 112 32 3612672
block1/pointwise  1 112 32 112 64 25690112
block2/depthwise  2 112 64 56 64 1806336
block2/pointwise  1 56 64 56 128 25690112
block3/depthwise  1 56 128 56 128 3612672
block3/pointwise  1 56 128 56 128 51380224
block4/depthwise  2 56 128 28 128 903168
block4/pointwise  1 28 128 28 256 25690112
block5/depthwise  1 28 256 28 256 1806336
block5/pointwise  1 28 256 28 256 51380224
block6/depthwise  2 28 256 14 256 451584
block6/pointwise  1 14 256 14 512 25690112
block7/depthwise  1 14 512 14 512 903168
block7/pointwise  1 14 512 14 512 51380224
block8/depthwise  1 14 512 14 512 903168
block8/pointwise  1 14 512 14 512 51380224
block9/depthwise  1 14 512 14 512 903168
block9/pointwise  1 14 512 14 512 51380224
block10/depthwise 1 14 512 14 512 903168
block10/pointwise 1 14 512 14 512 51380224
block11/depthwise 1 14 512 14 512 903168
block11/pointwise 1 14 512 14 512 51380224
block12/depthwise 2 14 512 7 512 225792
block12/pointwise 1 7 512 7 1024 25690112
block13/depthwise 1 7 1024 7 1024 451584
block13/pointwise 1 7 1024 7 1024 51380224
pool              1 7 1024 1 1024 0
fc                1 1 1024 1 1000 1024000
`
	have := ""
	for _, l := range mustLayers(t, 1, 224, Separable, 0) {
		have += fmt.Sprintf("%-17s %d %d %d %d %d %d\n", l.Name, l.Stride,
			l.In.Height, l.In.Channels, l.Out.Height, l.Out.Channels, l.MultiplyAdds())
	}
	if have != want {
		t.Errorf("have\n%s\nwant\n%s", have, want)
	}
}

// Shares per kind of layer, in percent. The paper prints 1.19 for the 3×3
// convolution's multiply-adds; its row then does not add up to 100, 1.906 does.
func TestTable2(t *testing.T) {
	layers := mustLayers(t, 1, 224, Separable, 0)
	all := layers.Sum()
	for _, row := range []struct {
		kind                  Kind
		multiplyAdds, weights string
	}{
		{Pointwise, "94.857", "74.591"},
		{Depthwise, "3.057", "1.061"},
		{Conv, "1.906", "0.021"},
		{FullyConnected, "0.180", "24.328"},
	} {
		c := layers.SumKind(row.kind)
		ma := fmt.Sprintf("%.3f", 100*float64(c.MultiplyAdds)/float64(all.MultiplyAdds))
		w := fmt.Sprintf("%.3f", 100*float64(c.Weights)/float64(all.Weights))
		if ma != row.multiplyAdds || w != row.weights {
			t.Errorf("%v: have %s %% of multiply-adds and %s %% of weights, want %s and %s",
				row.kind, ma, w, row.multiplyAdds, row.weights)
		}
	}
}

// One layer four ways: D_K = 3, M = N = 512, D_F = 14. Then α = 0.75, then
// ρ = 160/224 besides, which makes D_F = 10.
func TestTable3(t *testing.T) {
	layer := func(kind Kind, side, in, out int) Layer {
		return Layer{Kind: kind, In: Shape{side, side, in}, Out: Shape{side, side, out}, Stride: 1}
	}
	separable := func(side, channels int) Table {
		return Table{layer(Depthwise, side, channels, channels), layer(Pointwise, side, channels, channels)}
	}
	for _, row := range []struct {
		name                  string
		layers                Table
		multiplyAdds, weights int64
	}{
		{"convolution", Table{layer(Conv, 14, 512, 512)}, 462422016, 2359296},
		{"depthwise separable", separable(14, 512), 52283392, 266752},
		{"alpha 0.75", separable(14, Channels(512, 0.75)), 29578752, 150912},
		{"alpha 0.75, rho 160/224", separable(10, Channels(512, 0.75)), 15091200, 150912},
	} {
		if c := row.layers.Sum(); c.MultiplyAdds != row.multiplyAdds || c.Weights != row.weights {
			t.Errorf("%s: have %d multiply-adds and %d weights, want %d and %d",
				row.name, c.MultiplyAdds, c.Weights, row.multiplyAdds, row.weights)
		}
	}
}

// Whole networks as the paper prints them, in millions: what is counted, the
// paper's figure, and which convention gives it.
func TestTables4To10(t *testing.T) {
	const withFC, withoutFC = true, false
	for _, row := range []struct {
		name         string
		alpha        float64
		resolution   int
		arch         Architecture
		classes      int
		fc           bool
		multiplyAdds string // computed, 10⁶, three digits
		weights      string // computed with the fully connected layer, 10⁶
	}{
		{"table 4: full convolution prints 4866, without FC", 1, 224, FullConvolution, 0, withoutFC, "4866.269", "29.281"},
		{"table 4: full convolution, with FC", 1, 224, FullConvolution, 0, withFC, "4867.293", "29.281"},
		{"table 4: MobileNet prints 569 and 4.2", 1, 224, Separable, 0, withFC, "568.740", "4.209"},
		{"table 5: 0.75 prints 325 and 2.6", 0.75, 224, Separable, 0, withFC, "325.400", "2.568"},
		{"table 5: shallow prints 307 and 2.9", 1, 224, Shallow, 0, withFC, "307.323", "2.875"},
		{"table 6: 0.5 prints 149 and 1.3", 0.5, 224, Separable, 0, withFC, "149.497", "1.320"},
		{"table 6: 0.25 prints 41 and 0.5", 0.25, 224, Separable, 0, withFC, "41.030", "0.464"},
		{"table 7: 192 prints 418", 1, 192, Separable, 0, withFC, "418.122", "4.209"},
		{"table 7: 160 prints 290", 1, 160, Separable, 0, withFC, "290.675", "4.209"},
		{"table 7: 160 without FC", 1, 160, Separable, 0, withoutFC, "289.651", "4.209"},
		{"table 7: 128 prints 186", 1, 128, Separable, 0, withFC, "186.401", "4.209"},
		{"table 9: 0.5-160 prints 76 and 1.32", 0.5, 160, Separable, 0, withFC, "76.525", "1.320"},
		{"table 9: 0.5-160 without FC", 0.5, 160, Separable, 0, withoutFC, "76.013", "1.320"},
		{"table 10: 120 classes, 1.0-224", 1, 224, Separable, 120, withFC, "567.839", "3.308"},
		{"table 10: 120 classes, 0.75-224", 0.75, 224, Separable, 120, withFC, "324.725", "1.892"},
		{"table 10: 120 classes, 1.0-192", 1, 192, Separable, 120, withFC, "417.221", "3.308"},
		{"table 10: 120 classes, 0.75-192", 0.75, 192, Separable, 120, withFC, "238.598", "1.892"},
		{"table 11: PlaNet head of 9765 cells", 1, 224, Separable, 9765, withFC, "577.716", "13.184"},
		{"table 12: 40 outputs, 1.0-224", 1, 224, Separable, 40, withFC, "567.757", "3.226"},
		{"table 12: 40 outputs, 0.25-224", 0.25, 224, Separable, 40, withFC, "40.785", "0.218"},
		{"table 12: 40 outputs, 0.25-128", 0.25, 128, Separable, 40, withFC, "13.324", "0.218"},
	} {
		t.Run(row.name, func(t *testing.T) {
			layers := mustLayers(t, row.alpha, row.resolution, row.arch, row.classes)
			all := layers.Sum()
			ma := all.MultiplyAdds
			if !row.fc {
				ma -= layers.SumKind(FullyConnected).MultiplyAdds
			}
			haveMA := fmt.Sprintf("%.3f", float64(ma)/1e6)
			haveWeights := fmt.Sprintf("%.3f", float64(all.Weights)/1e6)
			if haveMA != row.multiplyAdds || haveWeights != row.weights {
				t.Errorf("have %s M multiply-adds and %s M weights, want %s and %s",
					haveMA, haveWeights, row.multiplyAdds, row.weights)
			}
		})
	}
}

// Table 8 compares 1.0-224 with networks that are quoted: 32 times smaller and 27
// times less than VGG 16 (138 M weights, 15300 M multiply-adds).
func TestTable8(t *testing.T) {
	c := mustLayers(t, 1, 224, Separable, 0).Sum()
	smaller := 138e6 / float64(c.Weights)
	less := 15300e6 / float64(c.MultiplyAdds)
	if math.Floor(smaller) != 32 || math.Round(less) != 27 {
		t.Errorf("have %.2f times smaller and %.2f times less, want 32 and 27", smaller, less)
	}
}

// The SSD row of Table 13 prints 1.2 billion multiply-adds and 6.8 M weights.
func TestTable13(t *testing.T) {
	for _, row := range []struct {
		name                  string
		layers                Table
		multiplyAdds, weights string
	}{
		{"body at 300 pixels", body(1, 300, Separable), "1055.2", "3.185"},
		{"SSD", mustLayers(t, 1, 300, SSD, 0), "1237.1", "6.791"},
		{"SSD of Google's file", mustLayers(t, 0.75, 300, SSD, 0), "728.0", "4.089"},
	} {
		c := row.layers.Sum()
		ma, w := fmt.Sprintf("%.1f", float64(c.MultiplyAdds)/1e6), fmt.Sprintf("%.3f", float64(c.Weights)/1e6)
		if ma != row.multiplyAdds || w != row.weights {
			t.Errorf("%s: have %s M multiply-adds and %s M weights, want %s and %s", row.name, ma, w, row.multiplyAdds, row.weights)
		}
	}
}

// Numbers stored once batch normalisation is folded: 4 221 032 at α = 1.
func TestFoldedSize(t *testing.T) {
	c := mustLayers(t, 1, 224, Separable, 0).Sum()
	if have := c.Weights + c.Biases; have != 4221032 {
		t.Errorf("have %d numbers, want 4221032", have)
	}
}

// The 31 widths of US-Nets (Yu and Huang, arXiv 1903.05134, published results at
// 224 pixels): its printed MFLOPs are our count with the mean's additions, cut off.
func TestChannelsAtAnyAlpha(t *testing.T) {
	for _, p := range []struct {
		alpha                 float64
		printed               int64
		multiplyAdds, weights int64
	}{
		{1.0, 568, 568740352, 4209088},
		{0.975, 543, 543370808, 4013240},
		{0.95, 517, 517554776, 3866576},
		{0.925, 490, 490591592, 3659336},
		{0.9, 466, 466186760, 3519008},
		{0.875, 443, 443257024, 3339928},
		{0.85, 421, 421073656, 3165712},
		{0.825, 389, 389311768, 3034120},
		{0.8, 366, 366262312, 2850112},
		{0.775, 345, 345144008, 2725592},
		{0.75, 325, 325400448, 2568144},
		{0.725, 306, 306403256, 2415560},
		{0.7, 287, 287160280, 2300512},
		{0.675, 267, 267221736, 2139672},
		{0.65, 249, 249389960, 2030960},
		{0.625, 232, 232832576, 1895144},
		{0.6, 217, 217021560, 1764192},
		{0.575, 201, 201065112, 1664952},
		{0.55, 177, 177413544, 1526736},
		{0.525, 162, 162868296, 1433832},
		{0.5, 149, 149497088, 1319648},
		{0.475, 136, 136872248, 1210328},
		{0.45, 124, 124202328, 1126896},
		{0.425, 114, 114524776, 1013104},
		{0.4, 100, 100029704, 935360},
		{0.375, 89, 89844672, 842808},
		{0.35, 80, 80406008, 755120},
		{0.325, 71, 71022616, 687496},
		{0.3, 64, 64054568, 596744},
		{0.275, 48, 48029128, 534520},
		{0.25, 41, 41030272, 463600},
	} {
		layers := mustLayers(t, p.alpha, 224, Separable, 0)
		c := layers.Sum()
		if c.Weights != p.weights {
			t.Errorf("alpha %v: have %d weights, want %d", p.alpha, c.Weights, p.weights)
		}
		if c.MultiplyAdds != p.multiplyAdds {
			t.Errorf("alpha %v: have %d multiply-adds, want %d", p.alpha, c.MultiplyAdds, p.multiplyAdds)
		}
		pool := layers[len(layers)-2]
		if printed := (c.MultiplyAdds + int64(pool.In.Elements())) / 1e6; printed != p.printed {
			t.Errorf("alpha %v: have %d printed MFLOPs, want %d", p.alpha, printed, p.printed)
		}
	}
}

// Between α = 0.25 and 1 there are 187 different networks.
func TestChannelsAreMultiplesOf8(t *testing.T) {
	distinct := map[[6]int]bool{}
	const steps = 1 << 16
	for i := 0; i <= steps; i++ {
		alpha := 0.25 + 0.75*float64(i)/steps
		var widths [6]int
		for j, base := range []int{32, 64, 128, 256, 512, 1024} {
			c := Channels(base, alpha)
			if c%8 != 0 || c < 8 || c > base {
				t.Fatalf("Channels(%d, %v): have %d, want a multiple of 8 in [8, %d]", base, alpha, c, base)
			}
			widths[j] = c
		}
		distinct[widths] = true
	}
	if len(distinct) != 187 {
		t.Errorf("have %d different networks, want 187", len(distinct))
	}
}

func TestNewRefuses(t *testing.T) {
	for _, c := range []struct {
		name       string
		alpha      float64
		resolution int
		arch       Architecture
		classes    int
		want       string
	}{
		{"alpha 0", 0, 224, Separable, 0, "layers: alpha 0: want a width multiplier in [0.25, 1]"},
		{"alpha above 1", 1.5, 224, Separable, 0, "layers: alpha 1.5: want a width multiplier in [0.25, 1]"},
		{"alpha not a number", math.NaN(), 224, Separable, 0, "layers: alpha NaN: want a width multiplier in [0.25, 1]"},
		{"resolution 7", 1, 7, Separable, 0, "layers: resolution 7: want a multiple of 32 in [96, 320]"},
		{"resolution not a multiple", 1, 225, Separable, 0, "layers: resolution 225: want a multiple of 32 in [96, 320]"},
		{"resolution below", 1, 64, Separable, 0, "layers: resolution 64: want a multiple of 32 in [96, 320]"},
		{"resolution above", 1, 352, Separable, 0, "layers: resolution 352: want a multiple of 32 in [96, 320]"},
		{"negative resolution", 1, -32, Separable, 0, "layers: resolution -32: want a multiple of 32 in [96, 320]"},
		{"architecture", 1, 224, 9, 0, fmt.Sprintf("layers: architecture 9: want, from 0, one of %q", architectureNames)},
		{"resolution of the detector", 1, 320, SSD, 0, "layers: resolution 320: want 300 for SSD"},
		{"classes", 1, 224, Separable, -1, "layers: -1 classes: want 1 to 1048576, or 0 for the usual 1000"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := New(c.alpha, c.resolution, c.arch, c.classes); err == nil || err.Error() != c.want {
				t.Errorf("have %v, want %s", err, c.want)
			}
		})
	}
}
