package weights

import (
	"errors"
	"fmt"
)

// Accuracy is what accuracy.json holds: how often networks were right about labelled photos, as e2e/accuracy measured
// it in a browser. There the members have the names of the fields, starting in lower case.
type Accuracy struct {
	Date         string // of the measurement, 2006-01-02
	Photos       string // what they are, in words
	PhotosSHA256 string // over all photos and labels
	Teacher      string // name of the weights whose first answers Agreement counts
	Program      string // the engine's binary, with the beginning of its digest
	Measurements []Measurement
}

// Measurement is one network's result.
type Measurement struct {
	Weights    string // name, as in the index
	SHA256     string // of their file
	Precision  string // of the arithmetic, "f32" or "int8"
	Alpha      float64
	Resolution int   // pixels
	Photos     int   // on which it was measured
	Top1       Share // the label is the first answer
	Top5       Share // the label is among the first five
	Agreement  Share // the first answer is the teacher's
}

// Share is a part of all photos, 0..1, with its Wilson 95 % interval. In the file it is a list of the three.
type Share struct{ Value, Low, High float64 }

// Find returns the measurement of the weights with that digest in that precision at that resolution, and whether there
// is one.
func (a *Accuracy) Find(sha256, precision string, resolution int) (Measurement, bool) {
	for _, m := range a.Measurements {
		if m.SHA256 == sha256 && m.Precision == precision && m.Resolution == resolution {
			return m, true
		}
	}
	return Measurement{}, false
}

// ParseAccuracy decodes accuracy.json and returns an error if it holds measurements that are not valid; it may hold
// none. Members it does not know are ignored.
func ParseAccuracy(data []byte) (*Accuracy, error) {
	a := new(Accuracy)
	s, err := newScanner(data)
	if err == nil {
		err = s.object(func(key string) error { return a.member(s, key) })
	}
	if err == nil {
		err = s.end()
	}
	if err != nil {
		return nil, fmt.Errorf("weights: accuracy: %w", err)
	}
	if len(a.Measurements) > 0 && (a.Date == "" || a.Photos == "") {
		return nil, errors.New("weights: accuracy: have no date or photos, want when and on what it was measured")
	}
	for i, m := range a.Measurements {
		if err := m.validate(); err != nil {
			return nil, fmt.Errorf("weights: accuracy: measurement %d (%.60q): %w", i, m.Weights, err)
		}
	}
	return a, nil
}

// member decodes one member of the file.
func (a *Accuracy) member(s *scanner, key string) (err error) {
	switch key {
	case "date":
		a.Date, err = s.string()
	case "photos":
		a.Photos, err = s.string()
	case "photosSHA256":
		a.PhotosSHA256, err = s.string()
	case "teacher":
		a.Teacher, err = s.string()
	case "program":
		a.Program, err = s.string()
	case "measurements":
		err = s.array(func() error {
			var m Measurement
			err := s.object(func(key string) error { return m.member(s, key) })
			a.Measurements = append(a.Measurements, m)
			return err
		})
	default:
		err = s.skip(8)
	}
	return err
}

// member decodes one member of a measurement.
func (m *Measurement) member(s *scanner, key string) (err error) {
	var n int64
	switch key {
	case "weights":
		m.Weights, err = s.string()
	case "sha256":
		m.SHA256, err = s.string()
	case "precision":
		m.Precision, err = s.string()
	case "alpha":
		m.Alpha, err = s.number()
	case "resolution":
		n, err = s.integer()
		m.Resolution = int(n)
	case "photos":
		n, err = s.integer()
		m.Photos = int(n)
	case "top1":
		m.Top1, err = parseShare(s)
	case "top5":
		m.Top5, err = parseShare(s)
	case "agreement":
		m.Agreement, err = parseShare(s)
	default:
		err = s.skip(8)
	}
	return err
}

// parseShare decodes [value, low, high].
func parseShare(s *scanner) (Share, error) {
	var values []float64
	err := s.array(func() error {
		v, err := s.number()
		values = append(values, v)
		return err
	})
	if err == nil && len(values) != 3 {
		err = fmt.Errorf("have %d numbers, want 3: value, low and high", len(values))
	}
	if err != nil {
		return Share{}, err
	}
	return Share{values[0], values[1], values[2]}, nil
}

func (m Measurement) validate() error {
	if !isDigest(m.SHA256) {
		return fmt.Errorf("sha256: have %.80q, want 64 hexadecimal digits", m.SHA256)
	}
	if m.Precision != "f32" && m.Precision != "int8" {
		return fmt.Errorf("precision: have %.20q, want f32 or int8", m.Precision)
	}
	if !(m.Alpha > 0 && m.Alpha <= maxAlpha) || m.Resolution < 1 || m.Resolution > maxResolution || m.Photos < 1 {
		return fmt.Errorf("have alpha %v at %d pixels on %d photos, want all above 0", m.Alpha, m.Resolution, m.Photos)
	}
	for _, s := range []Share{m.Top1, m.Top5, m.Agreement} {
		if !(0 <= s.Low && s.Low <= s.Value && s.Value <= s.High && s.High <= 1) {
			return fmt.Errorf("have the share %v, want 0 ≤ low ≤ value ≤ high ≤ 1", s)
		}
	}
	return nil
}
