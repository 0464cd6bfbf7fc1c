package main

import (
	"context"
	"time"

	"mobilenet/kernels"
	"mobilenet/model"
	"mobilenet/model/detect"
	"mobilenet/wasm/internal/message"
	"mobilenet/weights"
	"mobilenet/weights/layers"
)

// maxBoxes bounds how many things a picture can be searched for.
const maxBoxes = 100

// detector is the network that finds things, in a place of its own beside the slots, and the memory on a picture's way
// through it. As in a slot, all of it is laid out when it is loaded or the picture's size changes.
type detector struct {
	cancel  context.CancelFunc      // ends the load that is under way
	loaded  *message.DetectorLoaded // nil if there is none
	key     string                  // where its weights came from, and how it computes
	network *model.Network
	boxes   *detect.Detector
	norm    kernels.Normalisation
	resizer *kernels.Resizer // of the picture, nil before the first
}

// things is what web/slots.js reads of a detection: numbers of eight bytes, in this order. They stay where they are as long
// as the program runs.
type things struct {
	resizeMs, networkMs, boxesMs float64
	found                        [maxBoxes]struct{ class, score, x0, y0, x1, y1 float64 }
}

// overtake ends the load that is under way, for what is ended by a function.
func (d *detector) overtake(cancel context.CancelFunc) {
	if d.cancel != nil {
		d.cancel()
	}
	d.cancel = cancel
}

// loadDetector builds the detector that the message asks for, unless it is there.
func (e *engine) loadDetector(ctx context.Context, m *message.LoadDetector) (*message.DetectorLoaded, error) {
	r, err := readRequest(&message.Configure{ID: m.ID, ISA: m.ISA, Precision: m.Precision, Weights: m.Weights})
	if err != nil {
		return nil, err
	}
	r.slot, r.architecture, r.resolution = noSlot, layers.SSD, new(layers.SSDResolution)
	d, key := &e.detector, r.source.file()+" "+r.precision.String()+" "+r.isa.String()
	if d.loaded != nil && d.key == key {
		return d.loaded, nil
	}
	e.dropDetector() // whose memory it needs
	e.makeRoom(r)
	f, err := e.read(ctx, r)
	if err != nil {
		return nil, err
	}
	if err := e.buildDetector(r, f); err != nil {
		return nil, err
	}
	d.key = key
	return d.loaded, nil
}

// buildDetector puts the detector of a file into its place, and lays out what depends on it.
func (e *engine) buildDetector(r request, f weightsFile) error {
	meta := f.bundle.Meta
	spec := model.Spec{Alpha: meta.Alpha, Resolution: meta.Resolution, Architecture: layers.SSD}
	n, err := model.Build(spec, f.bundle, r.precision)
	if err != nil {
		return err
	}
	boxes, err := detect.New(n.Layers(), f.bundle)
	if err != nil {
		return err
	}
	names := meta.ClassNames
	if meta.Labels == weights.LabelsCOCO {
		names = weights.COCOLabels()
	}
	n.SetISA(r.isa)
	warmup := e.warmUp(n, false)
	e.detector = detector{
		cancel: e.detector.cancel, network: n, boxes: boxes, norm: kernels.Normalisation{Scale: meta.Scale, Offset: meta.Offset},
		loaded: &message.DetectorLoaded{
			Name: meta.Name, Alpha: meta.Alpha, Resolution: meta.Resolution, Classes: meta.Classes, COCO: meta.Labels == weights.LabelsCOCO,
			ClassNames: names, Precision: n.Precision().String(), ISA: n.ISA().String(),
			WeightsBytes: int(f.bytes), WeightsMemory: int(n.ParameterBytes()), WarmupMs: milliseconds(warmup),
		},
	}
	if e.picture.side == 0 {
		return nil
	}
	return e.detector.fit(e.picture.side)
}

// dropDetector gives the detector's memory back.
func (e *engine) dropDetector() { e.detector = detector{cancel: e.detector.cancel} }

// fit prepares for square pictures of side pixels.
func (d *detector) fit(side int) (err error) {
	d.resizer, err = kernels.NewResizer(side, side, d.network.Spec().Resolution)
	return err
}

// find has the detector search the picture for things whose score is at least that, and for so many at most. It returns how
// many it has found, −1 if there is no detector or no picture.
//
//go:wasmexport find
func find(minScore float64, most int32) int32 {
	d, o := &theEngine.detector, &theEngine.things
	if d.loaded == nil || d.resizer == nil {
		return -1
	}
	n := d.network
	start := time.Now()
	d.resizer.Resize(n.ISA(), n.Input(), theEngine.picture.rgba, d.norm)
	resized := time.Now()
	n.Forward()
	computed := time.Now()
	found := d.boxes.Detect(n, detect.Limits{MinScore: float32(minScore), MaxBoxes: min(max(int(most), 0), maxBoxes)})
	for i, f := range found {
		t, b := &o.found[i], f.Box
		t.class, t.score = float64(f.Class), float64(f.Score)
		t.x0, t.y0, t.x1, t.y1 = float64(b.X0), float64(b.Y0), float64(b.X1), float64(b.Y1)
	}
	o.resizeMs, o.networkMs, o.boxesMs = milliseconds(resized.Sub(start)), milliseconds(computed.Sub(resized)), milliseconds(time.Since(computed))
	return int32(len(found))
}
