"""Chooses the classes of a network that is to know only some of the 1000, for short training.

    python3 classes.py survey --pool DIR --official DIR --photos-test DIR --out survey.npz
    python3 classes.py choose --survey survey.npz --wanted starter/wanted.txt --out starter/classes.json

A class is taken when the teacher's first answer, with a probability of at least SURE, is that class
for at least --photos photos of the pool; a class of the wanted list when the teacher's
probabilities for it, added up over the pool, reach --mass. No label and no evaluation photo has a
part in it.
"""

import argparse
import json
import pathlib

import numpy as np
import torch
from torch.nn import functional as F

import teacher as teachers
from architecture import CLASSES
from augment import WHOLE, Crops
from lessons import Live, generator
from pool import Pool
from settings import Settings

SURE = 0.3
LABELS = pathlib.Path(__file__).resolve().parents[1] / "labels.txt"
BATCH = 64


def survey(live):
    """Returns the pool's rows to train on, int64 [N], and the teacher's answers to these photos as a
    whole, float16 logits [N, 1000]."""
    rows = live.pool.chosen
    logits = [live.answer(Crops(live.pool, part, WHOLE, generator(0, 0))).logits.half()
              for part in rows.split(BATCH)]
    return rows.numpy(), torch.cat(logits).numpy()


def choose(logits, wanted, photos, mass):
    """Returns one entry for each class of logits [N, 1000] that has enough photos, and for each wanted
    class that is taken or left out: index, photos, mass, wanted and taken."""
    p = F.softmax(torch.from_numpy(logits).float(), 1)
    best, first = p.max(1)
    counts = torch.bincount(first[best >= SURE], minlength=CLASSES).tolist()
    masses = p.sum(0).tolist()
    return [{"index": i, "photos": counts[i], "mass": round(masses[i], 1), "wanted": i in wanted,
             "taken": counts[i] >= photos or i in wanted and masses[i] >= mass}
            for i in range(CLASSES) if counts[i] >= photos or i in wanted]


def read_wanted(path):
    """Returns the indices of a list with one class a line, its index first."""
    return {int(line.split()[0]) for line in pathlib.Path(path).read_text().splitlines() if line.strip()}


def write(entries, rule, path):
    """Writes entries for read and for people, one a line."""
    labels = LABELS.read_text().splitlines()
    lines = ",\n".join(json.dumps({**entry, "label": labels[entry["index"]]}) for entry in entries)
    pathlib.Path(path).write_text(f'{{"rule": {json.dumps(rule)},\n"classes": [\n{lines}\n]}}\n')


def read(path):
    """Returns the indices of the classes taken, rising."""
    entries = json.loads(pathlib.Path(path).read_text())["classes"]
    return [entry["index"] for entry in entries if entry["taken"]]


def draws(logits, classes, inside):
    """Returns how often to draw each photo of logits [N, 1000], up to a factor: never if the teacher
    puts less than the share inside into the classes, else by one over the root of the number of
    photos of its class, so that classes with few photos are not drowned."""
    p = F.softmax(torch.from_numpy(logits).float(), 1)[:, classes]
    first = p.argmax(1)
    use = p.sum(1) >= inside
    counts = torch.bincount(first[use], minlength=len(classes)).clamp(min=1)
    return use / counts[first].sqrt()


def main():
    parser = argparse.ArgumentParser(description="choose the classes of a network")
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("survey")
    command.add_argument("--pool", required=True)
    command.add_argument("--official", required=True)
    command.add_argument("--photos-test", required=True)
    command.add_argument("--out", required=True)
    command = commands.add_parser("choose")
    command.add_argument("--survey", required=True)
    command.add_argument("--wanted", required=True, help="one class a line, its index first")
    command.add_argument("--photos", type=int, default=35)
    command.add_argument("--mass", type=float, default=10)
    command.add_argument("--out", required=True)
    args = parser.parse_args()
    if args.command == "survey":
        teacher = teachers.load(args.official).eval()
        teachers.check(teacher, args.photos_test)
        teacher = teacher.to(memory_format=torch.channels_last)
        rows, logits = survey(Live(Pool(args.pool), teacher, WHOLE, Settings(channels_last=True)))
        np.savez(args.out, rows=rows, logits=logits)
        print(f"classes: {len(rows)} photos in {args.out}")
        return
    with np.load(args.survey) as table:
        logits = table["logits"]
    entries = choose(logits, read_wanted(args.wanted), args.photos, args.mass)
    rule = (f"of {len(logits):,} photos of the pool, the teacher's first answer with a probability of "
            f"at least {SURE} for at least {args.photos}; wanted classes: probabilities that add up to "
            f"at least {args.mass:g}")
    write(entries, rule, args.out)
    print(f"classes: {len(read(args.out))} in {args.out}")


if __name__ == "__main__":
    main()
