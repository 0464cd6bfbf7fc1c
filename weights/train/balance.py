"""Takes the pool's mix of classes out of a student's answers.

Where a student is unsure it falls back on how often it has seen each class. The photos of the page's
users have no such mix, so the log of the student's own mean answer over training views is taken from
its bias (logit adjustment, Menon et al. 2021, at its theoretical strength of 1), where photos held back say
that it helps: narrow networks are unsure more often than wide ones. No labels are used.
"""

import torch

from augment import generator
from views import Views

SEED, BATCHES, BATCH = 3, 22, 48
RESOLUTIONS = 128, 160, 192
LEAST = 1e-5


@torch.no_grad()
def mean_answer(student, batches):
    """Returns the student's mean probabilities [1000] over batches of inputs."""
    return torch.stack([student(x).softmax(1).mean(0) for x in batches]).mean(0)


@torch.no_grad()
def shift(student, mean):
    """Takes the log of a mean answer from a student's bias."""
    log = (mean + LEAST).log()
    student.fc_bias -= log - log.mean()


def apply(student, photos, held):
    """Balances a student by its answers to views as they are drawn for training, unless it then agrees less with the
    teacher on photos held back, first answers counting alike. Returns whether it did. held(student) returns that
    agreement."""
    before, bias = held(student), student.fc_bias.clone()
    shift(student, mean_answer(student, (
        Views(photos, BATCH, generator(SEED, i)).view(RESOLUTIONS[i % len(RESOLUTIONS)]) for i in range(BATCHES))))
    if held(student) >= before:
        return True
    with torch.no_grad():
        student.fc_bias.copy_(bias)
    return False
