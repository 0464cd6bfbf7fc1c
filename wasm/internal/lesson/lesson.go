// Package lesson is the page's lessons apart from any browser: what each asks, what is measured for it and what that
// says, how far a guess was off, and how a student's own record is kept.
//
// A lesson goes read, guess, measure, compare, explain. Its words are the texts lessons.<ID>…; nothing that is measured
// stands in them.
package lesson

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// Minutes is how long a lesson takes.
const Minutes = 10

// Recipe says what is measured, and so what the values of a measurement are.
type Recipe uint8

// The recipes, with their values in order.
const (
	Times     Recipe = iota // ms of each network
	Trade                   // the same, for the sake of the networks' published accuracy
	Layers                  // ms of the first network's layers of each kind, see Kinds
	Race                    // ms of a standard convolution, of the depthwise and of the pointwise one that replace it
	Formats                 // ms, then bytes of weights in memory, of float and int8; scenes; the same answers; α; pixels; 8-bit or not
	Agreement               // scenes; the same answers; right: large, small; alike and wrong; α and pixels: large, small
	Adding                  // percent of the multiply-adds of each row of Table 2, counted here
	Teaching                // scenes; of each of three networks α, pixels, right after one look, right after several
	Detecting               // ms of a detector's parts, as layers.Part has them
	recipes
)

// Taught is how many networks are taught, from the smallest to the largest.
const Taught = 3

// scenes is the place of the number of scenes among the values of Formats: none were answered if it is 0.
const scenes = 4

// eight is the place, among the values of Formats, of 1 if the file has weights of 8 bits, so that float runs with them
// too, and of 0 if not.
const eight = 8

// Network is a network that is timed, with random weights and on one core.
type Network struct {
	Alpha      float64
	Resolution int
}

// Range is what a guess may be.
type Range struct {
	Low, High, Step float64
	Unit            string // of the text lessons.unit-<Unit>
}

// Lesson is one of the lessons.
type Lesson struct {
	ID       string
	Recipe   Recipe
	Networks []Network
	At       [2]int // Times: the outcome is how much of the second's time the first takes
	Guess    Range
	// A guess is called close up to that far from what is measured, and near up to that far.
	Close, Near float64
	// Common is the guess of who thinks of it as most do at first, and wrongly.
	Common float64
	Panel  string // where to look further
	Keep   string // what that panel keeps, "key=value", or ""
}

// All are the lessons in their order.
var All = []Lesson{
	{
		ID: "width", Recipe: Times, Networks: []Network{{1, 160}, {0.75, 160}, {0.5, 160}, {0.25, 160}}, At: [2]int{2, 0},
		Guess: Range{0, 100, 1, "percent"}, Close: 3, Near: 10, Common: 50, Panel: "paper", Keep: "paper.table=6",
	},
	{
		ID: "resolution", Recipe: Times, Networks: []Network{{0.5, 224}, {0.5, 192}, {0.5, 160}, {0.5, 128}}, At: [2]int{3, 0},
		Guess: Range{0, 100, 1, "percent"}, Close: 3, Near: 10, Common: 57, Panel: "paper", Keep: "paper.table=7",
	},
	{
		ID: "both", Recipe: Trade, Networks: []Network{{0.25, 224}, {0.5, 128}, {0.5, 224}, {1, 128}, {0.75, 160}},
		Guess: Range{-10, 10, 0.5, "points"}, Close: 1, Near: 3, Panel: "paper", Keep: "paper.table=fig4",
	},
	{
		ID: "time", Recipe: Layers, Networks: []Network{{0.25, 224}},
		Guess: Range{0, 100, 1, "percent"}, Close: 1, Near: 4, Common: 11, Panel: "time",
	},
	{
		ID: "separable", Recipe: Race,
		Guess: Range{1, 30, 0.5, "times"}, Close: 1, Near: 4, Common: 9, Panel: "separable",
	},
	{
		ID: "int8", Recipe: Formats,
		Guess: Range{0.5, 10, 0.1, "times"}, Close: 0.3, Near: 1, Common: 4, Panel: "break", Keep: "break.how=quantise",
	},
	{
		ID: "slip", Recipe: Adding,
		Guess: Range{0, 5, 0.01, "points"}, Close: 0.005, Near: 0.02, Panel: "paper", Keep: "paper.table=2",
	},
	{
		ID: "agreement", Recipe: Agreement,
		Guess: Range{0, 20, 1, "scenes"}, Close: 1, Near: 4, Common: 20, Panel: "compare",
	},
	{
		ID: "examples", Recipe: Teaching,
		Guess: Range{0, 20, 1, "scenes"}, Close: 1, Near: 4, Common: 1, Panel: "teach",
	},
	{
		ID: "detector", Recipe: Detecting,
		Guess: Range{0, 100, 1, "percent"}, Close: 3, Near: 10, Common: 50, Panel: "detect",
	},
}

// Index returns the place of a lesson in All, -1 if there is none of that id.
func Index(id string) int {
	return slices.IndexFunc(All, func(l Lesson) bool { return l.ID == id })
}

// Values returns how many values a measurement has.
func (l *Lesson) Values() int {
	switch l.Recipe {
	case Times, Trade:
		return len(l.Networks)
	case Layers:
		return len(Kinds)
	case Race:
		return 3
	case Formats:
		return 9
	case Agreement:
		return 9
	case Teaching:
		return 1 + 4*Taught
	case Detecting:
		return 3
	}
	return len(column())
}

// Write writes a value of the lesson's unit: a whole number as it is, else with the decimals of a guess, and one at
// least.
func (l *Lesson) Write(v float64) string {
	if v == math.Trunc(v) {
		return signed(strconv.FormatFloat(v, 'f', -1, 64))
	}
	_, decimals, _ := strings.Cut(strconv.FormatFloat(l.Guess.Step, 'f', -1, 64), ".")
	return signed(strconv.FormatFloat(v, 'f', max(len(decimals), 1), 64))
}

// signed writes a minus as long as the digits want it.
func signed(number string) string { return strings.Replace(number, "-", "−", 1) }

// Legal tells whether a guess is within the lesson's range.
func (l *Lesson) Legal(guess float64) bool { return guess >= l.Guess.Low && guess <= l.Guess.High }

// Verdict says how a guess compares with what was measured: "close", "near", or "low" or "high" where it is further off
// than that, or where it is nearer to the common guess, which was refuted. It ends the key of a text.
func (l *Lesson) Verdict(guess, measured float64) string {
	const rounding = 1e-9
	off := math.Abs(guess - measured)
	refuted := math.Abs(l.Common-measured) > l.Close+rounding && math.Abs(guess-l.Common) < off
	switch {
	case !refuted && off <= l.Close+rounding:
		return "close"
	case !refuted && off <= l.Near+rounding:
		return "near"
	case guess < measured:
		return "low"
	}
	return "high"
}
