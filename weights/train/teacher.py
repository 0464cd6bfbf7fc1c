"""The teacher: an official MobileNet v1 file as a PyTorch module, checked before it is believed.

    python3 teacher.py --official DIR --photos-test DIR [--file mobilenet_v1_1.0_224_quant ...]
"""

import argparse
import json
import pathlib

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.nn import functional as F

import tflite
from architecture import BLOCKS, OFFSET, SCALE

DEFAULT = "mobilenet_v1_1.0_224_quant"


def same_padding(size, stride):
    """Returns the zeros before and after a side of size pixels under a 3-wide window, as
    TensorFlow pads: out = ceil(size / stride), the odd one behind."""
    total = max((-(-size // stride) - 1) * stride + 3 - size, 0)
    return total // 2, total - total // 2


def pad_same(x, stride):
    """Pads x [N, C, H, W] for a 3x3 window of the given stride; returns it with the padding
    that is left to the convolution."""
    top, bottom = same_padding(x.shape[2], stride)
    left, right = same_padding(x.shape[3], stride)
    if top == bottom == left == right:
        return x, top
    return F.pad(x, (left, right, top, bottom)), 0


class Teacher(nn.Module):
    """Logits of an official network.

    forward: x [N, 3, R, R], pixel * SCALE + OFFSET; returns float32 [N, 1001], class 0 the
    background."""

    def __init__(self, convolutions):
        super().__init__()
        kinds = [c.depthwise for c in convolutions]
        if kinds != [False] + [True, False] * 13 + [False]:
            raise ValueError(f"teacher: have {len(kinds)} convolutions of another order, "
                             "want 1 + 13 of depthwise and pointwise + 1")
        self.strides = [2] + [s for _, stride in BLOCKS for s in (stride, 1)]
        for i, c in enumerate(convolutions):
            order = (3, 0, 1, 2) if c.depthwise else (0, 3, 1, 2)  # to [M, C, ky, kx]
            weights = np.ascontiguousarray(c.weights.transpose(order))
            self.register_buffer(f"weights{i}", torch.from_numpy(weights))
            self.register_buffer(f"bias{i}", torch.from_numpy(c.bias))

    def forward(self, x):
        for i, stride in enumerate(self.strides):
            weights, bias = getattr(self, f"weights{i}"), getattr(self, f"bias{i}")
            padding = 0
            if weights.shape[-1] == 3:
                x, padding = pad_same(x, stride)
            groups = weights.shape[0] if i % 2 == 1 else 1
            x = F.relu6(F.conv2d(x, weights, bias, stride, padding, groups=groups), inplace=True)
        x = x.mean((2, 3), dtype=torch.float32)
        weights, bias = getattr(self, "weights27"), getattr(self, "bias27")
        return F.linear(x, weights.flatten(1).float(), bias.float())


def load(directory, name=DEFAULT):
    """Returns the teacher from directory/<name>.tflite, or from <name>.part1-*, .part2-* where
    the file was published in parts."""
    directory = pathlib.Path(directory)
    whole = directory / f"{name}.tflite"
    parts = [whole] if whole.exists() else sorted(directory.glob(f"{name}.part*.tflite"))
    if not parts:
        raise FileNotFoundError(f"teacher: no {name}.tflite and no {name}.part*.tflite in {directory}")
    return Teacher([c for part in parts for c in tflite.convolutions(part.read_bytes())])


def without_background(logits):
    """Returns the logits of the 1000 classes: a softmax over them is the teacher's answer with
    the background dropped and the rest renormalised."""
    return logits[:, 1:]


def read_input(path, scale=SCALE, offset=OFFSET):
    """Returns an exact input tensor [1, 3, R, R] from a PNG of R x R pixels."""
    pixels = torch.from_numpy(np.array(Image.open(path).convert("RGB")))
    return pixels.permute(2, 0, 1)[None].float() * scale + offset


@torch.no_grad()
def check(teacher, photos_test, name=DEFAULT, tolerance=1e-3):
    """Compares the teacher, in float32 on the CPU, with every recorded answer of the official file: the top
    five of all photos (indices and logits) and all 1001 logits of one. Returns the largest
    difference of a logit; raises ValueError if any is above tolerance."""
    photos_test = pathlib.Path(photos_test)
    answers = json.loads((photos_test / "expected.json").read_text())["expected"]
    keys = [key for key in answers if key.split(".tflite")[0].split(" (")[0] == name]
    if len(keys) != 1:
        raise ValueError(f"teacher: no recorded answers of {name}, want one of {', '.join(answers)}")
    expected = answers[keys[0]]
    scale = SCALE if expected["quant"] else 1 / 127.5
    worst = 0.0

    def answer(path):
        return teacher(read_input(path, scale))[0].double().numpy()

    for photo, top in expected["top5"].items():
        logits = answer(photos_test / "inputs" / f"{photo}-{expected['resolution']}.png")
        want = [t["index"] for t in top]
        have = np.argsort(-logits)[:5].tolist()
        worst = max([worst] + [abs(logits[t["index"]] - t["logit"]) for t in top])
        if have != want:
            raise ValueError(f"teacher: {name}, {photo}: have top five {have}, want {want}")
    recorded = json.loads((photos_test / f"expected-logits-{name}.json").read_text())
    logits = answer(photos_test / recorded["input"])
    worst = max(worst, np.abs(logits - np.array(recorded["logits"])).max())
    if not worst <= tolerance:
        raise ValueError(f"teacher: {name}: a logit differs by {worst:.2g}, want at most {tolerance}")
    return worst


def main():
    parser = argparse.ArgumentParser(description="check official files against recorded answers")
    parser.add_argument("--official", required=True, help="directory of the official files")
    parser.add_argument("--photos-test", required=True, help="directory of expected.json")
    parser.add_argument("--file", nargs="*", default=[DEFAULT], help="names without .tflite")
    args = parser.parse_args()
    for name in args.file:
        teacher = load(args.official, name).eval()
        worst = check(teacher, args.photos_test, name)
        print(f"{name}: top five of all photos as recorded, largest difference of a logit {worst:.2g}")


if __name__ == "__main__":
    main()
