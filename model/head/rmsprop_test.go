package head

import (
	"math"
	"testing"
)

// The table is computed by hand from the equations, at a rate of 0.1. The first step of the first row:
//
//	square = 0.9·1 + 0.1·2² = 1.3
//	moment = 0.9·0 + 0.1·2/√(1.3 + 1) = 0.131876094679
//	value  = 1 − 0.131876094679 = 0.868123905321
//
// and the second, with the gradient −1:
//
//	square = 0.9·1.3 + 0.1·1 = 1.27
//	moment = 0.9·0.131876094679 − 0.1/√2.27 = 0.052316154051
//	value  = 0.868123905321 − 0.052316154051 = 0.815807751270
//
// With a weight decay of 0.5, the gradient 2 becomes 2 + 0.5·1 = 2.5, and −1 becomes −1 + 0.5·0.842670806118.
func TestRMSprop(t *testing.T) {
	type state struct{ gradient, square, moment, value float64 }
	for _, c := range []struct {
		name        string
		weightDecay float64
		steps       []state
	}{
		{"without weight decay", 0, []state{
			{2, 1.3, 0.131876094679, 0.868123905321},
			{-1, 1.27, 0.052316154051, 0.815807751270},
			{0, 1.143, 0.047084538646, 0.768723212623},
		}},
		{"with weight decay", 0.5, []state{
			{2, 1.525, 0.157329193882, 0.842670806118},
			{-1, 1.405985271573, 0.104290124627, 0.738380681491},
		}},
	} {
		o := newRMSprop(1)
		o.values[0] = 1
		for i, want := range c.steps {
			o.gradients[0] = want.gradient
			o.step(0.1, c.weightDecay)
			have := state{want.gradient, o.squares[0], o.moments[0], o.values[0]}
			for _, difference := range []float64{have.square - want.square, have.moment - want.moment, have.value - want.value} {
				if !(math.Abs(difference) < 1e-11) {
					t.Errorf("%s: step %d: have %v, want %v", c.name, i+1, have, want)
				}
			}
			if o.gradients[0] != 0 {
				t.Errorf("%s: step %d: have the gradient %v left, want 0", c.name, i+1, o.gradients[0])
			}
		}
	}
}
