package main

import (
	"fmt"
	"slices"
	"strings"
)

// network is one of Google's networks and where it can be had.
type network struct {
	name    string // of the file that is written, without its extension
	label   string // what a person calls it: "0.5/160 quantised"
	raw     bool   // is kept as the one TensorFlow Lite file that it is
	sources []source
}

// source is a place that has a network: in one file, or in parts that continue each other.
type source []file

// file is one file to download: an archive with one .tflite file in it, or a .tflite file.
type file struct{ url, sha256 string }

// point is a width and a resolution, as the archives' names write them.
type point struct{ alpha, size string }

// The official networks: every α at every resolution.
var (
	alphas = []string{"1.0", "0.75", "0.5", "0.25"}
	sizes  = []string{"224", "192", "160", "128"}
)

// The hosts of single files. A commit or a generation in the address names one version for good.
const (
	coral     = "https://raw.githubusercontent.com/google-coral/test_data/104342d2d3480b3e66203073dac24f4e2dbb4c41/"
	support   = "https://raw.githubusercontent.com/tensorflow/tflite-support/dd3362ea685bb7ab1f7268c81ec567d3b720ae57/tensorflow_lite_support/cc/test/testdata/task/vision/"
	st        = "https://raw.githubusercontent.com/STMicroelectronics/meta-st-x-linux-ai/6813080f1bb326793950c5a3ae02a3fd59a94f28/recipes-samples/image-classification/models/files/"
	mediapipe = "https://storage.googleapis.com/mediapipe-assets/"
)

// singles are the sources that need no archive of ten times the network's size: they are asked first. MediaPipe's build
// pins the digests of its files, which tflite-support has too; the others are those of the files at that commit.
var singles = map[string][]source{
	"mobilenet_v1_0.25_128_quant": {
		{{coral + "mobilenet_v1_0.25_128_quant.tflite", "cb273c23ee76374b05b9583177e28aa19744858a7679c56a250e83d0333da785"}},
	},
	"mobilenet_v1_0.25_192_quant": {
		{{mediapipe + "mobilenet_v1_0.25_192_quantized_1_default_1.tflite?generation=1661875821863721", "f80999b6324c6f101300c3ee38fbe7e11e74a743b5e0be7350602087fe7430a3"}},
	},
	"mobilenet_v1_0.25_224_quant": {
		{{support + "mobilenet_v1_0.25_224_quant.tflite", "e480eb15572f86d3d5f1be6e83e35b3c7d509ab2bcec353707d1f614e14edca2"}},
		{{mediapipe + "mobilenet_v1_0.25_224_quant.tflite?generation=1661875831485992", "e480eb15572f86d3d5f1be6e83e35b3c7d509ab2bcec353707d1f614e14edca2"}},
	},
	"mobilenet_v1_0.25_224": {
		{{support + "mobilenet_v1_0.25_224_1_default_1.tflite", "446ec673881cd46371a8726075b714194ada39d144762260cb76d15318597df7"}},
		{{mediapipe + "mobilenet_v1_0.25_224_1_default_1.tflite?generation=1661875824782010", "446ec673881cd46371a8726075b714194ada39d144762260cb76d15318597df7"}},
	},
	"mobilenet_v1_0.5_128_quant": {
		{{st + "mobilenet_v1_0.5_128_quant.tflite", "98218c930437d5d618f67cf8ac05e7cae838962479a0f1caac5fd1304a164428"}},
	},
	"mobilenet_v1_0.5_160_quant": {
		{{coral + "mobilenet_v1_0.5_160_quant.tflite", "3cc6d2ca460abd2e0f699a6d0d2550c6b61c6e3b0e27a3616e384ea74cb86f43"}},
	},
	"mobilenet_v1_0.75_192_quant": {
		{{coral + "mobilenet_v1_0.75_192_quant.tflite", "41daeb22fdcf947e0e5ec32373aa9df7c31f3ef45dbd0ef7b5940fbce3c20f6a"}},
	},
	"mobilenet_v1_1.0_224_quant": {{
		{coral + "mobilenet_v1_1.0_224_quant_embedding_extractor.tflite", "f409ef4f73fcbb9667841965623c5c8524aac33d41b9bf5f3667161fb4a76319"},
		{coral + "tools/mobilenet_quant_v1_224_head_layers.tflite", "65a88984b258c6f3c99d7573acac8cf85bd747293d83d51fafc1c2fb6d632286"},
	}},
}

