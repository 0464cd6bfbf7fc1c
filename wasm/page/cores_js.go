package main

import (
	"html"
	"strconv"

	"mobilenet/wasm/internal/format"
	"mobilenet/wasm/internal/message"
	"mobilenet/wasm/internal/offers"
	"mobilenet/wasm/page/internal/node"
)

// coresAuto is the button that leaves the number of cores to the engine.
const coresAuto = "auto"

// offerCores lays out a button for each number of cores that is worth a try.
func (p *page) offerCores() {
	s, most := p.controls.cores, p.engine.can.MaxThreads
	for _, n := range offers.Cores(most) {
		value := strconv.Itoa(n)
		if s.has(value) {
			continue
		}
		label := node.Create("label")
		node.SetHTML(label, `<input type="radio" name="cores" value="`+value+`"><span>`+value+`</span>`)
		s.holder.AppendChild(label)
	}
	s.find()
	for _, radio := range s.radios {
		radio.SetDisabled(most == 1)
	}
}

// nearestCores returns the number of cores on offer that comes closest to a wish, 0 for leaving it to the engine.
func (p *page) nearestCores(wish int) int {
	if wish == 0 || p.engine.can.MaxThreads == 1 {
		return 0
	}
	best := 1
	for _, n := range offers.Cores(p.engine.can.MaxThreads) {
		if n <= wish {
			best = n
		}
	}
	return best
}

// showCores says how many cores compute, why not more, and what they buy once one was measured at this point too.
func (p *page) showCores() {
	c, a := &p.controls, p.active
	chosen := coresAuto
	switch {
	case p.engine.can.MaxThreads == 1:
		chosen = "1"
	case p.want.cores != 0:
		chosen = strconv.Itoa(p.want.cores)
	}
	c.cores.show(chosen)
	switch {
	case !p.engine.ready:
		return
	case p.engine.can.MaxThreads == 1 && p.engine.isolated:
		c.coresText.setHTML(p.html("cores.only"))
		return
	case p.engine.can.MaxThreads == 1:
		c.coresText.setHTML(p.html("cores.not-isolated"))
		return
	case a == nil:
		return // the engine is about to say how many
	}
	all, one := p.computed(a), p.computed(a)
	one.Threads = 1
	ratio, measured := p.figure.Speedup(all, one)
	key := "cores.one"
	switch {
	case a.Threads > 1 && measured:
		key = "cores.many-measured"
	case a.Threads > 1:
		key = "cores.many"
	}
	text := p.html(key, "n", strconv.Itoa(a.Threads), "times", format.Digits(ratio))
	if a.ThreadsNote != nil {
		text += " " + html.EscapeString(host{p}.Why(a.ThreadsNote))
	}
	c.coresText.setHTML(text)
}

// followCrew takes in how many workers computed a frame: one may have gone, or the engine found out what pays.
func (p *page) followCrew(c message.Crew) {
	a := p.active
	if c.Threads == a.Threads && noteText(c.ThreadsNote) == noteText(a.ThreadsNote) {
		return
	}
	if c.Threads < a.Threads {
		p.figure.Forget(p.computed(a)) // given up, so its last frames say nothing of so many cores
	}
	if c.Threads != a.Threads {
		p.measureAnew()
	}
	a.Threads, a.ThreadsNote = c.Threads, c.ThreadsNote
	p.showFacts()
	p.showCores()
}

// noteText returns what a note on the number of workers says, "" where there is none.
func noteText(note error) string {
	if note == nil {
		return ""
	}
	return note.Error()
}
