"""Trains students end to end on the teacher's answers, several widths side by side.

    python3 tune.py --pool DIR --official DIR --run DIR --start FILE ... [--minutes 60]
    python3 tune.py --pool DIR --official DIR --run DIR --steps 40000 --fall 8000 [--minutes 60]

--start names what solve.py wrote, or files that ship. Every step draws views that were never seen before;
one pass of the teacher serves all students. The loss is the divergence from its answer, and beside it,
as shares of their variance that are not explained, the errors of all 1000 logits, of the logits of each
cell of the last map, and of the maps after blocks 11 and 13 that the student's channels stand for.

The rate is constant, and falls to zero over the last --fall of --steps. --minutes ends the command, not
the run: the same command goes on from DIR/state.pt, bit by bit as if it had not stopped. Photos held
back tell how good the averaged weights are: agreement with the teacher, also balanced over its first
answers, since the pool has many dogs and few lamps.
"""

import argparse
import json
import pathlib
import time
from dataclasses import dataclass

import torch
from torch.nn import functional as F

import export
import order as orders
import teacher as teachers
from architecture import TEACHER_RESOLUTION, stage, widths
from augment import generator
from held import Held
from optimiser import Optimiser
from student import Student
from views import Photos, Views, fit

MAPS = (22, 26)  # the pointwise layers of blocks 11 and 13
SEED = 1
RISE = 60  # steps in which the rate rises
DIVERGENCE, LOGITS, CELLS = 1.0, 10.0, 5.0  # weights of the loss's parts
AVERAGE = 0.999


@dataclass(frozen=True)
class Course:
    """How a width is trained: the rate and the resolutions drawn from, some of them more often, and
    those that it is watched at."""

    rate: float
    resolutions: tuple
    watched: tuple
    parts: int = 1  # steps that a batch is taken in: a narrow network learns more from many small ones
    maps: float = 5.0  # weight of the maps in the loss


COURSES = {
    0.25: Course(2e-3, (128, 128, 160, 192), (128,), 3, 1.0),
    0.5: Course(1e-3, (128, 160, 160, 192), (160,), 2, 2.5),
    0.75: Course(6e-4, (128, 160, 160, 192, 192, 224), (160, 192)),
}


def unexplained(have, want):
    """Returns the error's share of the variance of want, both [N, C, ...], about its mean by channel."""
    around = want - want.mean([d for d in range(want.dim()) if d != 1], keepdim=True)
    return (have - want).square().sum() / around.square().sum().clamp(min=1e-6)


@torch.no_grad()
def answer(teacher, order, x):
    """Returns the teacher's logits for x, its logits by cell, and the maps that students learn, channels in
    their order."""
    maps = {}
    for layer, x in teacher.walk(x):
        if layer in MAPS:
            maps[layer] = x[:, order[stage(layer)]].float()
    cells = teacher.cells(x)
    return cells.mean((2, 3)), cells, maps


def losses(student, x, told, weight):
    """Returns the parts of a student's loss on inputs x, of which the teacher told so much; weight is that
    of the maps."""
    want, cells, maps = told
    last, seen = student.features(x, MAPS)
    logits, by_cell = student.classify(last), student.cells(last)

    def centred(z):
        return z - z.mean(1, keepdim=True)

    return [DIVERGENCE * F.kl_div(logits.log_softmax(1), want.softmax(1), reduction="batchmean"),
            LOGITS * unexplained(centred(logits), centred(want)),
            CELLS * unexplained(centred(by_cell), centred(fit(cells, last.shape[-1]))),
            *(weight * unexplained(y, fit(maps[layer][:, :y.shape[1]], y.shape[-1])) for layer, y in seen.items())]


class Tuning:
    """A student, its average and its optimiser."""

    def __init__(self, alpha, dtype, device):
        self.course = COURSES[alpha]
        self.student = Student(widths(alpha), dtype=dtype).to(device)
        self.averaged = Student(widths(alpha)).to(device).requires_grad_(False)
        self.optimiser = Optimiser(self.student, dtype)

    def begin(self, parameters):
        """Starts from a student's parameters."""
        self.student.load_state_dict(parameters)
        self.averaged.load_state_dict(parameters)

    def step(self, views, told, factor, random, steps):
        """Learns from a batch, of which the teacher told so much, at a part of the course's rate. Returns
        the loss's parts."""
        shuffled = torch.randperm(len(told[0]), generator=random)  # kinds of photos lie together
        found = [self._part(views, told, rows, factor, random, steps) for rows in shuffled.chunk(self.course.parts)]
        return torch.stack(found).mean(0)

    def _part(self, views, told, rows, factor, random, steps):
        want, cells, maps = told
        sizes = self.course.resolutions
        resolution = sizes[int(torch.randint(len(sizes), (1,), generator=random))]
        told = want[rows], cells[rows], {layer: m[rows] for layer, m in maps.items()}
        loss = losses(self.student, views.view(resolution)[rows], told, self.course.maps)
        sum(loss).backward()
        self.optimiser.step(self.course.rate * factor)
        kept = factor * min(AVERAGE, (1 + steps) / (10 + steps))  # as the rate falls, it comes to the weights
        with torch.no_grad():
            averaged = list(self.averaged.parameters())
            torch._foreach_mul_(averaged, kept)
            torch._foreach_add_(averaged, list(self.student.parameters()), alpha=1 - kept)
        return torch.stack([part.detach() for part in loss])

    def state(self):
        """Returns what must be kept to go on."""
        return {"network": self.student.state_dict(), "averaged": self.averaged.state_dict(),
                "optimiser": self.optimiser.state()}

    def restore(self, state):
        """Goes on from what state returned."""
        self.student.load_state_dict(state["network"])
        self.averaged.load_state_dict(state["averaged"])
        self.optimiser.restore(state["optimiser"])


