"""A student solved layer by layer, in minutes, from what the teacher computes in each of its layers.

    python3 solve.py --pool DIR --official DIR --alpha 0.5 --work DIR --out solved.pt [--views 4608]

Student channel i of a layer is to do what the teacher's channel order[i] does (order.py). From the first
layer to the last, the layer's weights are found by least squares from the student's own values below
it (so that each layer makes up for the errors and the missing channels of those before: the
asymmetric reconstruction of He et al. 2017 and Zhang et al. 2015) to the teacher's values before its
ReLU6. Where ReLU6 cuts the teacher's value off, any value that it cuts off likewise is as good: the
target is moved to the one nearest to the student's, and solved again (a few passes).

The normal equations are added up batch by batch, and the values between two layers wait in files under
--work, so that memory holds one batch however many views there are. At 160 px a view takes about 1.5 MB
of the disk.
"""

import argparse
import pathlib
import tempfile
import time

import numpy as np
import torch
from torch.nn import functional as F

import order as orders
import teacher as teachers
from architecture import LAYERS, stage, stride, widths
from augment import generator
from student import Student
from teacher import convolve, pad_same
from views import Photos, Views

SEED, BATCH = 11, 48
DENSE, DEPTHWISE = 60_000_000, 15_000_000  # numbers to solve a layer from, at most: the rest would add little
RIDGE = 1e-4


class Shelf:
    """Tensors in files, by name and number; maps [N, C, h, w] channels last."""

    def __init__(self, directory, dtype):
        self.directory, self.dtype = pathlib.Path(directory), dtype

    def __setitem__(self, key, tensor):
        tensor = tensor.to(self.dtype)
        np.save(self._path(key), (tensor.permute(0, 2, 3, 1) if tensor.dim() == 4 else tensor).numpy())

    def __getitem__(self, key):
        tensor = torch.from_numpy(np.load(self._path(key))).float()
        return tensor.permute(0, 3, 1, 2) if tensor.dim() == 4 else tensor

    def _path(self, key):
        return self.directory / "{}-{}.npy".format(*key)


class LeastSquares:
    """The least squares from x [G, n, C] to z [G, n, M], G groups apart, n added up over parts."""

    def __init__(self, ridge=RIDGE):
        self.ridge, self.centre, self.count, self.x, self.xx = ridge, None, 0, 0, 0
        self.targets()

    def targets(self):
        """Forgets the targets, to try others."""
        self.z, self.xz = 0, 0

    def add_inputs(self, x, weight=1.0):
        """Adds a part's inputs, its rows counting so much."""
        if self.centre is None:
            self.centre = x.mean(1, keepdim=True)  # near the mean: sums about it lose no digits
        x = x - self.centre
        self.count += weight * x.shape[1]
        self.x = self.x + weight * x.double().sum(1)
        self.xx = self.xx + weight * (x.transpose(1, 2) @ x).double()

    def add_targets(self, x, z, weight=1.0):
        """Adds a part's targets."""
        self.z = self.z + weight * z.double().sum(1)
        self.xz = self.xz + weight * ((x - self.centre).transpose(1, 2) @ z).double()

    def solve(self):
        """Returns weights [G, M, C] and bias [G, M]."""
        mean, target = self.x / self.count, self.z / self.count
        a = torch.linalg.solve(self._covariance(self.ridge), self.xz / self.count - mean[:, :, None] * target[:, None])
        bias = target - ((mean + self.centre[:, 0])[:, None] @ a)[:, 0]
        return a.transpose(1, 2).float(), bias.float()

    def moments(self, weights):
        """Returns the mean and variance [G, M] of weights @ x."""
        a = weights.transpose(1, 2).double()
        mean = ((self.x / self.count + self.centre[:, 0])[:, None] @ a)[:, 0]
        return mean.float(), (a * (self._covariance(0) @ a)).sum(1).clamp(min=0).float()

    def _covariance(self, ridge):
        mean = self.x / self.count
        c = self.xx / self.count - mean[:, :, None] * mean[:, None]
        level = ridge * c.diagonal(dim1=1, dim2=2).mean(1)[:, None, None] + (1e-12 if ridge else 0)
        return c + level * torch.eye(c.shape[1], dtype=torch.double)


def free(y, h):
    """Returns the value nearest to y that ReLU6 turns into h."""
    return torch.where(h <= 0, y.clamp(max=0), torch.where(h >= 6, y.clamp(min=6), h))


