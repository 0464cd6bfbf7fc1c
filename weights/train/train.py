"""Trains the slimmable network, in chunks.

    python3 train.py --pool DIR --official DIR --photos-test DIR --run DIR --minutes 20 --max-seconds 450

A chunk goes on from RUN/state.pt if it is there, stops after --max-seconds, and leaves the state
for the next one; the same command again and again trains to the end. RUN/log.jsonl grows by a
line every few seconds. The schedule's length is --steps, by which a run is the same every time,
or --minutes of training, by which it ends on time whatever the machine's speed.
"""

import argparse
import dataclasses
import json
import math
import pathlib
import time

import torch

import device as devices
import settings as ways
import state
import teacher as teachers
from augment import Strength
from lessons import Fixed, Live
from pool import Pool
from trainer import Plan, Trainer

STARTED = time.perf_counter()  # --max-seconds counts the loading too


def parse():
    parser = argparse.ArgumentParser(description="train the slimmable network, in chunks")
    parser.add_argument("--run", required=True, help="directory of the state and the log")
    parser.add_argument("--pool", help="directory of a decoded pool")
    parser.add_argument("--views", help="directory of fixed views, instead of a pool and a teacher")
    parser.add_argument("--official", help="directory of the official weights")
    parser.add_argument("--photos-test", help="directory of expected.json")
    parser.add_argument("--steps", type=int, help="length of the schedule in steps")
    parser.add_argument("--minutes", type=float, help="or in minutes of training")
    parser.add_argument("--max-seconds", type=float, default=math.inf, help="stop this chunk after")
    parser.add_argument("--max-steps", type=int, help="stop this chunk after so many steps")
    parser.add_argument("--save-every", type=float, default=90, help="seconds between states")
    parser.add_argument("--log-every", type=float, default=5, help="seconds between lines of the log")
    parser.add_argument("--watch-every", type=float, default=60, help="seconds between agreements")
    parser.add_argument("--device")
    parser.add_argument("--settings", help="file that bench.py wrote; else what is usual on the device")
    parser.add_argument("--compile-teacher", action="store_true")
    for field in dataclasses.fields(Plan):
        name = "--" + field.name.replace("_", "-")
        parser.add_argument(name, type=type(field.default), default=field.default)
    args = parser.parse_args()
    if (args.steps is None) == (args.minutes is None):
        parser.error("want either --steps or --minutes")
    if args.views is None and not (args.pool and args.official and args.photos_test):
        parser.error("want --pool, --official and --photos-test, or --views")
    return args


def lessons(args, device, settings):
    """Returns where the lessons come from, the teacher checked and the pool free of evaluation
    photos."""
    if args.views:
        return Fixed(args.views, device)
    teacher = teachers.load(args.official).eval()
    worst = teachers.check(teacher, args.photos_test)
    print(f"teacher: as recorded, largest difference of a logit {worst:.2g}")
    pool = Pool(args.pool, device)
    for photo, seen in {photo: seen for photo, seen, _ in pool.dropped}.items():
        print(f"pool: {photo} left out: it looks like evaluation photo {seen}")
    print(f"pool: {len(pool.chosen)} photos to train on, {len(pool.held)} held back")
    layout = torch.channels_last if settings.channels_last else torch.contiguous_format
    teacher = teacher.to(device, settings.dtype, memory_format=layout)
    return Live(pool, torch.compile(teacher) if args.compile_teacher else teacher, Strength(), settings)


class Log:
    """Prints lines and adds them to RUN/log.jsonl."""

    def __init__(self, path):
        self.file = open(path, "a", encoding="utf-8")

    def write(self, **line):
        text = json.dumps(line)
        self.file.write(text + "\n")
        self.file.flush()
        print(text, flush=True)


