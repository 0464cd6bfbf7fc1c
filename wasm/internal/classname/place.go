package classname

import (
	"slices"
	"strings"
	"unicode"
)

// Place is what a photo's path tells of what the photo shows.
type Place struct {
	Folder string // that names it; "" for none
	Class  int    // that the folder names, or None
	Number int    // the class of that number where the folder may be meant so, or None: whoever named it has to be asked
}

// Place says what a photo's path tells of its class: by the innermost folder that names one. Where none does, the folder
// is that which lies in the chosen one, rather one with words than one with numbers, and its class is still to be said; a
// photo that lies in the chosen folder itself, or in none, has no folder. A folder called by a number may mean the class of
// that number if the path has no other folder than it and the chosen one: beside names it counts things, beside numbers it
// is part of a date.
func (m *Matcher) Place(path string) Place {
	parts := strings.Split(path, "/")
	folders := parts[:len(parts)-1]
	for i := len(folders) - 1; i >= 0; i-- {
		if class := m.Name(folders[i]); class != None {
			return Place{folders[i], class, None}
		}
	}
	if len(folders) == 0 {
		return Place{"", None, None}
	}
	within := folders[1:] // what was chosen
	numbered := within
	if folders[0] != "" && !hasWords(folders[0]) {
		numbered = folders
	}
	if len(numbered) == 1 {
		if class := m.number(numbered[0]); class != None {
			return Place{numbered[0], None, class}
		}
	}
	if i := slices.IndexFunc(within, hasWords); i >= 0 {
		return Place{within[i], None, None}
	}
	if len(within) > 0 {
		return Place{within[0], None, None}
	}
	return Place{"", None, None}
}

// hasWords tells a folder's name from numbers and dates.
func hasWords(name string) bool { return strings.ContainsFunc(name, unicode.IsLetter) }