def patches(x, step, rows):
    """Returns [9, n, C]: what each place of a 3x3 window sees of x [N, C, H, W] at some of its outputs, which
    are counted as they lie in memory."""
    side = -(-x.shape[-1] // step)
    x, padding = pad_same(x, step)
    x = F.pad(x, (padding,) * 4).permute(0, 2, 3, 1)
    n, i, j = rows // side ** 2, rows // side % side * step, rows % side * step
    return torch.stack([x[n, i + down, j + right] for down in range(3) for right in range(3)])


def columns(x):
    """Returns maps [N, C, h, w] as [N h w, C]."""
    return x.permute(0, 2, 3, 1).flatten(0, 2)


class Layer:
    """One layer of the student as a least squares problem."""

    def __init__(self, index):
        self.index, self.depthwise, self.wide = index, index % 2 == 1, index == 0 or index % 2 == 1

    def inputs(self, x, rows):
        """Returns inputs [G, n, C] of some rows from the values below [N, C, h, w]: a group for each channel
        of a depthwise layer."""
        if not self.wide:
            return columns(x)[rows][None]
        p = patches(x, stride(self.index), rows)
        return p.permute(2, 1, 0).contiguous() if self.depthwise else p.permute(1, 2, 0).flatten(1)[None]

    def targets(self, z):
        """Returns targets [G, n, M] from values [n, M]."""
        return z.t()[:, :, None] if self.depthwise else z[None]

    def weights(self, found):
        """Returns weights [M, C, k, k] from those of the problem."""
        if self.depthwise:
            return found.reshape(-1, 1, 3, 3)
        return found[0].reshape(-1, 3, 3, 3) if self.index == 0 else found[0][:, :, None, None]


@torch.no_grad()
def solve(teacher, order, student, views, shelf, passes=4, report=lambda *_: None):
    """Fills a student. order: the teacher's channel for each of its own, by stage; views: an iterable of
    inputs [N, 3, R, R], R may change; report(layer, share explained) is told of each layer."""
    sides, cells = [], 0
    for b, x in enumerate(views):
        shelf["student", b] = shelf["teacher", b] = x
        sides.append(x.shape[-1])
        cells += len(x) * x.shape[-1] ** 2
    batches = range(len(sides))
    for index in range(LAYERS):
        layer, fit = Layer(index), LeastSquares()
        chosen = order[stage(index)][:student.channels[stage(index)]]
        cells /= stride(index) ** 2
        numbers = cells * (27 if index == 0 else student.channels[stage(index - 1)])
        share = min(1.0, (DEPTHWISE if layer.depthwise else DENSE) / numbers)
        for b in batches:
            z = convolve(index, teacher.take(shelf["teacher", b]), *teacher.layer(index))
            h = z.clamp(0, 6)
            shelf["teacher", b] = h
            z, h = columns(z[:, chosen]), columns(h[:, chosen])
            rows = torch.randperm(len(z), generator=generator(SEED, index * 100_000 + b))[:max(1, int(share * len(z)))]
            x = layer.inputs(shelf["student", b], rows)
            fit.add_inputs(x)
            fit.add_targets(x, layer.targets(z[rows]))
            shelf["inputs", b], shelf["wanted", b] = x, layer.targets(h[rows])
        weights, bias = fit.solve()
        for _ in range(passes - 1):
            fit.targets()
            for b in batches:
                x = shelf["inputs", b]
                fit.add_targets(x, free(x @ weights.transpose(1, 2) + bias[:, None], shelf["wanted", b]))
            weights, bias = fit.solve()
        mean, variance = fit.moments(weights)
        student.put(index, layer.weights(weights), bias.flatten(), mean.flatten(), variance.flatten())
        folded, left, around = student.folded(index), 0, 0
        for b in batches:
            x = convolve(index, shelf["student", b], *folded).clamp_(0, 6)
            shelf["student", b] = x
            h = shelf["teacher", b][:, chosen]
            left += (x - h).square().mean((0, 2, 3)).sum().item()
            around += h.var((0, 2, 3), unbiased=False).sum().item()
        report(index, 1 - left / max(around, 1e-9))
    fit = LeastSquares(10 * RIDGE)
    for b in batches:
        x, h = shelf["student", b], shelf["teacher", b]
        for pooled in (False, True):  # the logits of each cell, and those of their mean, count alike
            weight = float(x.shape[-1] ** 2 if pooled else 1)
            u, v = (t.mean((2, 3), keepdim=True) if pooled else t for t in (x, h))
            y = columns(teacher.cells(teacher.take(v)))
            u = columns(u)[None]
            fit.add_inputs(u, weight)
            fit.add_targets(u, (y - y.mean(1, keepdim=True))[None], weight)
    weights, bias = fit.solve()
    student.put(LAYERS, weights[0], bias[0])


def main():
    parser = argparse.ArgumentParser(description="solve a student layer by layer")
    parser.add_argument("--pool", required=True)
    parser.add_argument("--official", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--work", default="/var/tmp", help="directory for values between layers")
    parser.add_argument("--alpha", type=float, required=True)
    parser.add_argument("--resolutions", type=int, nargs="+", default=[160, 192, 224])
    parser.add_argument("--views", type=int, default=4608)
    parser.add_argument("--passes", type=int, default=4)
    args = parser.parse_args()
    teacher = teachers.load(args.official).eval().to(memory_format=torch.channels_last)
    photos, student = Photos(args.pool, teacher), Student(widths(args.alpha)).requires_grad_(False)
    start = time.process_time()

    def report(layer, share):
        print(f"solve: layer {layer}, {100 * share:.1f} % explained, {time.process_time() - start:.0f} s", flush=True)
    views = (Views(photos, BATCH, generator(SEED, i)).view(args.resolutions[i % len(args.resolutions)])
             for i in range(max(1, args.views // BATCH)))
    with tempfile.TemporaryDirectory(dir=args.work) as directory:
        solve(teacher, orders.read(), student, views, Shelf(directory, torch.float16), args.passes, report)
    torch.save({"alpha": args.alpha, "network": student.state_dict()}, args.out)


if __name__ == "__main__":
    main()
