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
	Labels        string   // LabelsImageNet, or "" if the classes are not ImageNet's
	ClassNames    []string // of classes that are not ImageNet's, one for each, or nil
	Source        string   // address or file the numbers came from
	Licence       string   // SPDX identifier
	Provenance    string   // how they were made, in words
}

// LabelsImageNet is the value of Meta.Labels for the 1000 classes that Labels names.
const LabelsImageNet = "imagenet-1000"

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
	want := layers.ImageNetClasses
	if m.Background {
		want++
	}
	switch {
	case m.ClassNames != nil && (len(m.ClassNames) != m.Classes || m.Labels != "" || m.Background):
		return fmt.Errorf("class_names: have %d for %d classes with labels %q and background %v, want one for each, no labels and no background",
			len(m.ClassNames), m.Classes, m.Labels, m.Background)
	case m.Labels != "" && m.Labels != LabelsImageNet:
		return fmt.Errorf("labels: have %q, want %q or none", m.Labels, LabelsImageNet)
	case m.Labels == LabelsImageNet && m.Classes != want:
		return fmt.Errorf("classes: have %d with background %v, want %d for labels %s", m.Classes, m.Background, want, m.Labels)
	}
	return nil
}
