package head

import "fmt"

// Recipe says how a head is trained.
type Recipe struct {
	Epochs      int     // at most
	Patience    int     // how many epochs may pass without a lower loss on what is held out
	Batch       int     // examples a step, at most
	Rate        float64 // of learning, in the first two epochs; 0.94 times as much in each two that follow
	WeightDecay float64
	Temperature float64 // of the targets: 1, or what Head.Target was given
	Seed        uint64  // of the order of the examples
}

// rateDecay is what the rate is multiplied by every two epochs (Szegedy et al. 2015, as RMSprop's constants).
const rateDecay = 0.94

// Standard returns the recipe that does well with a few to a few hundred examples.
func Standard() Recipe {
	return Recipe{Epochs: 100, Patience: 20, Batch: 16, Rate: 1, WeightDecay: 4e-5, Temperature: 1, Seed: 1}
}

// validate returns an error unless a head can be trained so.
func (r Recipe) validate() error {
	switch {
	case r.Epochs < 0:
		return fmt.Errorf("epochs: have %d, want 0 or more", r.Epochs)
	case r.Patience < 1:
		return fmt.Errorf("patience: have %d epochs, want 1 or more", r.Patience)
	case r.Batch < 1:
		return fmt.Errorf("batch: have %d examples, want 1 or more", r.Batch)
	case !(r.Rate > 0):
		return fmt.Errorf("rate: have %v, want more than 0", r.Rate)
	case !(r.WeightDecay >= 0):
		return fmt.Errorf("weight decay: have %v, want 0 or more", r.WeightDecay)
	case !(r.Temperature > 0):
		return fmt.Errorf("temperature: have %v, want more than 0", r.Temperature)
	}
	return nil
}

// String says the recipe in words.
func (r Recipe) String() string {
	return fmt.Sprintf("RMSprop (decay %v, momentum %v, epsilon %v), rate %v (times %v every two epochs), batches of %d, weight decay %v, temperature %v, seed %d",
		squaresDecay, momentum, epsilon, r.Rate, rateDecay, r.Batch, r.WeightDecay, r.Temperature, r.Seed)
}
