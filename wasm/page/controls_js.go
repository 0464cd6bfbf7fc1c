package main

import (
	"strconv"

	"mobilenet/kernels"
	"mobilenet/wasm/internal/format"
	"mobilenet/weights/layers"
)

// Where the page starts: fast on a school's laptop, right most of the time.
const (
	startAlpha      = 0.5
	startResolution = 160
)

// The choices of arithmetic, as the hash names them.
const (
	arithmeticSIMD   = "simd"
	arithmeticScalar = "scalar"
)

func arithmeticName(scalar bool) string {
	if scalar {
		return arithmeticScalar
	}
	return arithmeticSIMD
}

const (
	fullAlpha       = 1.0 // of the paper's network
	pixelsPerColumn = 8   // of ρ's track
)

// controls are the two sliders and what else can be chosen of the network.
type controls struct {
	alpha, rho                     *slider
	format, cores, isa             *segments
	formatText, coresText, isaText wording
}

func (p *page) initControls() {
	p.tuning.on = p.state.Alpha == 0 && p.state.Resolution == 0
	if p.state.Alpha == 0 {
		p.state.Alpha = startAlpha
	}
	if p.state.Resolution == 0 {
		p.state.Resolution = startResolution
	}
	c := &p.controls
	c.alpha = p.newSlider("alpha", func(v float64) { p.state.Alpha, p.want.alpha = v, v })
	c.rho = p.newSlider("rho", func(v float64) { p.state.Resolution, p.want.resolution = int(v), int(v) })
	c.format = p.newSegments("format", func(v string) { p.state.Format, p.want.int8 = v, v == formatInt8 })
	c.cores = p.newSegments("cores", func(v string) {
		n, _ := strconv.Atoi(v) // "auto" is 0
		p.state.Cores, p.want.cores = n, n
	})
	c.isa = p.newSegments("isa", func(v string) { p.state.Arithmetic, p.want.scalar = v, v == arithmeticScalar })
	c.formatText, c.coresText, c.isaText = p.wording("format-text"), p.wording("cores-text"), p.wording("isa-text")
	p.initTheme()
	p.initShare()
}

// offerChoices offers what the engine has, and wants what the visitor chose, else the fastest.
func (p *page) offerChoices() {
	p.controls.isa.allow(arithmeticSIMD, p.simd())
	p.want.scalar = !p.simd() || p.state.Arithmetic == arithmeticScalar
	p.want.int8 = p.state.Format == formatInt8
	p.offerCores()
	p.want.cores = p.nearestCores(p.state.Cores)
	p.showControls()
}

// simd tells whether the engine has more than plain Go.
func (p *page) simd() bool { return p.engine.can.Best != kernels.Scalar.String() }

// showControls brings the controls in line with what is wanted.
func (p *page) showControls() {
	c, set := &p.controls, p.want.weights
	if set.kind == "" || p.want.alpha == 0 {
		return // a file is being read: its width is not known yet
	}
	alpha, resolution := p.want.alpha, p.want.resolution
	table := layers.Table1()
	firstFull, lastFull := table[0].Out.Channels, table[table.Features()].Out.Channels
	c.alpha.show(p, alpha, scale{
		stops: set.alphas, marks: set.alphas, full: fullAlpha, cells: float64(firstFull),
		trained: func(float64) bool { return false },
	})
	full := max(layers.FullResolution, set.resolutions[len(set.resolutions)-1])
	c.rho.show(p, float64(resolution), scale{
		stops: set.resolutions, marks: set.resolutions, full: full, cells: full / pixelsPerColumn,
		trained: func(r float64) bool { return set.trainedAt(alpha, int(r)) },
	})

	first, last := layers.Channels(firstFull, alpha), layers.Channels(lastFull, alpha)
	channels := []string{
		"alpha", format.Multiplier(alpha), "first", strconv.Itoa(first), "firstFull", strconv.Itoa(firstFull),
		"last", strconv.Itoa(last), "lastFull", strconv.Itoa(lastFull),
	}
	c.alpha.value.set(format.Multiplier(alpha))
	c.alpha.input.SetAttribute("aria-valuetext", p.text("alpha.spoken", channels...))
	meaning := "alpha.meaning"
	if len(set.alphas) == 1 {
		meaning = "alpha.fixed"
	}
	c.alpha.text.setHTML(p.html(meaning, channels...))

	side := strconv.Itoa(resolution)
	share := float64(resolution*resolution) / (layers.FullResolution * layers.FullResolution)
	c.rho.value.set(format.Multiplier(float64(resolution) / layers.FullResolution))
	c.rho.input.SetAttribute("aria-valuetext", p.text("rho.spoken", "side", side))
	c.rho.text.setHTML(p.html("rho.meaning", "side", side, "share", strconv.FormatFloat(100*share, 'f', 0, 64)))

	p.showChoices()
}

// showChoices brings the rows of buttons in line with what is wanted and measured.
func (p *page) showChoices() {
	p.showFormat()
	p.showCores()
	p.showArithmetic()
}

// showArithmetic says what the arithmetic means, and what it buys once both were measured at this point.
func (p *page) showArithmetic() {
	c := &p.controls
	if !p.simd() {
		c.isa.show(arithmeticScalar)
		c.isaText.setHTML(p.html("isa.none"))
		return
	}
	simd, scalar := p.compared(), p.compared()
	simd.ISA, scalar.ISA = "", kernels.Scalar.String()
	ratio, measured := p.figure.Speedup(simd, scalar)
	times := format.Digits(ratio)
	c.isa.show(arithmeticName(p.want.scalar))
	switch {
	case p.want.scalar && measured:
		c.isaText.setHTML(p.html("isa.scalar-measured", "times", times))
	case p.want.scalar:
		c.isaText.setHTML(p.html("isa.scalar-meaning"))
	case measured:
		c.isaText.setHTML(p.html("isa.simd-measured", "times", times))
	case p.engine.can.Best == kernels.Relaxed.String():
		c.isaText.setHTML(p.html("isa.relaxed-meaning"))
	default:
		c.isaText.setHTML(p.html("isa.simd-meaning"))
	}
}
