package kernels

import (
	"fmt"
	"math"
)

// The largest picture and the largest result that a Resizer takes.
const (
	maxPixels     = 50_000_000
	maxResolution = 4096
)

// Normalisation maps a pixel's value 0..255 to what a network was trained on: value·Scale + Offset.
type Normalisation struct{ Scale, Offset float32 }

// Resizer cuts the centre square out of RGBA pictures of one size and resizes it to R×R, as a network's input.
//
// The filter is the triangle of bilinear interpolation, made as wide as the scale when the picture shrinks, so
// that every pixel of the square counts and nothing aliases. With the square's side S and scale = S/R:
//
//	weight of source pixel i for output x ∝ max(0, 1 − |i + ½ − (x + ½)·scale| / max(scale, 1))
//
// and the weights of an output add up to 1. A square of the same size as the output stays as it is. The two axes
// of a square share one table of weights.
type Resizer struct {
	width, height, resolution int

	side    int       // S, the square's side
	taps    int       // source pixels that an output takes, the same for all outputs
	starts  []int32   // [R]: the first source pixel of each output
	weights []float32 // [R, taps]
	row     []float32 // [S, 4]: one output row before its columns are resized
}

// NewResizer plans the resizing of width×height pictures to resolution×resolution. The error says which size is
// not legal.
func NewResizer(width, height, resolution int) (*Resizer, error) {
	if width < 1 || height < 1 {
		return nil, fmt.Errorf("kernels: picture of %d×%d pixels: want at least 1×1", width, height)
	}
	if width > maxPixels/height {
		return nil, fmt.Errorf("kernels: picture of %d×%d pixels: want at most %d million pixels in all", width, height, maxPixels/1_000_000)
	}
	if resolution < 1 || resolution > maxResolution {
		return nil, fmt.Errorf("kernels: resolution %d: want 1 to %d", resolution, maxResolution)
	}
	side := min(width, height)
	scale := float64(side) / float64(resolution)
	reach := max(scale, 1)
	taps := min(int(math.Ceil(2*reach)), side)
	r := &Resizer{
		width: width, height: height, resolution: resolution,
		side:    side,
		taps:    taps,
		starts:  make([]int32, resolution),
		weights: make([]float32, resolution*taps),
		row:     make([]float32, side*4),
	}
	triangle := make([]float64, taps)
	for x := range resolution {
		centre := (float64(x) + 0.5) * scale
		start := min(max(int(math.Ceil(centre-reach-0.5)), 0), side-taps)
		sum := 0.0
		for t := range triangle {
			triangle[t] = max(1-math.Abs(float64(start+t)+0.5-centre)/reach, 0)
			sum += triangle[t]
		}
		r.starts[x] = int32(start)
		for t, w := range triangle {
			r.weights[x*taps+t] = float32(w / sum)
		}
	}
	return r, nil
}

// Resize computes the network's input, first the rows and then the columns of each output row:
//
//	row[i, c]    = Σₜ weights[y, t]·rgba[top + starts[y] + t, left + i, c]
//	pixel        = Σₜ weights[x, t]·row[starts[x] + t, c], rounded to an integer (halves to even)
//	dst[y, x, c] = pixel·norm.Scale + norm.Offset
//
// The rounding makes what the network sees a picture of bytes, which Preview shows.
//
//	rgba   [height, width, 4], 0..255; the fourth is ignored
//	dst    [R, R, 3]
func (r *Resizer) Resize(isa ISA, dst []float32, rgba []byte, norm Normalisation) {
	switch {
	case len(rgba) < r.width*r.height*4:
		panic(shortSrc)
	case len(dst) < r.resolution*r.resolution*3:
		panic(shortDst)
	case !isa.Available():
		panic(unavailable)
	}
	top, left := (r.height-r.side)/2, (r.width-r.side)/2
	for y := range r.resolution {
		src := rgba[((top+int(r.starts[y]))*r.width+left)*4:]
		weights := r.weights[y*r.taps:][:r.taps]
		out := dst[y*r.resolution*3:][:r.resolution*3]
		if isa == Scalar {
			resizeRowsScalar(r.row, src, weights, r.width)
			resizeColumnsScalar(out, r.row, r.weights, r.starts, norm)
		} else {
			resizeRowsSIMD128(r.row, src, weights, r.width)
			resizeColumnsSIMD128(out, r.row, r.weights, r.starts, norm)
		}
	}
}

// resizeRowsScalar blends rows of a picture width pixels wide into one.
func resizeRowsScalar(row []float32, src []byte, weights []float32, width int) {
	for i := range row {
		acc := float32(0)
		for t, w := range weights {
			acc += float32(float32(src[t*width*4+i]) * w)
		}
		row[i] = acc
	}
}

// resizeColumnsScalar resizes one row to len(starts) pixels, rounds and normalises it.
func resizeColumnsScalar(dst, row, weights []float32, starts []int32, norm Normalisation) {
	taps := len(weights) / len(starts)
	for x, start := range starts {
		for c := range 3 {
			acc := float32(0)
			for t, w := range weights[x*taps:][:taps] {
				acc += float32(row[(int(start)+t)*4+c] * w)
			}
			pixel := float32(math.RoundToEven(float64(acc)))
			dst[x*3+c] = float32(pixel*norm.Scale) + norm.Offset
		}
	}
}

// Preview turns a network's input back into the picture that it is: RGBA bytes, opaque.
//
//	src    [R, R, 3], as Resize has left it with the same norm
//	dst    [R, R, 4], 0..255
func (r *Resizer) Preview(dst []byte, src []float32, norm Normalisation) {
	pixels := r.resolution * r.resolution
	switch {
	case len(src) < pixels*3:
		panic(shortSrc)
	case len(dst) < pixels*4:
		panic(shortDst)
	}
	perUnit := 1 / norm.Scale
	for p := range pixels {
		rgb, rgba := src[p*3:][:3], dst[p*4:][:4]
		rgba[0] = byte(int32((rgb[0]-norm.Offset)*perUnit + 0.5))
		rgba[1] = byte(int32((rgb[1]-norm.Offset)*perUnit + 0.5))
		rgba[2] = byte(int32((rgb[2]-norm.Offset)*perUnit + 0.5))
		rgba[3] = 255
	}
}
