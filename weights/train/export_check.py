"""Writes logits for the Go engine to be compared with: it reads the same file and should agree to
1e-3, relative to the largest logit.

    python3 export_check.py --weights FILE --photos-test DIR --out logits.json

The inputs are photos of photos-test and a pattern that needs no file: pixel (y, x, channel c) is
(7y + 13x + 29c + xy) mod 256.
"""

import argparse
import json
import pathlib

import torch

import export
from architecture import OFFSET, SCALE
from teacher import read_input


def pattern(resolution):
    """Returns the pattern as an input [1, 3, R, R]."""
    y, x, c = torch.meshgrid(*(torch.arange(n) for n in (resolution, resolution, 3)), indexing="ij")
    pixels = (7 * y + 13 * x + 29 * c + x * y) % 256
    return pixels.permute(2, 0, 1)[None].float() * SCALE + OFFSET


@torch.no_grad()
def logits(alpha, student, resolutions, photos, directory):
    """Returns one entry for each input and resolution."""
    found = []
    for name in ("pattern", *photos):
        for resolution in resolutions:
            x = pattern(resolution)
            if name != "pattern":
                x = read_input(pathlib.Path(directory) / "inputs" / f"{name}-{resolution}.png")
            found.append({"input": name, "alpha": alpha, "resolution": resolution,
                          "logits": [float(f"{v:.6g}") for v in student(x)[0].tolist()]})
    return found


def main():
    parser = argparse.ArgumentParser(description="write logits for the engine to be compared with")
    parser.add_argument("--weights", required=True)
    parser.add_argument("--photos-test", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--photos", nargs="*", default=["cat"])
    parser.add_argument("--resolutions", type=int, nargs="*", default=[128, 160, 224])
    args = parser.parse_args()
    alpha, student = export.read(args.weights)
    found = logits(alpha, student, args.resolutions, args.photos, args.photos_test)
    lines = ",\n".join(json.dumps(entry, separators=(",", ":")) for entry in found)
    head = json.dumps({"weights": pathlib.Path(args.weights).name})[:-1]
    pathlib.Path(args.out).write_text(f'{head}, "logits": [\n{lines}\n]}}\n')
    print(f"{args.out}: {len(found)} answers at alpha {alpha:g}")


if __name__ == "__main__":
    main()
