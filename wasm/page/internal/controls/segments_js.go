package controls

import (
	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/link"
	"mobilenet/wasm/page/internal/node"
)

// segments is a row of radio buttons, of which one is chosen.
type segments struct {
	holder dom.HTMLElement
	radios []*dom.HTMLInputElement
	text   node.Wording // says what the chosen one means
}

// newSegments connects the row of that id. chosen puts the value of each button that the visitor presses into the link.
func (c *Controls) newSegments(id string, chosen func(s *link.State, value string)) *segments {
	s := &segments{holder: node.Get[dom.HTMLElement](id), text: node.WordingOf(id + "-text")}
	s.find()
	node.On(s.holder, "change", func(e dom.Event) {
		value := e.Underlying().Get("target").Get("value").String()
		c.choose(func(link *link.State) { chosen(link, value) })
	})
	return s
}

// find takes in the buttons that the row has now.
func (s *segments) find() {
	s.radios = node.Inputs(s.holder, "input")
}

// has tells whether the row has a button of that value.
func (s *segments) has(value string) bool {
	for _, radio := range s.radios {
		if radio.Value() == value {
			return true
		}
	}
	return false
}

// show presses the button of that value.
func (s *segments) show(value string) {
	for _, radio := range s.radios {
		radio.SetChecked(radio.Value() == value)
	}
}

// allow lets the visitor press the button of that value, or not.
func (s *segments) allow(value string, yes bool) {
	for _, radio := range s.radios {
		if radio.Value() == value {
			radio.SetDisabled(!yes)
		}
	}
}
