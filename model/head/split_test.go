package head

import (
	"slices"
	"testing"
)

// taken returns an example of a class that was collected at a time.
func taken(class int, time int64, group, picture int) Example {
	return Example{Features: []float32{1}, Target: OneOf(class, 2), Time: time, Group: group, Picture: picture}
}

// crop returns a crop of the same picture.
func crop(e Example) Example {
	e.View = true
	return e
}

func TestSplit(t *testing.T) {
	var once []Example // ten of each class, each class in one go
	for i := range 20 {
		once = append(once, taken(i/10, int64(i), i/10, i))
	}
	var often []Example // three presses of four for class 0
	for i := range 12 {
		often = append(often, taken(0, int64(i), i/4, i))
	}
	var short []Example // a press of three, then one of nine
	for i := range 12 {
		short = append(short, taken(0, int64(i), min(i/3, 1), i))
	}
	var views []Example
	for i := range 4 {
		e := taken(0, int64(i), i, i)
		views = append(views, e, crop(e), crop(e))
	}
	attributes := slices.Clone(once[:10])
	for i := range attributes {
		attributes[i].Target = []float32{float32(i / 5), Unlabelled}
	}
	soft := slices.Clone(once[:10])
	for i := range soft {
		soft[i].Target = []float32{float32(i) / 100, 1 - float32(i)/100}
	}
	unknown := slices.Clone(once[:10])
	for i := range unknown {
		unknown[i].Target = nil
	}
	backwards := slices.Clone(once[:10])
	slices.Reverse(backwards)
	for _, c := range []struct {
		name     string
		examples []Example
		share    float64
		want     []int // pictures held out
		train    int   // examples to train on
	}{
		{"the last of each class", once, 0.3, []int{7, 8, 9, 17, 18, 19}, 14},
		{"one at least", once, 0.01, []int{9, 19}, 18},
		{"one is left at least", once, 1, []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19}, 2},
		{"nothing", once, 0, nil, 20},
		{"by time, not by place", backwards, 0.2, []int{9, 8}, 8},
		{"the last press", often, 0.2, []int{8, 9, 10, 11}, 8},
		{"the last press, though more were wanted", often, 0.45, []int{8, 9, 10, 11}, 8},
		{"the last press is most of all", short, 0.25, []int{9, 10, 11}, 9},
		{"two presses", often[:8], 0.5, []int{4, 5, 6, 7}, 4},
		{"the only picture", once[:1], 0.5, nil, 1},
		{"views stay together", views, 0.25, []int{3}, 9},
		{"attributes", attributes, 0.2, []int{4, 9}, 8},
		{"soft targets", soft, 0.2, []int{8, 9}, 8},
		{"no targets", unknown, 0.2, []int{8, 9}, 8},
		{"no examples", nil, 0.2, nil, 0},
	} {
		train, heldOut := Split(c.examples, c.share)
		var have []int
		for _, e := range heldOut {
			have = append(have, e.Picture)
			if e.View || slices.ContainsFunc(train, func(other Example) bool { return other.Picture == e.Picture }) {
				t.Errorf("%s: have picture %d held out as a view, or trained on", c.name, e.Picture)
			}
		}
		if !slices.Equal(have, c.want) || len(train) != c.train {
			t.Errorf("%s: have the pictures %v held out and %d to train on, want %v and %d", c.name, have, len(train), c.want, c.train)
		}
	}
}

func TestTargets(t *testing.T) {
	for _, c := range []struct {
		name   string
		target []float32
		class  int
	}{
		{"one of three", OneOf(1, 3), 1},
		{"none of three", OneOf(-1, 3), -1},
		{"soft", []float32{0.2, 0.5, 0.3}, 1},
		{"two of three", []float32{0.4, 0.2, 0.4}, -1},
		{"not known", nil, -1},
		{"one of one", OneOf(0, 1), 0},
		{"none of one", OneOf(-1, 1), -1},
	} {
		if have := class(c.target); have != c.class {
			t.Errorf("%s: have class %d, want %d", c.name, have, c.class)
		}
	}
	if have, want := OneOf(-1, 4), []float32{0.25, 0.25, 0.25, 0.25}; !slices.Equal(have, want) {
		t.Errorf("have the target %v for none of four, want %v", have, want)
	}
}
