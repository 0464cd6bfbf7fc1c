package layers

import "fmt"

// The legal range of the two multipliers. The paper's α are 1, 0.75, 0.5 and
// 0.25; ρ is set by the input resolution, ρ = resolution/FullResolution (§3.4).
const (
	MinAlpha        = 0.25
	MaxAlpha        = 1.0
	MinResolution   = 96      // pixels, of a classifier
	MaxResolution   = 320     // pixels, of a classifier
	ResolutionStep  = 32      // pixels; a classifier halves its input five times
	FullResolution  = 224     // pixels, ρ = 1
	SSDResolution   = 300     // pixels, the only one of the detector
	MaxClasses      = 1 << 20 // far above any network's
	ImageNetClasses = 1000
	COCOClasses     = 91 // the background and 90 things
)

// Architecture is a network of the paper.
type Architecture uint8

// The networks that the paper compares, and its detector.
const (
	Separable       Architecture = iota // MobileNet: Table 1
	FullConvolution                     // each separable block replaced by one 3×3 convolution: Table 4
	Shallow                             // the five 14×14×512 blocks left out: Table 5
	SSD                                 // the detector on MobileNet: Table 13
)

var architectureNames = [...]string{"separable", "full convolution", "shallow", "SSD"}

// String returns the architecture's name.
func (a Architecture) String() string {
	if int(a) < len(architectureNames) {
		return architectureNames[a]
	}
	return fmt.Sprintf("architecture %d", uint8(a))
}

// Classes returns how many classes the architecture tells apart unless it is told
// otherwise: ImageNet's, or COCO's with the background.
func (a Architecture) Classes() int {
	if a == SSD {
		return COCOClasses
	}
	return ImageNetClasses
}

// check returns an error unless there is a table for these arguments of New.
func (a Architecture) check(alpha float64, resolution, classes int) error {
	switch {
	case int(a) >= len(architectureNames):
		return fmt.Errorf("layers: %v: want, from 0, one of %q", a, architectureNames)
	case !(alpha >= MinAlpha && alpha <= MaxAlpha):
		return fmt.Errorf("layers: alpha %v: want a width multiplier in [%v, %v]", alpha, MinAlpha, MaxAlpha)
	case a == SSD && resolution != SSDResolution:
		return fmt.Errorf("layers: resolution %d: want %d for %v", resolution, SSDResolution, a)
	case a != SSD && (resolution < MinResolution || resolution > MaxResolution || resolution%ResolutionStep != 0):
		return fmt.Errorf("layers: resolution %d: want a multiple of %d in [%d, %d]",
			resolution, ResolutionStep, MinResolution, MaxResolution)
	case classes < 0 || classes > MaxClasses:
		return fmt.Errorf("layers: %d classes: want 1 to %d, or 0 for the usual %d", classes, MaxClasses, a.Classes())
	}
	return nil
}
