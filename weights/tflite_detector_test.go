package weights

import (
	"bytes"
	"reflect"
	"slices"
	"strings"
	"testing"

	"mobilenet/weights/internal/tflitetest"
)

// mostOptions are what tflitetest.DetectorOptions say.
var mostOptions = PostProcess{
	ScaleY: 10, ScaleX: 10, ScaleHeight: 5, ScaleWidth: 5, MinScore: 1e-8, MaxOverlap: 0.6, MaxBoxes: 10, MaxPerClass: 100,
}

func TestReadDetector(t *testing.T) {
	for _, c := range []struct {
		name      string
		classes   int32
		quantised bool
		labels    []string // in the file
		want      Meta
		assumed   Assumed
	}{
		{"float", 91, false, nil, Meta{
			Name: "ssd_mobilenet_v1_0.25_300", Alpha: 0.25, Resolution: 300, Classes: 91, Background: true, Scale: 1 / 127.5, Offset: -1, Labels: LabelsCOCO,
		}, Assumed{Input: true, Classes: true}},
		{"quantised", 91, true, nil, Meta{
			Name: "ssd_mobilenet_v1_0.25_300_quant", Alpha: 0.25, Resolution: 300, Classes: 91, Background: true, Scale: 1. / 128, Offset: -1, Quantised: true, Labels: LabelsCOCO,
		}, Assumed{Classes: true}},
		{"classes of one's own", 3, true, []string{"cup", "pen"}, Meta{
			Name: "ssd_mobilenet_v1_0.25_300_quant", Alpha: 0.25, Resolution: 300, Classes: 3, Background: true, Scale: 1. / 128, Offset: -1, Quantised: true, ClassNames: []string{"cup", "pen"},
		}, Assumed{}},
		{"classes of one's own, with the background", 3, true, []string{"???", "cup", "pen"}, Meta{
			Name: "ssd_mobilenet_v1_0.25_300_quant", Alpha: 0.25, Resolution: 300, Classes: 3, Background: true, Scale: 1. / 128, Offset: -1, Quantised: true, ClassNames: []string{"cup", "pen"},
		}, Assumed{}},
		{"without names", 3, true, nil, Meta{
			Name: "ssd_mobilenet_v1_0.25_300_quant", Alpha: 0.25, Resolution: 300, Classes: 3, Background: true, Scale: 1. / 128, Offset: -1, Quantised: true,
		}, Assumed{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, want := tflitetest.Detector(0.25, c.classes, c.quantised)
			if c.labels != nil {
				m.Metadata = &tflitetest.Metadata{Labels: c.labels}
			}
			b, err := ReadDetector(m.Build())
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(b.Meta, c.want) || b.Assumed != c.assumed {
				t.Errorf("have %+v, assumed %+v\nwant %+v, assumed %+v", b.Meta, b.Assumed, c.want, c.assumed)
			}
			if b.PostProcess == nil || *b.PostProcess != mostOptions {
				t.Errorf("have %+v, want %+v", b.PostProcess, mostOptions)
			}
			sameTensors(t, b, want)
			for name, want := range map[string]Activation{
				BoxesName: {0.08, 190, 255}, ScoresName: {0.05, 220, 255}, "head6/scores": {6. / 255, 0, 255},
			} {
				if have, err := b.Activation(name); (err == nil) != c.quantised || err == nil && have != want {
					t.Errorf("%s: have %+v and %v, want %+v: %t", name, have, err, want, c.quantised)
				}
			}
			if err := WriteSafetensors(new(bytes.Buffer), b); err == nil || !strings.Contains(err.Error(), "have a detector") {
				t.Errorf("written: have error %v, want one that says what it is", err)
			}
		})
	}
}

