"""Measures files that ship in PyTorch on labelled photos: a check beside the engine's own
measurement (make accuracy), which is the one to quote.

    python3 evaluate.py --weights FILE ... --eval DIR [--resolutions 128 160 192 224]

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

import export
from architecture import OFFSET, SCALE

BATCH, BINS = 100, 15


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
def answers(network, x):
    """Returns the logits of a network for all inputs."""
    return torch.cat([network(part) for part in x.split(BATCH)])


def wilson(right, n):
    """Returns the 95 % interval of a share, in percent."""
    z, p = 1.96, right / n
    centre, spread = p + z * z / (2 * n), z * (p * (1 - p) / n + z * z / (4 * n * n)) ** 0.5
    return [round(100 * (centre + sign * spread) / (1 + z * z / n), 1) for sign in (-1, 1)]


def calibration_error(sure, right):
    """Returns the expected calibration error: how far the probability of the first answer [N] is from
    the share of right ones [N], on average over photos, in bins of equal width (Guo et al. 2017)."""
    bins = (sure * BINS).long().clamp(max=BINS - 1)
    off = torch.zeros(BINS, dtype=torch.double).index_add_(0, bins, sure.double() - right.double())
    return (off.abs().sum() / len(sure)).item()


def score(logits, labels):
    """Returns top-1, its interval, top-5 and the expected calibration error, in percent."""
    sure, top = logits.softmax(1).topk(5, 1)
    right = top == labels[:, None]
    return {"top1": round(100 * right[:, 0].double().mean().item(), 1),
            "interval": wilson(right[:, 0].sum().item(), len(labels)),
            "top5": round(100 * right.any(1).double().mean().item(), 1),
            "calibration_error": round(100 * calibration_error(sure[:, 0], right[:, 0]), 1)}


def main():
    parser = argparse.ArgumentParser(description="measure files on labelled photos")
    parser.add_argument("--weights", nargs="+", required=True)
    parser.add_argument("--eval", required=True)
    parser.add_argument("--resolutions", type=int, nargs="*", default=[128, 160, 192, 224])
    args = parser.parse_args()
    images, labels = photos(args.eval)
    students = [export.read(path) for path in args.weights]
    for resolution in args.resolutions:
        x = inputs(images, resolution)
        for alpha, student in students:
            found = score(answers(student, x), labels)
            print(json.dumps({"alpha": alpha, "resolution": resolution, "photos": len(labels), **found}), flush=True)


if __name__ == "__main__":
    main()
