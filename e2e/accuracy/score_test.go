package main

import (
	"math"
	"testing"
)

func TestWilson(t *testing.T) {
	tests := []struct {
		name      string
		share     share
		low, high float64
	}{
		// z² = 3.841459. Centre (½ + z²/20)/(1 + z²/10) = 0.692073/1.384146 = ½,
		// half width 1.959964·√(0.025 + z²/400)/1.384146 = 1.959964·0.186021/1.384146 = 0.263407.
		{"5 of 10", share{5, 10}, 0.236593, 0.763407},
		// From 0 to z²/n/(1 + z²/n) = 0.384146/1.384146.
		{"0 of 10", share{0, 10}, 0, 0.277533},
		{"10 of 10", share{10, 10}, 0.722467, 1},
		// Centre (0.8 + 0.003841459)/1.007682918 = 0.797713,
		// half width 1.959964·√(0.16/500 + 3.841459/10⁶)/1.007682918 = 1.959964·0.017995596/1.007682918 = 0.035002.
		{"400 of 500", share{400, 500}, 0.762711, 0.832715},
		// z²/(1 + z²) = 3.841459/4.841459 below.
		{"1 of 1", share{1, 1}, 0.206549, 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			low, high := test.share.wilson()
			if math.Abs(low-test.low) > 2e-6 || math.Abs(high-test.high) > 2e-6 {
				t.Errorf("have %.6f to %.6f, want %.6f to %.6f", low, high, test.low, test.high)
			}
		})
	}
}

func TestCount(t *testing.T) {
	photos := []photo{{label: 7}, {label: 8}, {label: 9}, {label: 10}}
	answers := []answer{
		{[]int{7, 1, 2, 3, 4}, 0.95},   // right
		{[]int{1, 2, 8, 3, 4}, 0.5},    // third
		{[]int{9, 8, 7, 6, 5}, 0.99},   // right, and the teacher is wrong
		{[]int{1, 2, 3, 4, 999}, 0.48}, // wrong
	}
	teacher := []answer{{Classes: []int{7}}, {Classes: []int{1}}, {Classes: []int{8}}, {Classes: []int{10}}}
	// Two are 0.95 and 0.99 sure and right, in one bin; two 0.5 and 0.48 sure and wrong, in another: (0.06 + 0.98)/4.
	want := score{4, 2, 3, 2, 0.26}
	have := count(photos, answers, teacher)
	if math.Abs(have.calibration-want.calibration) > 1e-12 {
		t.Errorf("have a calibration error of %v, want %v", have.calibration, want.calibration)
	}
	have.calibration = want.calibration
	if have != want {
		t.Errorf("have %+v, want %+v", have, want)
	}
}

func TestCalibrationError(t *testing.T) {
	for _, c := range []struct {
		name       string
		confidence []float64
		right      []bool
		want       float64
	}{
		{"sure and right", []float64{1, 1}, []bool{true, true}, 0},
		{"sure and wrong", []float64{1}, []bool{false}, 1},
		{"as often right as sure", []float64{0.5, 0.5}, []bool{true, false}, 0},
		{"errors of one bin cancel", []float64{0.6, 0.62, 0.64}, []bool{true, true, false}, (2 - 1.86) / 3},
		{"errors of two bins add up", []float64{0.1, 0.9}, []bool{true, false}, 0.9},
	} {
		var photos []photo
		var answers []answer
		for i, confidence := range c.confidence {
			class := 1
			if c.right[i] {
				class = 0
			}
			photos, answers = append(photos, photo{}), append(answers, answer{[]int{class}, confidence})
		}
		if have := calibrationError(photos, answers); math.Abs(have-c.want) > 1e-12 {
			t.Errorf("%s: have %v, want %v", c.name, have, c.want)
		}
	}
}

func TestGroups(t *testing.T) {
	for class, want := range map[int]string{
		0: "fish", 7: "birds", 145: "birds", 25: "amphibians and reptiles", 301: "insects, spiders, crustaceans", 107: "molluscs, corals, worms, starfish",
		151: "dogs", 281: "wolves, foxes, cats, bears", 386: "other mammals", 468: "vehicles", 895: "vehicles", 508: "other things",
		999: "other things", 954: "food and fruit", 985: "landscapes, plants, fungi, people",
	} {
		if have := groups[groupOf(class)].name; have != want {
			t.Errorf("class %d: have %q, want %q", class, have, want)
		}
	}
}
