// Package check counts how often networks are right about labelled photos.
package check

import (
	"slices"

	"mobilenet/model"
	"mobilenet/wasm/internal/classname"
)

// Photo is a photo with what it shows and what networks answer.
type Photo struct {
	Name    string           // of its file, with its folder
	Small   string           // address of a small copy, "" before there is one
	Class   int              // what it shows, 0 to 999 as in ImageNet, or classname.None
	Answers [][]model.Answer // the first answers of each network, the likeliest first; none of one that was not asked yet
}

// First returns a network's first answer.
func (p *Photo) First(network int) model.Answer { return p.Answers[network][0] }

// Rank returns the place of the right class among a network's answers, from 0; -1 if it is not among them.
func (p *Photo) Rank(network int) int {
	return slices.IndexFunc(p.Answers[network], func(a model.Answer) bool { return a.Index == p.Class })
}

// Right tells whether a network's first answer is right.
func (p *Photo) Right(network int) bool { return p.Rank(network) == 0 }

// Answered returns the photos that count: those with a class, which all of so many networks have answered.
func Answered(photos []*Photo, networks int) (counted []*Photo) {
	for _, p := range photos {
		if p.Class != classname.None && p.answered(networks) {
			counted = append(counted, p)
		}
	}
	return counted
}

func (p *Photo) answered(networks int) bool {
	for i := range networks {
		if i >= len(p.Answers) || len(p.Answers[i]) == 0 {
			return false
		}
	}
	return true
}

// Score is how often a network is right: with its first answer, and among its first five.
type Score struct{ N, Top1, Top5 int }

// Of counts a network's score.
func Of(photos []*Photo, network int) Score {
	s := Score{N: len(photos)}
	for _, p := range photos {
		rank := p.Rank(network)
		if rank == 0 {
			s.Top1++
		}
		if rank >= 0 {
			s.Top5++
		}
	}
	return s
}

// Pair is on how many photos two networks, or one of them, are right with their first answers.
type Pair struct{ Both, OnlyA, OnlyB int }

// Compare counts two networks on the same photos.
func Compare(photos []*Photo, a, b int) Pair {
	var pair Pair
	for _, p := range photos {
		switch rightA, rightB := p.Right(a), p.Right(b); {
		case rightA && rightB:
			pair.Both++
		case rightA:
			pair.OnlyA++
		case rightB:
			pair.OnlyB++
		}
	}
	return pair
}

// Other is the column of a confusion matrix for all answers that have none of their own.
const Other = classname.None

// Matrix is a confusion matrix: how often a network answers photos of a row's class with a column's. Columns are the
// rows' classes as far as they were answered, in the same order, and at the end Other if something else was.
type Matrix struct {
	Rows, Columns []int
	Counts        [][]int
}

// Confuse counts a network's confusion matrix, rows in the order of the photos.
func Confuse(photos []*Photo, network int) Matrix {
	var m Matrix
	for _, p := range photos {
		if !slices.Contains(m.Rows, p.Class) {
			m.Rows = append(m.Rows, p.Class)
		}
	}
	answered := func(column int) bool {
		return slices.ContainsFunc(photos, func(p *Photo) bool { return m.column(p, network) == column })
	}
	for _, class := range append(slices.Clip(m.Rows), Other) {
		if answered(class) {
			m.Columns = append(m.Columns, class)
		}
	}
	m.Counts = make([][]int, len(m.Rows))
	for i := range m.Counts {
		m.Counts[i] = make([]int, len(m.Columns))
	}
	for _, p := range photos {
		m.Counts[slices.Index(m.Rows, p.Class)][slices.Index(m.Columns, m.column(p, network))]++
	}
	return m
}

// column returns the column of what a network answers.
func (m Matrix) column(p *Photo, network int) int {
	if first := p.First(network).Index; slices.Contains(m.Rows, first) {
		return first
	}
	return Other
}

// In returns the photos in a cell of a network's matrix, in their order.
func (m Matrix) In(photos []*Photo, network, row, column int) []*Photo {
	var in []*Photo
	for _, p := range photos {
		if p.Class == m.Rows[row] && m.column(p, network) == m.Columns[column] {
			in = append(in, p)
		}
	}
	return in
}
