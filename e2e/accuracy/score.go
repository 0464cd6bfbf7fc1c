package main

import (
	"math"
	"slices"
)

// interval95 is the normal distribution's 97.5 % quantile: 95 % lie within it on both sides.
const interval95 = 1.959964

// A share is how many of n photos have some property.
type share struct{ count, n int }

// value returns the share as a number, 0..1.
func (s share) value() float64 { return float64(s.count) / float64(s.n) }

// wilson returns the Wilson score interval of 95 % confidence (E. B. Wilson 1927, J. Am. Stat. Assoc. 22): the
// probabilities p for which the share is no further from p than 1.96 of its standard deviations √(p(1−p)/n).
func (s share) wilson() (low, high float64) {
	const z2 = interval95 * interval95
	n, p := float64(s.n), s.value()
	centre := p + z2/(2*n)
	spread := interval95 * math.Sqrt(p*(1-p)/n+z2/(4*n*n))
	return max((centre-spread)/(1+z2/n), 0), min((centre+spread)/(1+z2/n), 1)
}

// score is how a network did on all photos.
type score struct {
	n                     int
	top1, top5, agreement int // how often
	calibration           float64
}

func (s score) share(count int) share { return share{count, s.n} }

// count scores the answers to photos against their labels and the teacher's answers.
func count(photos []photo, answers, teacher []answer) score {
	s := score{n: len(photos), calibration: calibrationError(photos, answers)}
	for i, p := range photos {
		if answers[i].Classes[0] == p.label {
			s.top1++
		}
		if slices.Contains(answers[i].Classes, p.label) {
			s.top5++
		}
		if answers[i].Classes[0] == teacher[i].Classes[0] {
			s.agreement++
		}
	}
	return s
}

// calibrationBins are the bins of equal width that confidence falls into.
const calibrationBins = 15

// calibrationError returns the expected calibration error of first answers (Guo et al. 2017, arXiv 1706.04599): by how
// much confidence and the share of right answers differ in each bin of confidence, weighted by the photos in it.
func calibrationError(photos []photo, answers []answer) float64 {
	var confident, right [calibrationBins]float64 // sums
	for i, p := range photos {
		a := answers[i]
		bin := min(int(a.Confidence*calibrationBins), calibrationBins-1)
		confident[bin] += a.Confidence
		if a.Classes[0] == p.label {
			right[bin]++
		}
	}
	total := 0.0
	for bin := range confident {
		total += math.Abs(confident[bin] - right[bin])
	}
	return total / float64(len(photos))
}
