package message

import (
	"syscall/js"

	"mobilenet/model/lab"
)

// Ready says that the engine has started.
type Ready struct {
	ISAs       []string // instruction sets that it has here
	Best       string   // of them, the fastest
	TickMs     float64  // the smallest step of its clock
	MaxThreads int      // how many may share a network; 1 without shared memory
	Isolated   bool     // the page is cross-origin isolated
}

// Progress says how far the download of a request is. It comes before the answer, several times.
type Progress struct {
	ID     int // of the request
	Loaded int // bytes
	Total  int // bytes, 0 if unknown
}

// Failure says instead of an answer why there is none.
type Failure struct {
	Why   error
	Fatal bool // the worker is dead: start another
}

// Superseded says instead of an answer that a newer request for the slot came first. Nothing has changed.
type Superseded struct{}

// Configured says what a slot runs from now on.
type Configured struct {
	Name              string // of the weights
	Alpha             float64
	Resolution        int // pixels
	ISA               string
	Precision         string
	Arithmetic        string // what is multiplied: "float32", "bytes" or "int16"
	Tile              string // in which pointwise layers of float32 are computed: "narrow" or "wide"
	Architecture      string
	TrainedResolution int      // of the weights, pixels; 0: they were trained at several
	Classes           int      // with the background's
	Background        bool     // the first class is the background, which no answer names
	ImageNet          bool     // the classes are ImageNet's
	ClassNames        []string // else their names, if the file has them
	FeatureCount      int      // how many values the classifier reads
	Assumed           []string // what the file does not say: "input", "classes", "resolution"
	Quantised         bool     // the file stores integers
	WeightsBytes      int      // of the file
	WeightsMemory     int      // bytes that the kernels read, in each worker
	Source            string   // who made the weights
	Licence           string
	Random            bool // the weights are drawn: real times, meaningless answers
	WarmupMs          float64
	Digest            string // SHA-256 of the file, hexadecimal; "" of random and raw weights
	Crew
}

// Crew says how many threads compute.
type Crew struct {
	Threads     int
	ThreadsNote error // why they are fewer than were asked for; nil if they are not
}

// Same tells whether two answers say the same of the crew.
func (c Crew) Same(d Crew) bool {
	if c.ThreadsNote == nil || d.ThreadsNote == nil {
		return c == d
	}
	return c.Threads == d.Threads && c.ThreadsNote.Error() == d.ThreadsNote.Error()
}

// Prefetched says that weights are there.
type Prefetched struct{}

// Released says that a slot is empty.
type Released struct{}

// Result is what a network answers to a picture. For whoever measures, JavaScript's has besides the slot, alpha, isa and
// precision of the network, and the memory in bytes that the engine's program has taken.
type Result struct {
	Top        []Answer // the most probable first
	Among      string   // the set of classes among which they were sought; "": all
	Within     float64  // how much of the probability the set has, 0 to 1; that of an answer is its share of this
	Times      Times
	Layers     []float64 // what each layer took, ms
	Pixels     js.Value  // what the network saw: ArrayBuffer, [resolution, resolution, 4], RGBA
	Cam        Cam       // of no rows unless one was asked for
	Features   []float32 // the mean of each channel of the last feature map, unless nobody asked for them
	Logits     []float32 // one per class, the background's among them, unless nobody asked for them
	Resolution int       // pixels
	Crew
}

// First returns the class that is the most probable, −1 if there are no answers: logits that are no numbers.
func (r *Result) First() int {
	if len(r.Top) == 0 {
		return -1
	}
	return r.Top[0].Index
}

// Results are what several networks answer to the same picture, in the order of the slots that were named.
type Results struct {
	Results []Result
}

// Answer is a class with its probability.
type Answer struct {
	Index       int     // without the background, from 0
	Probability float64 // 0 to 1
}

// Times are what the stages of a frame took, in ms.
type Times struct {
	Capture float64 // as the frame said
	Copy    float64 // from the picture to bytes in the program's memory
	Resize  float64
	Network float64 // with softmax and the choice of answers
}

// Cam is a class activation map: where a class was seen (Zhou et al. 2016, arXiv:1512.04150). Each value is what a cell of
// the last feature map adds to the class's logit beyond what it adds to the mean of all logits.
type Cam struct {
	Index   int       // the class, without the background, from 0
	Rows    int       // 7 at 224 pixels
	Columns int       // as many
	Values  []float64 // [rows, columns]
}

