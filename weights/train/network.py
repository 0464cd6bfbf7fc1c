"""The slimmable MobileNet v1: one set of weights, run at any width.

Width alpha reads the first channels(base, alpha) outputs and inputs of every layer; the first
convolution is sliced in its outputs only, the classifier in its inputs only (universally
slimmable networks, Yu and Huang, arXiv 1903.05134). The affine part of batch normalisation is
shared too; its mean and variance differ with the width, so in training they are those of the
batch, and calibrate.py counts them for every width afterwards.
"""

import torch
from torch import nn
from torch.nn import functional as F

from architecture import BLOCKS, CLASSES, FIRST, channels, widths
from settings import Settings
from teacher import pad_same

EPSILON = 1e-3


class Slimmable(nn.Module):
    """Parameters, at full width: conv [M, 3, 3, 3]; depthwise.i [C, 1, 3, 3] and pointwise.i
    [M, C] for i = 0..12; gamma.i and beta.i for the 27 normalised layers; fc [classes, C] and
    fc_bias [classes]. alpha_max is the widest network there is room for."""

    def __init__(self, alpha_max=1.0, classes=CLASSES, generator=None, settings=Settings()):
        super().__init__()
        self.alpha_max, self.settings = alpha_max, settings
        c = [channels(base, alpha_max) for base in (FIRST, *(m for m, _ in BLOCKS))]

        def random(*shape, fan):
            # He et al. 2015: what a ReLU halves is made up for.
            return nn.Parameter(torch.randn(*shape, generator=generator) * (2 / fan) ** 0.5)

        self.conv = random(c[0], 3, 3, 3, fan=27)
        self.depthwise = nn.ParameterList([random(n, 1, 3, 3, fan=9) for n in c[:13]])
        self.pointwise = nn.ParameterList([random(m, n, fan=n) for n, m in zip(c, c[1:])])
        layers = [c[0]] + [n for i in range(13) for n in (c[i], c[i + 1])]
        self.gamma = nn.ParameterList([nn.Parameter(torch.ones(n)) for n in layers])
        self.beta = nn.ParameterList([nn.Parameter(torch.zeros(n)) for n in layers])
        self.fc = nn.Parameter(torch.randn(classes, c[13], generator=generator) * 0.01)
        self.fc_bias = nn.Parameter(torch.zeros(classes))

    def forward(self, x, alpha, normalise=None):
        """x [N, 3, R, R]; returns logits, float32 [N, classes].

        normalise(layer, x, gamma, beta) is batch normalisation with its ReLU6; left out, with
        the statistics of the batch."""
        if alpha > self.alpha_max:
            raise ValueError(f"network: alpha {alpha}: want at most {self.alpha_max}")
        normalise = normalise or self.batch_normalise
        s, c = self.settings, widths(alpha)
        x = x.to(s.dtype)
        if s.channels_last:
            x = x.contiguous(memory_format=torch.channels_last)

        def norm(layer, x):
            n = x.shape[1]
            return normalise(layer, x, self.gamma[layer][:n], self.beta[layer][:n])

        x = norm(0, self._first(*pad_same(x, 2), self.conv[:c[0]].to(s.dtype)))
        for i, (_, stride) in enumerate(BLOCKS):
            x = self._depthwise(x, self.depthwise[i][:c[i]].to(s.dtype), stride)
            x = norm(2 * i + 1, x)
            x = self._pointwise(x, self.pointwise[i][:c[i + 1], :c[i]].to(s.dtype))
            x = norm(2 * i + 2, x)
        x = x.mean((2, 3), dtype=torch.float32)
        return F.linear(x, self.fc[:, :c[13]], self.fc_bias)

    def _first(self, x, padding, w):
        if self.settings.first == "matmul" and padding == 0:
            x = x.permute(0, 2, 3, 1)
            n, side = x.shape[0], (x.shape[1] - 1) // 2
            patches = [x[:, ky:ky + 2 * side:2, kx:kx + 2 * side:2] for ky in range(3) for kx in range(3)]
            # Five zeros make 27 numbers 32, a size that matrix units take.
            patches = torch.cat([*patches, x.new_zeros(()).expand(n, side, side, 5)], 3)
            return F.linear(patches, F.pad(w.permute(0, 2, 3, 1).flatten(1), (0, 5))).permute(0, 3, 1, 2)
        return F.conv2d(x, w, None, 2, padding)

    def _depthwise(self, x, w, stride):
        if self.settings.depthwise == "triton":
            from depthwise_triton import depthwise
            return depthwise(x, w, stride)
        x, padding = pad_same(x, stride)
        return F.conv2d(x, w, None, stride, padding, groups=w.shape[0])

    def _pointwise(self, x, w):
        if self.settings.pointwise == "matmul":
            return F.linear(x.permute(0, 2, 3, 1), w).permute(0, 3, 1, 2)
        return F.conv2d(x, w[:, :, None, None])

    def batch_normalise(self, layer, x, gamma, beta):
        """(x - mean) / sqrt(variance + EPSILON) * gamma + beta over the batch, then ReLU6."""
        if self.settings.normalise == "triton":
            from normalise_triton import normalise
            return normalise(x, gamma, beta)
        if self.settings.normalise == "cpu":
            from normalise_cpu import normalise
            return normalise(x, gamma, beta)
        library = self.settings.normalise == "library" and torch.backends.cudnn.enabled
        x = torch.batch_norm(x, gamma, beta, None, None, True, 0.0, EPSILON, library)
        return F.hardtanh(x, 0.0, 6.0, inplace=True)
