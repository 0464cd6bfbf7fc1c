package main

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"mobilenet/weights"
	"mobilenet/weights/layers"
)

// english is the language of the names that the program has itself.
const english = "en"

// classNames are the names of ImageNet's classes in the visitor's language; none: the program's own, in English. Weights
// may have classes of their own.
type classNames struct {
	language string // that was asked for last
	names    []string
	other    bool     // the classes are not ImageNet's
	own      []string // their names, none if the file has none
}

// learnNames fetches the names of classes in a language and shows them. Until they are there, and where they cannot be
// had, the English ones stand.
func (p *page) learnNames(ctx context.Context, language string) {
	p.names.language, p.names.names = language, nil
	if language == english {
		return
	}
	list, err := p.fetchText(ctx, p.host.Get("assets").String()+"text/labels."+language+".txt")
	if err != nil || p.names.language != language {
		return
	}
	p.names.names = strings.Split(strings.TrimSuffix(list, "\n"), "\n")
	if p.active != nil {
		p.showWeights()
	}
	p.openPanel(p.state.Panel)
	p.paintSoon()
}

// nameClasses takes in what the classes of the weights are that run. A panel that is open is opened anew, since what it
// shows and offers depends on them.
func (p *page) nameClasses(imagenet bool, own []string) {
	n := &p.names
	if n.other != imagenet && slices.Equal(n.own, own) {
		return
	}
	n.other, n.own = !imagenet, own
	p.openPanel(p.state.Panel)
}

// className names a class of the weights that run: one of ImageNet's 0 to 999, or one of their own, by its number if it has
// no name.
func (p *page) className(index int) string {
	n := &p.names
	switch {
	case n.other && index >= 0 && index < len(n.own):
		return n.own[index]
	case n.other || index < 0 || index >= layers.ImageNetClasses:
		return p.text("answers.class", "n", strconv.Itoa(index))
	case index < len(n.names):
		return n.names[index]
	}
	return weights.Label(index)
}
