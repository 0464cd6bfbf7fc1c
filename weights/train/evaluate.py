"""Measures an exported file in PyTorch on labelled photos: a check beside the engine's own
measurement (make accuracy), which is the one to quote.

    python3 evaluate.py --weights FILE --eval DIR --official DIR --out accuracy.json \\
        [--alphas 0.25 0.5 0.75 1] [--resolutions 128 160 192 224]

DIR of --eval holds nips2017-a.tar and nips2017-a.csv. Whole frames are brought to R x R by
Pillow's BILINEAR, as for the numbers of the official files on these photos.
"""

import argparse
import csv
import io
import json
import pathlib
import tarfile

import numpy as np
import torch
from PIL import Image

import device as devices
import export
import teacher as teachers
from architecture import OFFSET, SCALE, TEACHER_RESOLUTION
from settings import Settings

BATCH = 100


def photos(directory, stem="nips2017-a"):
    """Returns the photos as PIL images and their labels 0..999, background not counted."""
    directory, images, labels = pathlib.Path(directory), [], []
    with open(directory / f"{stem}.csv", encoding="utf-8", newline="") as table, \
            tarfile.open(directory / f"{stem}.tar") as archive:
        members = {pathlib.PurePath(m.name).name: m for m in archive if m.isfile()}
        for row in csv.DictReader(table):
            octets = archive.extractfile(members[row["file"]]).read()
            images.append(Image.open(io.BytesIO(octets)).convert("RGB"))
            labels.append(int(row["label_index_1001"]) - 1)
    return images, torch.tensor(labels)


def inputs(images, resolution):
    """Returns the network's inputs, float32 [N, 3, R, R]."""
    size = (resolution, resolution)
    pixels = np.stack([np.asarray(i.resize(size, Image.Resampling.BILINEAR)) for i in images])
    return torch.from_numpy(pixels).permute(0, 3, 1, 2).float() * SCALE + OFFSET


@torch.no_grad()
def answers(network, x, device):
    """Returns the logits of network for all inputs, on the CPU."""
    return torch.cat([network(part.to(device)).float().cpu() for part in x.split(BATCH)])


def wilson(right, n):
    """Returns the 95 % interval of a share, in percent."""
    z, p = 1.96, right / n
    centre, spread = p + z * z / (2 * n), z * (p * (1 - p) / n + z * z / (4 * n * n)) ** 0.5
    return [round(100 * (centre + sign * spread) / (1 + z * z / n), 1) for sign in (-1, 1)]


def known(classes, labels):
    """Returns which photos' labels are among the classes, and the numbers of these among them."""
    classes = torch.tensor(classes)
    found = torch.isin(labels, classes)
    return found, torch.searchsorted(classes, labels[found])


def score(logits, labels, reference):
    """Returns top-1, its interval, top-5 and agreement with the reference's first answers, in
    percent; labels and reference are numbers of logits."""
    top, n = logits.topk(5, 1).indices, len(labels)
    right = (top[:, 0] == labels).sum().item()
    return {"top1": round(100 * right / n, 1), "interval": wilson(right, n),
            "top5": round(100 * (top == labels[:, None]).any(1).float().mean().item(), 1),
            "agreement": round(100 * (top[:, 0] == reference).float().mean().item(), 1)}


def main():
    parser = argparse.ArgumentParser(description="measure an exported file on labelled photos")
    parser.add_argument("--weights", required=True)
    parser.add_argument("--eval", required=True)
    parser.add_argument("--official", required=True)
    parser.add_argument("--out", help="JSON for plot.py")
    parser.add_argument("--alphas", type=float, nargs="*", help="left out: nine, evenly spread")
    parser.add_argument("--resolutions", type=int, nargs="*", default=[128, 160, 192, 224])
    parser.add_argument("--device")
    args = parser.parse_args()
    device = devices.choose(args.device)
    exported = export.read(args.weights)
    network = exported.network(Settings(channels_last=True)).to(device)
    images, labels = photos(args.eval)
    teacher = teachers.load(args.official).eval().to(device)
    count = len(images)
    found, labels = known(exported.classes, labels)
    images = [image for image, yes in zip(images, found.tolist()) if yes]
    at_teacher = answers(teacher, inputs(images, TEACHER_RESOLUTION), device)
    reference = teachers.without_background(at_teacher)[:, exported.classes].argmax(1)
    n = len(labels)
    right = (reference == labels).sum().item()
    print(f"{n} of {count} photos show one of the {len(exported.classes)} classes; teacher "
          f"1.0/{TEACHER_RESOLUTION} among these: top-1 {100 * right / n:.1f} %")
    grid = exported.grid
    widths = args.alphas or [grid[round(i * (len(grid) - 1) / 8)] for i in range(9)]
    rows = []
    for resolution in args.resolutions:
        x = inputs(images, resolution)
        for alpha in widths:
            normalise = exported.normalisation(alpha, resolution, device)
            logits = answers(lambda part: network(part, alpha, normalise), x, device)
            rows.append({"alpha": alpha, "resolution": resolution, **score(logits, labels, reference)})
            print(json.dumps(rows[-1]), flush=True)
    if args.out:
        name = pathlib.Path(args.weights).name
        pathlib.Path(args.out).write_text(json.dumps(
            {"weights": name, "classes": len(exported.classes), "photos": n, "rows": rows}, indent=1) + "\n")


if __name__ == "__main__":
    main()
