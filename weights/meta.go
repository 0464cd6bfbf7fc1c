package weights

import (
	"fmt"
	"math"

	"mobilenet/weights/layers"
)

// Meta says what a bundle's numbers are: which network they belong to, what input they expect, and where they come from.
type Meta struct {
	Name          string   // "mobilenet_v1_0.5_160"
	Alpha         float64  // width multiplier
	Resolution    int      // side of the square input trained at, pixels; 0 means trained at several
	ResolutionMin int      // the smallest trained at, 0 if the file does not say it
	ResolutionMax int      // the largest
	Classes       int      // logits
	Background    bool     // logit 0 is "background", ImageNet's classes follow
	Scale, Offset float32  // normalisation: x = pixel·Scale + Offset, pixel 0..255
	Quantised     bool     // the file, or the one it was made from, holds 8-bit integers
	Labels        string   // LabelsImageNet or LabelsCOCO, or "" if the classes are others
	ClassNames    []string // of other classes, one for each but the background, or nil
	Source        string   // address or file the numbers came from
	Licence       string   // SPDX identifier
	Provenance    string   // how they were made, in words
}

// Values of Meta.Labels.
const (
	LabelsImageNet = "imagenet-1000" // the 1000 classes that Labels names
	LabelsCOCO     = "coco-90"       // the 90 numbers that COCOLabels names
)

// Limits of what Meta may say. MobileNet's own values lie far inside them.
const (
	maxAlpha      = 8
	maxResolution = 4096
)

// validate returns an error if no network could be built from what m says.
func (m Meta) validate() error {
	switch {
	case m.Name == "":
		return fmt.Errorf("name: have none, want one such as mobilenet_v1_0.5_160")
	case !(m.Alpha > 0 && m.Alpha <= maxAlpha):
		return fmt.Errorf("alpha: have %v, want more than 0 and at most %d", m.Alpha, maxAlpha)
	case m.Resolution < 0 || m.Resolution > maxResolution:
		return fmt.Errorf("resolution: have %d, want 0 to %d pixels", m.Resolution, maxResolution)
	case m.ResolutionMin < 0 || m.ResolutionMin > m.ResolutionMax || m.ResolutionMax > maxResolution:
		return fmt.Errorf("resolution: have %d to %d, want 0 ≤ min ≤ max ≤ %d pixels", m.ResolutionMin, m.ResolutionMax, maxResolution)
	case m.Classes < 1 || m.Classes > layers.MaxClasses:
		return fmt.Errorf("classes: have %d, want 1 to %d", m.Classes, layers.MaxClasses)
	case !(m.Scale > 0) || math.IsInf(float64(m.Scale), 0):
		return fmt.Errorf("scale: have %v, want a finite number above 0", m.Scale)
	case math.IsNaN(float64(m.Offset)) || math.IsInf(float64(m.Offset), 0):
		return fmt.Errorf("offset: have %v, want a finite number", m.Offset)
	}
	return m.validateLabels()
}

// validateLabels returns an error if the class count does not fit the labels that m names.
func (m Meta) validateLabels() error {
	named := m.Classes
	if m.Background {
		named--
	}
	want, known := map[string]int{"": named, LabelsImageNet: layers.ImageNetClasses, LabelsCOCO: layers.COCOClasses - 1}[m.Labels]
	switch {
	case m.ClassNames != nil && (len(m.ClassNames) != named || m.Labels != ""):
		return fmt.Errorf("class_names: have %d for %d classes with labels %q and background %v, want one for each but the background, and no labels",
			len(m.ClassNames), m.Classes, m.Labels, m.Background)
	case !known:
		return fmt.Errorf("labels: have %q, want %q, %q or none", m.Labels, LabelsImageNet, LabelsCOCO)
	case named != want:
		return fmt.Errorf("classes: have %d with background %v, want %d for labels %s", m.Classes, m.Background, m.Classes-named+want, m.Labels)
	}
	return nil
}
