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
		err = s.members(a.members(s))
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

// members are the file as an object of JSON.
func (a *Accuracy) members(s *scanner) []jsonMember {
	return []jsonMember{
		{"date", &a.Date},
		{"photos", &a.Photos},
		{"photosSHA256", &a.PhotosSHA256},
		{"teacher", &a.Teacher},
		{"program", &a.Program},
		{"measurements", func() error {
			return s.array(func() error {
				var m Measurement
				err := s.members(m.members(s))
				a.Measurements = append(a.Measurements, m)
				return err
			})
		}},
	}
}

// members are the measurement as an object of JSON.
func (m *Measurement) members(s *scanner) []jsonMember {
	share := func(to *Share) func() error {
		return func() (err error) {
			*to, err = parseShare(s)
			return err
		}
	}
	return []jsonMember{
		{"weights", &m.Weights},
		{"sha256", &m.SHA256},
		{"precision", &m.Precision},
		{"alpha", &m.Alpha},
		{"resolution", &m.Resolution},
		{"photos", &m.Photos},
		{"top1", share(&m.Top1)},
		{"top5", share(&m.Top5)},
		{"agreement", share(&m.Agreement)},
	}
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