// Files as other converters write them.
func TestReadDetectorVariants(t *testing.T) {
	for _, c := range []struct {
		name      string
		quantised bool
		save      func(m *tflitetest.Model, want map[string]tflitetest.Values)
	}{
		{"float16", false, func(m *tflitetest.Model, want map[string]tflitetest.Values) { m.Float16(want) }},
		{"signed bytes", true, func(m *tflitetest.Model, _ map[string]tflitetest.Values) { m.Signed() }},
		{"heads where their feature maps are", true, func(m *tflitetest.Model, _ map[string]tflitetest.Values) {
			first := slices.IndexFunc(m.Operators, func(op tflitetest.Operator) bool { return op.Code == tflitetest.OpReshape }) - 1
			heads := slices.Clone(m.Operators[first : first+4])
			m.Operators = slices.Delete(m.Operators, first, first+4)
			m.Operators = slices.Insert(m.Operators, 23, heads...) // after block 11
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, want := tflitetest.Detector(0.25, 4, c.quantised)
			c.save(m, want)
			b, err := ReadDetector(m.Build())
			if err != nil {
				t.Fatal(err)
			}
			sameTensors(t, b, want)
		})
	}
}

func TestReadDetectorRefuses(t *testing.T) {
	last := func(m *tflitetest.Model, back int) *tflitetest.Operator { return &m.Operators[len(m.Operators)-back] }
	options := func(change func(options map[string]any)) func(m *tflitetest.Model) {
		return func(m *tflitetest.Model) {
			o := tflitetest.DetectorOptions(2)
			change(o)
			last(m, 1).Options = tflitetest.FlexMap(o)
		}
	}
	for _, c := range []struct {
		name   string
		damage func(m *tflitetest.Model)
		want   string
	}{
		{"other custom operator", func(m *tflitetest.Model) { m.Custom = "MyOp" }, `have custom operator "MyOp"`},
		{"Edge TPU", func(m *tflitetest.Model) { m.Custom = "edgetpu-custom-op" }, "made for an Edge TPU"},
		{"no boxes", func(m *tflitetest.Model) { m.Operators = m.Operators[:len(m.Operators)-1] }, "have no TFLite_Detection_PostProcess of three inputs at the end"},
		{"no operators", func(m *tflitetest.Model) { m.Operators = nil }, "have no TFLite_Detection_PostProcess"},
		{"no default boxes", func(m *tflitetest.Model) { op := last(m, 1); op.Inputs = op.Inputs[:2] }, "have no TFLite_Detection_PostProcess of three inputs"},
		{"two inputs", func(m *tflitetest.Model) { m.Inputs = []int32{0, 1} }, "have 2 inputs, want 1"},
		{"no options", func(m *tflitetest.Model) { last(m, 1).Options = nil }, "TFLite_Detection_PostProcess: have a flexbuffer of 0 bytes"},
		{"an option is missing", options(func(o map[string]any) { delete(o, "x_scale") }), "want x_scale too"},
		{"several classes for a box", options(func(o map[string]any) { o["max_classes_per_detection"] = 3 }), "have 3 classes for a box, want 1"},
		{"scale of 0", options(func(o map[string]any) { o["h_scale"] = float32(0) }), "have scale 0 of the encodings"},
		{"overlap of 2", options(func(o map[string]any) { o["nms_iou_threshold"] = float32(2) }), "have an overlap of at most 2, want more than 0 and at most 1"},
		{"score of 2", options(func(o map[string]any) { o["nms_score_threshold"] = 2 }), "have a score of at least 2, want 0 to 1"},
		{"no boxes wanted", options(func(o map[string]any) { o["max_detections"] = 0 }), "have at most 0 boxes"},
		{"half a box", options(func(o map[string]any) { o["max_detections"] = float32(0.5) }), "have at most -1 boxes"},
		{"other classes", options(func(o map[string]any) { o["num_classes"] = 3 }), "have scores of 3 classes, want 4: the background and the 3"},
		{"only the background", options(func(o map[string]any) { o["num_classes"] = 0 }), "want 1: the background and the 0, at least 1"},
		{"no sigmoid", func(m *tflitetest.Model) { last(m, 2).Code = tflitetest.OpSoftmax }, "scores: have no LOGISTIC before"},
		{"heads that are not joined", func(m *tflitetest.Model) { last(m, 3).Code = tflitetest.OpAdd }, "scores: have no CONCATENATION before"},
		{"a head twice", func(m *tflitetest.Model) { op := last(m, 3); op.Inputs[1] = op.Inputs[0] }, "scores: have no CONV_2D before"},
		{"five heads", func(m *tflitetest.Model) { op := last(m, 3); op.Inputs = op.Inputs[:5] }, "have CONV_2D after the last feature map"},
		{"head of another map", func(m *tflitetest.Model) {
			i := slices.IndexFunc(m.Operators, func(op tflitetest.Operator) bool { return op.Code == tflitetest.OpReshape }) - 1
			m.Operators[i].Inputs[0] = m.Operators[0].Outputs[0]
		}, "CONV_2D, head1/boxes: reads another tensor, want"},
		{"head with an activation", func(m *tflitetest.Model) {
			i := slices.IndexFunc(m.Operators, func(op tflitetest.Operator) bool { return op.Code == tflitetest.OpReshape }) - 1
			m.Operators[i].Activation = tflitetest.Relu6
		}, "CONV_2D, head1/boxes: have activation 3, want none"},
		{"body with another activation", func(m *tflitetest.Model) { m.Operators[3].Activation = 1 }, "block2/depthwise: have activation 1"},
		{"default boxes of another shape", func(m *tflitetest.Model) { m.Tensors[len(m.Tensors)-5].Shape[0] = 1916 }, "anchors: have"},
		{"residual network", func(m *tflitetest.Model) { m.Operators[5].Code = tflitetest.OpAdd }, "have ADD, want DEPTHWISE_CONV_2D for block3/depthwise: want an SSD detector"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, _ := tflitetest.Detector(0.25, 3, false)
			c.damage(m)
			if _, err := ReadDetector(m.Build()); err == nil || !strings.HasPrefix(err.Error(), "weights: tflite: ") || !strings.Contains(err.Error(), c.want) {
				t.Errorf("have %v, want an error with %q", err, c.want)
			}
		})
	}
	t.Run("scores in other steps", func(t *testing.T) {
		m, _ := tflitetest.Detector(0.25, 3, true)
		m.Tensors[last(m, 2).Outputs[0]].Scales[0] = 1. / 128
		if _, err := ReadDetector(m.Build()); err == nil || !strings.Contains(err.Error(), "want steps of 1/256 from 0") {
			t.Errorf("have %v, want an error about the steps", err)
		}
	})
	t.Run("a classifier", func(t *testing.T) {
		if _, err := ReadDetector(tiny(true).Build()); err == nil || !strings.Contains(err.Error(), "want an SSD detector on MobileNet v1") {
			t.Errorf("have %v, want an error that says what is wanted", err)
		}
	})
	t.Run("no such width", func(t *testing.T) {
		m, _ := tflitetest.Detector(1./16, 3, false)
		if _, err := ReadDetector(m.Build()); err == nil || !strings.Contains(err.Error(), "alpha 0.0625: want a width multiplier in [0.25, 1]") {
			t.Errorf("have %v, want an error about α", err)
		}
	})
	t.Run("a classifier's reader", func(t *testing.T) {
		m, _ := tflitetest.Detector(0.25, 3, true)
		if _, err := ReadTFLite(m.Build()); err == nil || !strings.Contains(err.Error(), OtherDetector.Error()) {
			t.Errorf("have %v, want %q", err, OtherDetector.Error())
		}
	})
}

func TestParseFlexMap(t *testing.T) {
	whole := tflitetest.FlexMap(map[string]any{"a": -3, "half": float32(0.5), "no": false, "yes": true})
	have, err := parseFlexMap(whole)
	if want := map[string]float64{"a": -3, "half": 0.5, "no": 0, "yes": 1}; err != nil || !reflect.DeepEqual(have, want) {
		t.Errorf("have %v and %v, want %v", have, err, want)
	}
	// A map of one number, with offsets and widths of one byte: "x" ends at 1, the keys are one back to it.
	tiny := []byte{'x', 0, 1, 3, 1, 1, 1, 7, 1 << 2, 2, 9 << 2, 1}
	if have, err := parseFlexMap(tiny); err != nil || have["x"] != 7 {
		t.Errorf("of bytes: have %v and %v, want x: 7", have, err)
	}
	for cut := range whole {
		if _, err := parseFlexMap(whole[cut:]); cut > 0 && err == nil {
			t.Errorf("without the first %d bytes: have no error", cut)
		}
	}
	if _, err := parseFlexMap([]byte{1, 1 << 2, 1}); err == nil || !strings.Contains(err.Error(), "of type 1, want a map") {
		t.Errorf("a number: have %v, want an error that says so", err)
	}
}
