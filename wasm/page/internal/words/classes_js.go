package words

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"mobilenet/wasm/page/internal/site"
	"mobilenet/weights"
	"mobilenet/weights/layers"
)

// english is the language of the names that the program has itself.
const english = "en"

// classes are the names of ImageNet's classes in the visitor's language; none: the program's own, in English. Weights may
// have classes of their own.
type classes struct {
	language string // that was asked for last
	names    []string
	other    bool     // the classes are not ImageNet's
	own      []string // their names, none if the file has none
}

// LearnClasses fetches the names of classes in a language, and tells whether they are others now. Until they are there,
// and where they cannot be had, the English ones stand.
func (w *Words) LearnClasses(ctx context.Context, language string) bool {
	w.classes.language, w.classes.names = language, nil
	if language == english {
		return false
	}
	names := namesIn(ctx, "labels", language)
	if names == nil || w.classes.language != language {
		return false
	}
	w.classes.names = names
	return true
}

// Things fetches the names of COCO's things in the visitor's language, in the order of their numbers, "" for the numbers
// that no thing has; none where the names are English or cannot be had.
func Things(ctx context.Context) []string {
	language := Chosen()
	if language == english {
		return nil
	}
	return namesIn(ctx, "coco", language)
}

// namesIn fetches a list of names in a language, nil if it cannot be had.
func namesIn(ctx context.Context, list, language string) []string {
	text, err := site.Text(ctx, site.Asset("text/"+list+"."+language+".txt"))
	if err != nil {
		return nil
	}
	return strings.Split(strings.TrimSuffix(text, "\n"), "\n")
}

// SetClasses takes in what the classes of the weights are that run, and tells whether they are others now.
func (w *Words) SetClasses(imagenet bool, own []string) bool {
	c := &w.classes
	if c.other != imagenet && slices.Equal(c.own, own) {
		return false
	}
	c.other, c.own = !imagenet, own
	return true
}

// ImageNet tells whether the classes are ImageNet's.
func (w *Words) ImageNet() bool { return !w.classes.other }

// Class names a class of the weights that run: one of ImageNet's 0 to 999, or one of their own, by its number if it has no
// name.
func (w *Words) Class(index int) string {
	c := &w.classes
	switch {
	case c.other && index >= 0 && index < len(c.own):
		return c.own[index]
	case c.other || index < 0 || index >= layers.ImageNetClasses:
		return w.Text("answers.class", "n", strconv.Itoa(index))
	case index < len(c.names):
		return c.names[index]
	}
	return weights.Label(index)
}
