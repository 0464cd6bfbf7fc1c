"""Makes views and the teacher's answers once, for training on a CPU.

    python3 views.py --pool DIR --official DIR --photos-test DIR --out DIR --count 40000

There the teacher takes ten times as long as a narrow student at a small size, so its answers must
serve many times. Writes DIR/views.u8 [count, 3, R, R], DIR/logits.f16 [count, 1000] and
DIR/views.json; stopped and started again it goes on where it was.
"""

import argparse
import json
import pathlib
import time

import numpy as np

import teacher as teachers
from architecture import OFFSET, SCALE
from augment import Strength
from lessons import Live, generator
from pool import Pool
from settings import Settings

BATCH = 32


def make(live, out, count, resolution, seed, report=print):
    """Fills directory out with count views at a resolution; count must be a multiple of BATCH."""
    if count % BATCH:
        raise ValueError(f"views: have a count of {count}, want a multiple of {BATCH}")
    out = pathlib.Path(out)
    out.mkdir(parents=True, exist_ok=True)
    about, made = out / "views.json", 0
    if about.exists():
        kept = json.loads(about.read_text())
        if (kept["count"], kept["resolution"], kept["seed"]) != (count, resolution, seed):
            raise ValueError(f"views: {out} holds {kept}, want an empty directory or the same again")
        made = kept["made"]

    def array(name, dtype, *shape):
        path = out / name
        return np.memmap(path, dtype, "r+" if path.exists() else "w+", shape=(count, *shape))

    views = array("views.u8", np.uint8, 3, resolution, resolution)
    logits = array("logits.f16", np.float16, 1000)
    start, first = time.perf_counter(), made
    while made < count:
        lesson = live.lesson(BATCH, generator(seed, made // BATCH))
        x = (lesson.view(resolution) - OFFSET) / SCALE
        views[made:made + BATCH] = x.round().clamp(0, 255).byte().cpu().numpy()
        logits[made:made + BATCH] = lesson.logits.cpu().numpy()
        made += BATCH
        if made % (16 * BATCH) == 0 or made == count:
            about.write_text(json.dumps({"count": count, "made": made, "resolution": resolution,
                                         "seed": seed}))
            rate = (made - first) / (time.perf_counter() - start)
            report(f"views: {made} of {count}, {rate:.1f} a second", flush=True)


def main():
    parser = argparse.ArgumentParser(description="make fixed views for training on a CPU")
    parser.add_argument("--pool", required=True)
    parser.add_argument("--official", required=True)
    parser.add_argument("--photos-test", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--resolution", type=int, default=160)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    teacher = teachers.load(args.official).eval()
    teachers.check(teacher, args.photos_test)
    live = Live(Pool(args.pool), teacher, Strength(), Settings())
    make(live, args.out, args.count, args.resolution, args.seed)


if __name__ == "__main__":
    main()
