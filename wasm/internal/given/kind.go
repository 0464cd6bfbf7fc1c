// Package given tells what files that the visitor gives may be, before anything of them is read, and who takes them.
package given

import (
	"path"
	"slices"
	"strings"

	"mobilenet/weights"
)

// Kind is what a file may be.
type Kind uint8

const (
	Other   Kind = iota
	Weights      // of a network
	Photo        // that every browser reads
	Rare         // a photo that some browsers read: whether this one does shows when it is tried
	Video
)

// extensions are the ends of names, in lower case, which tell more than what the browser calls a file: for kinds that it
// does not know, that is nothing. Those of Weights are [weights.Extensions].
var extensions = [...]string{
	Photo: ".jpg .jpeg .jpe .jfif .png .webp .gif .bmp",
	Rare: ".heic .heif .hif .avif .jxl .jp2 .tif .tiff .psd .svg .ico " +
		".dng .cr2 .cr3 .nef .arw .orf .rw2 .raf .pef .srw", // as cameras store what their sensors saw
	Video: ".mp4 .m4v .mov .avi .mkv .webm .mpg .mpeg .3gp .wmv",
}

// common are the types of photos that every browser reads.
const common = "image/jpeg image/png image/webp image/gif image/bmp"

// KindOf returns the kind of a file by its name, which may be a path, and by the MIME type that the browser gives it, which may
// be "". What lies in a hidden folder, or is hidden, is [Other].
func KindOf(name, mime string) Kind {
	if strings.HasPrefix(name, ".") || strings.Contains(name, "/.") {
		return Other
	}
	if end := strings.ToLower(path.Ext(name)); end != "" {
		if slices.Contains(weights.Extensions, end) {
			return Weights
		}
		for kind, known := range extensions {
			if listed(known, end) {
				return Kind(kind)
			}
		}
	}
	switch {
	case mime != "" && listed(common, mime):
		return Photo
	case strings.HasPrefix(mime, "image/"):
		return Rare
	case strings.HasPrefix(mime, "video/"):
		return Video
	}
	return Other
}

// listed tells whether a word is one of those between spaces.
func listed(words, word string) bool { return strings.Contains(" "+words+" ", " "+word+" ") }
