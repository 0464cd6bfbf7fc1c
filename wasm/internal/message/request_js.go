package message

import (
	"fmt"
	"syscall/js"
)

// requests returns one of each request to the engine's program. [Frame], [Compare], [Detect] and [Bench] are none: web/slots.js and
// web/measure.js read those, since what is timed must not wait for objects to be read.
func requests() []Message {
	return []Message{
		new(Configure), new(Prefetch), new(Release), new(Break), new(Race), new(TimeParts), new(Peak), new(Maps), new(Filters), new(Remember),
		new(Forget), new(LoadDetector), new(DropDetector), new(ReadHead), new(WriteHead),
		new(Labels), new(SelfTest),
	}
}

// ReadRequest reads a request to the engine's program.
func ReadRequest(object js.Value) (Message, error) {
	name := js.Global().Call("String", object.Get("kind")).String()
	for _, m := range requests() {
		if kind(m) == name {
			return m, Read(object, m)
		}
	}
	return nil, fmt.Errorf("message: have kind %q, want one that web/engine.js lists", name)
}

// Slot names one of the engine's two networks: the one that answers, or another beside it.
type Slot = string

// The slots. None named is A.
const (
	A = "a"
	B = "b"
)

// Configure has a slot run a network. The latest for a slot overtakes those before it. After an error the slot has what it
// had.
type Configure struct {
	ID           int // of the request, which [Progress] names; web/client.js sets it
	Slot         Slot
	Alpha        *float64 // the width multiplier; nil: as the weights were trained
	Resolution   *int     // of the input's side, pixels; nil: as the weights were trained
	ISA          string   // of those in [Ready]; "": the best
	Precision    string   // "f32", also if "", or "int8"
	Architecture string   // "separable", also if "", or with random weights "full", in f32, or "shallow"
	Threads      int      // how many may compute slot a's network; 0: one
	Auto         bool     // as many as are fastest, whatever Threads says
	Exact        bool     // as many as Threads says, even if fewer are faster: for measuring
	Cold         bool     // without the passes that warm it up: for an answer at once
	Tile         string   // "narrow" or "wide": what pointwise layers of float32 are computed in; "": the faster
	NoBytes      bool     // integers in int16, as on a processor that multiplies no bytes: for measuring, from the start
	Weights      Weights
}

// Weights says where weights come from.
type Weights struct {
	Source string   // "random", "url", "raw" (numbers without a header) or "file"
	Seed   int      // random: equal seeds, equal weights
	URL    string   // url, raw
	Bytes  int      // url: the file's size; 0 if unknown
	SHA256 string   // url: of the file, hexadecimal; "" if unknown
	Name   string   // file
	Buffer js.Value // file: its content, an ArrayBuffer; url: the same, if it has come already
	Keep   bool     // what was read stays: other networks of the same weights need not read it again
}

// Prefetch reads weights that are to be kept, for a [Configure] to come.
type Prefetch struct {
	ID      int     // see [Configure]
	Weights Weights // with Keep
}

// Release has slot b give its network back. Slot a is an error: there is always one that answers.
type Release struct {
	Slot Slot
}

// Frame has slot a's network answer a picture: its centre square.
type Frame struct {
	Bitmap    js.Value // ImageBitmap or VideoFrame, the engine's from then on; none: the last picture again
	CaptureMs float64  // what it took to get the picture, for the result
	Top       int      // how many answers; 0: five
	Among     string   // the set of classes among which they are sought, as package among writes it; "": all
	Cam       bool     // a class activation map of the first answer comes with the result
	Class     *int     // the map is of this class instead, without the background, from 0
	Features  bool     // the features come with the result
	Logits    bool     // the logits come with the result
}

// Compare has the networks of several slots answer the same picture, each at its own resolution.
type Compare struct {
	Frame
	Slots []Slot
}

// Bench times passes of a slot's network. A sample is: input copied in, network computed, logits copied out.
type Bench struct {
	Slot   Slot
	Input  js.Value // Float32Array, [resolution, resolution, 3]; none: zeros
	Warmup *int     // passes before the first that counts; nil: 10
	Runs   int      // passes that count; 0: 20
	Logits bool     // they come with the result
	Layers bool     // each layer is timed too
}

