package kernels

func resizeRowsSIMD128(row []float32, src []byte, weights []float32, width int) {
	resizeRows(&row[0], &src[0], &weights[0], len(weights), len(row)/4, width*4)
}

func resizeColumnsSIMD128(dst, row, weights []float32, starts []int32, norm Normalisation) {
	resizeColumns(&dst[0], &row[0], &weights[0], &starts[0], len(weights)/len(starts), len(starts), norm.Scale, norm.Offset)
}

// resizeRows blends taps rows of RGBA bytes, rowStep bytes apart, into one row of float32.
//
//go:noescape
func resizeRows(row *float32, src *byte, weights *float32, taps, pixels, rowStep int)

// resizeColumns blends taps pixels from starts[x] on into each pixel x, rounds and normalises it.
//
//go:noescape
func resizeColumns(dst, row, weights *float32, starts *int32, taps, pixels int, scale, offset float32)
