"""Finds the fastest way to compute on a device, in about a minute.

    python3 bench.py --pool DIR --official DIR --out settings.json [--seconds 50]

Times whole training steps (views, teacher, four networks, optimiser), changes one thing after the
other, keeps what is faster, and writes the best; train.py --settings reads it. A setting that
fails, or whose gradients in float32 are not plain PyTorch's, is left out and said so. Then it
shows where the time of a step goes and what other batches would give.
"""

import argparse
import dataclasses
import time

import torch
from torch.nn import functional as F

import device as devices
import settings as ways
import teacher as teachers
from augment import Crops, Strength, shrink
from lessons import Live, generator
from network import Slimmable
from pool import Pool
from settings import Settings
from trainer import Plan, Trainer

SAME = 0.999  # cosine between the gradients of two ways to compute the same in float32


def changes(device):
    """Returns the changes to try one after the other."""
    if device.type != "cuda":
        return [{"channels_last": False}, {"normalise": "cpu"}, {"dtype": torch.bfloat16}]
    return [{"normalise": "native"}, {"normalise": "triton"}, {"depthwise": "triton"},
            {"pointwise": "matmul"}, {"first": "matmul"}, {"dtype": torch.float16}, {"dtype": torch.float32}]


def gradients(settings, device):
    """Returns the gradients of a small network on a small batch in float32, as one vector. (In
    bfloat16 those of a network that has learned nothing are mostly rounding.)"""
    settings = dataclasses.replace(settings, dtype=torch.float32)
    network = Slimmable(0.5, generator=generator(1, 0), settings=settings).to(device)
    x = torch.randn(64, 3, 96, 96, generator=generator(2, 0)).to(device)
    want = torch.randint(1000, (64,), generator=generator(3, 0)).to(device)
    allowed = torch.backends.cuda.matmul.allow_tf32, torch.backends.cudnn.allow_tf32
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False
    F.cross_entropy(network(x, 0.5), want).backward()
    torch.backends.cuda.matmul.allow_tf32, torch.backends.cudnn.allow_tf32 = allowed
    return torch.cat([p.grad.flatten() for p in network.parameters()])


class Bench:
    """Times training steps at all resolutions and widths in the same order."""

    def __init__(self, pool, official, device):
        self.pool, self.official, self.device = pool, official, device
        self.reference = gradients(Settings(), device)

    def trainer(self, settings, batch):
        layout = torch.channels_last if settings.channels_last else torch.contiguous_format
        teacher = teachers.load(self.official).eval().to(self.device, settings.dtype, memory_format=layout)
        lessons = Live(self.pool, teacher, Strength(), settings)
        return Trainer(Plan(batch=batch), lessons, self.device, settings)

    def speed(self, settings, batch, steps):
        """Returns views a second, operations a second, and the seconds that the first run of the
        same steps took longer."""
        likeness = F.cosine_similarity(gradients(settings, self.device), self.reference, 0).item()
        if not likeness > SAME:
            raise ArithmeticError(f"bench: gradients' cosine with plain PyTorch's is {likeness:.4f}, "
                                  f"want above {SAME}")
        trainer, taken = self.trainer(settings, batch), []
        # The first time a width and size comes up, libraries choose their kernels: not counted,
        # but shown, because a run meets thousands of shapes.
        for _ in range(2):
            trainer.steps, operations, start = 0, 0, time.perf_counter()
            for _ in range(steps):
                operations += trainer.step(1.0)[1]
            devices.synchronise(self.device)
            taken.append(time.perf_counter() - start)
        return steps * batch / taken[1], operations / taken[1], taken[0] - taken[1]

    def parts(self, settings, batch):
        """Yields (what, milliseconds a step) of a step's parts."""
        trainer, random = self.trainer(settings, batch), generator(1, 0)
        rows = self.pool.chosen[:1].expand(batch)
        crops = Crops(self.pool, rows, Strength(), random)
        lesson = trainer.lessons.answer(crops)

        def learn(alpha, resolution):
            F.log_softmax(trainer.network(lesson.view(resolution), alpha), 1).mean().backward()

        works = {"views at 224": lambda: Crops(self.pool, rows, Strength(), random).view(224),
                 "view at 160 from that": lambda: shrink(lesson.view(224), 160),
                 "teacher at 224": lambda: trainer.lessons.answer(crops)}
        for alpha, resolution in ((1.0, 224), (1.0, 128), (0.625, 160), (0.25, 128)):
            works[f"student {alpha}/{resolution}"] = lambda a=alpha, r=resolution: learn(a, r)
        for name, work in works.items():
            yield name, 1e3 * devices.seconds(work, self.device, 3)
        yield "optimiser", 1e3 * devices.seconds(lambda: (learn(1.0, 96), trainer.optimiser.step(0.0)),
                                                 self.device, 3) - 1e3 * devices.seconds(
            lambda: learn(1.0, 96), self.device, 3)


def main():
    parser = argparse.ArgumentParser(description="find the fastest settings for training")
    parser.add_argument("--pool", required=True)
    parser.add_argument("--official", required=True)
    parser.add_argument("--out", required=True, help="file for train.py --settings")
    parser.add_argument("--batch", type=int, default=512)
    parser.add_argument("--steps", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=50, help="start nothing new after")
    parser.add_argument("--device")
    args = parser.parse_args()
    began, device = time.perf_counter(), devices.choose(args.device)
    torch.backends.cuda.matmul.allow_tf32 = True
    peak = devices.peak(device)
    print(f"{devices.describe(device)}: {peak / 1e12:.3g} TFLOP/s in a matrix product, "
          f"{devices.bandwidth(device) / 1e9:.0f} GB/s in a copy", flush=True)
    bench = Bench(Pool(args.pool, device), args.official, device)
    best, fastest = ways.usual(device), 0.0

    def measure(settings, batch, label):
        try:
            views, operations, first = bench.speed(settings, batch, args.steps)
        except Exception as error:  # a setting that this machine cannot run is an answer too
            print(f"{label}: not here: {type(error).__name__}: {str(error)[:300]}", flush=True)
            return 0.0
        print(f"{label}: {views:.0f} views/s, {100 * operations / peak:.1f} % of the peak, "
              f"{first:.1f} s longer the first time", flush=True)
        return views

    fastest = measure(best, args.batch, f"usual, batch {args.batch}")
    ways.write(best, args.out)
    for change in changes(device):
        if time.perf_counter() - began > args.seconds:
            print("out of time: the rest is not tried", flush=True)
            break
        settings = dataclasses.replace(best, **change)
        label = ", ".join(f"{k} {v}" for k, v in change.items())
        views = measure(settings, args.batch, label)
        # Matrix products and kernels of our own need no choosing for each new shape: they win a
        # draw. float16 needs its loss scaled, which train.py does not do: for comparison only.
        draw = 0.97 if {"matmul", "triton"} & set(change.values()) else 1.02
        if views > draw * fastest and settings.dtype != torch.float16:
            best, fastest = settings, views
            ways.write(best, args.out)
    print(f"best: {ways.words(best)}", flush=True)
    for what, milliseconds in bench.parts(best, args.batch):
        print(f"  {what}: {milliseconds:.1f} ms", flush=True)
    for batch in (args.batch // 2, args.batch * 2):
        if time.perf_counter() - began < args.seconds + 10:
            measure(best, batch, f"batch {batch}")


if __name__ == "__main__":
    main()
