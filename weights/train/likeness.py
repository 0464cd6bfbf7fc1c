"""Compares files that ship with the slices of the teacher's weights that their channels stand for: how
far the two are the same numbers.

    python3 likeness.py --official DIR --weights FILE ...
"""

import argparse

import torch
from torch.nn import functional as F

import export
import order as orders
import teacher as teachers
from architecture import LAYERS, stage


def likeness(teacher, order, student):
    """Yields for each of the 27 layers the mean over its outputs of the cosine between the two filters."""
    c = student.channels
    for layer in range(LAYERS):
        at = stage(layer)
        theirs = teacher.layer(layer)[0][order[at][:c[at]]]
        if layer and layer % 2 == 0:
            theirs = theirs[:, order[at - 1][:c[at - 1]]]
        yield F.cosine_similarity(student.folded(layer)[0].flatten(1), theirs.flatten(1), 1).mean().item()


@torch.no_grad()
def main():
    parser = argparse.ArgumentParser(description="compare files with slices of the teacher")
    parser.add_argument("--official", required=True)
    parser.add_argument("--weights", nargs="+", required=True)
    args = parser.parse_args()
    teacher, order = teachers.load(args.official), orders.read()
    print("| α | first convolution | depthwise | pointwise, first, middle, last |\n|---|---|---|---|")
    for path in args.weights:
        alpha, student = export.read(path)
        found = list(likeness(teacher, order, student))
        depthwise, pointwise = found[1::2], found[2::2]
        print(f"| {alpha:g} | {found[0]:.2f} | {min(depthwise):.2f}–{max(depthwise):.2f} | "
              f"{pointwise[0]:.2f} … {pointwise[6]:.2f} … {pointwise[-1]:.2f} |")


if __name__ == "__main__":
    main()
