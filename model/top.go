package model

// Answer is a class and its probability.
type Answer struct {
	Index       int     // of the class, without background: ImageNet's 0 to 999
	Probability float32 // 0..1
}

// Top fills dst with the most probable classes, most probable first and the lower
// index first among equals, and returns the part that it filled: fewer than
// len(dst) only if there are fewer classes. If the first probability is that of the
// background it is left out, and so are values that are not numbers. It allocates
// nothing.
func Top(dst []Answer, probabilities []float32, background bool) []Answer {
	n := 0
	for i, p := range named(probabilities, background) {
		n = insert(dst, n, Answer{i, p})
	}
	return dst[:n]
}

// TopAmong is [Top] among those classes alone, without background; what the network
// does not have of them is left out. It returns besides how much of the probability
// they have together, 0..1, and each one's share of that as its probability. Where
// they have none, nor do the answers.
func TopAmong(dst []Answer, probabilities []float32, background bool, classes []int) (top []Answer, within float64) {
	probabilities = named(probabilities, background)
	n := 0
	for _, i := range classes {
		if i >= len(probabilities) || probabilities[i] != probabilities[i] {
			continue
		}
		within += float64(probabilities[i])
		n = insert(dst, n, Answer{i, probabilities[i]})
	}
	top = dst[:n]
	if within > 0 {
		for i := range top {
			top[i].Probability = float32(float64(top[i].Probability) / within)
		}
	}
	return top, within
}

// named returns the probabilities of the classes that have names: all but the
// background.
func named(probabilities []float32, background bool) []float32 {
	if background && len(probabilities) > 0 {
		return probabilities[1:]
	}
	return probabilities
}

// insert puts an answer in its place among the first n of dst, which are in order,
// and returns how many there are then. Of too many the last goes.
func insert(dst []Answer, n int, a Answer) int {
	if p := a.Probability; p != p || n == len(dst) && (n == 0 || p <= dst[n-1].Probability) {
		return n
	}
	if n < len(dst) {
		n++
	}
	at := n - 1
	for at > 0 && dst[at-1].Probability < a.Probability {
		dst[at] = dst[at-1]
		at--
	}
	dst[at] = a
	return n
}
