package controls

import (
	"html"
	"strconv"

	"mobilenet/kernels"
	"mobilenet/model"
	"mobilenet/wasm/internal/format"
	"mobilenet/wasm/internal/offers"
	"mobilenet/wasm/page/internal/node"
)

// ShowChoices brings the rows of buttons in line with what is wanted and measured.
func (c *Controls) ShowChoices(v View) {
	c.showFormat(v)
	c.showCores(v)
	c.showArithmetic(v)
}

// showFormat says what the number format means, and what it buys once both were measured at this point.
func (c *Controls) showFormat(v View) {
	c.format.show(v.Want.Format())
	float, integers := v.Want, v.Want
	float.Precision, integers.Precision = model.Float32.String(), model.Int8.String()
	ratio, measured := v.Speedup(integers, float)
	c.format.text.SetHTML(c.words.HTML("format."+v.Want.Format()+meaning(measured), "times", format.Digits(ratio)))
}

// meaning is the end of the key of what a choice means, or has been measured to buy.
func meaning(measured bool) string {
	if measured {
		return "-measured"
	}
	return "-meaning"
}

// showArithmetic says what the arithmetic means, and what it buys once both were measured at this point.
func (c *Controls) showArithmetic(v View) {
	arithmetic := v.Want.Arithmetic()
	c.isa.show(arithmetic)
	if !v.Can.SIMD() {
		c.isa.text.SetHTML(c.words.HTML("isa.none"))
		return
	}
	simd, scalar := v.Want, v.Want
	simd.ISA, scalar.ISA = "", offers.Scalar
	ratio, measured := v.Speedup(simd, scalar)
	if !measured && arithmetic == "simd" && v.Can.Best == kernels.Relaxed.String() {
		arithmetic = "relaxed"
	}
	c.isa.text.SetHTML(c.words.HTML("isa."+arithmetic+meaning(measured), "times", format.Digits(ratio)))
}

// offerCores lays out a button for each number of cores that is worth a try.
func (c *Controls) offerCores(most int) {
	for _, n := range offers.Cores(most) {
		value := strconv.Itoa(n)
		if c.cores.has(value) {
			continue
		}
		c.cores.holder.AppendChild(node.Marked("label", "", `<input type="radio" name="cores" value="`+value+`"><span>`+value+`</span>`))
	}
	c.cores.find()
	for _, radio := range c.cores.radios {
		radio.SetDisabled(most <= 1)
	}
}

// showCores says how many cores compute, why not more, and what they buy once one was measured at this point too.
func (c *Controls) showCores(v View) {
	chosen := "auto" // leaves it to the engine
	switch {
	case v.Can.MaxThreads == 1:
		chosen = "1"
	case v.Want.Threads != 0:
		chosen = strconv.Itoa(v.Want.Threads)
	}
	c.cores.show(chosen)
	switch {
	case v.Can.MaxThreads == 1 && v.Can.Isolated:
		c.cores.text.SetHTML(c.words.HTML("cores.only"))
		return
	case v.Can.MaxThreads == 1:
		key := "cores.not-isolated"
		if v.Reload {
			key = "cores.reload"
		}
		c.cores.text.SetHTML(c.words.HTML(key))
		return
	case v.Runs == nil:
		return // the engine is about to say how many
	}
	all, one := v.Want, v.Want
	all.Threads, one.Threads = v.Runs.Threads, 1
	ratio, measured := v.Speedup(all, one)
	key := "cores.one"
	switch {
	case v.Runs.Threads > 1 && measured:
		key = "cores.many-measured"
	case v.Runs.Threads > 1:
		key = "cores.many"
	}
	text := c.words.HTML(key, "n", strconv.Itoa(v.Runs.Threads), "times", format.Digits(ratio))
	if v.Runs.ThreadsNote != nil {
		text += " " + html.EscapeString(c.words.Why(v.Runs.ThreadsNote))
	}
	c.cores.text.SetHTML(text)
}
