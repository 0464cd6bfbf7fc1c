package kernels

import (
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// plain leaves pixels as they are: 0..255.
var plain = Normalisation{Scale: 1, Offset: 0}

func resize(t *testing.T, isa ISA, width, height, resolution int, rgba []byte, norm Normalisation) []float32 {
	t.Helper()
	r, err := NewResizer(width, height, resolution)
	if err != nil {
		t.Fatal(err)
	}
	dst := make([]float32, resolution*resolution*3)
	r.Resize(isa, dst, rgba, norm)
	return dst
}

// grey returns opaque pixels whose red is v, green v+1 and blue v+2.
func grey(values ...byte) []byte {
	var rgba []byte
	for _, v := range values {
		rgba = append(rgba, v, v+1, v+2, 255)
	}
	return rgba
}

func TestResize(t *testing.T) {
	for _, c := range []struct {
		name                      string
		width, height, resolution int
		red                       []byte // of each pixel
		want                      []float32
	}{
		{"one pixel", 1, 1, 1, []byte{7}, []float32{7}},
		{"one pixel, enlarged", 1, 1, 2, []byte{7}, []float32{7, 7, 7, 7}},
		{"same size", 2, 2, 2, []byte{1, 2, 3, 4}, []float32{1, 2, 3, 4}},
		// The filter reaches 2 pixels; its weights at distances ½ ½ are equal.
		{"halved", 2, 2, 1, []byte{10, 20, 30, 40}, []float32{25}},
		// Outputs lie at ¼ and ¾ between the pixels: 10, 10+¼·40, 10+¾·40, 50 in each direction.
		{"doubled", 2, 2, 4, []byte{10, 50, 10, 50}, []float32{10, 20, 40, 50, 10, 20, 40, 50, 10, 20, 40, 50, 10, 20, 40, 50}},
		{"centre of a row", 5, 1, 1, []byte{1, 2, 3, 4, 5}, []float32{3}},
		{"centre of a column", 1, 4, 1, []byte{1, 2, 3, 4}, []float32{2}},
		{"square out of a wide one", 4, 2, 2, []byte{1, 2, 3, 4, 5, 6, 7, 8}, []float32{2, 3, 6, 7}},
		// Outputs at 1 and 3, reaching 2: weights ¼·(½·3 ½·3 ½·1) → (3 3 1)/7 and (1 3 3)/7.
		{"triangle", 4, 4, 2, slices.Repeat([]byte{0, 70, 0, 140}, 4), []float32{30, 70, 30, 70}},
	} {
		t.Run(c.name, func(t *testing.T) {
			forEachISA(t, func(t *testing.T, isa ISA) {
				have := resize(t, isa, c.width, c.height, c.resolution, grey(c.red...), plain)
				for i, want := range c.want {
					for channel := range 3 {
						if v := have[i*3+channel]; v != want+float32(channel) {
							t.Errorf("pixel %d channel %d: have %v, want %v", i, channel, v, want+float32(channel))
						}
					}
				}
			})
		})
	}
}

func TestNormalisation(t *testing.T) {
	rgba := []byte{0, 128, 255, 9}
	forEachISA(t, func(t *testing.T, isa ISA) {
		float := resize(t, isa, 1, 1, 1, rgba, Normalisation{Scale: 1 / 127.5, Offset: -1})
		for c, want := range []float64{-1, 128/127.5 - 1, 1} {
			if d := math.Abs(float64(float[c]) - want); d > 1e-7 {
				t.Errorf("float, channel %d: have %v, want %v", c, float[c], want)
			}
		}
		quantised := resize(t, isa, 1, 1, 1, rgba, Normalisation{Scale: 1. / 128, Offset: -1})
		if want := []float32{-1, 0, 127. / 128}; !slices.Equal(quantised, want) {
			t.Errorf("quantised: have %v, want %v", quantised, want)
		}
	})
}

// resizeReference computes an output of Resize before it is rounded, columns first, in float64 and without a table.
func resizeReference(width, height, resolution int, rgba []byte, y, x, c int) float64 {
	side := min(width, height)
	scale := float64(side) / float64(resolution)
	weight := func(i, out int) float64 {
		return max(0, 1-math.Abs(float64(i)+0.5-(float64(out)+0.5)*scale)/max(scale, 1))
	}
	sum, total := 0.0, 0.0
	for i := range side {
		for j := range side {
			w := weight(i, y) * weight(j, x)
			total += w
			sum += w * float64(rgba[((height-side)/2+i)*width*4+((width-side)/2+j)*4+c])
		}
	}
	return sum / total
}

// compareResized holds what Resize made to the reference, rounded: to a half, and a little more where the sum is lost
// in float32 next to a half.
func compareResized(t *testing.T, have []float32, width, height, resolution int, rgba []byte) {
	t.Helper()
	for i, v := range have {
		y, x, c := i/3/resolution, i/3%resolution, i%3
		want := resizeReference(width, height, resolution, rgba, y, x, c)
		if math.Abs(float64(v)-want) > 0.5001 || v != float32(math.Trunc(float64(v))) {
			t.Fatalf("%d×%d to %d [%d, %d, %d]: have %v, want %v rounded", width, height, resolution, y, x, c, v, want)
		}
	}
}

func TestResizeReference(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for _, c := range [][3]int{{13, 9, 4}, {9, 13, 7}, {8, 8, 20}, {31, 40, 10}, {6, 5, 5}} {
		width, height, resolution := c[0], c[1], c[2]
		rgba := make([]byte, width*height*4)
		for i := range rgba {
			rgba[i] = byte(r.IntN(256))
		}
		forEachISA(t, func(t *testing.T, isa ISA) {
			compareResized(t, resize(t, isa, width, height, resolution, rgba, plain), width, height, resolution, rgba)
		})
	}
}

func TestPreview(t *testing.T) {
	r, err := NewResizer(16, 16, 16)
	if err != nil {
		t.Fatal(err)
	}
	rgba := make([]byte, 16*16*4)
	for i := range rgba {
		rgba[i] = byte(i / 4)
		if i%4 == 3 {
			rgba[i] = 255
		}
	}
	for _, norm := range []Normalisation{plain, {1 / 127.5, -1}, {1. / 128, -1}} {
		x := make([]float32, 16*16*3)
		r.Resize(Scalar, x, rgba, norm)
		have := make([]byte, len(rgba))
		r.Preview(have, x, norm)
		if !slices.Equal(have, rgba) {
			t.Errorf("%v: the preview of a picture that fits is not the picture", norm)
		}
	}
}

func TestNewResizerErrors(t *testing.T) {
	for _, c := range []struct {
		width, height, resolution int
		want                      string
	}{
		{0, 5, 224, "0×5 pixels: want at least 1×1"},
		{5, -1, 224, "5×-1 pixels: want at least 1×1"},
		{10_000, 10_000, 224, "10000×10000 pixels: want at most 50 million"},
		{math.MaxInt, math.MaxInt, 224, "want at most 50 million"},
		{5, 5, 0, "resolution 0: want 1 to 4096"},
		{5, 5, 5000, "resolution 5000: want 1 to 4096"},
	} {
		if _, err := NewResizer(c.width, c.height, c.resolution); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%d×%d to %d: have %v, want %q", c.width, c.height, c.resolution, err, c.want)
		}
	}
}

