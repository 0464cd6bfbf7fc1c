package weights

import (
	_ "embed" // for the names
	"slices"
	"strings"
	"sync"
)

// The names are our own wording of ImageNet's 1000 classes (ILSVRC 2012): line i+1 names class i, and no two lines are alike.
//
//go:embed labels.txt
var labelText string

var labels = sync.OnceValue(func() []string { return lines(labelText) })

// The names are our own wording of COCO's classes: line i+1 names the class of that number. The numbers that COCO left
// out have empty lines.
//
//go:embed coco.txt
var cocoText string

var cocoLabels = sync.OnceValue(func() []string { return lines(cocoText) })

// lines returns the lines of a text, each of which is ended.
func lines(text string) []string { return strings.Split(strings.TrimSuffix(text, "\n"), "\n") }

// Labels returns the names of ImageNet's 1000 classes in readable English, index 0..999 without the background.
func Labels() []string {
	return slices.Clone(labels())
}

// COCOLabels returns the names of COCO's classes in readable English, index 0..89 without the background, "" for the ten
// numbers that no class has.
func COCOLabels() []string {
	return slices.Clone(cocoLabels())
}

// Label returns the name of one of ImageNet's classes. It panics unless i is in 0..999.
func Label(i int) string {
	return labels()[i]
}
