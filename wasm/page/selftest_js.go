package main

import (
	"syscall/js"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/message"
	"mobilenet/wasm/page/internal/client"
	"mobilenet/wasm/page/internal/node"
)

// runSelfTest has the engine check its kernels in this browser, before it does anything else, and shows the result as
// text, for a bug report.
func (p *page) runSelfTest() {
	output := node.Get[dom.HTMLElement]("selftest")
	output.SetTextContent(p.words.Text("selftest.running"))
	node.Show(output, true)
	client.Send(p.engine.client, new(client.Pending), &message.SelfTest{}, func(result *message.SelfTestResult, err error) {
		if !p.engine.alive {
			return // which is told of
		}
		if err != nil {
			result = &message.SelfTestResult{Text: err.Error()}
		}
		verdict := p.words.Text("selftest.fail")
		if result.OK {
			verdict = p.words.Text("selftest.pass")
		}
		output.SetTextContent(result.Text + "\n" + js.Global().Get("navigator").Get("userAgent").String() + "\n" + verdict + "\n")
		output.Underlying().Call("scrollIntoView")
		p.notice.Say(p.words.Text("selftest.spoken", "verdict", verdict))
		p.selftest = false
		p.configure()
	})
	p.StateChanged()
}