class Meter:
    """Adds up losses and operations on the device between two lines of the log."""

    def __init__(self, trainer, device, batch):
        self.trainer, self.device, self.batch = trainer, device, batch
        self.peak = devices.peak(device)
        self.reset()

    def reset(self):
        self.losses, self.operations, self.count = 0, 0, 0
        self.start = time.perf_counter()

    def add(self, losses, operations):
        self.losses, self.operations = self.losses + losses, self.operations + operations
        self.count += 1

    def read(self):
        """Returns what a line says; raises FloatingPointError when the loss is no number, before
        such weights are saved."""
        losses = (self.losses / max(self.count, 1)).tolist()
        if not all(map(math.isfinite, losses)):
            raise FloatingPointError(f"train: step {self.trainer.steps}: have loss {losses}: "
                                     "go on from the last state with a lower --rate")
        taken = time.perf_counter() - self.start
        rate = self.operations / taken
        line = {"loss": {"widest": losses[0], "narrowest": losses[1], "between": sum(losses[2:]) / max(len(losses[2:]), 1)},
                "images_per_second": self.count * self.batch / taken,
                "tflops": rate / 1e12, "share_of_peak": rate / self.peak}
        self.reset()
        return line


def train(args, trainer, log, device):
    """Runs one chunk; returns whether the schedule is done."""
    path = pathlib.Path(args.run) / "state.pt"
    if path.exists():
        trainer.restore(state.load(path))
    first, meter = trainer.steps, Meter(trainer, device, trainer.plan.batch)
    due = {"log": args.log_every, "save": args.save_every, "watch": args.watch_every}
    begun, before = time.perf_counter(), trainer.seconds
    log.write(event="begin", step=first, seconds=round(before, 1), device=devices.describe(device),
              peak_tflops=meter.peak / 1e12, plan=dataclasses.asdict(trainer.plan),
              settings=ways.words(trainer.network.settings), loading=round(begun - STARTED, 1))

    def progress():
        return trainer.steps / args.steps if args.steps else trainer.seconds / (60 * args.minutes)

    def note():
        devices.synchronise(device)
        line = {"step": trainer.steps, "seconds": round(trainer.seconds, 1),
                "progress": round(progress(), 5), "rate": trainer.plan.rate_at(min(1, progress()))}
        if meter.count:
            log.write(**line, **{k: _brief(v) for k, v in meter.read().items()})
        return line

    while progress() < 1:
        if time.perf_counter() - STARTED > args.max_seconds:
            break
        if args.max_steps and trainer.steps - first >= args.max_steps:
            break
        meter.add(*trainer.step(progress()))
        now = time.perf_counter() - begun
        trainer.seconds = before + now
        if now > due["log"]:
            note()
            due["log"] = time.perf_counter() - begun + args.log_every
        if now > due["watch"]:
            log.write(**note(), agreement=trainer.agreement())
            due["watch"] = now + args.watch_every
            meter.reset()
        if now > due["save"]:
            note()  # finds a loss that is no number
            state.save(path, trainer.state())
            due["save"] = now + args.save_every
            meter.reset()
    line = note()
    log.write(**line, agreement=trainer.agreement(), event="end" if progress() >= 1 else "cut")
    state.save(path, trainer.state())
    return progress() >= 1


def _brief(value):
    """Returns numbers with five digits, for the log."""
    if isinstance(value, dict):
        return {k: _brief(v) for k, v in value.items()}
    return float(f"{value:.5g}")


def main():
    args = parse()
    device = devices.choose(args.device)
    settings = ways.read(args.settings) if args.settings else ways.usual(device)
    torch.backends.cuda.matmul.allow_tf32 = True
    pathlib.Path(args.run).mkdir(parents=True, exist_ok=True)
    plan = Plan(**{f.name: getattr(args, f.name) for f in dataclasses.fields(Plan)})
    trainer = Trainer(plan, lessons(args, device, settings), device, settings)
    done = train(args, trainer, Log(pathlib.Path(args.run) / "log.jsonl"), device)
    print(f"train: {'done' if done else 'cut'} at step {trainer.steps}, "
          f"{trainer.steps * plan.batch:,} views, {trainer.seconds:.0f} s of training")


if __name__ == "__main__":
    main()