def factor(steps, end, fall):
    """Returns the share of the rate for the step after so many: it rises at first, and falls over the
    last steps before the end, if there is one."""
    rise = min(1.0, (steps + 1) / RISE)
    return rise * min(1.0, (end - steps) / fall) if end and fall else rise


class Run:
    """Students in training. starts: {alpha: parameters}; state: what save kept, if there is any."""

    def __init__(self, photos, teacher, order, starts, state, batch, dtype):
        self.photos, self.teacher, self.order, self.batch = photos, teacher, order, batch
        state = {"steps": 0, "views": 0, "seconds": 0.0, "students": {}, **(state or {})}
        self.steps, self.views, self.seconds = state["steps"], state["views"], state["seconds"]
        self.students = {alpha: Tuning(alpha, dtype, photos.pool.device) for alpha in (*starts, *state["students"])}
        if not self.students:
            raise ValueError("tune: no state to go on from, want files to --start from")
        for alpha, parameters in starts.items():
            self.students[alpha].begin(parameters)
        for alpha, kept in state["students"].items():
            self.students[alpha].restore(kept)

    def step(self, end=None, fall=0, without=()):
        """Trains the students, but for some widths, on the next batch and returns {alpha: parts of the loss}."""
        start, random = time.process_time(), generator(SEED, self.steps + 1)
        views, found = Views(self.photos, self.batch, random), {}
        told = answer(self.teacher, self.order, views.view(TEACHER_RESOLUTION))
        for alpha, tuning in self.students.items():
            if alpha not in without:
                found[alpha] = tuning.step(views, told, factor(self.steps, end, fall), random, self.steps)
        self.steps += 1
        self.views += self.batch
        self.seconds += time.process_time() - start
        return found

    def save(self, path):
        """Writes all that is needed to go on."""
        temporary = path.with_suffix(".tmp")
        torch.save({"steps": self.steps, "views": self.views, "seconds": self.seconds,
                    "students": {alpha: tuning.state() for alpha, tuning in self.students.items()}}, temporary)
        temporary.rename(path)


def begin(path):
    """Returns the width and the parameters in what solve.py or export.py wrote."""
    if path.endswith(".safetensors"):
        alpha, student = export.read(path)
        return alpha, student.state_dict()
    start = torch.load(path, map_location="cpu")
    return start["alpha"], start["network"]


def main():
    parser = argparse.ArgumentParser(description="train students end to end")
    parser.add_argument("--pool", required=True)
    parser.add_argument("--official", required=True)
    parser.add_argument("--run", required=True)
    parser.add_argument("--start", nargs="+", default=[], help="what solve.py wrote, or files that ship")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="by the clock, after which to stop for now")
    parser.add_argument("--steps", type=int, help="of the whole run")
    parser.add_argument("--fall", type=int, default=0, help="last steps, in which the rate falls to 0")
    parser.add_argument("--batch", type=int, default=96, help="views in a step, a multiple of 24")
    parser.add_argument("--without", type=float, nargs="*", default=[], help="widths to leave as they are")
    parser.add_argument("--device", default="cpu", help="or cuda")
    parser.add_argument("--rounded", action="store_true", help="weights as int8 has them, for the last steps")
    parser.add_argument("--float32", action="store_true", help="for a machine without products in bfloat16")
    parser.add_argument("--looks", type=float, default=12, help="minutes between two looks")
    o = parser.parse_args()
    directory, dtype = pathlib.Path(o.run), torch.float32 if o.float32 else torch.bfloat16
    directory.mkdir(parents=True, exist_ok=True)
    exact = teachers.load(o.official).eval().to(o.device, memory_format=torch.channels_last)
    teacher = teachers.load(o.official).eval().to(o.device, dtype, memory_format=torch.channels_last)
    photos = Photos(o.pool, teacher, o.device)
    path = directory / "state.pt"
    run = Run(photos, teacher, orders.read(), dict(map(begin, o.start)),
              torch.load(path, map_location="cpu") if path.exists() else None, o.batch, dtype)
    held = Held(photos, exact)
    for tuning in run.students.values():
        tuning.student.rounded = tuning.averaged.rounded = o.rounded

    def note(line):
        line = {"steps": run.steps, "views": run.views, "minutes": round(run.seconds / 60, 2), **line}
        print(json.dumps(line), flush=True)
        with (directory / "log.jsonl").open("a") as f:
            f.write(json.dumps(line) + "\n")

    def look():
        for alpha, tuning in run.students.items():
            for resolution in tuning.course.watched:
                note({"alpha": alpha, "resolution": resolution, **held.look(tuning.averaged, resolution)})

    look()
    sums, count, began = {}, 0, time.monotonic()
    told = looked = began
    while time.monotonic() - began < 60 * o.minutes and (o.steps is None or run.steps < o.steps):
        for alpha, loss in run.step(o.steps, o.fall, o.without).items():
            sums[alpha] = sums.get(alpha, 0) + loss
        count += 1
        if time.monotonic() - told > 60:
            means = {alpha: (total / count).tolist() for alpha, total in sums.items()}
            if not all(map(torch.isfinite, torch.tensor(list(means.values())).flatten())):
                raise SystemExit(f"tune: step {run.steps}: the loss is no number any more: {means}")
            note({"losses": {alpha: [round(v, 3) for v in mean] for alpha, mean in means.items()}})
            run.save(path)
            sums, count, told = {}, 0, time.monotonic()
        if time.monotonic() - looked > 60 * o.looks:
            look()
            looked = time.monotonic()
    run.save(path)
    look()


if __name__ == "__main__":
    main()
