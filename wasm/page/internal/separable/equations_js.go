package separable

import (
	"strconv"
	"strings"

	"mobilenet/wasm/internal/filters"
	"mobilenet/wasm/internal/format"
	"mobilenet/weights/layers"
)

// letters stand for the sizes in a formula, in the order of filters.Sizes; + is a sum, all else are products.
const letters = "kmnfar"

// The formulas of Equations (2) and (4) to (7).
const (
	standard  = "kkmnff"
	depthwise = "kkmff"
	separable = "kkmff+mnff"
	thinned   = "kkamff+amanff"
	shrunk    = "kkamrfrf+amanrfrf"
)

// write writes a formula in the colours of its sizes: what say returns for each.
func write(formula string, say func(size int) string) string {
	var w strings.Builder
	between := ""
	for _, letter := range formula {
		size := strings.IndexRune(letters, letter)
		if size < 0 {
			w.WriteString(" + ")
			between = ""
			continue
		}
		w.WriteString(between + hued(size, say(size)))
		between = "·"
		if size == filters.Alpha || size == filters.Rho {
			between = "" // it stands right before what it multiplies
		}
	}
	return w.String()
}

// inNumbers writes a formula with the numbers of c, in which α and ρ are already.
func inNumbers(formula string, c layers.Convolution) string {
	plain := strings.NewReplacer("a", "", "r", "").Replace(formula)
	values := [...]int{c.Window, c.Inputs, c.Outputs, c.Size}
	return write(plain, func(size int) string { return strconv.Itoa(values[size]) })
}

// equationRows returns the rows of the table: number, what it says, letters, numbers, result.
func (v *view) equationRows() string {
	var w strings.Builder
	row := func(number, key, letters, numbers, result string) {
		w.WriteString(`<tr><th scope="row">` + number + `</th><td>` + v.host.HTML("separable.eq-"+key) + `</td><td class="letters">` + letters +
			`<br>= ` + numbers + `</td><td class="result">` + result + `</td></tr>`)
	}
	cost := func(number, key, formula string, c layers.Convolution, multiplyAdds int64) {
		row(number, key, write(formula, func(size int) string { return symbols[size] }), inNumbers(formula, c), format.Exact(multiplyAdds))
	}
	whole, thin, small := v.sizes.Full(), v.sizes.Thin(), v.sizes.Small()
	taps := inNumbers("kk", whole)
	cost("(2)", "standard", standard, whole, whole.Standard())
	row("(3)", "value", "Σ<sub>i,j</sub> K̂<sub>i,j,m</sub>·F<sub>k+i−1,l+j−1,m</sub>",
		v.host.HTML("separable.eq-terms", "n", strconv.Itoa(whole.Window*whole.Window)), taps)
	cost("(4)", "depthwise", depthwise, whole, whole.Depthwise())
	cost("(5)", "separable", separable, whole, whole.Separable())
	row("", "reduction", "1/"+hued(filters.Outputs, "N")+" + 1/"+hued(filters.Window, symbols[filters.Window])+"²",
		"1/"+inNumbers("n", whole)+" + 1/("+taps+")", "1/"+format.Digits(1/whole.Reduction()))
	cost("(6)", "alpha", thinned, thin, thin.Separable())
	cost("(7)", "rho", shrunk, small, small.Separable())
	return w.String()
}
