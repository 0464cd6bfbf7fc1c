package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// paperResolutions are those at which networks are measured unless points are given.
var paperResolutions = []int{128, 160, 192, 224}

// The official file whose first answers others are compared with, and where it is run.
const (
	teacherName       = "mobilenet_v1_1.0_224_quant"
	teacherResolution = 224
)

// A point is where in its range a network runs.
type point struct {
	Alpha      float64
	Resolution int
}

func (p point) String() string { return fmt.Sprintf("%v/%d", p.Alpha, p.Resolution) }

// A configuration is a network to measure.
type configuration struct {
	File      *weightsFile
	Precision string
	point
}

func (c configuration) String() string {
	return fmt.Sprintf("%s %v %s", c.File.Name, c.point, c.Precision)
}

// selection says which networks to measure.
type selection struct {
	weights    []string // official, own or names; none: all
	points     []point  // none: a grid
	precisions []string
}

// parseSelection reads a selection from its flags, lists with commas.
func parseSelection(weights, points, precisions string) (selection, error) {
	s := selection{weights: list(weights), precisions: list(precisions)}
	for _, text := range list(points) {
		alpha, resolution, _ := strings.Cut(text, "/")
		a, errAlpha := strconv.ParseFloat(alpha, 64)
		r, errResolution := strconv.Atoi(resolution)
		if errAlpha != nil || errResolution != nil || !(a > 0) || r < 1 {
			return s, fmt.Errorf("point %q: want width/pixels such as 0.5/160", text)
		}
		s.points = append(s.points, point{a, r})
	}
	for _, p := range s.precisions {
		if p != "f32" && p != "int8" {
			return s, fmt.Errorf("precision %q: want f32 or int8", p)
		}
	}
	return s, nil
}

// list returns the words between commas.
func list(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' })
}

// choose returns the networks of the selection, after the teacher with which all are compared.
func (s selection) choose(files []*weightsFile) ([]configuration, error) {
	teacher := slices.IndexFunc(files, func(f *weightsFile) bool { return f.Name == teacherName })
	if teacher < 0 {
		return nil, fmt.Errorf("have no %s among %d files of weights: make weights fetches it, -official says where it is", teacherName, len(files))
	}
	plan := []configuration{{files[teacher], "f32", point{files[teacher].Alpha, teacherResolution}}}
	for _, f := range files {
		if !s.wants(f) {
			continue
		}
		for _, precision := range s.precisions {
			for _, p := range s.pointsOf(f) {
				if c := (configuration{f, precision, p}); !slices.Contains(plan, c) {
					plan = append(plan, c)
				}
			}
		}
	}
	return plan, nil
}

// wants reports whether the file is selected.
func (s selection) wants(f *weightsFile) bool {
	kind := "official"
	if f.own() {
		kind = "own"
	}
	return len(s.weights) == 0 || slices.Contains(s.weights, kind) || slices.Contains(s.weights, f.Name)
}

// pointsOf returns where a file is measured.
func (s selection) pointsOf(f *weightsFile) []point {
	if len(s.points) > 0 {
		return slices.DeleteFunc(slices.Clone(s.points), func(p point) bool { return f.Alpha != p.Alpha })
	}
	var points []point
	for _, resolution := range paperResolutions {
		points = append(points, point{f.Alpha, resolution})
	}
	return points
}

// officialFor returns the official file that serves a point best, or nil if none has its width: that trained at its
// resolution, else the nearest below, else the nearest above, as the page chooses; of two, the one made for the
// precision.
func officialFor(files []*weightsFile, precision string, p point) *weightsFile {
	var best *weightsFile
	for _, f := range files {
		if !f.own() && f.Alpha == p.Alpha && (best == nil || serves(f, best, precision, p.Resolution)) {
			best = f
		}
	}
	return best
}

// ownFor returns the project's own file of a point's width, or nil.
func ownFor(files []*weightsFile, p point) *weightsFile {
	i := slices.IndexFunc(files, func(f *weightsFile) bool { return f.own() && f.Alpha == p.Alpha })
	if i < 0 {
		return nil
	}
	return files[i]
}

// serves reports whether a serves a resolution in a precision better than b.
func serves(a, b *weightsFile, precision string, resolution int) bool {
	if a.Resolution == b.Resolution {
		quantised := precision == "int8"
		return a.Quantised == quantised && b.Quantised != quantised
	}
	aBelow, bBelow := a.Resolution <= resolution, b.Resolution <= resolution
	if aBelow != bBelow {
		return aBelow
	}
	return aBelow == (a.Resolution > b.Resolution)
}
