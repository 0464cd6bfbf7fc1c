package lesson

import "mobilenet/wasm/internal/format"

// outcomeTexts say what the outcome of each recipe is.
var outcomeTexts = [recipes]string{
	Times: "lessons.bar-measured", Trade: "lessons.bar-published", Layers: "lessons.bar-measured", Race: "lessons.bar-measured",
	Formats: "lessons.bar-measured", Agreement: "lessons.bar-measured", Adding: "lessons.bar-summed",
	Teaching: "lessons.bar-measured", Detecting: "lessons.bar-measured",
}

// OutcomeText returns the key of the text that says what the outcome is.
func (l *Lesson) OutcomeText() string { return outcomeTexts[l.Recipe] }

// referenceSources are the sources of what an outcome is set beside.
var referenceSources = [recipes]string{
	Times: "cost", Layers: "cost", Race: "convolution", Formats: "memory", Agreement: "lesson-scenes",
	Teaching: "lesson-taught", Detecting: "cost",
}

// ReferenceSource returns the key of the source of what the outcome is set beside, "" where Reference has nothing.
func (l *Lesson) ReferenceSource() string { return referenceSources[l.Recipe] }

// noted are the names, in the text that says what ran, of a measurement's values; those without a name do not stand there.
var noted = [recipes][]string{
	Formats:   {scenes: "n", "hits", "alpha", "pixels"},
	Agreement: {5: "alpha", "pixels", "narrow", "few"},
	Teaching:  {1: "alpha1", "pixels1", 5: "alpha2", "pixels2", 9: "alpha3", "pixels3"},
}

// Note returns the key of the text that says what ran and its values, each after its name; "" without a measurement, nil,
// where the text tells of that, and where nothing ran.
func (l *Lesson) Note(m []float64) (key string, values []string) {
	if m == nil && noted[l.Recipe] != nil {
		return "", nil
	}
	for i, name := range noted[l.Recipe] {
		if name != "" {
			values = append(values, name, format.Multiplier(m[i]))
		}
	}
	switch {
	case l.Recipe == Adding:
		return "", nil
	case l.Recipe == Agreement:
		return "lessons.note-agreement", values
	case l.Recipe == Teaching:
		return "lessons.note-taught", values
	case l.Recipe == Formats && m[scenes] > 0 && m[eight] > 0:
		return "lessons.note-eight", values
	case l.Recipe == Formats && m[scenes] > 0:
		return "lessons.note-format", values
	}
	return "lessons.note-random", values
}
