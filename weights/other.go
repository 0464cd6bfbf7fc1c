package weights

// OtherModel is an error about a file that holds something else than a MobileNet v1 that can be read: its name for the kind.
type OtherModel string

// The kinds.
const (
	OtherEdgeTPU     OtherModel = "edge-tpu"
	OtherDetector    OtherModel = "detector"
	OtherMobileNetV2 OtherModel = "mobilenet-v2"
	OtherMobileNetV3 OtherModel = "mobilenet-v3"
	OtherTimm        OtherModel = "timm"
	OtherHead        OtherModel = "head"
)

// Error says what the file is and what would be right.
func (o OtherModel) Error() string {
	switch o {
	case OtherEdgeTPU:
		return "made for an Edge TPU: want the file that it was compiled from"
	case OtherDetector:
		return "an SSD detector: want a MobileNet v1 classifier"
	case OtherMobileNetV2:
		return "a MobileNet v2: want a MobileNet v1"
	case OtherMobileNetV3:
		return "a MobileNet v3: want a MobileNet v1"
	case OtherHead:
		return "a head: want the network whose features it reads"
	}
	return "a network of timm's, which pads on both sides: want a MobileNet v1 with TensorFlow's padding, such as transformers has"
}
