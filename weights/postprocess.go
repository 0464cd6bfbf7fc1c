package weights

import (
	"fmt"
	"maps"
	"math"
	"slices"
)

// PostProcess is how what a detector's heads put out becomes boxes: the options of TensorFlow Lite's operator
// TFLite_Detection_PostProcess.
type PostProcess struct {
	ScaleY, ScaleX          float32 // that the encodings of a box's centre are divided by
	ScaleHeight, ScaleWidth float32 // and those of its sides
	MinScore                float32 // the least score of a box, 0..1
	MaxOverlap              float32 // intersection over union above which the box of lower score goes
	MaxBoxes                int
	PerClass                bool // boxes of different classes leave each other alone, and a place may have several classes
	MaxPerClass             int  // boxes of one class, if PerClass
}

// Names of what a bundle of a detector has besides its layers.
const (
	// AnchorsName is the tensor of the default boxes, [anchors, 4]: centre y, centre x, height and width, in pictures.
	AnchorsName = "anchors"
	// BoxesName and ScoresName are how all heads' outputs of one kind are quantised together, before they become boxes
	// and, by the sigmoid, scores. A bundle of real numbers has no such activations.
	BoxesName  = "boxes"
	ScoresName = "scores"
)

// opPostProcess is the name of the operator at the end of a detector.
const opPostProcess = "TFLite_Detection_PostProcess"

// perClassDefault is how many boxes of a class the operator keeps where its options do not say it.
const perClassDefault = 100

// newPostProcess returns what the operator's options say, and the number of classes without the background.
func newPostProcess(options map[string]float64) (p *PostProcess, things int, err error) {
	wanted := []string{
		"y_scale", "x_scale", "h_scale", "w_scale", "nms_score_threshold", "nms_iou_threshold", "max_detections",
		"max_classes_per_detection", "num_classes",
	}
	for _, name := range wanted {
		if _, exists := options[name]; !exists {
			return nil, 0, fmt.Errorf("have options %q, want %s too", slices.Sorted(maps.Keys(options)), name)
		}
	}
	p = &PostProcess{
		ScaleY: float32(options["y_scale"]), ScaleX: float32(options["x_scale"]),
		ScaleHeight: float32(options["h_scale"]), ScaleWidth: float32(options["w_scale"]),
		MinScore: float32(options["nms_score_threshold"]), MaxOverlap: float32(options["nms_iou_threshold"]),
		MaxBoxes: integer(options["max_detections"]), PerClass: options["use_regular_nms"] != 0, MaxPerClass: perClassDefault,
	}
	if most, exists := options["detections_per_class"]; exists {
		p.MaxPerClass = integer(most)
	}
	if classes := options["max_classes_per_detection"]; classes != 1 && !p.PerClass {
		return nil, 0, fmt.Errorf("have %v classes for a box, want 1", classes)
	}
	return p, integer(options["num_classes"]), p.validate()
}

// integer returns a number of things, −1 if it is none.
func integer(v float64) int {
	if v != math.Trunc(v) || math.Abs(v) > math.MaxInt32 {
		return -1
	}
	return int(v)
}

// maxBoxes bounds what a file may ask for.
const maxBoxes = 1 << 16

func (p *PostProcess) validate() error {
	for _, scale := range []float32{p.ScaleY, p.ScaleX, p.ScaleHeight, p.ScaleWidth} {
		if !validScale(scale) {
			return fmt.Errorf("have scale %v of the encodings, want a finite number above 0", scale)
		}
	}
	switch {
	case !(p.MinScore >= 0 && p.MinScore <= 1):
		return fmt.Errorf("have a score of at least %v, want 0 to 1", p.MinScore)
	case !(p.MaxOverlap > 0 && p.MaxOverlap <= 1):
		return fmt.Errorf("have an overlap of at most %v, want more than 0 and at most 1", p.MaxOverlap)
	case p.MaxBoxes < 1 || p.MaxBoxes > maxBoxes || p.MaxPerClass < 1:
		return fmt.Errorf("have at most %d boxes, %d of a class, want 1 to %d", p.MaxBoxes, p.MaxPerClass, maxBoxes)
	}
	return nil
}
