"""The student: MobileNet v1 of some width, its normalisation's statistics fixed."""

import torch
from torch import nn
from torch.nn import functional as F

from architecture import CLASSES, LAYERS, stage
from relu6 import relu6
from teacher import convolve

EPSILON = 1e-3


def rounded(w):
    """Returns weights [M, ...] as int8 has them: whole multiples of a step for each output."""
    step = w.detach().abs().flatten(1).max(1).values.view(-1, *[1] * (w.dim() - 1)) / 127
    return (w / step.clamp(min=1e-30)).round() * step


def through(w):
    """Returns rounded weights whose gradient is that of the weights (Bengio et al. 2013)."""
    return w + (rounded(w) - w).detach()


class Student(nn.Module):
    """channels: those of the 14 stages. Parameters: conv [M, 3, 3, 3]; depthwise.i [C, 1, 3, 3] and
    pointwise.i [M, C] for i = 0..12; gamma.i and beta.i for the 27 normalised layers; fc [1000, C]
    and fc_bias [1000]. Each layer computes relu6((w * x - mean) / sqrt(variance + EPSILON) * gamma + beta);
    mean<i> and variance<i> are buffers, which training leaves as they are. A batch's statistics would be
    noise to a solved network: its channels fire seldom, and how strongly says what is there. rounded: it
    computes with its weights as int8 has them."""

    rounded = False

    def __init__(self, channels, classes=CLASSES, dtype=torch.float32):
        super().__init__()
        self.channels, self.dtype, c = channels, dtype, channels

        def zeros(*shape):
            return nn.Parameter(torch.zeros(shape))

        self.conv = zeros(c[0], 3, 3, 3)
        self.depthwise = nn.ParameterList([zeros(n, 1, 3, 3) for n in c[:13]])
        self.pointwise = nn.ParameterList([zeros(m, n) for n, m in zip(c, c[1:])])
        layers = [c[stage(layer)] for layer in range(LAYERS)]
        self.gamma = nn.ParameterList([zeros(n) for n in layers])
        self.beta = nn.ParameterList([zeros(n) for n in layers])
        for i, n in enumerate(layers):
            self.register_buffer(f"mean{i}", torch.zeros(n))
            self.register_buffer(f"variance{i}", torch.ones(n))
        self.fc = zeros(classes, c[13])
        self.fc_bias = zeros(classes)

    def dense(self, layer):
        """Returns the weights of a layer as they are trained."""
        i = (layer - 1) // 2
        return self.conv if layer == 0 else self.depthwise[i] if layer % 2 else self.pointwise[i]

    def folded(self, layer):
        """Returns the weights [M, C, k, k] and bias [M] of a layer with its normalisation; those of the
        classifier as they are."""
        if layer == LAYERS:
            return self.fc[:, :, None, None], self.fc_bias
        mean, variance = getattr(self, f"mean{layer}"), getattr(self, f"variance{layer}")
        scale = self.gamma[layer] * (variance + EPSILON).rsqrt()
        w = self.dense(layer)
        w = w if w.dim() == 4 else w[:, :, None, None]
        return w * scale[:, None, None, None], self.beta[layer] - mean * scale

    @torch.no_grad()
    def put(self, layer, weights, bias, mean=0.0, variance=1.0):
        """Writes a layer that computes relu6(weights * x + bias), weights [M, C, k, k], and the mean and
        variance [M] of weights * x, as far as they are known. The weights are brought to the length at
        which training starts."""
        if layer == LAYERS:
            self.fc.copy_(weights.flatten(1))
            self.fc_bias.copy_(bias)
            return
        scale = (2 / weights.flatten(1).square().sum(1).clamp(min=1e-12)).sqrt().clamp(max=1e4)
        dense = self.dense(layer)
        dense.copy_((weights * scale[:, None, None, None]).view_as(dense))
        getattr(self, f"mean{layer}").copy_(mean * scale)
        getattr(self, f"variance{layer}").copy_(variance * scale.square())
        self.gamma[layer].copy_((variance * scale.square() + EPSILON).sqrt() / scale)
        self.beta[layer].copy_(bias + mean)

    def computed(self, layer):
        """Returns the weights and bias of a layer as the network computes with them."""
        w, b = self.folded(layer)
        return (through(w) if self.rounded else w).to(self.dtype), b.to(self.dtype)

    def features(self, x, keep=()):
        """Returns the last map [N, C, R/32, R/32] of x [N, 3, R, R], and {layer: values} of the
        layers to keep."""
        seen = {}
        x = x.to(self.dtype).contiguous(memory_format=torch.channels_last)
        for layer in range(LAYERS):
            x = relu6(convolve(layer, x, *self.computed(layer)))
            if layer in keep:
                seen[layer] = x.float()
        return x, seen

    def cells(self, last):
        """Returns the logits [N, 1000, R/32, R/32] of each cell of the last map."""
        return F.conv2d(last, *self.computed(LAYERS)).float()

    def classify(self, last):
        """Returns the logits [N, 1000] of the last map."""
        weights = through(self.fc) if self.rounded else self.fc
        return F.linear(last.float().mean((2, 3)), weights, self.fc_bias)

    def forward(self, x):
        return self.classify(self.features(x)[0])
