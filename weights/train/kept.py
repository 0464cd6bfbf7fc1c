"""Trains one narrow student on views that are made and answered once.

    python3 kept.py make --pool DIR --official DIR --out DIR --resolution 160 --steps 1600 [--first 1]
    python3 kept.py train --pool DIR --official DIR --kept DIR ... --run DIR --alpha 0.25 --steps 15800

A narrow student takes a fiftieth of the teacher's time for a view, and a million of them before it knows
its classes: the same views seen again, each as it is or turned over, cost the teacher nothing more. It
learns the teacher's answers alone; of the teacher's maps it has no room for.

make writes DIR/views.u8 [n, 3, R, R] and DIR/logits.f16 [n, 1000], of the views that tune.py would draw,
more of them mixed: one in two. --first is the number of its first step; other steps draw other views.
train takes the student from RUN/state.pt, its rate falling to zero over the last three fifths, and puts
it back, where export.py and tune.py find it. Every step draws its resolution from those named.
"""

import argparse
import json
import pathlib
import time

import numpy as np
import torch
from torch.nn import functional as F

import teacher as teachers
import tune
from architecture import CLASSES, OFFSET, SCALE, TEACHER_RESOLUTION, widths
from augment import Strength, generator, shrink
from held import Held
from optimiser import Optimiser
from student import Student
from views import Photos, Views

MADE, TRAINED = 96, 64  # views of a step
SEED = 7
RATE, FALL = 3e-3, 0.6
MIXED = Strength(mixup=0.5)
LOGITS = 5.0  # weight beside the divergence


def files(directory, resolution=None):
    """Returns the views and the logits in a directory; resolution: of new, empty files."""
    directory = pathlib.Path(directory)
    about = directory / "views.json"
    if resolution is None:
        resolution = json.loads(about.read_text())["resolution"]
    else:
        directory.mkdir(parents=True, exist_ok=True)
        about.write_text(json.dumps({"resolution": resolution}) + "\n")
    return resolution, directory / "views.u8", directory / "logits.f16"


@torch.no_grad()
def make(photos, teacher, directory, resolution, steps, first=1):
    """Writes the views of so many steps from the first on and the teacher's answers to them."""
    _, views, logits = files(directory, resolution)
    with open(views, "wb") as pixels, open(logits, "wb") as answers:
        for step in range(first, first + steps):
            made = Views(photos, MADE, generator(tune.SEED, step), MIXED)
            answers.write(teacher.logits(made.view(TEACHER_RESOLUTION)).half().numpy().tobytes())
            x = ((made.view(resolution) - OFFSET) / SCALE).round().clamp(0, 255).byte()
            pixels.write(x.numpy().tobytes())


class Kept:
    """The views and answers of directories, all at one resolution. The views stay on disk: there may be
    more of them than memory holds."""

    def __init__(self, directories):
        found = [files(directory) for directory in directories]
        sides = {side for side, _, _ in found}
        if len(sides) != 1:
            raise ValueError(f"kept: views of {sorted(sides)} pixels: want one resolution")
        self.side, = sides
        maps = [np.asarray(np.memmap(views, np.uint8, "r")).reshape(-1, 3, self.side, self.side) for _, views, _ in found]
        self.views = [view for views in maps for view in views]  # uint8 [3, R, R] each
        self.logits = torch.cat([torch.from_numpy(np.fromfile(logits, np.float16)).view(-1, CLASSES)
                                 for _, _, logits in found])

    def batch(self, count, random, resolutions=()):
        """Returns so many views as inputs, half of them turned over, and the answers; at one of the
        resolutions, or as they were made."""
        rows = torch.randint(len(self.views), (count,), generator=random)
        flip = torch.rand(count, generator=random) < 0.5
        x = torch.from_numpy(np.stack([self.views[row] for row in rows.tolist()])).float()
        if resolutions:
            side = resolutions[int(torch.randint(len(resolutions), (1,), generator=random))]
            x = x if side == self.side else shrink(x, side)
        x = torch.where(flip[:, None, None, None], x.flip(3), x).mul_(SCALE).add_(OFFSET)
        return x, self.logits[rows].float()


