package lesson

import (
	"strconv"

	"mobilenet/model"
	"mobilenet/model/paper"
	"mobilenet/weights/layers"
)

// RaceLayer is the layer that the race is about: that of the paper's Table 3.
var RaceLayer = layers.Convolution{Window: 3, Inputs: 512, Outputs: 512, Size: 14}

// DetectorAlpha is the width of the detector whose parts are timed: that of the paper's Table 13.
const DetectorAlpha = 1.0

// Kinds are the kinds of layers whose times are told apart, as Table 2 has them, and the mean.
var Kinds = [...]layers.Kind{layers.Pointwise, layers.Depthwise, layers.Conv, layers.FullyConnected, layers.Pool}

// depthwise is the place of the depthwise layers in Kinds.
const depthwise = 1

// Outcome returns what a measurement says of the lesson's question.
func (l *Lesson) Outcome(m []float64) float64 {
	switch l.Recipe {
	case Times:
		return 100 * m[l.At[0]] / m[l.At[1]]
	case Trade:
		return top1(l.Networks[1]) - top1(l.Networks[0])
	case Layers:
		return 100 * m[depthwise] / sum(m)
	case Race:
		return m[0] / (m[1] + m[2])
	case Formats:
		return m[0] / m[1]
	case Agreement:
		return m[1]
	case Teaching:
		return m[taught(Taught-1)+2]
	case Detecting:
		return 100 * m[layers.Body] / sum(m)
	}
	missing := 100.0
	for _, printed := range Printed() {
		v, _ := strconv.ParseFloat(printed, 64) // the paper's are numbers
		missing -= v
	}
	return missing
}

// Reference returns what the outcome is set beside: what the multiply-adds, or the bytes, would lead one to expect, or
// how often the larger network is right, or what was taught to the smallest. It is false for lessons without.
func (l *Lesson) Reference(m []float64) (float64, bool) {
	switch l.Recipe {
	case Times:
		return 100 * madds(l.Networks[l.At[0]]) / madds(l.Networks[l.At[1]]), true
	case Layers:
		return 100 * l.share(layers.Depthwise), true
	case Race:
		return 1 / RaceLayer.Reduction(), true
	case Formats:
		return m[2] / m[3], true
	case Agreement:
		return m[2], true
	case Teaching:
		return m[taught(0)+2], true
	case Detecting:
		return 100 * partShare(layers.Body), true
	}
	return 0, false
}

// taught is the place of what a measurement says of the network i that was taught.
func taught(i int) int { return 1 + 4*i }

// Printed returns the column of Table 2 that the paper prints: percent of the multiply-adds.
func Printed() []string {
	var printed []string
	for _, row := range column() {
		printed = append(printed, row.Cells[0].Printed)
	}
	return printed
}

// Count counts the same column here, for a measurement.
func Count() []float64 {
	var counted []float64
	for _, row := range column() {
		v, _ := strconv.ParseFloat(row.Cells[0].Computed, 64) // which package paper wrote
		counted = append(counted, v)
	}
	return counted
}

// column returns the rows of Table 2.
func column() []paper.Row {
	table, _ := paper.Of("2", 1, 224, nil) // always there
	return table.Rows
}

// cost returns what a network costs.
func cost(n Network) layers.Cost { return tableOf(n).Sum() }

func madds(n Network) float64 { return float64(cost(n).MultiplyAdds) }

// share returns what part of the multiply-adds the layers of a kind have in the lesson's first network.
func (l *Lesson) share(kind layers.Kind) float64 {
	return float64(tableOf(l.Networks[0]).SumKind(kind).MultiplyAdds) / madds(l.Networks[0])
}

// detector returns the layers of the detector whose parts are timed: that of the paper's Table 13.
func detector() layers.Table {
	table, err := layers.New(DetectorAlpha, layers.SSDResolution, layers.SSD, 0)
	if err != nil {
		panic(err) // the paper's is legal
	}
	return table
}

// partShare returns what part of the multiply-adds a part of the detector has.
func partShare(p layers.Part) float64 {
	table := detector()
	return float64(table.SumPart(p).MultiplyAdds) / float64(table.Sum().MultiplyAdds)
}

// tableOf panics for a network that there is not: the table of lessons has none.
func tableOf(n Network) layers.Table {
	table, err := layers.New(n.Alpha, n.Resolution, layers.Separable, 0)
	if err != nil {
		panic(err)
	}
	return table
}

// top1 returns the published accuracy of a network in percent.
func top1(n Network) float64 {
	accuracy, _ := model.PublishedAccuracy(n.Alpha, n.Resolution, false)
	return accuracy.Top1
}

func sum(values []float64) (all float64) {
	for _, v := range values {
		all += v
	}
	return all
}
