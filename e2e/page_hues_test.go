package e2e

import (
	"fmt"
	"math"
	"testing"
)

// colour is linear light: red, green, blue, 0 to 1.
type colour [3]float64

// eyes are how colours reach eyes that lack one kind of cone: Machado, Oliveira and Fernandes 2009, severity 1.
var eyes = map[string][3]colour{
	"all cones":    {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
	"protanopia":   {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}},
	"deuteranopia": {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
	"tritanopia":   {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}},
}

// oklab's two matrices (Ottosson 2020): its distances are about as large as differences look.
var toCones = [3]colour{
	{0.4122214708, 0.5363325363, 0.0514459929}, {0.2119034982, 0.6806995451, 0.1073969566}, {0.0883024619, 0.2817188376, 0.6299787005},
}

var fromCones = [3]colour{
	{0.2104542553, 0.7936177850, -0.0040720468}, {1.9779984951, -2.4285922050, 0.4505937099}, {0.0259040371, 0.7827717662, -0.8086757660},
}

func (c colour) times(m [3]colour) (product colour) {
	for i, row := range m {
		product[i] = row[0]*c[0] + row[1]*c[1] + row[2]*c[2]
	}
	return product
}

func (c colour) oklab() colour {
	cones := c.times(toCones)
	for i, v := range cones {
		cones[i] = math.Cbrt(max(0, v))
	}
	return cones.times(fromCones)
}

func (c colour) distance(to colour) float64 {
	a, b := c.oklab(), to.oklab()
	return math.Hypot(math.Hypot(a[0]-b[0], a[1]-b[1]), a[2]-b[2])
}

func (c colour) luminance() float64 { return 0.2126*c[0] + 0.7152*c[1] + 0.0722*c[2] }

// colour reads a colour of the style sheet.
func (v *visit) colour(name string) (c colour) {
	v.t.Helper()
	var bytes [3]int
	text := evaluate[string](v, fmt.Sprintf(`getComputedStyle(document.documentElement).getPropertyValue(%q).trim()`, name))
	if _, err := fmt.Sscanf(text, "#%02x%02x%02x", &bytes[0], &bytes[1], &bytes[2]); err != nil {
		v.t.Fatalf("%s: have %q, want #rrggbb", name, text)
	}
	for i, b := range bytes {
		if c[i] = float64(b) / 255; c[i] <= 0.04045 {
			c[i] /= 12.92
		} else {
			c[i] = math.Pow((c[i]+0.055)/1.055, 2.4)
		}
	}
	return c
}

// hues are the colours of quantities.
var hues = []string{"--alpha", "--rho", "--precision", "--isa"}

// apart is how far two hues are from one another at least: for all cones, and for eyes that lack one. That of the number
// format stands beside the others on charts.
func apart(a, b, eye string) float64 {
	switch {
	case a == "--precision" || b == "--precision":
		return 0.1
	case eye == "all cones":
		return 0.15
	}
	return 0.045
}

// Every hue is another than the others, whatever the eye, and stands out from every ground.
func (s *pageSite) testHues(t *testing.T) {
	for _, theme := range []string{"light", "dark"} {
		v := s.open(t, "#theme="+theme)
		v.wait(fmt.Sprintf(`document.documentElement.dataset.theme === %q`, theme), theme+" colours")
		for i, name := range hues {
			hue := v.colour(name)
			for _, ground := range []string{"--paper", "--surface", "--well"} {
				low, high := hue.luminance(), v.colour(ground).luminance()
				if contrast := (max(low, high) + 0.05) / (min(low, high) + 0.05); contrast < 4.5 {
					t.Errorf("%s: %s: have a contrast of %.2f to %s, want 4.5", theme, name, contrast, ground)
				}
			}
			for _, other := range hues[i+1:] {
				for eye, matrix := range eyes {
					d, want := hue.times(matrix).distance(v.colour(other).times(matrix)), apart(name, other, eye)
					if d < want {
						t.Errorf("%s, %s: %s: have a distance of %.3f to %s, want %v at least", theme, eye, name, d, other, want)
					}
				}
			}
		}
	}
}