def train(parameters, kept, alpha, steps, rate=RATE, resolutions=(), dtype=torch.float32, note=lambda *_: None):
    """Returns the parameters after so many steps; note(step, student, parts of the loss) hears of each."""
    student = Student(widths(alpha), dtype=dtype)
    student.load_state_dict(parameters)
    optimiser = Optimiser(student, dtype)
    for step in range(steps):
        x, want = kept.batch(TRAINED, generator(SEED, step), resolutions)
        logits = student(x)
        parts = [F.kl_div(logits.log_softmax(1), want.softmax(1), reduction="batchmean"),
                 LOGITS * tune.unexplained(logits - logits.mean(1, keepdim=True), want - want.mean(1, keepdim=True))]
        sum(parts).backward()
        optimiser.step(rate * tune.factor(step, steps, FALL * steps))
        note(step, student, torch.stack(parts).detach())
    return student.state_dict()


def main():
    parser = argparse.ArgumentParser(description="train a narrow student on kept views")
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("make", "train"):
        command = commands.add_parser(name)
        command.add_argument("--pool", required=True)
        command.add_argument("--official", required=True)
        command.add_argument("--steps", type=int, required=True)
        command.add_argument("--float32", action="store_true", help="for a machine without products in bfloat16")
    commands.choices["make"].add_argument("--out", required=True)
    commands.choices["make"].add_argument("--resolution", type=int, default=160)
    commands.choices["make"].add_argument("--first", type=int, default=1, help="number of the first step")
    commands.choices["train"].add_argument("--kept", required=True, nargs="+", help="directories that make wrote")
    commands.choices["train"].add_argument("--run", required=True, help="directory of state.pt")
    commands.choices["train"].add_argument("--alpha", type=float, default=0.25)
    commands.choices["train"].add_argument("--rate", type=float, default=RATE)
    commands.choices["train"].add_argument("--resolutions", type=int, nargs="+", default=[], help="drawn from")
    commands.choices["train"].add_argument("--looks", type=int, default=5000, help="steps between two looks")
    o = parser.parse_args()
    dtype = torch.float32 if o.float32 else torch.bfloat16
    teacher = teachers.load(o.official).eval().to(dtype, memory_format=torch.channels_last)
    photos = Photos(o.pool, teacher)
    if o.command == "make":
        make(photos, teacher, o.out, o.resolution, o.steps, o.first)
        return
    path = pathlib.Path(o.run) / "state.pt"
    state = torch.load(path)
    kept, sums = Kept(o.kept), torch.zeros(2)
    held = Held(photos, teachers.load(o.official).eval().to(memory_format=torch.channels_last))

    def say(step, **parts):
        line = {"alpha": o.alpha, "kept": step, "views": step * TRAINED, "minutes": round(time.process_time() / 60, 2)}
        with (pathlib.Path(o.run) / "kept.jsonl").open("a") as f:
            print(json.dumps({**line, **parts}), file=f)

    def note(step, student, parts):
        sums.add_(parts)
        if (step + 1) % 500 == 0:
            say(step + 1, losses=[round(v / 500, 3) for v in sums.tolist()])
            sums.zero_()
        if (step + 1) % o.looks == 0:
            for resolution in tune.COURSES[o.alpha].watched:
                say(step + 1, resolution=resolution, **held.look(student, resolution))
    begun = state["students"][o.alpha]
    trained = train(begun["averaged"], kept, o.alpha, o.steps, o.rate, o.resolutions, dtype, note)
    tuning = tune.Tuning(o.alpha, dtype, "cpu")
    tuning.begin(trained)
    state["students"][o.alpha] = tuning.state()
    temporary = path.with_suffix(".tmp")
    torch.save(state, temporary)
    temporary.rename(path)


if __name__ == "__main__":
    main()
