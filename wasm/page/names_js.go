package main

import (
	"context"
	"strings"

	"mobilenet/weights"
)

// english is the language of the names that the program has itself.
const english = "en"

// classNames are the names of ImageNet's classes in the visitor's language; none: the program's own, in English.
type classNames struct {
	language string // that was asked for last
	names    []string
}

// learnNames fetches the names of classes in a language and shows them. Until they are there, and where they cannot be
// had, the English ones stand.
func (p *page) learnNames(ctx context.Context, language string) {
	p.names = classNames{language: language}
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

// className names one of ImageNet's classes, 0 to 999.
func (p *page) className(index int) string {
	if index < len(p.names.names) {
		return p.names.names[index]
	}
	return weights.Label(index)
}
