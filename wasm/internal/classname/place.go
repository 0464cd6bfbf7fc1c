package classname

import "strings"

// Place says what a photo's path tells of its class: the folder that names it, innermost first, and the class. Where no
// folder names a class, the folder is that which lies in the chosen one, whose name is still to be matched; a photo that
// lies in the chosen folder itself, or in none, has no folder.
func (m *Matcher) Place(path string) (folder string, class int) {
	parts := strings.Split(path, "/")
	folders := parts[:len(parts)-1]
	for i := len(folders) - 1; i >= 0; i-- {
		if class := m.Match(folders[i]); class != None {
			return folders[i], class
		}
	}
	if len(folders) < 2 {
		return "", None
	}
	return folders[1], None
}
