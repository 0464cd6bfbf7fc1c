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

import architecture
import tflite
from architecture import LAYERS, OFFSET, SCALE
from relu6 import relu6

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


def convolve(layer, x, weights, bias):
    """Returns the sums of one of the 27 layers, weights [M, C, k, k], before its ReLU6."""
    stride = architecture.stride(layer)
    x, padding = pad_same(x, stride) if weights.shape[-1] == 3 else (x, 0)
    return F.conv2d(x, weights, bias, stride, padding, groups=len(weights) if layer % 2 else 1)


class Teacher(nn.Module):
    """An official network, layer by layer.

    weights<i> [M, C, k, k] and bias<i> [M] of its 28 layers; the classifier's first output is the
    background, which is left out of every answer but forward's."""

    def __init__(self, convolutions):
        super().__init__()
        kinds = [c.depthwise for c in convolutions]
        if kinds != [False] + [True, False] * 13 + [False]:
            raise ValueError(f"teacher: have {len(kinds)} convolutions of another order, "
                             "want 1 + 13 of depthwise and pointwise + 1")
        for i, c in enumerate(convolutions):
            order = (3, 0, 1, 2) if c.depthwise else (0, 3, 1, 2)  # to [M, C, ky, kx]
            weights = np.ascontiguousarray(c.weights.transpose(order))
            self.register_buffer(f"weights{i}", torch.from_numpy(weights))
            self.register_buffer(f"bias{i}", torch.from_numpy(c.bias))

    def layer(self, i):
        """Returns the weights [M, C, k, k] and bias [M] of a layer, 27 without the background."""
        weights, bias = getattr(self, f"weights{i}"), getattr(self, f"bias{i}")
        return (weights[1:], bias[1:]) if i == LAYERS else (weights, bias)

    def take(self, x):
        """Returns an input as the network computes: in its type, channels last."""
        return x.to(self.weights0.dtype).contiguous(memory_format=torch.channels_last)

    def walk(self, x):
        """Yields (layer, values after its ReLU6) of the 27 layers for x [N, 3, R, R]."""
        x = self.take(x)
        for i in range(LAYERS):
            x = relu6(convolve(i, x, *self.layer(i)))
            yield i, x

    def cells(self, last):
        """Returns the logits [N, 1000, h, w] of each cell of the last layer's values."""
        return F.conv2d(last, *self.layer(LAYERS)).float()

    def classify(self, last):
        """Returns the logits [N, 1000], float32, of the last layer's values."""
        weights, bias = self.layer(LAYERS)
        return F.linear(last.mean((2, 3), dtype=torch.float32), weights.flatten(1).float(), bias.float())

    def logits(self, x):
        """Returns the logits [N, 1000], float32, of x [N, 3, R, R]."""
        for _, x in self.walk(x):
            pass
        return self.classify(x)

    def forward(self, x):
        """Returns all logits, float32 [N, 1001], class 0 the background."""
        for _, x in self.walk(x):
            pass
        return F.linear(x.mean((2, 3), dtype=torch.float32), self.weights27.flatten(1).float(), self.bias27.float())


def load(directory, name=DEFAULT):
    """Returns the teacher from directory/<name>.tflite, or from <name>.part1-*, .part2-* where
    the file was published in parts."""
    directory = pathlib.Path(directory)
    whole = directory / f"{name}.tflite"
    parts = [whole] if whole.exists() else sorted(directory.glob(f"{name}.part*.tflite"))
    if not parts:
        raise FileNotFoundError(f"teacher: no {name}.tflite and no {name}.part*.tflite in {directory}")
    return Teacher([c for part in parts for c in tflite.convolutions(part.read_bytes())])


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