// Race times a standard 3×3 convolution against the depthwise and pointwise layers that replace it, in turns, with random
// weights.
type Race struct {
	Inputs  int    // channels, M, a multiple of 8
	Outputs int    // channels, N, a multiple of 8
	Size    int    // of the output's side, D_F, pixels
	Stride  int    // 1, also if 0, or 2
	ISA     string // "": the best
	Runs    *int   // of each, 1 to 1000; nil: 20
}

// TimeParts times the parts of a detector at 300 pixels, with random weights, so that it needs no file.
type TimeParts struct {
	Alpha float64
	ISA   string // "": the best
}

// Peak measures the most multiply-adds per millisecond that an instruction set makes, from registers alone. It takes a
// fifth of a second.
type Peak struct {
	ISA string // "": the best
}

// Maps asks for some of the feature maps that a layer puts out for the last picture.
type Maps struct {
	Slot  Slot
	Layer string    // its name: "conv", "block1/depthwise", …
	First int       // from this map on
	Count *int      // so many, as far as there are; nil: 64
	Range []float64 // what is black and what is white; nil: 0 and 6
	Each  bool      // instead, every map from its own least to its greatest value
}

// Filters asks for the first layer's filters.
type Filters struct {
	Slot Slot
}

// Remember keeps a picture for computing statistics from it, see [Break].
type Remember struct {
	Bitmap js.Value // as in [Frame]; none: the last picture
}

// Forget drops the pictures that were kept.
type Forget struct{}

// Break damages weights and puts their network into slot b, to see what comes of it.
type Break struct {
	Configure
	How         string // "slice": to the first channels, of Alpha; or "quantise"
	Recalibrate bool   // slice: the statistics of normalisation are computed anew from the pictures kept
	Per         string // quantise: a step for each "tensor" or "channel", symmetric about 0
	Bits        int    // quantise: 2 to 8; 0: 8. Activations stay real numbers
}

// LoadDetector has the engine build a detector beside its two networks, unless it has that one. A later one and
// [DropDetector] overtake it. After an error there is none.
type LoadDetector struct {
	ID        int    // see [Configure]
	ISA       string // "": the best
	Precision string // "f32", also if "", or "int8"
	Weights   Weights
}

// DropDetector has the engine give the detector's memory back.
type DropDetector struct{}

// Detect has the detector search a picture: its centre square.
type Detect struct {
	Bitmap   js.Value // as in [Frame]; none: the last picture, which a [Frame] may have brought
	MinScore float64  // the least score of a thing, 0 to 1
	MaxBoxes int      // the most things, up to 100; 0: ten
}

// Labels asks for the names of ImageNet's classes.
type Labels struct{}

// SelfTest checks the kernels in this browser.
type SelfTest struct{}

// Close closes the picture in a request that is not sent, if it has one.
func Close(request Message) {
	if bitmap := Object(request).Get("bitmap"); bitmap.Truthy() {
		bitmap.Call("close")
	}
}

func (*Configure) answer() *Configured         { return new(Configured) }
func (*Prefetch) answer() *Prefetched          { return new(Prefetched) }
func (*Release) answer() *Released             { return new(Released) }
func (*Frame) answer() *Result                 { return new(Result) }
func (*Compare) answer() *Results              { return new(Results) }
func (*Bench) answer() *BenchResult            { return new(BenchResult) }
func (*Race) answer() *RaceResult              { return new(RaceResult) }
func (*TimeParts) answer() *PartTimes          { return new(PartTimes) }
func (*Peak) answer() *PeakResult              { return new(PeakResult) }
func (*Maps) answer() *MapsResult              { return new(MapsResult) }
func (*Filters) answer() *FiltersResult        { return new(FiltersResult) }
func (*Remember) answer() *Remembered          { return new(Remembered) }
func (*Forget) answer() *Remembered            { return new(Remembered) }
func (*Break) answer() *Broken                 { return new(Broken) }
func (*LoadDetector) answer() *DetectorLoaded  { return new(DetectorLoaded) }
func (*DropDetector) answer() *DetectorDropped { return new(DetectorDropped) }
func (*Detect) answer() *Detections            { return new(Detections) }
func (*Labels) answer() *LabelsResult          { return new(LabelsResult) }

func (*SelfTest) answer() *SelfTestResult { return new(SelfTestResult) }
