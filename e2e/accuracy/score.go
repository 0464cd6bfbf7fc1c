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

// score is how a network did on some photos.
type score struct {
	n                     int
	top1, top5, agreement int // how often
}

func (s score) share(count int) share { return share{count, s.n} }

// count scores the answers to those photos that are chosen, against their labels and the teacher's answers.
func count(photos []photo, answers, teacher [][]int, chosen func(photo) bool) score {
	var s score
	for i, p := range photos {
		if !chosen(p) {
			continue
		}
		s.n++
		if answers[i][0] == p.label {
			s.top1++
		}
		if slices.Contains(answers[i], p.label) {
			s.top5++
		}
		if answers[i][0] == teacher[i][0] {
			s.agreement++
		}
	}
	return s
}

// knows reports whether the photo's label is among the classes that the weights tell apart.
func (f *weightsFile) knows(p photo) bool { return f.known == nil || slices.Contains(f.known, p.label) }

// everyPhoto chooses all photos.
func everyPhoto(photo) bool { return true }
