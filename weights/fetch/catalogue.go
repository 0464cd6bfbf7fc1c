package main

import (
	"fmt"
	"slices"
	"strings"
)

// archive is one of the official archives.
type archive struct {
	release   string // "2018_02_22"
	alpha     string // as in the archive's name: "1.0"
	size      string // resolution in pixels
	quantised bool
}

// The official networks: every α at every resolution.
var (
	alphas   = []string{"1.0", "0.75", "0.5", "0.25"}
	sizes    = []string{"224", "192", "160", "128"}
	releases = []string{"2018_02_22", "2018_08_02"}
)

// published are the digests that were published for archives, by path.
var published = map[string]string{
	"mobilenet_v1_2018_08_02/mobilenet_v1_0.25_128.tgz": "879ddc3e0857f3611b5cf248e36de2288c7a11ea8c2ed8a8bdded635e6010dfe",
}

// name returns the name of the network, which is that of the archive and of the converted file.
func (a archive) name() string {
	name := "mobilenet_v1_" + a.alpha + "_" + a.size
	if a.quantised {
		name += "_quant"
	}
	return name
}

// path returns where the archive is, relative to the address that has the releases.
func (a archive) path() string {
	return "mobilenet_v1_" + a.release + "/" + a.name() + ".tgz"
}

// selectArchives returns the archives that the flags name.
func selectArchives(points, kind, release string) ([]archive, error) {
	var kinds []bool // quantised
	switch kind {
	case "float":
		kinds = []bool{false}
	case "quantised":
		kinds = []bool{true}
	case "both":
		kinds = []bool{false, true}
	default:
		return nil, fmt.Errorf("kind: have %q, want float, quantised or both", kind)
	}
	if release != "" && !slices.Contains(releases, release) {
		return nil, fmt.Errorf("release: have %q, want %s", release, strings.Join(releases, " or "))
	}
	pairs, err := selectPoints(points)
	if err != nil {
		return nil, err
	}
	var archives []archive
	for _, quantised := range kinds {
		for _, pair := range pairs {
			a := archive{release: releases[0], alpha: pair[0], size: pair[1], quantised: quantised}
			if quantised {
				a.release = releases[1]
			}
			if release != "" {
				a.release = release
			}
			archives = append(archives, a)
		}
	}
	return archives, nil
}

// selectPoints returns the pairs of α and resolution in a list such as "1.0/224,0.5/160", or all.
func selectPoints(points string) ([][2]string, error) {
	var pairs [][2]string
	if points == "all" {
		for _, alpha := range alphas {
			for _, size := range sizes {
				pairs = append(pairs, [2]string{alpha, size})
			}
		}
		return pairs, nil
	}
	for point := range strings.SplitSeq(points, ",") {
		alpha, size, _ := strings.Cut(strings.TrimSpace(point), "/")
		if alpha == "1" {
			alpha = "1.0"
		}
		if !slices.Contains(alphas, alpha) || !slices.Contains(sizes, size) {
			return nil, fmt.Errorf("points: have %q, want α/ρ with α of %s and ρ of %s, or all",
				point, strings.Join(alphas, ", "), strings.Join(sizes, ", "))
		}
		pairs = append(pairs, [2]string{alpha, size})
	}
	return pairs, nil
}
