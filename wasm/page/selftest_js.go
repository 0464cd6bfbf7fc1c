package main

import (
	"syscall/js"

	"honnef.co/go/js/dom/v2"
)

// runSelfTest has the engine check its kernels in this browser, before it does anything else.
func (p *page) runSelfTest() {
	output := byID[dom.HTMLElement](p, "selftest")
	output.SetTextContent(p.text("selftest.running"))
	show(output, true)
	p.engine.send(map[string]any{"kind": "selftest"})
	p.showState()
}

// showSelfTest shows the result as text, for a bug report.
func (p *page) showSelfTest(ok bool, text string) {
	verdict := p.text("selftest.fail")
	if ok {
		verdict = p.text("selftest.pass")
	}
	output := byID[dom.HTMLElement](p, "selftest")
	output.SetTextContent(text + "\n" + js.Global().Get("navigator").Get("userAgent").String() + "\n" + verdict + "\n")
	output.Underlying().Call("scrollIntoView")
	p.notice.say(p.text("selftest.spoken", "verdict", verdict))
}
