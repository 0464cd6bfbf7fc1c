package head

import "math"

// softmax turns logits into probabilities at a temperature and returns ln Σ exp(zₘ/T).
func softmax(z []float64, temperature float64) float64 {
	largest := z[0]
	for _, v := range z {
		largest = max(largest, v)
	}
	sum := 0.0
	for m, v := range z {
		z[m] = exp((v - largest) / temperature)
		sum += z[m]
	}
	for m := range z {
		z[m] /= sum
	}
	return largest/temperature + log(sum)
}

// sigmoid returns 1 / (1 + e⁻ᶻ).
func sigmoid(z float64) float64 { return 1 / (1 + exp(-z)) }

// loss returns how far a head's outputs z are from a target and puts the gradient by z in its place. T is the
// temperature; T² keeps gradients as large as they are at 1 (Hinton et al. 2015).
//
//	softmax, cells   T²·Σ tₘ·ln(tₘ/pₘ) with p = softmax(z/T)
//	sigmoid          T²·Σ tₘ·ln(tₘ/pₘ) + (1−tₘ)·ln((1−tₘ)/(1−pₘ)) with p = 1/(1+e^(−z/T)), over what is labelled
//	embedding        1 − t·z/|z|, which is half the squared distance of the two
//
// All are 0 where the head answers just what the target says.
func (k Kind) loss(z []float64, target []float32, temperature float64) float64 {
	switch k {
	case Sigmoid:
		return sigmoidLoss(z, target, temperature)
	case Embedding:
		return cosineLoss(z, target)
	default:
		return softmaxLoss(z, target, temperature)
	}
}

func softmaxLoss(z []float64, target []float32, temperature float64) float64 {
	loss := 0.0
	for m, t := range target {
		loss += entropy(float64(t)) - float64(float64(t)*z[m])/temperature
	}
	loss += softmax(z, temperature)
	for m, t := range target {
		z[m] = float64(temperature * (z[m] - float64(t)))
	}
	return float64(temperature*temperature) * loss
}

func sigmoidLoss(z []float64, target []float32, temperature float64) float64 {
	loss := 0.0
	for m, t := range target {
		if unlabelled(t) {
			z[m] = 0
			continue
		}
		t, v := float64(t), z[m]/temperature
		loss += entropy(t) + entropy(1-t) + (max(v, 0) - float64(t*v)) + log(1+exp(-max(v, -v)))
		z[m] = float64(temperature * (sigmoid(v) - t))
	}
	return float64(temperature*temperature) * loss
}

func cosineLoss(z []float64, target []float32) float64 {
	length := normalise(z)
	cosine := 0.0
	for m, t := range target {
		cosine += float64(float64(t) * z[m])
	}
	for m, t := range target {
		if length > 0 {
			z[m] = (float64(cosine*z[m]) - float64(t)) / length
		}
	}
	return 1 - cosine
}

// entropy returns p·ln p, with its limit at 0.
func entropy(p float64) float64 {
	if p == 0 {
		return 0
	}
	return float64(p * log(p))
}

// right returns how many of a target's answers the outputs z give, and how many there are to give: for a class and for
// each attribute 0 or 1, for an embedding the cosine.
func (k Kind) right(z []float64, target []float32) (right, of float64) {
	switch k {
	case Sigmoid:
		for m, t := range target {
			if !unlabelled(t) {
				of++
				if (z[m] > 0) == (t > 0.5) {
					right++
				}
			}
		}
		return right, of
	case Embedding:
		squares := 0.0
		for m, t := range target {
			right += float64(float64(t) * z[m])
			squares += float64(z[m] * z[m])
		}
		if squares > 0 {
			right /= math.Sqrt(squares)
		}
		return right, 1
	}
	truth := class(target)
	if truth < 0 {
		return 0, 0
	}
	for m, v := range z {
		if v > z[truth] || v == z[truth] && m < truth {
			return 0, 1
		}
	}
	return 1, 1
}
