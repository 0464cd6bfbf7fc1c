"""Chooses a student's temperature: probabilities are those of its logits divided by it.

There are no labels to choose it by, so the teacher's first answers to photos held back stand in for
them: the temperature makes these most likely (Guo et al. 2017). "60 %" then means that of such answers
six in ten are the teacher's; where the teacher is wrong it says too much. Photos count so that the
teacher's first answers are equally frequent, as the student's are after balance.py. Expected
calibration error on labelled photos (evaluate.py) is measured, never fitted.
"""

import torch

from held import RESOLUTIONS


def temperature(logits, labels, weights):
    """Returns the T for which softmax(logits / T), logits [N, 1000], makes labels [N] most likely, photos
    counting by weights [N]."""
    logits = logits.double()
    given = logits.gather(1, labels[:, None])[:, 0]

    def slope(b):
        """Returns the derivative of the cross-entropy, which is convex in b = 1 / T."""
        return (weights * (((logits * b).softmax(1) * logits).sum(1) - given)).sum().item()
    low, high = 0.05, 20.0
    for _ in range(60):
        middle = (low * high) ** 0.5
        low, high = (middle, high) if slope(middle) < 0 else (low, middle)
    return 1 / low


@torch.no_grad()
def apply(student, held):
    """Folds a student's temperature into its classifier and returns it."""
    n = len(RESOLUTIONS)
    logits = torch.cat([held.logits(student, r) for r in RESOLUTIONS])
    t = temperature(logits, held.first.repeat(n), held.weights.repeat(n) / n)
    student.fc /= t
    student.fc_bias /= t
    return t
