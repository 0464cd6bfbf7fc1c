package weights

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"mobilenet/weights/internal/tflitetest"
)

func TestReadTFLiteNormalisation(t *testing.T) {
	for _, c := range []struct {
		name          string
		quantised     bool
		metadata      *tflitetest.Metadata
		scale, offset float32
		assumed       bool
		want          string // in the error, if there is one
	}{
		{"none", false, nil, 1 / 127.5, -1, true, ""},
		{"nothing said of the input", false, &tflitetest.Metadata{}, 1 / 127.5, -1, true, ""},
		{"0 to 255", false, &tflitetest.Metadata{Mean: []float32{0}, Deviation: []float32{1}}, 1, 0, false, ""},
		{"each colour alike", false, &tflitetest.Metadata{Mean: []float32{128, 128, 128}, Deviation: []float32{64, 64, 64}}, 1. / 64, -2, false, ""},
		{"bytes have their own", true, &tflitetest.Metadata{Mean: []float32{0}, Deviation: []float32{1}}, 1. / 128, -1, false, ""},
		{"each colour its own", false, &tflitetest.Metadata{Mean: []float32{1, 2, 3}, Deviation: []float32{1}}, 0, 0, false, "want the same for red, green and blue"},
		{"deviation of 0", false, &tflitetest.Metadata{Mean: []float32{1}, Deviation: []float32{0}}, 0, 0, false, "have mean 1 and deviation 0"},
		{"no deviation", false, &tflitetest.Metadata{Mean: []float32{1}}, 0, 0, false, "have 1 means and 0 deviations"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := tiny(c.quantised)
			m.Metadata = c.metadata
			b, err := ReadTFLite(m.Build())
			switch {
			case c.want != "":
				if err == nil || !strings.Contains(err.Error(), c.want) {
					t.Errorf("have %v, want an error with %q", err, c.want)
				}
			case err != nil:
				t.Fatal(err)
			case b.Meta.Scale != c.scale || b.Meta.Offset != c.offset || b.Assumed.Input != c.assumed:
				t.Errorf("have %v, %v, assumed %t, want %v, %v, %t", b.Meta.Scale, b.Meta.Offset, b.Assumed.Input, c.scale, c.offset, c.assumed)
			}
		})
	}
}

func TestReadTFLiteLabels(t *testing.T) {
	reversed := Labels()
	slices.Reverse(reversed)
	worded := append([]string{"background"}, Labels()...)
	for i := range worded {
		switch i % 3 {
		case 0:
			worded[i] = "another wording"
		case 1:
			worded[i] = strings.ReplaceAll(worded[i], " ", "_") + ", Linnaeus"
		}
	}
	five := []string{"Gänseblume", "Erdbeere", "Zitrone", "Wecker", "Becher"}
	for _, c := range []struct {
		name     string
		classes  int32
		labels   []string // nil: no metadata
		imagenet bool
		names    []string
	}{
		{"ImageNet's number of classes", 1001, nil, true, nil},
		{"ImageNet's classes named", 1000, Labels(), true, nil},
		{"ImageNet's classes in other words", 1001, worded, true, nil},
		{"reversed", 1000, reversed, false, reversed},
		{"five", 5, five, false, five},
		{"five unnamed", 5, nil, false, nil},
		{"more than ImageNet's", 1200, nil, false, nil},
		{"too few names", 1000, five, false, nil},
		{"a name of nothing", 5, []string{"a", "b", " ", "d", "e"}, true, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, _ := tflitetest.Miniature(1./64, 32, c.classes, false)
			if c.labels != nil {
				m.Metadata = &tflitetest.Metadata{Labels: c.labels}
			}
			b, err := ReadTFLite(m.Build())
			if err != nil {
				t.Fatal(err)
			}
			imagenet := c.imagenet && c.classes >= 1000
			have := b.Meta
			if (have.Labels == LabelsImageNet) != imagenet || have.Background != (imagenet && c.classes == 1001) || !slices.Equal(have.ClassNames, c.names) {
				t.Errorf("have labels %q, background %t and %d names, want ImageNet's %t and %d names", have.Labels, have.Background, len(have.ClassNames), imagenet, len(c.names))
			}
			if assumed := c.labels == nil && imagenet; b.Assumed.Classes != assumed {
				t.Errorf("have assumed %t, want %t", b.Assumed.Classes, assumed)
			}
			again, err := Read(bytes.NewReader(writeTestBundle(t, b)))
			if err != nil {
				t.Fatal(err)
			}
			sameBundles(t, again, b)
		})
	}
}

// Labels and normalisations that people's files have are found.
func TestBroughtMetadata(t *testing.T) {
	for _, c := range []struct {
		file  string
		holds func(b *Bundle) bool
	}{
		{"classes5-labels.tflite", func(b *Bundle) bool { return slices.Index(b.Meta.ClassNames, "Erdbeere") == 1 }},
		{"classes1000-reversed-labels.tflite", func(b *Bundle) bool { return slices.Index(b.Meta.ClassNames, "toilet paper") == 0 }},
		{"classes1200-high.tflite", func(b *Bundle) bool { return b.Meta.Classes == 1200 && b.Meta.Labels == "" }},
		{"norm-0-1.tflite", func(b *Bundle) bool { return b.Meta.Scale == 1.0/255 && b.Meta.Offset == 0 }},
	} {
		t.Run(c.file, func(t *testing.T) {
			b, err := Read(bytes.NewReader(readBrought(t, c.file)))
			if err != nil {
				t.Fatal(err)
			}
			if !c.holds(b) {
				m := b.Meta
				t.Errorf("have %d classes, labels %q, %d names, scale %v and offset %v", m.Classes, m.Labels, len(m.ClassNames), m.Scale, m.Offset)
			}
		})
	}
}
