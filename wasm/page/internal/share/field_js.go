package share

import (
	"context"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/promise"
	"mobilenet/wasm/internal/qrcode"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/panel"
	"mobilenet/wasm/page/internal/site"
)

// Field is a text to be copied, with a button that does, and says that it did.
type Field struct {
	host       panel.Host
	text, said dom.HTMLElement
}

// NewField lays a field out in root: an element of that tag, input or textarea, named by the text of a key, and a button
// with that of another.
func NewField(host panel.Host, root dom.Element, tag, name, button string) *Field {
	f := &Field{host: host}
	panel.Lay(host, root, `<p class="copy"><`+tag+` readonly spellcheck="false" autocomplete="off"></`+tag+
		`><button type="button" class="button" data-text="`+button+`"></button></p><p class="copied" role="status"></p>`)
	f.text, f.said = panel.Find(root, tag), panel.Find(root, ".copied")
	f.text.SetAttribute("aria-label", host.Text(name))
	node.On(panel.Find(root, "button"), "click", func(dom.Event) { go f.copy() })
	return f
}

// Set puts another text into the field.
func (f *Field) Set(text string) {
	f.text.Underlying().Set("value", text)
	f.said.SetTextContent("")
}

// Text returns what stands in the field.
func (f *Field) Text() string { return f.text.Underlying().Get("value").String() }

// copy takes the text to the clipboard, or says how to.
func (f *Field) copy() {
	key := "link.spoken"
	browser := site.Offered().Get("browser")
	if copied, err := promise.Await(context.Background(), browser.Call("copy", f.text.Underlying())); err != nil || !copied.Bool() {
		key = "link.by-hand"
	}
	f.said.SetTextContent(f.host.Text(key))
}

// Code draws the QR code of a link in root, which a camera reads off a screen, or says that the link is too long for it.
func Code(host panel.Host, root dom.Element, link string) {
	root.SetAttribute("role", "img")
	root.SetAttribute("aria-label", host.Text("export.code"))
	code, err := qrcode.SVG(link)
	if err != nil || len(link) > qrcode.Most {
		node.RemoveAttribute(root, "role")
		code = host.HTML("share.long")
	}
	node.SetHTML(root, code)
}
