"""Which photos are looked at, and how: batches of views for training, whole photos held back."""

import pathlib

import torch

from architecture import TEACHER_RESOLUTION
from augment import WHOLE, Crops, Strength, generator, shrink
from pool import Pool

SMALL, SHARP = 90, 176  # photos of a short side below are small, from it on sharp, in pixels
SHARES = {"sharp": 14, "middle": 7, "small": 3}  # views of 24; small photos come four to a view
HELD, SEED = 600, 1
SURVEYED = 128  # pixels at which the teacher looks at all photos


@torch.no_grad()
def survey(pool, teacher):
    """Returns the teacher's probabilities [N, 1000] for every whole photo, float16."""
    found = []
    for rows in torch.arange(len(pool.height)).split(128):
        x = Crops(pool, rows, WHOLE, generator(0, 0)).render(SURVEYED)
        found.append(teacher.logits(x).softmax(1).half().cpu())
    return torch.cat(found)


class Photos:
    """The pool by sharpness, drawn so that the teacher's first answers are about equally frequent.

    held: rows of sharp photos that are never drawn. What the teacher answers to all photos is kept in
    the pool's directory, as survey.pt."""

    def __init__(self, directory, teacher, device="cpu", **options):
        self.pool = pool = Pool(directory, device, **options)
        path = pathlib.Path(directory) / "survey.pt"
        if not path.exists():
            torch.save(survey(pool, teacher), path)
        answers = torch.load(path).float()
        often = (answers / answers.sum(0).clamp(min=4)).sum(1).double()
        side = torch.minimum(pool.height, pool.width).cpu()
        rows = pool.usable[torch.randperm(len(pool.usable), generator=generator(SEED, 0))]
        rows = rows[~pool.twin[rows]]
        kinds = {"small": side < SMALL, "middle": (side >= SMALL) & (side < SHARP), "sharp": side >= SHARP}
        kinds = {kind: rows[yes[rows]] for kind, yes in kinds.items()}
        count = min(HELD, len(kinds["sharp"]) // 4)
        self.held, kinds["sharp"] = kinds["sharp"][:count], kinds["sharp"][count:]
        self.rows = {kind: (rows, often[rows]) for kind, rows in kinds.items()}

    def draw(self, kind, count, random, strength):
        """Returns count crops of photos of a kind."""
        rows, often = self.rows[kind]
        drawn = rows[torch.multinomial(often, count, replacement=True, generator=random)]
        return Crops(self.pool, drawn, strength, random)

    def held_back(self):
        """Returns the photos held back, whole, [N, 3, 224, 224]."""
        return Crops(self.pool, self.held, WHOLE, generator(0, 0)).render(TEACHER_RESOLUTION)


class Views:
    """A batch of views, a multiple of 24: crops of sharp and of middling photos, and fours of small
    ones side by side."""

    def __init__(self, photos, batch, random, strength=Strength()):
        counts = {kind: batch * share // sum(SHARES.values()) for kind, share in SHARES.items()}
        self.whole = [photos.draw(kind, counts[kind], random, strength) for kind in ("sharp", "middle")]
        self.quarters = photos.draw("small", 4 * counts["small"], random, strength)
        self.made = {}

    def view(self, resolution):
        """Returns the views, float32 [N, 3, R, R]: the same pictures at any resolution."""
        if resolution not in self.made:
            if resolution == TEACHER_RESOLUTION:
                q = self.quarters.render(resolution // 2).unflatten(0, (-1, 2, 2))  # [n, 2, 2, 3, r, r]
                q = q.permute(0, 3, 1, 4, 2, 5).reshape(-1, 3, resolution, resolution)
                self.made[resolution] = torch.cat([*(c.render(resolution) for c in self.whole), q])
            else:
                self.made[resolution] = fit(self.view(TEACHER_RESOLUTION), resolution)
        return self.made[resolution]


def fit(maps, side):
    """Returns maps [N, C, S, S] brought to a side."""
    return maps if maps.shape[-1] == side else shrink(maps, side)
