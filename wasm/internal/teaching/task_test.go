package teaching_test

import (
	"fmt"
	"testing"

	"mobilenet/model/head"
	"mobilenet/wasm/internal/teaching"
)

// cups is a task of a kind with three classes, of which the second was removed.
func cups(kind head.Kind) teaching.Task {
	t := teaching.Task{Kind: kind}
	t.Add("cup")
	t.Remove(t.Add("plate"))
	t.Add(" tea\n pot ")
	t.Add("spoon")
	return t
}

func TestClasses(t *testing.T) {
	task := cups(head.Softmax)
	if have, want := fmt.Sprint(task.Classes), "[{1 cup} {2 tea pot} {3 spoon}]"; have != want {
		t.Errorf("have %s, want %s", have, want)
	}
	task.Rename(2, "jug")
	if have := task.Named("JUG"); have != 2 {
		t.Errorf("have class %d, want 2", have)
	}
	if have := task.Named("fork"); have != teaching.None {
		t.Errorf("have class %d of a name that there is not, want none", have)
	}
}

func TestTarget(t *testing.T) {
	for _, c := range []struct {
		name   string
		kind   head.Kind
		label  teaching.Label
		target string
		says   bool
	}{
		{"a class", head.Softmax, teaching.Label{Class: 3}, "[0 1]", true},
		{"none of the classes", head.Softmax, teaching.Label{}, "[0.5 0.5]", true},
		{"a class without pictures", head.Softmax, teaching.Label{Class: 2}, "[]", false},
		{"not a class", head.Cells, teaching.Label{Class: 1, Lacks: true}, "[1 0]", false},
		{"an attribute", head.Sigmoid, teaching.Label{Class: 1}, "[1 NaN]", true},
		{"a missing attribute", head.Sigmoid, teaching.Label{Class: 3, Lacks: true}, "[NaN 0]", true},
		{"no attribute", head.Sigmoid, teaching.Label{}, "[0 0]", true},
		{"a thing", head.Embedding, teaching.Label{Class: 1}, "[1 0]", true},
	} {
		task := cups(c.kind)
		taught := task.Taught([]teaching.Label{{Class: 1}, {Class: 3}})
		target, says := task.Target(c.label, taught)
		if have := fmt.Sprint(target); have != c.target || says != c.says {
			t.Errorf("%s: have %s and %v, want %s and %v", c.name, have, says, c.target, c.says)
		}
	}
}

func TestEnough(t *testing.T) {
	cup, noCup, pot, none := teaching.Label{Class: 1}, teaching.Label{Class: 1, Lacks: true}, teaching.Label{Class: 2}, teaching.Label{}
	for _, c := range []struct {
		name   string
		kind   head.Kind
		labels []teaching.Label
		want   bool
	}{
		{"nothing", head.Softmax, nil, false},
		{"one class", head.Softmax, []teaching.Label{cup, cup, none}, false},
		{"two classes", head.Softmax, []teaching.Label{cup, pot}, true},
		{"one class and what lacks another", head.Softmax, []teaching.Label{pot, noCup}, false},
		{"two places", head.Cells, []teaching.Label{cup, pot}, true},
		{"an attribute that all have", head.Sigmoid, []teaching.Label{cup, cup}, false},
		{"an attribute that all lack", head.Sigmoid, []teaching.Label{noCup}, false},
		{"an attribute that some have", head.Sigmoid, []teaching.Label{cup, noCup}, true},
		{"an attribute, and a picture of none", head.Sigmoid, []teaching.Label{cup, none}, true},
		{"a thing", head.Embedding, []teaching.Label{cup}, true},
		{"no thing", head.Embedding, []teaching.Label{none}, false},
	} {
		task := cups(c.kind)
		if have := task.Enough(c.labels); have != c.want {
			t.Errorf("%s: have %v, want %v", c.name, have, c.want)
		}
	}
}

func TestParse(t *testing.T) {
	for _, kind := range []head.Kind{head.Softmax, head.Sigmoid, head.Cells, head.Embedding} {
		task := cups(kind)
		have, err := teaching.Parse(task.String())
		if err != nil || have.String() != task.String() {
			t.Errorf("%v: have %q and error %v, want %q", kind, have.String(), err, task.String())
		}
	}
	for name, text := range map[string]string{
		"empty": "", "of no kind": "cup\n1 cup", "without a number": "softmax\ncup", "none": "softmax\n0 cup", "twice": "softmax\n1 cup\n1 pot",
	} {
		if have, err := teaching.Parse(text); err == nil {
			t.Errorf("%s: have %v, want an error", name, have)
		}
	}
}

func TestParseRecord(t *testing.T) {
	for _, r := range []teaching.Record{
		{Label: teaching.Label{Class: 3}, Time: 1764518400000, Group: 7},
		{Label: teaching.Label{Class: 3, Lacks: true}},
		{},
	} {
		if have, err := teaching.ParseRecord(r.String()); err != nil || have != r {
			t.Errorf("have %+v and error %v, want %+v", have, err, r)
		}
	}
	for _, text := range []string{"", "1 2", "1 2 3 4", "x 2 3", "1 y 3", "1 2 1e3"} {
		if have, err := teaching.ParseRecord(text); err == nil {
			t.Errorf("%q: have %+v, want an error", text, have)
		}
	}
}

func FuzzParse(f *testing.F) {
	task := cups(head.Sigmoid)
	f.Add(task.String())
	f.Fuzz(func(t *testing.T, text string) {
		task, err := teaching.Parse(text)
		if err != nil {
			return
		}
		if have, err := teaching.Parse(task.String()); err != nil || have.String() != task.String() {
			t.Errorf("have %q and error %v, want %q", have.String(), err, task.String())
		}
	})
}
