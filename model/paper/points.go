package paper

import "mobilenet/model"

// The sixteen networks of Figures 4 and 5.
var (
	Alphas      = []float64{1, 0.75, 0.5, 0.25}
	Resolutions = []int{224, 192, 160, 128}
)

// Point is a network of Figures 4 and 5.
type Point struct {
	Alpha                 float64
	Resolution            int
	MultiplyAdds, Weights int64
	Top1                  float64 // percent, see [model.PublishedAccuracy]
}

// Points returns the sixteen, width by width from the widest, each from the most pixels to the fewest. The paper prints
// its figures as pictures; the accuracies are those published with the weights.
func Points() []Point {
	var points []Point
	for _, alpha := range Alphas {
		for _, resolution := range Resolutions {
			cost := network(alpha, resolution)
			published, _ := model.PublishedAccuracy(alpha, resolution, false)
			points = append(points, Point{alpha, resolution, cost.MultiplyAdds, cost.Weights, published.Top1})
		}
	}
	return points
}
