package separable

import (
	"strconv"

	"mobilenet/model"
	"mobilenet/wasm/internal/filters"
	"mobilenet/wasm/internal/readout"
)

// product writes factors in the colours of their sizes: as the paper's letters, or as numbers of c.
func product(c model.Convolution, letters bool, sizes ...int) string {
	values := [...]int{c.Window, c.Inputs, c.Outputs, c.Size}
	text := ""
	for i, size := range sizes {
		if i > 0 {
			text += "·"
		}
		if letters {
			text += hued(size, symbols[size])
		} else {
			text += hued(size, strconv.Itoa(values[size]))
		}
	}
	return text
}

// The factors of Equations (2), (4) and the pointwise half of (5).
var (
	standardSizes  = []int{filters.Window, filters.Window, filters.Inputs, filters.Outputs, filters.Side, filters.Side}
	depthwiseSizes = []int{filters.Window, filters.Window, filters.Inputs, filters.Side, filters.Side}
	pointwiseSizes = []int{filters.Inputs, filters.Outputs, filters.Side, filters.Side}
)

// equationRows returns the rows of the table: number, what it says, letters, numbers, result.
func (v *view) equationRows() string {
	h := v.host
	whole, thin, small := v.sizes.Full(), v.sizes.Thin(), v.sizes.Small()
	both := func(c model.Convolution, letters bool) string {
		return product(c, letters, depthwiseSizes...) + " + " + product(c, letters, pointwiseSizes...)
	}
	alpha, rho := hued(filters.Alpha, "α"), hued(filters.Rho, "ρ")
	k, m, n, f := hued(filters.Window, symbols[0]), hued(filters.Inputs, "M"), hued(filters.Outputs, "N"), hued(filters.Side, symbols[3])
	window := strconv.Itoa(whole.Window)
	taps := hued(filters.Window, window+"·"+window)
	row := func(number, key, letters, numbers, result string) string {
		return `<tr><th scope="row">` + number + `</th><td>` + h.HTML("separable.eq-"+key) + `</td><td class="letters">` + letters +
			`<br>= ` + numbers + `</td><td class="result">` + result + `</td></tr>`
	}
	return row("(2)", "standard", product(whole, true, standardSizes...), product(whole, false, standardSizes...), readout.Exact(whole.Standard())) +
		row("(3)", "value", "Σ<sub>i,j</sub> K̂<sub>i,j,m</sub>·F<sub>k+i−1,l+j−1,m</sub>", h.HTML("separable.eq-terms", "n", strconv.Itoa(whole.Window*whole.Window)), taps) +
		row("(4)", "depthwise", product(whole, true, depthwiseSizes...), product(whole, false, depthwiseSizes...), readout.Exact(whole.Depthwise())) +
		row("(5)", "separable", both(whole, true), both(whole, false), readout.Exact(whole.Separable())) +
		row("", "reduction", "1/"+n+" + 1/"+k+"²", "1/"+hued(filters.Outputs, strconv.Itoa(whole.Outputs))+" + 1/("+taps+")",
			"1/"+readout.Digits(1/whole.Reduction())) +
		row("(6)", "alpha", k+"·"+k+"·"+alpha+m+"·"+f+"·"+f+" + "+alpha+m+"·"+alpha+n+"·"+f+"·"+f, both(thin, false), readout.Exact(thin.Separable())) +
		row("(7)", "rho", k+"·"+k+"·"+alpha+m+"·"+rho+f+"·"+rho+f+" + "+alpha+m+"·"+alpha+n+"·"+rho+f+"·"+rho+f, both(small, false), readout.Exact(small.Separable()))
}
