// Package among has the sets of ImageNet's classes among which the page seeks its answer: those that have a name, and lists
// of the visitor's own. A set is written as a link has it, by its name or by its classes' numbers: "dogs", "409,504-508". The
// empty text stands for all classes.
package among

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"mobilenet/weights/layers"
)

// Own is the [Kind] of lists that are the visitor's own.
const Own = "own"

// named are the sets that have a name.
var named = []struct{ name, classes string }{
	{
		"classroom", "409,412,453,462-463,526,545,553,559,738,753,804,844,846,892,896,905," + // the room
			"487,508,527,530-531,590,592,605,620,632,650,662,664,673,681,713,742,745,759,761,782,810,826,851,872," + // devices
			"398,418,446,549,563,611,633,635,696,709-710,767,769,798,917-918,921," + // for writing, drawing, reading and counting
			"414,478,504,692,695,700,728,737,748,879,893,898,968", // what people bring along
	},
	{"animals", "0-397"},
	{"dogs", "151-268"},
	{"food", "923-957,959-967,969,987,998"}, // and drinks
}

// Names returns the names of the sets that have one.
func Names() []string {
	var names []string
	for _, s := range named {
		names = append(names, s.name)
	}
	return names
}

// Kind returns the name of a set that has one, [Own] for a list, "" for all classes.
func Kind(set string) string {
	if set != "" && !slices.Contains(Names(), set) {
		return Own
	}
	return set
}

// Parse returns the classes of a set in ascending order, nil for all. The error says what of the text is none.
func Parse(set string) ([]int, error) {
	if set == "" {
		return nil, nil
	}
	for _, s := range named {
		if s.name == set {
			set = s.classes
		}
	}
	var in [layers.ImageNetClasses]bool
	for part := range strings.SplitSeq(set, ",") {
		first, last, isRange := strings.Cut(part, "-")
		if !isRange {
			last = first
		}
		from, to := class(first), class(last)
		if from < 0 || to < from {
			return nil, fmt.Errorf("among: %q: want one of %s, or classes from 0 to %d, as 7 or 7-9", part, strings.Join(Names(), ", "), len(in)-1)
		}
		for i := from; i <= to; i++ {
			in[i] = true
		}
	}
	var classes []int
	for i, yes := range in {
		if yes {
			classes = append(classes, i)
		}
	}
	return classes, nil
}

// class returns the class of a number, −1 if there is none.
func class(number string) int {
	n, err := strconv.ParseUint(number, 10, 32)
	if err != nil || n >= layers.ImageNetClasses {
		return -1
	}
	return int(n)
}

// Canonical returns a set as a link has it, "" for what is none.
func Canonical(set string) string {
	if Kind(set) != Own {
		return set
	}
	classes, _ := Parse(set)
	return List(classes)
}

// List returns the set of the classes, which are in ascending order.
func List(classes []int) string {
	var list []byte
	for i := 0; i < len(classes); i++ {
		if i > 0 {
			list = append(list, ',')
		}
		list = strconv.AppendInt(list, int64(classes[i]), 10)
		first := i
		for i+1 < len(classes) && classes[i+1] == classes[i]+1 {
			i++
		}
		if i > first {
			list = append(list, '-')
			list = strconv.AppendInt(list, int64(classes[i]), 10)
		}
	}
	return string(list)
}

// Toggle puts a class into a list of the visitor's own, or takes it out.
func Toggle(list string, class int) string {
	classes, _ := Parse(list)
	if at, there := slices.BinarySearch(classes, class); there {
		classes = slices.Delete(classes, at, at+1)
	} else {
		classes = slices.Insert(classes, at, class)
	}
	return List(classes)
}