// BenchResult is what passes took, in ms.
type BenchResult struct {
	Samples    []float64
	Logits     []float64 // of the last pass, if they were asked for
	Layers     []float64 // median of each layer, if they were asked for
	LayerMeans []float64 // mean of each: the better ones for short layers where the clock ticks coarsely
	Memory     int       // that the engine's program has taken, bytes
	Crew
}

// RaceResult is what the runners of a race took, the median of each in ms.
type RaceResult struct {
	ISA       string
	Standard  float64
	Depthwise float64
	Pointwise float64
	Separable float64 // depthwise and pointwise after one another
}

// PartTimes is what the parts of a detector took, the median of each in ms.
type PartTimes struct {
	ISA   string
	Body  float64 // the classifier's blocks
	Extra float64 // the layers after them
	Heads float64 // what says where things are, and what they are
}

// PeakResult is the most multiply-adds per millisecond.
type PeakResult struct {
	ISA  string
	F32  float64
	Int8 float64
}

// MapsResult holds feature maps of a layer.
type MapsResult struct {
	Name      string // of the layer
	Rows      int
	Columns   int
	Channels  int // all maps that the layer has
	First     int
	Count     int       // of maps that are here
	Pixels    js.Value  // ArrayBuffer, [count, rows, columns], a byte each
	Zeros     []float64 // of each map here, the share of values that are 0
	ZeroShare float64   // the same of the whole layer
	Min       float64   // of the whole layer
	Max       float64
}

// FiltersResult holds the first layer's filters as pictures: mid-grey is 0, each filter's greatest weight is full.
type FiltersResult struct {
	Count  int
	Pixels js.Value // ArrayBuffer, [count, 3, 3, 4], RGBA
}

// Remembered says how many pictures are kept for computing statistics.
type Remembered struct {
	Count int
	Limit int // beyond it the oldest goes
}

// Broken says which damaged network slot b runs from now on.
type Broken struct {
	Configured
	Pictures int         // that statistics were computed from
	Layers   []lab.Noise // what quantising did to each layer with weights
}

// DetectorLoaded says which detector the engine has from now on. It computes on one thread.
type DetectorLoaded struct {
	Name          string // of the weights
	Alpha         float64
	Resolution    int      // pixels
	Classes       int      // with the background's
	COCO          bool     // the classes are COCO's
	ClassNames    []string // of COCO's in English, else as the file names them, if it does
	Precision     string
	ISA           string
	WeightsBytes  int // of the file
	WeightsMemory int // bytes that the kernels read
	WarmupMs      float64
}

// DetectorDropped says that there is no detector.
type DetectorDropped struct{}

// Detections are the things that the detector has found, the best score first. For whoever measures, JavaScript's have
// besides the memory in bytes that the engine's program has taken.
type Detections struct {
	Found []Detection
	Times DetectionTimes
}

// Detection is a thing with its place.
type Detection struct {
	Class int     // without the background, from 0
	Score float64 // 0 to 1
	Box   Box
}

// Box is a rectangle in the centre square of a picture, from its left upper corner to its right lower one: 0 is the left or
// upper edge, 1 the right or lower one. It may reach beyond the square.
type Box struct{ X0, Y0, X1, Y1 float64 }

// DetectionTimes are what the stages of a detection took, in ms.
type DetectionTimes struct {
	Copy    float64 // from the picture to bytes in the program's memory
	Resize  float64
	Network float64
	Boxes   float64 // decoding them and leaving out what overlaps
}

// LabelsResult holds the names of ImageNet's 1000 classes, in English.
type LabelsResult struct {
	Labels []string
}

// SelfTestResult says how the kernels' checks went.
type SelfTestResult struct {
	OK   bool
	Text string // a line for each check, for a bug report
}

// Net is what web/slots.js knows of a slot's network: what results say of it, and where its memory lies, in bytes from the
// start of the program's.
type Net struct {
	Slot       int  // as the program counts them
	Name       Slot // of the slot
	Generation int  // by which it is known to be old
	Alpha      float64
	Resolution int
	Classes    int
	ISA        string
	Precision  string
	Input      int // float32, [resolution, resolution, 3]
	Preview    int // bytes, [resolution, resolution, 4]: what the network saw
	Layers     int // float64, [layerCount], ms
	LayerCount int
	Outcome    int // float64: ms of resizing, ms of the network, class of the map, share of the set, then of each answer class and probability
	Explained  int // float32, [cells]: the class activation map, a square
	Cells      int

	FeatureCount int // float32: how many there are where the program's features says
}
