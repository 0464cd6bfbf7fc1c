package oniontest

import (
	"math"
	"math/rand/v2"
)

// network is the widest network of a file, all numbers as they are stored: rounded to float16, or integers and steps.
type network struct {
	widths []int // of 128
	bands  []int
	full   map[string][]float64 // [rows, columns] of the widest
	steps  map[string][]float64 // of each column, in 8-bit files
	tables [][]float64          // of each width: [bands, 2, normalised channels]
	bias   []float64
}

// draw returns a network of random numbers, such that activations stay in ReLU6's range.
func (f File) draw() network {
	classes := f.Classes
	if classes == 0 {
		classes = 1000
	}
	n := network{bands: f.Bands, full: map[string][]float64{}, steps: map[string][]float64{}, bias: make([]float64, classes)}
	if len(n.bands) == 0 {
		n.bands = []int{224}
	}
	for k := int(f.AlphaMin * 128); k <= int(f.AlphaMax*128); k++ {
		n.widths = append(n.widths, k)
	}
	random := rand.New(rand.NewPCG(f.Seed, 1))
	widest := channels(n.widths[len(n.widths)-1])
	for _, l := range layers() {
		rows, cols := l.size(widest, classes)
		w := make([]float64, rows*cols)
		for i := range w {
			w[i] = rounded(random.NormFloat64() * math.Sqrt(2/float64(rows)))
		}
		if f.Int8 {
			n.steps[l.name] = quantise(w, cols)
		}
		n.full[l.name] = w
	}
	for _, k := range n.widths {
		var table []float64
		for range n.bands {
			total := 0
			for _, l := range layers()[:27] {
				_, cols := l.size(channels(k), classes)
				total += cols
			}
			for range total { // scales, now and then negative
				table = append(table, rounded(1.2+0.5*random.NormFloat64()))
			}
			for range total {
				table = append(table, rounded(0.3*random.NormFloat64()))
			}
		}
		n.tables = append(n.tables, table)
	}
	for i := range n.bias {
		n.bias[i] = float64(float32(0.1 * random.NormFloat64()))
	}
	return n
}

// quantise makes integers of w, [rows, cols], and returns the steps of the columns.
func quantise(w []float64, cols int) []float64 {
	steps := make([]float64, cols)
	for i, v := range w {
		steps[i%cols] = float64(float32(max(steps[i%cols], math.Abs(v)/127)))
	}
	for i, v := range w {
		w[i] = math.RoundToEven(v / steps[i%cols])
	}
	return steps
}

// rounded returns the value that float16 has for v.
func rounded(v float64) float64 {
	unit := math.Ldexp(1, max(math.Ilogb(v), -14)-10)
	return math.RoundToEven(v/unit) * unit
}

// ring returns what width after adds to width before, both of 128, in the order of the file.
func (n network) ring(before, after int) (weights, steps []float64) {
	from, to, widest := channels(before), channels(after), channels(n.widths[len(n.widths)-1])
	classes := len(n.bias)
	for _, l := range layers() {
		_, stride := l.size(widest, classes)
		rows, cols := l.size(from, classes)
		newRows, newCols := l.size(to, classes)
		block := func(fromRow, toRow, fromCol, toCol int) {
			for row := fromRow; row < toRow; row++ {
				weights = append(weights, n.full[l.name][row*stride+fromCol:row*stride+toCol]...)
			}
		}
		block(0, rows, cols, newCols)
		block(rows, newRows, 0, newCols)
		if n.steps[l.name] != nil {
			if l.cols < 0 && before == 0 {
				cols = 0
			}
			steps = append(steps, n.steps[l.name][cols:newCols]...)
		}
	}
	return weights, steps
}

// Tensors returns the tensors that a reader must make of the file for width number i and a band, by name.
func (f File) Tensors(i, band int) map[string]Tensor {
	n, found := f.draw(), map[string]Tensor{}
	c, classes := channels(n.widths[i]), len(n.bias)
	widest := channels(n.widths[len(n.widths)-1])
	total := len(n.tables[i]) / 2 / len(n.bands)
	scales := n.tables[i][2*band*total:][:total]
	shifts := n.tables[i][(2*band+1)*total:][:total]
	for _, l := range layers() {
		rows, cols := l.size(c, classes)
		_, stride := l.size(widest, classes)
		bias := n.bias
		scale := make([]float64, cols)
		for col := range scale {
			scale[col] = 1
		}
		if l.name != "fc" {
			copy(scale, scales)
			bias = shifts[:cols]
			scales, shifts = scales[cols:], shifts[cols:]
		}
		w := make([]float32, 0, rows*cols)
		for row := range rows {
			for col := range cols {
				v := n.full[l.name][row*stride+col] * scale[col]
				if f.Int8 {
					v *= n.steps[l.name][col]
				}
				w = append(w, float32(v))
			}
		}
		shape := append(append([]int(nil), l.window...), cols)
		if l.rows >= 0 {
			shape = []int{rows, cols}
		}
		b := make([]float32, cols)
		for col, v := range bias {
			b[col] = float32(v)
		}
		found[l.name+"/weights"] = Tensor{shape, w}
		found[l.name+"/bias"] = Tensor{[]int{cols}, b}
	}
	return found
}
