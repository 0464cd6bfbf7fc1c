"""What there is to learn in a step: a batch of views and the teacher's answers to them.

Live makes both as training goes; Fixed reads views and answers that views.py made before, for a
machine on which the teacher would take longer than the students. Either way a step's lesson
depends on the seed and the step alone, so a run can stop and go on anywhere.
"""

import json
import pathlib
from dataclasses import dataclass

import numpy as np
import torch

from architecture import OFFSET, SCALE, TEACHER_RESOLUTION, multiply_adds
from augment import WHOLE, Crops, shrink
from teacher import without_background


@dataclass
class Lesson:
    """view(R) returns the batch, float32 [N, 3, R, R]; logits [N, 1000] are the teacher's."""

    view: object
    logits: torch.Tensor


def generator(seed, step):
    """Returns the source of a step's random numbers."""
    return torch.Generator().manual_seed(seed * 1_000_003 + step)


class Live:
    """Lessons from a pool of photos and a teacher on its device."""

    multiply_adds = multiply_adds(1, TEACHER_RESOLUTION)  # of the teacher, for one view

    def __init__(self, pool, teacher, strength, settings):
        self.pool, self.teacher, self.strength, self.settings = pool, teacher, strength, settings

    @torch.no_grad()
    def _lesson(self, crops):
        x = crops.view(TEACHER_RESOLUTION).to(self.settings.dtype)
        if self.settings.channels_last:
            x = x.contiguous(memory_format=torch.channels_last)
        return Lesson(crops.view, without_background(self.teacher(x)))

    def lesson(self, batch, random):
        """Returns a lesson of batch views, drawn with the generator random."""
        rows = self.pool.chosen
        rows = rows[torch.randint(len(rows), (batch,), generator=random)]
        return self._lesson(Crops(self.pool, rows, self.strength, random))

    def held(self):
        """Returns a lesson of whole photos that are never trained on."""
        return self._lesson(Crops(self.pool, self.pool.held, WHOLE, torch.Generator().manual_seed(0)))


class Fixed:
    """Lessons from a directory that views.py filled; the last of its views are held back."""

    multiply_adds = 0

    def __init__(self, directory, device, held=256):
        directory = pathlib.Path(directory)
        made = json.loads((directory / "views.json").read_text())
        size, count = made["resolution"], made["made"]
        self.device, self.resolution = device, size
        views = np.memmap(directory / "views.u8", np.uint8, "r+", shape=(made["count"], 3, size, size))
        logits = np.memmap(directory / "logits.f16", np.float16, "r+", shape=(made["count"], 1000))
        self.views, self.logits = torch.from_numpy(views[:count]), torch.from_numpy(logits[:count])
        self.trained = count - min(held, count // 10)

    def _lesson(self, rows, flip):
        x = self.views[rows].to(self.device).float()
        x = torch.where(flip.to(self.device)[:, None, None, None], x.flip(3), x).mul_(SCALE).add_(OFFSET)

        def view(resolution):
            if resolution > self.resolution:
                raise ValueError(f"lessons: resolution {resolution}: want at most {self.resolution}, "
                                 "which the views were made at")
            if resolution == self.resolution:
                return x
            return shrink(x, resolution)
        return Lesson(view, self.logits[rows].to(self.device).float())

    def lesson(self, batch, random):
        """Returns a lesson of batch views, each as it is or flipped: to the teacher nearly the
        same picture."""
        rows = torch.randint(self.trained, (batch,), generator=random)
        return self._lesson(rows, torch.rand(batch, generator=random) < 0.5)

    def held(self):
        """Returns a lesson of views that are never trained on."""
        rows = torch.arange(self.trained, len(self.views))
        return self._lesson(rows, torch.zeros(len(rows), dtype=torch.bool))
