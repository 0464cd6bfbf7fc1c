package model

// Accuracy is a published ImageNet validation accuracy of one trained network.
type Accuracy struct {
	Top1, Top5 float64 // percent of the 50,000 validation images
	Source     string  // who published it, for which files
	URL        string
}

// Where the published figures stand.
const (
	sourceFloat     = "TensorFlow models, mobilenet_v1.md, float checkpoints of 2018-02-22"
	urlFloat        = "https://github.com/tensorflow/models/blob/master/research/slim/nets/mobilenet_v1.md"
	sourceQuantised = "TensorFlow Lite hosted models, quantised files of 2018-08-02"
	urlQuantised    = "https://www.tensorflow.org/lite/guide/hosted_models"
)

// published holds, per trained point, top-1 and top-5 of the float checkpoint and
// of the quantised file.
var published = map[point]struct{ top1, top5, quantTop1, quantTop5 float64 }{
	{1, 224}:    {70.9, 89.9, 70.0, 89.0},
	{1, 192}:    {70.0, 89.2, 69.1, 88.1},
	{1, 160}:    {68.0, 87.7, 66.9, 86.7},
	{1, 128}:    {65.2, 85.8, 63.3, 84.1},
	{0.75, 224}: {68.4, 88.2, 66.9, 86.9},
	{0.75, 192}: {67.2, 87.3, 66.1, 86.2},
	{0.75, 160}: {65.3, 86.0, 62.4, 83.7},
	{0.75, 128}: {62.1, 83.9, 55.9, 79.1},
	{0.5, 224}:  {63.3, 84.9, 61.2, 83.2},
	{0.5, 192}:  {61.7, 83.6, 59.9, 82.1},
	{0.5, 160}:  {59.1, 81.9, 57.2, 80.5},
	{0.5, 128}:  {56.3, 79.4, 54.9, 78.1},
	{0.25, 224}: {49.8, 74.2, 48.2, 72.8},
	{0.25, 192}: {47.7, 72.3, 45.7, 70.8},
	{0.25, 160}: {45.5, 70.3, 42.8, 68.1},
	{0.25, 128}: {41.5, 66.3, 39.5, 64.4},
}

type point struct {
	alpha      float64
	resolution int
}

// PublishedAccuracy returns the ImageNet accuracy that Google published for its
// MobileNet v1 trained at width alpha and resolution (pixels), for the float
// weights or the uint8-quantised ones, and whether there is one: there are
// sixteen points, α of 0.25, 0.5, 0.75 and 1 at 128, 160, 192 and 224 pixels. It
// says nothing of weights run at another resolution than they were trained at.
func PublishedAccuracy(alpha float64, resolution int, quantised bool) (Accuracy, bool) {
	p, ok := published[point{alpha, resolution}]
	switch {
	case !ok:
		return Accuracy{}, false
	case quantised:
		return Accuracy{p.quantTop1, p.quantTop5, sourceQuantised, urlQuantised}, true
	}
	return Accuracy{p.top1, p.top5, sourceFloat, urlFloat}, true
}
