package given

import (
	"slices"
	"strings"
)

// None is in place of a file where there is none.
const None = -1

// File is one of the files that were given together.
type File struct {
	Path string // from the folder that was chosen, if it lies in one
	Kind Kind
}

// Shares says who takes which of the files, by their indices.
type Shares struct {
	Network int   // the weights that run, or None
	Stage   int   // the photo that is shown live, or None
	Album   []int // what the panel of photos takes, or names as left out
	Left    []int // what nobody takes
}

// Share shares files out. The first weights run. One photo comes onto the stage if it was given to the page as a whole;
// several photos, or a folder, go to the panel of photos, if the page has it.
func Share(files []File, stage, album bool) Shares {
	s := Shares{Network: None, Stage: None}
	folder := false
	var photos, others []int
	for i, f := range files {
		folder = folder || strings.Contains(f.Path, "/")
		switch {
		case f.Kind == Weights && s.Network == None:
			s.Network = i
		case f.Kind == Weights, f.Kind == Other:
			others = append(others, i)
		default:
			photos = append(photos, i)
		}
	}
	if album && (!stage || len(photos) > 1 || folder && (len(photos) > 0 || s.Network == None)) {
		s.Album = append(photos, others...)
		slices.Sort(s.Album)
		return s
	}
	if len(photos) > 0 {
		s.Stage = photos[0]
		others = append(others, photos[1:]...)
	}
	s.Left = others
	return s
}
