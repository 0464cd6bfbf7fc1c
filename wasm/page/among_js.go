package main

import "mobilenet/wasm/page/internal/narrow"

// initAmong connects the choice of classes among which the answer is sought.
func (p *page) initAmong() {
	p.narrow = narrow.New(p.words, func(set string) {
		p.seekAmong(set)
		p.WriteLink()
	})
	p.showAmong()
}

// seekAmong has the answers from now on be of a set of classes.
func (p *page) seekAmong(set string) {
	p.state.Among = set
	p.showAmong()
	p.picture.Attend()
	p.next()
}

// showAmong shows which set is chosen.
func (p *page) showAmong() { p.narrow.Show(p.state.Among, p.words.ImageNet()) }

// among is the set among which the answer is sought: weights with classes of their own have none.
func (p *page) among() string {
	if !p.words.ImageNet() {
		return ""
	}
	return p.state.Among
}
