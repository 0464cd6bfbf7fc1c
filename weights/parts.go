package weights

import (
	"slices"
	"strings"
)

// Parts are the names of the TensorFlow Lite files that make one model, in the order in which JoinTFLite wants them.
type Parts struct {
	Name  string // what the files' names have in common
	Files []string
}

// GroupParts sorts the names of TensorFlow Lite files into models, in alphabetical order. A model published in parts
// has files named name.part1-what.tflite, name.part2-what.tflite; names that do not end in .tflite are passed over.
func GroupParts(files []string) []Parts {
	var models []Parts
	for _, file := range slices.Sorted(slices.Values(files)) {
		base, isModel := strings.CutSuffix(file, ".tflite")
		if !isModel {
			continue
		}
		name, _, inParts := strings.Cut(base, ".part")
		if last := len(models) - 1; inParts && last >= 0 && models[last].Name == name {
			models[last].Files = append(models[last].Files, file)
			continue
		}
		models = append(models, Parts{Name: name, Files: []string{file}})
	}
	return models
}
