package compare

import (
	"slices"
	"strconv"
	"strings"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/panel"
	"mobilenet/wasm/page/internal/reply"
)

// side is one of the two networks.
type side struct {
	host          panel.Host
	key           string // in the hash
	configuration panel.Configuration
	changed       bool

	reply              reply.Reply
	alpha, rho, format *dom.HTMLSelectElement
}

func (s *side) open(host panel.Host, root dom.HTMLElement, name string, points []panel.Configuration, configuration panel.Configuration) {
	s.host, s.key, s.configuration = host, "compare."+name, configuration
	panel.Lay(host, root, sideSkeleton)
	panel.Find(root, "h2").SetTextContent(strings.ToUpper(name))
	s.reply = reply.Find(host, root)
	s.alpha = panel.Find(root, ".alpha").(*dom.HTMLSelectElement)
	s.rho = panel.Find(root, ".rho").(*dom.HTMLSelectElement)
	s.format = panel.Find(root, ".format").(*dom.HTMLSelectElement)
	var alphas, sizes []string
	for _, p := range points {
		alphas, sizes = once(alphas, alphaText(p.Alpha)), once(sizes, strconv.Itoa(p.Resolution))
	}
	s.restore()
	offer(s.alpha, alphas)
	offer(s.rho, sizes)
	s.alpha.SetValue(alphaText(s.configuration.Alpha))
	s.rho.SetValue(strconv.Itoa(s.configuration.Resolution))
	s.format.SetValue(s.configuration.Precision)
	for i, choice := range []*dom.HTMLSelectElement{s.alpha, s.rho, s.format} {
		what := []string{"alpha", "rho", "format"}[i]
		choice.SetAttribute("id", "compare-"+name+"-"+what)
		choice.SetAttribute("aria-label", strings.ToUpper(name)+": "+host.Text("compare."+what)) // there are two of each
		node.On(choice, "change", func(dom.Event) { s.choose() })
	}
}

// alphaText writes α so that it can be read back, whatever a file of the visitor's has.
func alphaText(alpha float64) string { return strconv.FormatFloat(alpha, 'f', -1, 64) }

func once(texts []string, text string) []string {
	if slices.Contains(texts, text) {
		return texts
	}
	return append(texts, text)
}

func offer(choice *dom.HTMLSelectElement, texts []string) {
	var m strings.Builder
	for _, text := range texts {
		m.WriteString(`<option data-source="control">` + text + "</option>")
	}
	node.SetHTML(choice, m.String())
}

// restore takes what the hash holds.
func (s *side) restore() {
	parts := strings.Split(s.host.Kept(s.key), "-")
	if len(parts) != 3 {
		return
	}
	alpha, err := strconv.ParseFloat(parts[0], 64)
	resolution, err2 := strconv.Atoi(parts[1])
	if err == nil && err2 == nil && (parts[2] == "f32" || parts[2] == "int8") {
		s.configuration.Alpha, s.configuration.Resolution, s.configuration.Precision = alpha, resolution, parts[2]
	}
}

// choose takes what the controls say.
func (s *side) choose() {
	alpha, err := strconv.ParseFloat(s.alpha.Value(), 64)
	resolution, err2 := strconv.Atoi(s.rho.Value())
	if err != nil || err2 != nil {
		return // a link named what these weights do not have, and nothing is chosen yet
	}
	s.configuration.Alpha, s.configuration.Resolution, s.configuration.Precision = alpha, resolution, s.format.Value()
	s.changed = true
	s.host.Keep(s.key, s.alpha.Value()+"-"+s.rho.Value()+"-"+s.format.Value())
}