// readPNG returns the picture's RGBA bytes and its size. It skips the test where there is no such file.
func readPNG(t *testing.T, name string) ([]byte, image.Point) {
	t.Helper()
	f, err := os.Open(filepath.Join("../../shared/data/photos-test", name))
	if err != nil {
		t.Skipf("needs the test photos beside the repository: %v", err)
	}
	defer f.Close()
	picture, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	rgba := image.NewRGBA(picture.Bounds())
	draw.Draw(rgba, rgba.Bounds(), picture, picture.Bounds().Min, draw.Src)
	return rgba.Pix, rgba.Bounds().Size()
}

// TestOfficialPhotos compares with Pillow's bilinear resize, which rounds to bytes between the axes as well.
func TestOfficialPhotos(t *testing.T) {
	for _, name := range []string{"bird2", "chips", "hotdog_c"} {
		rgba, size := readPNG(t, name+".png")
		for _, resolution := range []int{128, 160, 192, 224} {
			want, _ := readPNG(t, fmt.Sprintf("inputs/%s-%d.png", name, resolution))
			forEachISA(t, func(t *testing.T, isa ISA) {
				have := resize(t, isa, size.X, size.Y, resolution, rgba, plain)
				for i, v := range have {
					if d := math.Abs(float64(v) - float64(want[i/3*4+i%3])); d > 1 {
						t.Fatalf("%s-%d value %d: have %v, want %v ± 1", name, resolution, i, v, want[i/3*4+i%3])
					}
				}
			})
		}
	}
}
