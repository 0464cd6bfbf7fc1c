package model

// Answer is a class and its probability.
type Answer struct {
	Index       int     // 0-based class without background, ImageNet order for ImageNet's 1000
	Probability float32 // 0..1
}

// Top fills dst with the most probable classes, most probable first and the lower
// index first among equals, and returns the part that it filled: fewer than
// len(dst) only if there are fewer classes. If background is set, the first
// probability belongs to no class: it is left out, and indices count from the
// second. Values that are not numbers are left out. It allocates nothing.
func Top(dst []Answer, probabilities []float32, background bool) []Answer {
	if background && len(probabilities) > 0 {
		probabilities = probabilities[1:]
	}
	n := 0
	for i, p := range probabilities {
		if p != p || n == len(dst) && (n == 0 || p <= dst[n-1].Probability) {
			continue
		}
		if n < len(dst) {
			n++
		}
		at := n - 1
		for at > 0 && dst[at-1].Probability < p {
			dst[at] = dst[at-1]
			at--
		}
		dst[at] = Answer{i, p}
	}
	return dst[:n]
}
