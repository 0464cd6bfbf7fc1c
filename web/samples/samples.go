// Package samples holds the bundled scenes: pictures of everyday things, drawn by the program in render, so that the page
// has something to look at where there is no camera.
package samples

import (
	"embed"
	"encoding/json"
)

//go:generate go run ./render

// Files holds the pictures, square JPEG files, and samples.json, which describes them.
//
//go:embed *.jpg samples.json
var Files embed.FS

// Sample is one scene, as samples.json describes it.
type Sample struct {
	File  string `json:"file"`  // name of the picture in Files
	Title string `json:"title"` // what it shows, in a word or two
	Class int    `json:"class"` // what it shows, as an ImageNet class, 0..999
	Alt   string `json:"alt"`   // what it shows, in a sentence
}

// All returns the scenes, in the order in which a page offers them. It fails only if samples.json is damaged.
func All() ([]Sample, error) {
	data, err := Files.ReadFile("samples.json")
	if err != nil {
		return nil, err
	}
	var all []Sample
	err = json.Unmarshal(data, &all)
	return all, err
}
