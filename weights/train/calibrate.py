"""Chooses a student's temperature: probabilities are those of its logits divided by it.

There are no labels to choose it by, so the teacher's first answers to photos held back stand in for
them: the temperature makes these most likely (Guo et al. 2017). "60 %" then means that of such answers
six in ten are the teacher's; where the teacher is wrong it says too much. Photos count so that the
teacher's first answers are equally frequent, as the student's are after balance.py. Expected
calibration error on labelled photos (evaluate.py) is measured, never fitted.
"""

import torch

from views import fit

RESOLUTIONS = 128, 160, 192, 224


def evenly(first):
    """Returns a weight for each photo, adding up to 1, so that first answers [N] count alike."""
    weights = 1 / torch.bincount(first)[first].double()
    return weights / weights.sum()


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


class Held:
    """Photos held back, at all resolutions, and the teacher's first answers to them."""

    @torch.no_grad()
    def __init__(self, photos, teacher):
        x = photos.held_back()
        first = torch.cat([teacher.logits(part).argmax(1) for part in x.split(100)])
        self.views = [part for r in RESOLUTIONS for part in fit(x, r).split(100)]
        self.first, self.weights = first.repeat(len(RESOLUTIONS)), evenly(first).repeat(len(RESOLUTIONS)) / len(RESOLUTIONS)

    @torch.no_grad()
    def logits(self, student):
        return torch.cat([student(part) for part in self.views])

    def agreement(self, student):
        """Returns the share of a student's first answers that are the teacher's, whose classes count alike."""
        return (self.weights * (self.logits(student).argmax(1) == self.first)).sum().item()


@torch.no_grad()
def apply(student, held):
    """Folds a student's temperature into its classifier and returns it."""
    t = temperature(held.logits(student), held.first, held.weights)
    student.fc /= t
    student.fc_bias /= t
    return t
