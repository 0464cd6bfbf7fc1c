package models

import (
	"fmt"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
)

// Store keeps the networks that it has made, and serves them.
type Store struct {
	mu       sync.Mutex
	networks map[string]*entry
}

// entry is a network and what has been found out about it.
type entry struct {
	network   *Network
	reference func() Reference
}

// Name returns the directory of a point, α as JavaScript writes it.
func Name(alpha float64, resolution int) string { return fmt.Sprintf("%v_%d", alpha, resolution) }

func (s *Store) entry(alpha float64, resolution int) *entry {
	s.mu.Lock()
	defer s.mu.Unlock()
	name := Name(alpha, resolution)
	e := s.networks[name]
	if e == nil {
		n := New(alpha, resolution)
		e = &entry{n, sync.OnceValue(n.Reference)}
		if s.networks == nil {
			s.networks = make(map[string]*entry)
		}
		s.networks[name] = e
	}
	return e
}

// Network returns a point's network.
func (s *Store) Network(alpha float64, resolution int) *Network {
	return s.entry(alpha, resolution).network
}

// Reference returns what a point's network computes.
func (s *Store) Reference(alpha float64, resolution int) Reference {
	return s.entry(alpha, resolution).reference()
}

// ServeHTTP serves <α>_<resolution>/file, made when it is asked for.
func (s *Store) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	directory, file := path.Split(r.URL.Path)
	width, side, _ := strings.Cut(strings.TrimSuffix(directory, "/"), "_")
	alpha, errAlpha := strconv.ParseFloat(width, 64)
	resolution, errResolution := strconv.Atoi(side)
	if errAlpha != nil || errResolution != nil {
		http.NotFound(w, r)
		return
	}
	content, err := s.entry(alpha, resolution).file(file)
	switch {
	case err != nil:
		http.Error(w, err.Error(), http.StatusInternalServerError)
	case content == nil:
		http.NotFound(w, r)
	default:
		w.Header().Set("Content-Type", "application/octet-stream")
		w.Header().Set("Cache-Control", "no-store")
		w.Write(content)
	}
}

// file returns the content of a file, nil if there is none of that name.
func (e *entry) file(name string) ([]byte, error) {
	switch name {
	case "input.bin":
		return e.network.RawInput(), nil
	case "f32.tflite":
		return e.network.TFLite(false), nil
	case "int8.tflite":
		return e.network.TFLiteInt8(e.reference()), nil
	case "f32.onnx":
		return e.network.ONNX(), nil
	case "int8.onnx":
		return e.network.ONNXInt8(e.reference()), nil
	case "model.json":
		model, _, err := e.network.TFJS()
		return model, err
	case "weights.bin":
		_, weights, err := e.network.TFJS()
		return weights, err
	default:
		return nil, nil
	}
}