// ssd is the detector. It stays a TensorFlow Lite file: it is no classifier.
var ssd = network{name: "ssd_mobilenet_v1_coco_quant_2018_06_29", label: "SSD, COCO", raw: true, sources: []source{
	{{support + "coco_ssd_mobilenet_v1_1.0_quant_2018_06_29.tflite", "61d598093ed03ed41aa47c3a39a28ac01e960d6a810a5419b9a5016a1e9c469b"}},
	{{mediapipe + "coco_ssd_mobilenet_v1_1.0_quant_2018_06_29.tflite?generation=1666144700870810", "61d598093ed03ed41aa47c3a39a28ac01e960d6a810a5419b9a5016a1e9c469b"}},
}}

// archiveHosts have all archives: one bucket under two names, of which a network may block one.
var archiveHosts = []string{"https://storage.googleapis.com/download.tensorflow.org/models/", "https://download.tensorflow.org/models/"}

// archives are the digests of Google's archives: of the float networks those of 2018-02-22, of the quantised ones those of
// 2018-08-02, whose accuracies are published. Renesas publishes them in meta-renesas-ai, recipes-benchmark/benchmark/benchmark.bb;
// 1.0/224 quantised is pinned in TensorFlow's own build too, and 0.5/128 quantised in STMicroelectronics' meta-st-x-linux-ai.
var archives = map[string]string{
	"mobilenet_v1_1.0_224":        "1ccb74dbd9c5f7aea879120614e91617db9534bdfaa53dfea54b7c14162e126b",
	"mobilenet_v1_1.0_192":        "ad683fb270cd1b0f49c820c4acf5fcbbfa546ae354b1345a4fff5f19f99d7c44",
	"mobilenet_v1_1.0_160":        "1f612ebeda0e7e149897273c445b790ca8924a8a1488e6a61d36166a562fd89c",
	"mobilenet_v1_1.0_128":        "d16f3102c1cb087eacf94c6a5abf0477767158fb891b2710409472bca4d988a8",
	"mobilenet_v1_0.75_224":       "bf61b3ce7ca2d045bb35fa6ab9a68732e3531291266db4a8c7715227d7425657",
	"mobilenet_v1_0.75_192":       "3d91d279cd06c055500aabdff8dfbd51a63797c7bb6b3f9a39e243f7c13997e9",
	"mobilenet_v1_0.75_160":       "90b3f26406a89df489373358aa89d9db7bcb66d2400160f16f3687f79e4f66b2",
	"mobilenet_v1_0.75_128":       "54a28065f6f230d0b71cf8fbbc50bbb89b4fdfada8e7e2a622da68b971d5ab97",
	"mobilenet_v1_0.5_224":        "0eb9be8d18dcf9466a2a2d2157e71c83cd70dc168255d76d72bfe965318db725",
	"mobilenet_v1_0.5_192":        "57c81cc48349d1079377f8cdeed3f017500aeb98a12f16c6ed2086a50848ecb6",
	"mobilenet_v1_0.5_160":        "fb01b76ca1fb053e5f98d297e21c6c53d0d9f6a8b02ad2e88ac22b33b2adf729",
	"mobilenet_v1_0.5_128":        "5a0def0d844327526385b110cdcaa6428d0828ff6d07515ef25bf3976e049d88",
	"mobilenet_v1_0.25_224":       "eee166d4d1de004e2ee5de19a4f5045574d764ef59569dc284545f805a295074",
	"mobilenet_v1_0.25_192":       "4889d7afabc31011f5218f6111532947ff7d5b6b9368afe1f152c67c6f30ea73",
	"mobilenet_v1_0.25_160":       "8eb4540af0227e5e59849c41ca6da6f07e257cca887ec0f8cd33aeb46f1405cf",
	"mobilenet_v1_0.25_128":       "34c52de7562259f66399993ef5ea222cc625d2e6f6f886a01fdc6cc99a0c7ee6",
	"mobilenet_v1_1.0_224_quant":  "d32432d28673a936b2d6281ab0600c71cf7226dfe4cdcef3012555f691744166",
	"mobilenet_v1_1.0_192_quant":  "b87b20c784e756fb52e265cc31fbea5b3236c9a001205bc24ed27985875b4559",
	"mobilenet_v1_1.0_160_quant":  "b5c9da0d5215a1c1faab313f88ba0a900ac199c7af45f559ab65c63b0649bee1",
	"mobilenet_v1_1.0_128_quant":  "29aec24c721329b83ff667195431ff9151362ba1854dfc8852d03aef5ac40def",
	"mobilenet_v1_0.75_224_quant": "6c40604a53edb295e6fd72ead340759db63a2e4d930593610f4d09efe17aa9b7",
	"mobilenet_v1_0.75_192_quant": "8dc64937bd9f35dcf8d3baa16b8eda47e2473c3af51641bf309d1ed2b1a355af",
	"mobilenet_v1_0.75_160_quant": "ed023a21c1fbb062a4777056f79910aab6137c9a83655317020faed6ad0ca738",
	"mobilenet_v1_0.75_128_quant": "14cd0b9c5cde26272c68ecc50de054979663e28fb1fd0348166d408a8b45538f",
	"mobilenet_v1_0.5_224_quant":  "f61c28ab322a3ef441341431d33732ef79dfbf03ebc00769c12e5843573b2e9c",
	"mobilenet_v1_0.5_192_quant":  "b3b7aca2599c9a09f7ebeb3f624fc51bc4897b9356950b67a5f11c65666dab3d",
	"mobilenet_v1_0.5_160_quant":  "036ff1a53180f844ee629ae5846c2b18dfa94371c51c44016c70dc9688a34d31",
	"mobilenet_v1_0.5_128_quant":  "0a5b18571d3df4d85a5ac6cb5be829d141dd5855243ea04422ca7d19f730a506",
	"mobilenet_v1_0.25_224_quant": "be8131a23c93a83d7d0b1875ac34aa2e06319aef377f89dc6be2e8f10a0589ca",
	"mobilenet_v1_0.25_192_quant": "33f4ca5c5c7fb70f81a23ec06a884482ddcf5d26e32e4211781e110afb7a0877",
	"mobilenet_v1_0.25_160_quant": "8aba0b905df472d994c1d923efa743c7dfe182df579e0440b8e78c8f714ddc98",
	"mobilenet_v1_0.25_128_quant": "40230cd1a429a20cfd648f08f72b6d554ca8f4bff838341cb8210bd167962c0e",
}

