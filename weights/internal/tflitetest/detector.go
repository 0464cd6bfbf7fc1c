package tflitetest

import "strconv"

// Detector returns an SSD detector of 300 pixels on a MobileNet v1 body as TensorFlow's Object Detection API exports it,
// with random weights that are the same every time, and what a reader must find in it. The last operators are the two
// that join the heads, the sigmoid, and the one that makes boxes; the tensor of the default boxes is the last but five.
func Detector(alpha float64, classes int32, quantised bool) (*Model, map[string]Values) {
	s := newSketch(300, quantised)
	at := s.body(alpha)
	maps := []int32{s.outputs["block11/pointwise"], at}
	for i, e := range [][2]float64{{256, 512}, {128, 256}, {128, 256}, {64, 128}} {
		name := "extra" + strconv.Itoa(i+1)
		at = s.convolution(OpConv, name+"/pointwise", at, 1, 1, int32(e[0]*alpha))
		at = s.convolution(OpConv, name+"/conv", at, 3, 2, int32(e[1]*alpha))
		maps = append(maps, at)
	}
	var boxes, scores []int32
	total := int32(0)
	for i, from := range maps {
		name, anchors := "head"+strconv.Itoa(i+1), int32(6)
		if i == 0 {
			anchors = 3
		}
		count := anchors * s.Tensors[from].Shape[1] * s.Tensors[from].Shape[2]
		boxes = append(boxes, s.head(name+"/boxes", from, 4*anchors, 1, count, 1, 4))
		scores = append(scores, s.head(name+"/scores", from, classes*anchors, 1, count, classes))
		total += count
	}
	s.Custom = "TFLite_Detection_PostProcess"
	joined := s.join(boxes, 1, total, 1, 4)
	flat := s.activation(1, total, 4)
	s.Operators = append(s.Operators, Operator{Code: OpReshape, Inputs: []int32{joined}, Outputs: []int32{flat}})
	logits := s.join(scores, 1, total, classes)
	probabilities := s.activation(1, total, classes)
	if quantised {
		s.Tensors[joined].Scales, s.Tensors[joined].Zeros = []float32{0.08}, []int64{190}
		s.Tensors[logits].Scales, s.Tensors[logits].Zeros = []float32{0.05}, []int64{220}
		s.Tensors[probabilities].Scales = []float32{1. / 256}
	}
	s.Operators = append(s.Operators, Operator{Code: OpLogistic, Inputs: []int32{logits}, Outputs: []int32{probabilities}})
	s.want["anchors"] = Values{[]int{int(total), 4}, s.values([]int32{total, 4}, Uint8)}
	anchors := int32(len(s.Tensors) - 1)
	for range 4 { // boxes, classes, scores, their number
		s.Tensors = append(s.Tensors, Tensor{})
		s.Outputs = append(s.Outputs, int32(len(s.Tensors)-1))
	}
	s.Operators = append(s.Operators, Operator{
		Code: OpCustom, Inputs: []int32{flat, probabilities, anchors}, Outputs: s.Outputs, Options: FlexMap(DetectorOptions(int(classes) - 1)),
	})
	return &s.Model, s.want
}

// DetectorOptions returns the options of the operator that makes boxes.
func DetectorOptions(things int) map[string]any {
	return map[string]any{
		"y_scale": float32(10), "x_scale": float32(10), "h_scale": float32(5), "w_scale": float32(5), "num_classes": things,
		"max_detections": 10, "max_classes_per_detection": 1, "nms_score_threshold": float32(1e-8), "nms_iou_threshold": float32(0.6),
		"_output_quantized": true,
	}
}

// head adds a convolution without an activation, and a step to another shape.
func (s *sketch) head(name string, from, out int32, shape ...int32) int32 {
	at := s.convolution(OpConv, name, from, 1, 1, out)
	s.Operators[len(s.Operators)-1].Activation = 0
	flat := s.activation(shape...)
	s.Operators = append(s.Operators, Operator{Code: OpReshape, Inputs: []int32{at}, Outputs: []int32{flat}})
	return flat
}

// join adds an operator that puts tensors one after the other.
func (s *sketch) join(tensors []int32, shape ...int32) int32 {
	joined := s.activation(shape...)
	s.Operators = append(s.Operators, Operator{Code: OpConcatenation, Inputs: tensors, Outputs: []int32{joined}})
	return joined
}
