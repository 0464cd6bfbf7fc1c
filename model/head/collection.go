package head

import (
	"fmt"
	"strconv"
	"strings"

	"mobilenet/weights"
)

// Collection is what a head was taught by. A program that collects pictures can go on from it.
type Collection struct {
	Task     string // what the pictures are for, in the program's words
	Pictures []Picture
}

// Picture is one of a Collection.
type Picture struct {
	About    string      // what it shows, in the program's words, on one line
	Features [][]float32 // what the backbone sees in each of its views
	File     []byte      // the picture itself
}

// validate returns an error for a collection that a file cannot hold.
func (c *Collection) validate(features int) error {
	if len(c.Pictures) == 0 {
		return fmt.Errorf("have no pictures, want one at least")
	}
	for i, p := range c.Pictures {
		views := len(c.Pictures[0].Features)
		switch {
		case strings.Contains(p.About, "\n"):
			return fmt.Errorf("picture %d: have %.60q about it, want one line", i, p.About)
		case len(p.Features) != views || views == 0:
			return fmt.Errorf("picture %d: have %d views, want %d", i, len(p.Features), max(views, 1))
		case len(p.File) == 0:
			return fmt.Errorf("picture %d: have an empty file, want a picture's", i)
		}
		for j, view := range p.Features {
			if err := checkFeatures(features, []Example{{Features: view}}); err != nil {
				return fmt.Errorf("picture %d: view %d: %w", i, j, err)
			}
		}
	}
	return nil
}

// store adds the collection to the metadata of a file and returns the file's tensors with those of the collection.
func (c *Collection) store(metadata map[string]string, tensors []weights.Tensor) []weights.Tensor {
	var about, lengths []string
	views := c.Pictures[0].Features
	features := weights.Tensor{Name: featuresTensor, Shape: []int{len(c.Pictures), len(views), len(views[0])}}
	var files []byte
	for _, p := range c.Pictures {
		about, lengths = append(about, p.About), append(lengths, strconv.Itoa(len(p.File)))
		for _, view := range p.Features {
			features.Data = append(features.Data, view...)
		}
		files = append(files, p.File...)
	}
	metadata["task"] = c.Task
	metadata["pictures"] = strings.Join(about, "\n")
	metadata["lengths"] = strings.Join(lengths, " ")
	return append(tensors, features, weights.Tensor{Name: picturesTensor, Shape: []int{len(files)}, Bytes: files})
}

// parseCollection makes a collection of what a file holds besides a head that reads so many features, nil if it holds none.
func parseCollection(metadata map[string]string, tensors []weights.Tensor, features int) (*Collection, error) {
	about, has := metadata["pictures"]
	if !has {
		return nil, nil
	}
	lines, lengths := strings.Split(about, "\n"), strings.Fields(metadata["lengths"])
	if len(lines) != len(lengths) {
		return nil, fmt.Errorf("lengths: have %d, want one for each of %d pictures", len(lengths), len(lines))
	}
	c := &Collection{Task: metadata["task"], Pictures: make([]Picture, len(lines))}
	for _, t := range tensors {
		switch t.Name {
		case featuresTensor:
			if len(t.Shape) != 3 || t.Shape[0] != len(lines) || t.Shape[2] != features || t.Bytes != nil {
				return nil, fmt.Errorf("tensor %s: have shape %v, want %d pictures, views and %d numbers", t.Name, t.Shape, len(lines), features)
			}
			for i := range c.Pictures {
				for j := range t.Shape[1] {
					c.Pictures[i].Features = append(c.Pictures[i].Features, t.Data[(i*t.Shape[1]+j)*features:][:features:features])
				}
			}
		case picturesTensor:
			rest := t.Bytes
			for i, text := range lengths {
				n, err := strconv.Atoi(text)
				if err != nil || n < 1 || n > len(rest) {
					return nil, fmt.Errorf("lengths: have %.60q, want 1 to %d bytes", text, len(rest))
				}
				c.Pictures[i].File, rest = rest[:n:n], rest[n:]
			}
			if len(rest) > 0 {
				return nil, fmt.Errorf("tensor %s: have %d bytes left over", t.Name, len(rest))
			}
		}
	}
	for i, line := range lines {
		c.Pictures[i].About = line
	}
	return c, c.validate(features)
}
