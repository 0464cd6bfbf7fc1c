"""What there is to learn in a step: a batch of views and the teacher's answers to them.

Live makes both as training goes; Fixed reads views and answers that views.py made before, for a
machine on which the teacher would take longer than the students. Either way a step's lesson
depends on the seed and the step alone, so a run can stop and go on anywhere.
"""

import json
import math
import pathlib
from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional as F

from architecture import CLASSES, OFFSET, SCALE, TEACHER_RESOLUTION, multiply_adds
from augment import WHOLE, Crops, shrink
from teacher import without_background


# The least share of the teacher's answer that must lie in the classes of a network that knows only
# some: of a photo to be drawn, and of a view, which may show another part of it.
PHOTO_INSIDE, VIEW_INSIDE = 0.5, 0.3


@dataclass
class Lesson:
    """view(R) returns the batch, float32 [N, 3, R, R]; logits [N, K] are the teacher's, of the
    classes learned; inside [N] is the share of its answer that lies in these."""

    view: object
    logits: torch.Tensor
    inside: torch.Tensor


def generator(seed, step):
    """Returns the source of a step's random numbers."""
    return torch.Generator().manual_seed(seed * 1_000_003 + step)


class Live:
    """Lessons from a pool of photos and a teacher on its device.

    classes: the indices 0..999 to learn, rising, or None for all; draws: how often to draw each of
    the pool's chosen photos, up to a factor, or None for all alike."""

    multiply_adds = multiply_adds(1, TEACHER_RESOLUTION)  # of the teacher, for one view

    def __init__(self, pool, teacher, strength, settings, classes=None, draws=None):
        self.pool, self.teacher, self.strength, self.settings = pool, teacher, strength, settings
        self.classes, self.draws = list(range(CLASSES)) if classes is None else classes, draws

    @torch.no_grad()
    def answer(self, crops):
        """Returns the lesson of some crops."""
        x = crops.view(TEACHER_RESOLUTION).to(self.settings.dtype)
        if self.settings.channels_last:
            x = x.contiguous(memory_format=torch.channels_last)
        logits = without_background(self.teacher(x))
        inside = F.softmax(logits, 1)[:, self.classes].sum(1)
        return Lesson(crops.view, logits[:, self.classes], inside)

    def lesson(self, batch, random):
        """Returns a lesson of batch views, drawn with the generator random."""
        rows = self.pool.chosen
        if self.draws is None:
            drawn = torch.randint(len(rows), (batch,), generator=random)
        else:
            drawn = torch.multinomial(self.draws, batch, replacement=True, generator=random)
        return self.answer(Crops(self.pool, rows[drawn], self.strength, random))

    def held(self):
        """Returns a lesson of whole photos that are never trained on."""
        return self.answer(Crops(self.pool, self.pool.held, WHOLE, torch.Generator().manual_seed(0)))


class Fixed:
    """Lessons from a directory that views.py filled."""

    multiply_adds = 0

    def __init__(self, directory, device):
        directory = pathlib.Path(directory)
        about = json.loads((directory / "views.json").read_text())
        self.device, self.resolution, self.classes = device, about["resolution"], about["classes"]
        self.views, self.logits, self.inside = arrays(directory, about)
        held = torch.arange(len(self.views)) < about["held"]
        use = self.inside >= VIEW_INSIDE
        self.rows_held, self.rows = (use & held).nonzero()[:, 0], (use & ~held).nonzero()[:, 0]
        if len(self.rows) == 0:
            raise ValueError(f"lessons: {directory} holds no view to train on, want at least one")

    def take(self, rows, flip):
        """Returns the lesson of some views, turned over where flip says so."""
        x = self.views[rows].to(self.device).float()
        x = torch.where(flip.to(self.device)[:, None, None, None], x.flip(3), x).mul_(SCALE).add_(OFFSET)

        def view(resolution):
            if resolution > self.resolution:
                raise ValueError(f"lessons: resolution {resolution}: want at most {self.resolution}, "
                                 "which the views were made at")
            if resolution == self.resolution:
                return x
            return shrink(x, resolution)
        logits, inside = (values[rows].to(self.device).float() for values in (self.logits, self.inside))
        return Lesson(view, logits, inside)

    def lesson(self, batch, random):
        """Returns a lesson of batch views, each as it is or flipped: to the teacher nearly the
        same picture."""
        rows = self.rows[torch.randint(len(self.rows), (batch,), generator=random)]
        return self.take(rows, torch.rand(batch, generator=random) < 0.5)

    def held(self):
        """Returns a lesson of whole photos that are never trained on."""
        return self.take(self.rows_held, torch.zeros(len(self.rows_held), dtype=torch.bool))


def arrays(directory, about):
    """Returns the arrays of fixed views as tensors that read and write their files, which are made
    where they are not there, all zeros: views uint8 [n, 3, R, R], logits float16 [n, K] and inside
    float16 [n], zero for a view that is not made yet. The first about["held"] views are those of
    photos held back."""
    n, size = about["held"] + about["count"], about["resolution"]

    def array(name, dtype, *shape):
        path = pathlib.Path(directory) / name
        with open(path, "ab") as file:
            file.truncate(n * math.prod(shape) * np.dtype(dtype).itemsize)
        return torch.from_numpy(np.memmap(path, dtype, "r+", shape=(n, *shape)))
    return (array("views.u8", np.uint8, 3, size, size),
            array("logits.f16", np.float16, len(about["classes"])), array("inside.f16", np.float16))
