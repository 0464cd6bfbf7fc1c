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

var labels = sync.OnceValue(func() []string {
	return strings.Split(strings.TrimSuffix(labelText, "\n"), "\n")
})

// Labels returns the names of ImageNet's 1000 classes in readable English, index 0..999 without the background.
func Labels() []string {
	return slices.Clone(labels())
}

// Label returns the name of one of ImageNet's classes. It panics unless i is in 0..999.
func Label(i int) string {
	return labels()[i]
}
