"""Photos held back from training, and how far a student agrees with the teacher on them.

There are no labels: the teacher's first answers to the whole photos at 224 pixels stand in for them. Photos
count so that these answers are equally frequent where it says balanced: the pool has many dogs and few lamps.
"""

import torch
from torch.nn import functional as F

from architecture import TEACHER_RESOLUTION
from views import fit

RESOLUTIONS = 128, 160, 192, 224
PART = 100  # photos at a time


def evenly(first):
    """Returns a weight for each photo, adding up to 1, so that first answers [N] count alike."""
    weights = 1 / torch.bincount(first)[first].double()
    return weights / weights.sum()


class Held:
    """first: the teacher's first answers [N]; weights: of the photos, so that these count alike."""

    @torch.no_grad()
    def __init__(self, photos, teacher):
        self.at = {TEACHER_RESOLUTION: photos.held_back()}
        self.want = torch.cat([teacher.logits(part) for part in self.at[TEACHER_RESOLUTION].split(PART)])
        self.first = self.want.argmax(1)
        self.weights = evenly(self.first)

    @torch.no_grad()
    def logits(self, student, resolution):
        """Returns a student's logits [N, 1000] for the photos at a resolution."""
        x = self.at.setdefault(resolution, fit(self.at[TEACHER_RESOLUTION], resolution))
        return torch.cat([student(part) for part in x.split(PART)])

    def same(self, logits):
        """Returns of each photo whether the first answer is the teacher's, 0 or 1."""
        return (logits.argmax(1) == self.first).double()

    def look(self, student, resolution):
        """Returns in percent how often a student's first answer is the teacher's, over photos and balanced, and the
        divergence."""
        logits = self.logits(student, resolution)
        same = self.same(logits)
        kl = F.kl_div(logits.log_softmax(1), self.want.softmax(1), reduction="batchmean").item()
        return {"agreement": round(100 * same.mean().item(), 2),
                "balanced": round(100 * (same * self.weights).sum().item(), 2), "divergence": round(kl, 4)}

    def agreement(self, student):
        """Returns the balanced share of a student's first answers that are the teacher's, over all resolutions."""
        shares = [(self.same(self.logits(student, r)) * self.weights).sum().item() for r in RESOLUTIONS]
        return sum(shares) / len(shares)
