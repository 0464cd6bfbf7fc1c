package sweep

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"math"
	"slices"
	"time"

	"mobilenet/wasm/internal/offers"
)

// codeVersion is the first byte of an encoded record.
const codeVersion = 1

// kinds are the weights that an encoded record can name, by their place.
var kinds = []string{"", "official", "random", "own", "file"}

// pointBytes is the length of an encoded point: α, ρ, flags, median, low, high, accuracy.
const pointBytes = 3 + 4*2

// headBytes is the length of what comes before the points: version, minutes since 1970, µs of the tick, drift in percent,
// weights.
const headBytes = 1 + 4 + 2 + 1 + 1

// Flags of an encoded point; the threads stand above them.
const (
	flagScalar   = 1 << 0
	flagInt8     = 1 << 1
	flagBorrowed = 1 << 2
	flagMeasured = 1 << 3
	threadsShift = 4
)

// Times are kept as logarithms: 16 bits from a tenth of a µs to a minute, 0.03 % apart.
const (
	leastMs   = 1e-4
	stepsPerE = 3200
)

// Encode writes a record in the letters of a URL, eleven bytes a point, for the browser's memory and for links. Of
// samples it keeps nothing, of times median and whiskers.
func (r Record) Encode() string {
	b := []byte{codeVersion}
	b = binary.BigEndian.AppendUint32(b, uint32(r.Time.Unix()/60))
	b = binary.BigEndian.AppendUint16(b, uint16(min(r.TickMs*1000, math.MaxUint16)))
	b = append(b, byte(min(100*r.Drift, math.MaxUint8)))
	kind := 0
	if len(r.Points) > 0 {
		kind = max(0, slices.Index(kinds, r.Points[0].Weights))
	}
	b = append(b, byte(kind))
	for _, p := range r.Points {
		var flags byte
		for _, mark := range []struct {
			flag byte
			set  bool
		}{{flagScalar, p.ISA == offers.Scalar}, {flagInt8, p.Integers()}, {flagBorrowed, p.Borrowed}, {flagMeasured, p.Measured}} {
			if mark.set {
				flags |= mark.flag
			}
		}
		flags |= byte(min(max(p.Threads, 1), 16)-1) << threadsShift
		b = append(b, byte(math.Round(p.Alpha*256)-1), byte(p.Resolution/32), flags)
		for _, ms := range []float64{p.Median, p.Low, p.High} {
			b = binary.BigEndian.AppendUint16(b, uint16(min(max(math.Round(math.Log(ms/leastMs)*stepsPerE), 0), math.MaxUint16)))
		}
		accuracy := uint16(math.MaxUint16)
		if !math.IsNaN(p.Accuracy) {
			accuracy = uint16(math.Round(p.Accuracy * 100))
		}
		b = binary.BigEndian.AppendUint16(b, accuracy)
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

// Decode reads what Encode wrote.
func Decode(code string) (Record, error) {
	b, err := base64.RawURLEncoding.DecodeString(code)
	if err != nil || len(b) < headBytes || b[0] != codeVersion || (len(b)-headBytes)%pointBytes != 0 || int(b[headBytes-1]) >= len(kinds) {
		return Record{}, errors.New("sweep: have no sweep of this version, want what Encode wrote")
	}
	r := Record{
		Time:   time.Unix(60*int64(binary.BigEndian.Uint32(b[1:])), 0).UTC(),
		TickMs: float64(binary.BigEndian.Uint16(b[5:])) / 1000,
		Drift:  float64(b[7]) / 100,
	}
	kind := kinds[b[8]]
	for b = b[headBytes:]; len(b) > 0; b = b[pointBytes:] {
		ms := func(at int) float64 { return leastMs * math.Exp(float64(binary.BigEndian.Uint16(b[at:]))/stepsPerE) }
		flags := b[2]
		p := Point{
			Configuration: Configuration{
				Alpha: float64(int(b[0])+1) / 256, Resolution: 32 * int(b[1]), Threads: int(flags>>threadsShift) + 1, Precision: "f32", Weights: kind,
			},
			Median: ms(3), Low: ms(5), High: ms(7),
			Accuracy: float64(binary.BigEndian.Uint16(b[9:])) / 100,
			Borrowed: flags&flagBorrowed != 0, Measured: flags&flagMeasured != 0,
		}
		if flags&flagScalar != 0 {
			p.ISA = offers.Scalar
		}
		if flags&flagInt8 != 0 {
			p.Precision = "int8"
		}
		if binary.BigEndian.Uint16(b[9:]) == math.MaxUint16 {
			p.Accuracy = math.NaN()
		}
		if p.Resolution == 0 {
			return Record{}, errors.New("sweep: have a point of 0 pixels, want at least 32")
		}
		r.Points = append(r.Points, p)
	}
	return r, nil
}
