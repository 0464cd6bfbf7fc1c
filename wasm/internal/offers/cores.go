package offers

// Cores returns the numbers of cores that are worth offering where there are
// that many: few enough for a row of buttons.
func Cores(cores int) []int {
	stops := []int{1}
	for _, n := range [...]int{2, 3, 4, 6, 8, 12, 16} {
		if n <= cores {
			stops = append(stops, n)
		}
	}
	return stops
}
