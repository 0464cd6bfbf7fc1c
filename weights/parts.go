package weights

import (
	"path"
	"slices"
	"strings"
)

// Parts are the names of the files that make one model: one, or several in the order in which JoinTFLite wants them.
type Parts struct {
	Name  string // what the files' names have in common
	Files []string
}

// GroupParts sorts the names of weights files into models, in alphabetical order. A model published in parts has files
// named name.part1-what.tflite, name.part2-what.tflite; names that end in none of Extensions are passed over.
func GroupParts(files []string) []Parts {
	var models []Parts
	for _, file := range slices.Sorted(slices.Values(files)) {
		extension := path.Ext(file)
		if !slices.Contains(Extensions, extension) {
			continue
		}
		name, _, inParts := strings.Cut(strings.TrimSuffix(file, extension), ".part")
		if last := len(models) - 1; inParts && last >= 0 && models[last].Name == name {
			models[last].Files = append(models[last].Files, file)
			continue
		}
		models = append(models, Parts{Name: name, Files: []string{file}})
	}
	return models
}
