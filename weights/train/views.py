"""Makes views and the teacher's answers once, for training on a CPU.

    python3 views.py --pool DIR --official DIR --photos-test DIR --out DIR --count 40000 \\
        [--classes starter/classes.json --survey survey.npz] [--part 0 2]

There the teacher takes as long as the students, so its answers must serve many times. Fills
DIR/views.u8, DIR/logits.f16 and DIR/inside.f16 (see arrays in lessons.py); DIR/views.json says what
they are. Stopped and started again it goes on where it was, and with a larger --count it adds to
what is there; with --part i n it makes only the i-th of n parts, so that n processes can share the
work. With --classes only those classes are asked for, and only photos are drawn that show one of
them.
"""

import argparse
import json
import pathlib
import time

import numpy as np
import torch

import classes as subsets
import settings as ways
import teacher as teachers
from architecture import OFFSET, SCALE
from augment import Strength
from lessons import PHOTO_INSIDE, Live, arrays, generator
from pool import Pool

BATCH = 32
LEAST = 1e-3  # written for a share below it: zero says that a view is not made yet


def make(live, out, count, resolution, seed, part=(0, 1), report=print):
    """Fills directory out with count views at a resolution, after those of the photos held back;
    count must be a multiple of BATCH."""
    if count % BATCH:
        raise ValueError(f"views: have a count of {count}, want a multiple of {BATCH}")
    out = pathlib.Path(out)
    out.mkdir(parents=True, exist_ok=True)
    about = {"count": count, "held": len(live.pool.held), "resolution": resolution, "seed": seed,
             "classes": live.classes}
    path = out / "views.json"
    if path.exists():
        kept = json.loads(path.read_text())
        differing = [key for key in about if kept.get(key) != about[key]]
        if differing and not (differing == ["count"] and kept["count"] < count):
            raise ValueError(f"views: {out} holds views of other {', '.join(differing)}: want an empty "
                             "directory or the same again")
    path.write_text(json.dumps(about))
    views, logits, inside = arrays(out, about)

    def put(first, lesson):
        rows = slice(first, first + len(lesson.logits))
        x = (lesson.view(resolution) - OFFSET) / SCALE
        views[rows] = x.round().clamp(0, 255).byte().cpu()
        logits[rows] = lesson.logits.cpu().half()
        inside[rows] = lesson.inside.clamp(min=LEAST).cpu().half()

    if part[0] == 0 and not inside[:about["held"]].all():
        put(0, live.held())
    start, made = time.perf_counter(), 0
    for i in range(part[0], count // BATCH, part[1]):
        first = about["held"] + i * BATCH
        if inside[first:first + BATCH].all():
            continue
        put(first, live.lesson(BATCH, generator(seed, i)))
        made += BATCH
        if made % (32 * BATCH) == 0:
            rate = made / (time.perf_counter() - start)
            report(f"views: at {first + BATCH - about['held']:,} of {count:,}, {rate:.1f} a second", flush=True)


def main():
    parser = argparse.ArgumentParser(description="make fixed views for training on a CPU")
    parser.add_argument("--pool", required=True)
    parser.add_argument("--official", required=True)
    parser.add_argument("--photos-test", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--resolution", type=int, default=160)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--smallest", type=float, default=Strength.scale[0], help="least share of a photo's area")
    parser.add_argument("--mixup", type=float, default=Strength.mixup, help="share of views mixed with another")
    parser.add_argument("--classes", help="file that classes.py wrote; left out: all")
    parser.add_argument("--survey", help="ditto, with --classes")
    parser.add_argument("--part", type=int, nargs=2, default=(0, 1), metavar=("I", "N"))
    parser.add_argument("--settings", help="file that bench.py wrote; else what is usual")
    args = parser.parse_args()
    if bool(args.classes) != bool(args.survey):
        parser.error("want both --classes and --survey, or neither")
    teacher = teachers.load(args.official).eval()
    teachers.check(teacher, args.photos_test)
    settings = ways.read(args.settings) if args.settings else ways.usual(torch.device("cpu"))
    layout = torch.channels_last if settings.channels_last else torch.contiguous_format
    teacher = teacher.to(settings.dtype, memory_format=layout)
    pool, some, draws = Pool(args.pool), None, None
    if args.classes:
        some = subsets.read(args.classes)
        with np.load(args.survey) as table:
            if not np.array_equal(table["rows"], pool.chosen.numpy()):
                raise SystemExit(f"views: {args.survey} is of other photos than {args.pool}: "
                                 "make it again with classes.py survey")
            draws = subsets.draws(table["logits"], some, PHOTO_INSIDE)
        print(f"views: {len(some)} classes, {int((draws > 0).sum()):,} photos")
    strength = Strength(scale=(args.smallest, 1.0), mixup=args.mixup)
    live = Live(pool, teacher, strength, settings, some, draws)
    make(live, args.out, args.count, args.resolution, args.seed, args.part)


if __name__ == "__main__":
    main()
