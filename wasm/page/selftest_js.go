package main

import (
	"syscall/js"

	"honnef.co/go/js/dom/v2"
)

// runSelfTest has the engine check its kernels in this browser, before it does anything else.
func (p *page) runSelfTest() {
	output := byID[dom.HTMLElement](p, "selftest")
	output.SetTextContent("Checking every kernel against its definition …")
	show(output, true)
	p.engine.send(map[string]any{"kind": "selftest"})
	p.showState()
}

// showSelfTest shows the result as text, for a bug report.
func (p *page) showSelfTest(ok bool, text string) {
	verdict := "FAIL: please report this text"
	if ok {
		verdict = "PASS"
	}
	output := byID[dom.HTMLElement](p, "selftest")
	output.SetTextContent(text + "\n" + js.Global().Get("navigator").Get("userAgent").String() + "\n" + verdict + "\n")
	output.Underlying().Call("scrollIntoView")
	p.notice.say("Self-test: " + verdict)
}
