package sweep

import "mobilenet/wasm/internal/offers"

// phoneMs are the times that TensorFlow Lite's page of hosted models gives for one big core of a Pixel 2, in ms, of the
// float and of the 8-bit file.
var phoneMs = []struct {
	alpha       float64
	resolution  int
	float, int8 float64
}{
	{1, 128, 57.4, 24.9},
	{1, 160, 86.0, 37.4},
	{1, 192, 118.6, 51.9},
	{1, 224, 160.1, 70.2},
	{0.75, 128, 34.6, 16.2},
	{0.75, 160, 51.3, 24.3},
	{0.75, 192, 71.7, 33.8},
	{0.75, 224, 95.7, 45.4},
	{0.5, 128, 18.1, 8.8},
	{0.5, 160, 26.8, 13.0},
	{0.5, 192, 35.6, 18.3},
	{0.5, 224, 47.6, 24.7},
	{0.25, 128, 6.2, 3.7},
	{0.25, 160, 8.6, 5.5},
	{0.25, 192, 12.1, 7.9},
	{0.25, 224, 16.2, 10.4},
}

// Phone returns the published times of a phone, with accuracies of the published files.
func Phone(accuracy func(alpha float64, resolution int, int8 bool) float64) []Point {
	var points []Point
	for _, p := range phoneMs {
		at := offers.Configuration{Alpha: p.alpha, Resolution: p.resolution, Precision: "f32", Threads: 1}
		points = append(points, Point{Configuration: at, Median: p.float, Accuracy: accuracy(p.alpha, p.resolution, false)})
		at.Precision = "int8"
		points = append(points, Point{Configuration: at, Median: p.int8, Accuracy: accuracy(p.alpha, p.resolution, true)})
	}
	return points
}
