package kernels

import "testing"

// Every weight is found where it was packed.
func TestPanelWeight(t *testing.T) {
	for name, size := range map[string]struct{ in, out int }{
		"one panel":        {8, 8},
		"panels":           {5, 24},
		"a part of one":    {16, 11},
		"one odd input":    {1, 9},
		"the classifier's": {24, 1001},
	} {
		t.Run(name, func(t *testing.T) {
			integers := make([]int16, size.in*size.out)
			reals := make([]float32, len(integers))
			for i := range integers {
				integers[i], reals[i] = int16(i+1), float32(i+1)
			}
			panels := make([]float32, PanelLen(size.in, size.out))
			PackPanels(panels, reals, size.in, size.out)
			quantised := make([]int16, QuantisedPanelLen(1, size.in, size.out))
			PackQuantisedPanels(quantised, integers, 1, size.in, size.out)
			for m := range size.in {
				for n := range size.out {
					if have, want := QuantisedPanelWeight(quantised, size.in, m, n), integers[m*size.out+n]; have != want {
						t.Fatalf("integers, input %d, output %d: have %v, want %v", m, n, have, want)
					}
					if have, want := PanelWeight(panels, size.in, m, n), reals[m*size.out+n]; have != want {
						t.Fatalf("reals, input %d, output %d: have %v, want %v", m, n, have, want)
					}
				}
			}
		})
	}
}
