package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"time"
)

// A result is one network's answers.
type result struct {
	configuration
	answers []answer // to each photo
	score   score
}

// A report is everything that was measured.
type report struct {
	Date    time.Time
	Set     *photoSet
	Program string

	files   []*weightsFile
	results []*result
	before  map[uncalibrated]float64 // calibration errors, nil if they are not known
}

// uncalibrated is one of the project's own networks before its temperature was set.
type uncalibrated struct {
	precision string
	point
}

// measure fills in the results of a plan, the first of which is the teacher's.
func (r *report) measure(plan []configuration, answers func(configuration) ([]answer, error)) error {
	for _, c := range plan {
		have, err := answers(c)
		if err != nil {
			return err
		}
		res := &result{configuration: c, answers: have}
		r.results = append(r.results, res)
		res.score = count(r.Set.photos, have, r.results[0].answers)
	}
	return nil
}

// find returns the result of a configuration, or nil.
func (r *report) find(f *weightsFile, precision string, p point) *result {
	for _, res := range r.results {
		if res.File == f && res.Precision == precision && res.point == p {
			return res
		}
	}
	return nil
}

// write writes ACCURACY.md and accuracy.json to dir.
func (r *report) write(dir string) error {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	text, err := r.json()
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "accuracy.json"), text, 0o666); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "ACCURACY.md"), []byte(r.markdown()), 0o666)
}

// measurement is a result as weights.Measurement describes it, with its expected calibration error.
type measurement struct {
	Weights    string     `json:"weights"`
	SHA256     string     `json:"sha256"`
	Precision  string     `json:"precision"`
	Alpha      float64    `json:"alpha"`
	Resolution int        `json:"resolution"`
	Photos     int        `json:"photos"`
	Top1       [3]float64 `json:"top1"`
	Top5       [3]float64 `json:"top5"`
	Agreement  [3]float64 `json:"agreement"`

	CalibrationError float64 `json:"calibrationError"`
}

// readCalibration returns the calibration errors in the accuracy.json of the networks before their temperatures, on the
// same photos.
func readCalibration(path string, set *photoSet) (map[uncalibrated]float64, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var found struct {
		PhotosSHA256 string        `json:"photosSHA256"`
		Measurements []measurement `json:"measurements"`
	}
	if err := json.Unmarshal(content, &found); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if found.PhotosSHA256 != set.digest() {
		return nil, fmt.Errorf("%s: have other photos, %.12s…, want %.12s…", path, found.PhotosSHA256, set.digest())
	}
	errors := make(map[uncalibrated]float64)
	for _, m := range found.Measurements {
		errors[uncalibrated{m.Precision, point{m.Alpha, m.Resolution}}] = m.CalibrationError
	}
	return errors, nil
}

// json returns the report as weights.ParseAccuracy reads it, a line for each measurement.
func (r *report) json() ([]byte, error) {
	head, err := json.Marshal(struct {
		Date         string `json:"date"`
		Photos       string `json:"photos"`
		PhotosSHA256 string `json:"photosSHA256"`
		Teacher      string `json:"teacher"`
		Program      string `json:"program"`
	}{r.Date.Format(time.DateOnly), r.Set.about, r.Set.digest(), r.results[0].File.Name, r.Program})
	if err != nil {
		return nil, err
	}
	var lines [][]byte
	for _, res := range r.results {
		s := res.score
		line, err := json.Marshal(measurement{
			res.File.Name, res.File.SHA256, res.Precision, res.Alpha, res.Resolution, s.n,
			s.share(s.top1).triple(), s.share(s.top5).triple(), s.share(s.agreement).triple(), round(s.calibration),
		})
		if err != nil {
			return nil, err
		}
		lines = append(lines, line)
	}
	var text bytes.Buffer
	fmt.Fprintf(&text, "%s, \"measurements\": [\n%s\n]}\n", bytes.TrimSuffix(head, []byte("}")), bytes.Join(lines, []byte(",\n")))
	return text.Bytes(), nil
}

// triple returns the share and its interval, to four decimals.
func (s share) triple() [3]float64 {
	low, high := s.wilson()
	return [3]float64{round(s.value()), round(low), round(high)}
}

// round keeps four decimals.
func round(v float64) float64 { return math.Round(v*1e4) / 1e4 }
