package main

import (
	"testing"

	"mobilenet/weights"
)

func TestFirst(t *testing.T) {
	own := []weights.IndexEntry{
		{File: "own-0.25.safetensors", Alpha: 0.25, ResolutionMin: 128, ResolutionMax: 224, Bytes: 10, SHA256: "ab"},
		{File: "own-0.5.safetensors", Alpha: 0.5, ResolutionMin: 128, ResolutionMax: 224, Bytes: 20, SHA256: "cd"},
	}
	official := weights.IndexEntry{File: "official.safetensors", Alpha: 0.5, Resolution: 160, Bytes: 30, SHA256: "ef"}
	for _, c := range []struct {
		name  string
		index []weights.IndexEntry
		want  string
	}{
		{"nothing", nil, `null`},
		{"ours", own, `{"alpha":0.25,"channels":{"first":8,"firstFull":32,"last":256,"lastFull":1024},"precision":"f32","resolution":160,"weights":{"bytes":10,"keep":true,"sha256":"ab","source":"url","url":"weights/own-0.25.safetensors"}}`},
		{"Google's too", append(own, official), `{"alpha":0.5,"channels":{"first":16,"firstFull":32,"last":512,"lastFull":1024},"precision":"f32","resolution":160,"weights":{"bytes":30,"keep":false,"sha256":"ef","source":"url","url":"weights/official.safetensors"}}`},
	} {
		if have, err := first(c.index); have != c.want || err != nil {
			t.Errorf("%s: have %s, %v, want %s", c.name, have, err, c.want)
		}
	}
}