// classifier returns the network of a point, with all its sources.
func classifier(p point, quantised bool) network {
	n := network{name: "mobilenet_v1_" + p.alpha + "_" + p.size, label: p.alpha + "/" + p.size}
	release := "mobilenet_v1_2018_02_22/"
	if quantised {
		n.name, n.label = n.name+"_quant", n.label+" quantised"
		release = "mobilenet_v1_2018_08_02/"
	}
	n.sources = slices.Clone(singles[n.name])
	for _, host := range archiveHosts {
		n.sources = append(n.sources, source{{host + release + n.name + ".tgz", archives[n.name]}})
	}
	return n
}

// firstSet returns the networks of a first start, 13 MB, what the page begins with first.
func firstSet() []network {
	return []network{
		classifier(point{"0.5", "160"}, true),
		classifier(point{"0.25", "128"}, true),
		classifier(point{"0.75", "192"}, true),
		classifier(point{"1.0", "224"}, true),
		classifier(point{"0.5", "128"}, true),
		classifier(point{"0.25", "224"}, true),
		classifier(point{"0.25", "192"}, true),
		classifier(point{"0.25", "224"}, false),
	}
}

// wholeSet returns what make weights brings: the first set, the float networks of all points, and the detector.
func wholeSet() []network {
	set := firstSet()
	for _, p := range allPoints() {
		if n := classifier(p, false); !slices.ContainsFunc(set, func(other network) bool { return other.name == n.name }) {
			set = append(set, n)
		}
	}
	return append(set, ssd)
}

// selectNetworks returns the networks that the flags name.
func selectNetworks(points, kind string) ([]network, error) {
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
	selected, err := selectPoints(points)
	if err != nil {
		return nil, err
	}
	var networks []network
	for _, quantised := range kinds {
		for _, p := range selected {
			networks = append(networks, classifier(p, quantised))
		}
	}
	return networks, nil
}

// allPoints returns the sixteen points.
func allPoints() (points []point) {
	for _, alpha := range alphas {
		for _, size := range sizes {
			points = append(points, point{alpha, size})
		}
	}
	return points
}

// selectPoints returns the points in a list such as "1.0/224,0.5/160", or all.
func selectPoints(list string) ([]point, error) {
	if list == "all" {
		return allPoints(), nil
	}
	var points []point
	for name := range strings.SplitSeq(list, ",") {
		alpha, size, _ := strings.Cut(strings.TrimSpace(name), "/")
		if alpha == "1" {
			alpha = "1.0"
		}
		if !slices.Contains(alphas, alpha) || !slices.Contains(sizes, size) {
			return nil, fmt.Errorf("points: have %q, want α/ρ with α of %s and ρ of %s, or all",
				name, strings.Join(alphas, ", "), strings.Join(sizes, ", "))
		}
		points = append(points, point{alpha, size})
	}
	return points, nil
}
