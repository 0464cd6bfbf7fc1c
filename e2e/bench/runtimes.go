package main

import (
	"encoding/json"
	"math"
)

// quoted is what the page shows of a session behind a visitor's own measurements: the other runtimes, then this project's
// fastest, on one thread, with where and when they were measured. It is e2e/bench/runtimes.json.
type quoted struct {
	Date     string          `json:"date"`
	Machine  string          `json:"machine"`
	Browser  string          `json:"browser"`
	Peers    string          `json:"peers"`
	Runtimes []quotedRuntime `json:"runtimes"`
}

// quotedRuntime is one runtime in one precision.
type quotedRuntime struct {
	Name      string       `json:"name"`
	Ours      bool         `json:"ours"`
	Precision string       `json:"precision"`
	Points    [][3]float64 `json:"points"` // α, pixels, and the median of the best round in ms
}

// quote returns what the page may show of the session.
func (s *session) quote() quoted {
	q := quoted{Date: s.Date.Format("2006-01-02"), Machine: s.Machine, Browser: s.Browser, Peers: s.Peers, Runtimes: []quotedRuntime{}}
	for _, ours := range []bool{false, true} {
		for _, c := range contestants {
			if c.Ours != ours || c.Threads != 1 || ours && c.Name != relaxed {
				continue
			}
			r := quotedRuntime{Name: c.Name, Ours: ours, Precision: c.Precision}
			for _, p := range s.Points {
				if found := p.find(c.Name, c.Precision, c.Threads); found.measured() {
					r.Points = append(r.Points, [3]float64{p.Alpha, float64(p.Resolution), math.Round(1000*found.best()) / 1000})
				}
			}
			if len(r.Points) > 0 {
				q.Runtimes = append(q.Runtimes, r)
			}
		}
	}
	return q
}

// writeQuoted writes what the page shows into a directory.
func (s *session) writeQuoted(dir string) error {
	content, err := json.Marshal(s.quote())
	if err != nil {
		return err
	}
	return writeFile(dir, "runtimes.json", append(content, '\n'))
}
