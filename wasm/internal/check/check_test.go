package check_test

import (
	"slices"
	"testing"

	"mobilenet/model"
	"mobilenet/wasm/internal/check"
	"mobilenet/wasm/internal/classname"
)

// photo is one of a class that networks answer with those classes, each its likeliest first.
func photo(class int, answers ...[]int) *check.Photo {
	p := &check.Photo{Class: class, Answers: make([][]model.Answer, len(answers))}
	for i, classes := range answers {
		for _, index := range classes {
			p.Answers[i] = append(p.Answers[i], model.Answer{Index: index})
		}
	}
	return p
}

// pictures are three photos of class 1, two of class 2 and one of class 3.
func pictures() []*check.Photo {
	return []*check.Photo{
		photo(1, []int{1, 2}, []int{1, 2}), // both right
		photo(1, []int{1, 2}, []int{2, 1}), // only A
		photo(2, []int{2, 1}, []int{9, 8}), // only A, B not among its first
		photo(2, []int{1, 2}, []int{2, 1}), // only B
		photo(3, []int{9, 3}, []int{8, 9}), // neither
		photo(1, []int{8, 9}, []int{9, 1}), // neither
	}
}

func TestScore(t *testing.T) {
	for network, want := range []check.Score{{N: 6, Top1: 3, Top5: 5}, {N: 6, Top1: 2, Top5: 4}} {
		if have := check.Of(pictures(), network); have != want {
			t.Errorf("network %d: have %+v, want %+v", network, have, want)
		}
	}
	if have := check.Of(nil, 0); have != (check.Score{}) {
		t.Errorf("no photos: have %+v, want none of any", have)
	}
}

func TestCompare(t *testing.T) {
	want := check.Pair{Both: 1, OnlyA: 2, OnlyB: 1}
	if have := check.Compare(pictures(), 0, 1); have != want {
		t.Errorf("have %+v, want %+v", have, want)
	}
	want.OnlyA, want.OnlyB = want.OnlyB, want.OnlyA
	if have := check.Compare(pictures(), 1, 0); have != want {
		t.Errorf("the other way round: have %+v, want %+v", have, want)
	}
}

func TestAnswered(t *testing.T) {
	photos := append(pictures(),
		photo(classname.None, []int{1}, []int{1}), // without a label
		photo(1, []int{1}),                        // the second network was not asked
		photo(1, []int{1}, nil),                   // it did not answer
		photo(2))                                  // neither was asked
	for networks, want := range map[int]int{1: 8, 2: 6, 3: 0} {
		if have := len(check.Answered(photos, networks)); have != want {
			t.Errorf("%d networks: have %d photos counted, want %d", networks, have, want)
		}
	}
}

func TestConfuse(t *testing.T) {
	photos := pictures()
	for _, c := range []struct {
		name    string
		network int
		columns []int
		counts  [][]int
	}{
		// Class 3 was never answered, and 8 and 9 are of no photo.
		{"A", 0, []int{1, 2, check.Other}, [][]int{{2, 0, 1}, {1, 1, 0}, {0, 0, 1}}},
		{"B", 1, []int{1, 2, check.Other}, [][]int{{1, 1, 1}, {0, 1, 1}, {0, 0, 1}}},
	} {
		m := check.Confuse(photos, c.network)
		if want := []int{1, 2, 3}; !slices.Equal(m.Rows, want) || !slices.Equal(m.Columns, c.columns) {
			t.Errorf("%s: have rows %v and columns %v, want %v and %v", c.name, m.Rows, m.Columns, want, c.columns)
			continue
		}
		for row := range m.Rows {
			if !slices.Equal(m.Counts[row], c.counts[row]) {
				t.Errorf("%s, row %d: have %v, want %v", c.name, row, m.Counts[row], c.counts[row])
			}
			for column := range m.Columns {
				if have := len(m.In(photos, c.network, row, column)); have != m.Counts[row][column] {
					t.Errorf("%s, row %d, column %d: have %d photos, want %d", c.name, row, column, have, m.Counts[row][column])
				}
			}
		}
	}
	if in := check.Confuse(photos, 0).In(photos, 0, 1, 0); len(in) != 1 || in[0] != photos[3] {
		t.Errorf("class 2 answered as 1: have %v, want the fourth photo", in)
	}
	if right := check.Confuse(photos[:2], 0); !slices.Equal(right.Columns, []int{1}) {
		t.Errorf("all right: have columns %v, want no column for other answers", right.Columns)
	}
}
