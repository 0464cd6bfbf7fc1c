package controls

import (
	"slices"
	"strconv"
	"syscall/js"

	"honnef.co/go/js/dom/v2"

	"mobilenet/model"
	"mobilenet/wasm/internal/choice"
	"mobilenet/wasm/internal/format"
	"mobilenet/wasm/internal/message"
	"mobilenet/wasm/page/internal/node"
)

// Offer lists the weights that there are, and lets the visitor choose; file is the name of the visitor's own.
func (c *Controls) Offer(sets *choice.Sets, chosen, file string) {
	node.Clear(c.weights)
	for _, one := range []struct {
		set   choice.Set
		title string
	}{
		{sets.Official, c.words.Text("weights.official")},
		{sets.Own, c.words.Text("weights.own")},
		{sets.File, file},
		{sets.Random, c.words.Text("weights.random")},
	} {
		if one.set.Kind == "" {
			continue
		}
		c.weights.AppendChild(node.Option(one.set.Kind, one.title))
	}
	c.weights.SetValue(chosen)
	c.weights.SetDisabled(false)
	node.RemoveAttribute(node.Get[dom.HTMLElement]("weights-open"), "disabled")
}

// Describe says which weights run and what is to be known of them.
func (c *Controls) Describe(m *message.Configured, set choice.Set) {
	node.Show(c.banner, m.Random)
	js.Global().Get("document").Get("body").Get("classList").Call("toggle", "meaningless", m.Random)
	c.weightsText.SetHTML(c.describe(m, set))
}

func (c *Controls) describe(m *message.Configured, set choice.Set) string {
	bytes, trained := format.Bytes(int64(m.WeightsBytes)), strconv.Itoa(m.TrainedResolution)
	switch {
	case m.Random:
		return c.words.HTML("weights.by-chance")
	case set.Kind == choice.Own:
		low, high := set.Resolutions[0], set.Resolutions[len(set.Resolutions)-1]
		return c.words.HTML("weights.own-text", "low", node.Number(low), "high", node.Number(high), "bytes", bytes)
	case m.TrainedResolution != 0 && m.TrainedResolution != m.Resolution:
		return c.words.HTML("weights.elsewhere", "trained", trained, "resolution", strconv.Itoa(m.Resolution)) + c.describeClasses(m, set)
	}
	key := "weights.trained"
	switch {
	case slices.Contains(m.Assumed, "resolution"):
		key = "weights.unknown"
	case m.TrainedResolution == 0:
		key = "weights.all"
	}
	if m.Licence != "" {
		key += "-licence"
	}
	return c.words.HTML(key, "trained", trained, "stored", c.stored(m), "bytes", bytes, "licence", m.Licence) + c.describeClasses(m, set)
}

// describeClasses says what the classes are if they are not ImageNet's, and, of a file of the visitor's, what it does not
// say and is assumed.
func (c *Controls) describeClasses(m *message.Configured, set choice.Set) (said string) {
	switch {
	case !m.ImageNet && len(m.ClassNames) > 0:
		said += " " + c.words.HTML("weights.own-classes", "n", strconv.Itoa(m.Classes))
	case !m.ImageNet:
		said += " " + c.words.HTML("weights.numbered", "n", strconv.Itoa(m.Classes))
	}
	if set.Kind != choice.File {
		return said
	}
	input, classes := slices.Contains(m.Assumed, "input"), slices.Contains(m.Assumed, "classes")
	switch {
	case input && classes:
		said += " " + c.words.HTML("weights.assumed-both")
	case input:
		said += " " + c.words.HTML("weights.assumed-input")
	case classes:
		said += " " + c.words.HTML("weights.assumed-classes")
	}
	return said
}

// stored says what numbers the file holds, and what becomes of them where they are not what is computed with.
func (c *Controls) stored(m *message.Configured) string {
	key := "weights.float"
	integers := m.Precision == model.Int8.String()
	switch {
	case m.Quantised && integers:
		key = "weights.int8"
	case m.Quantised:
		key = "weights.int8-widened"
	case integers:
		key = "weights.float-quantised"
	}
	return c.words.Text(key)
}
