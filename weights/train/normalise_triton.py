"""Batch normalisation by the batch's statistics with its ReLU6, fused as Triton kernels.

The library takes five passes over the activations forward and eight backward, these take three
and five; training is bound by memory, so that is time. x is channels-last, [P, C] in memory for P
pixels of the batch. With z = gamma * (x - mean) / sqrt(variance + EPSILON) + beta and
y = min(max(z, 0), 6):

    g = dy where 0 < z < 6, else 0;  xhat = (x - mean) / sqrt(variance + EPSILON)
    dbeta = sum(g);  dgamma = sum(g * xhat)
    dx = gamma / sqrt(variance + EPSILON) * (g - dbeta / P - xhat * dgamma / P)
"""

import torch
import triton
import triton.language as tl
from torch.nn import functional as F

EPSILON = 1e-3


@triton.jit
def _statistics(sums, c, channels, pixels, eps):
    """Returns mean and 1 / sqrt(variance + eps) of channels c from sums [2, C] of x and x * x."""
    mean = tl.load(sums + c, mask=c < channels, other=0.0) / pixels
    square = tl.load(sums + channels + c, mask=c < channels, other=0.0) / pixels
    variance = tl.maximum(square - mean * mean, 0.0)
    return mean, 1.0 / tl.sqrt(variance + eps)


@triton.jit(do_not_specialize=["eighths", "pixels", "parts"])
def _sum(x, partial, eighths, pixels, parts, rows: tl.constexpr, columns: tl.constexpr):
    """partial[part, 0 and 1, c] = sums of x and x * x over every parts-th block of rows."""
    channels = eighths * 8  # so that the compiler knows: 16-byte loads
    part = tl.program_id(0)
    c = (tl.program_id(1) * columns + tl.arange(0, columns))[None, :]
    first = tl.zeros((rows, columns), tl.float32)
    second = tl.zeros((rows, columns), tl.float32)
    for start in range(part * rows, pixels, parts * rows):
        p = (start + tl.arange(0, rows))[:, None]
        value = tl.load(x + p * channels + c, mask=(p < pixels) & (c < channels), other=0.0).to(tl.float32)
        first += value
        second += value * value
    to = partial + part * 2 * channels + c
    tl.store(to, tl.sum(first, 0)[None, :], mask=c < channels)
    tl.store(to + channels, tl.sum(second, 0)[None, :], mask=c < channels)


@triton.jit(do_not_specialize=["eighths", "pixels"])
def _apply(x, sums, gamma, beta, y, eighths, pixels, eps, rows: tl.constexpr, columns: tl.constexpr):
    """y = min(max(z, 0), 6)."""
    channels = eighths * 8
    p = (tl.program_id(0) * rows + tl.arange(0, rows))[:, None]
    c = (tl.program_id(1) * columns + tl.arange(0, columns))[None, :]
    inside = (p < pixels) & (c < channels)
    mean, inverse = _statistics(sums, c, channels, pixels, eps)
    scale = tl.load(gamma + c, mask=c < channels, other=0.0) * inverse
    shift = tl.load(beta + c, mask=c < channels, other=0.0) - mean * scale
    value = tl.load(x + p * channels + c, mask=inside, other=0.0).to(tl.float32)
    value = tl.minimum(tl.maximum(value * scale + shift, 0.0), 6.0)
    tl.store(y + p * channels + c, value.to(y.dtype.element_ty), mask=inside)


@triton.jit(do_not_specialize=["eighths", "pixels", "parts"])
def _sum_backward(x, dy, sums, gamma, beta, partial, eighths, pixels, parts, eps,
                  rows: tl.constexpr, columns: tl.constexpr):
    """partial[part, 0 and 1, c] = sums of g and g * xhat over every parts-th block of rows."""
    channels = eighths * 8
    part = tl.program_id(0)
    c = (tl.program_id(1) * columns + tl.arange(0, columns))[None, :]
    mean, inverse = _statistics(sums, c, channels, pixels, eps)
    scale = tl.load(gamma + c, mask=c < channels, other=0.0)
    shift = tl.load(beta + c, mask=c < channels, other=0.0)
    first = tl.zeros((rows, columns), tl.float32)
    second = tl.zeros((rows, columns), tl.float32)
    for start in range(part * rows, pixels, parts * rows):
        p = (start + tl.arange(0, rows))[:, None]
        inside = (p < pixels) & (c < channels)
        value = tl.load(x + p * channels + c, mask=inside, other=0.0).to(tl.float32)
        g = tl.load(dy + p * channels + c, mask=inside, other=0.0).to(tl.float32)
        value = (value - mean) * inverse
        z = value * scale + shift
        g = tl.where((z > 0.0) & (z < 6.0), g, 0.0)
        first += g
        second += g * value
    to = partial + part * 2 * channels + c
    tl.store(to, tl.sum(first, 0)[None, :], mask=c < channels)
    tl.store(to + channels, tl.sum(second, 0)[None, :], mask=c < channels)


@triton.jit(do_not_specialize=["eighths", "pixels"])
def _apply_backward(x, dy, sums, gamma, beta, slopes, dx, eighths, pixels, eps,
                    rows: tl.constexpr, columns: tl.constexpr):
    """dx from slopes [2, C]: dbeta and dgamma."""
    channels = eighths * 8
    p = (tl.program_id(0) * rows + tl.arange(0, rows))[:, None]
    c = (tl.program_id(1) * columns + tl.arange(0, columns))[None, :]
    inside = (p < pixels) & (c < channels)
    mean, inverse = _statistics(sums, c, channels, pixels, eps)
    scale = tl.load(gamma + c, mask=c < channels, other=0.0)
    shift = tl.load(beta + c, mask=c < channels, other=0.0)
    dbeta = tl.load(slopes + c, mask=c < channels, other=0.0) / pixels
    dgamma = tl.load(slopes + channels + c, mask=c < channels, other=0.0) / pixels
    value = tl.load(x + p * channels + c, mask=inside, other=0.0).to(tl.float32)
    g = tl.load(dy + p * channels + c, mask=inside, other=0.0).to(tl.float32)
    value = (value - mean) * inverse
    z = value * scale + shift
    g = tl.where((z > 0.0) & (z < 6.0), g, 0.0)
    slope = scale * inverse * (g - dbeta - value * dgamma)
    tl.store(dx + p * channels + c, slope.to(dx.dtype.element_ty), mask=inside)


def _tile(channels, values):
    """Returns rows and columns of a program's tile of about so many values."""
    columns = min(64, triton.next_power_of_2(channels))
    return values // columns, columns


class Normalise(torch.autograd.Function):
    """x [N, C, H, W] channels-last, gamma and beta float32 [C] to y like x."""

    @staticmethod
    def forward(ctx, x, gamma, beta):
        n, c, height, width = x.shape
        if c % 8 or x.numel() >= 1 << 31 or not x.is_contiguous(memory_format=torch.channels_last):
            raise ValueError(f"normalise: have {tuple(x.shape)}, want channels-last, channels a "
                             "multiple of 8 and less than 2^31 values")
        gamma, beta, pixels = gamma.contiguous(), beta.contiguous(), n * height * width
        rows, columns = _tile(c, 4096)
        blocks = triton.cdiv(c, columns)
        parts = max(1, min(triton.cdiv(pixels, rows), 1024 // blocks))
        partial = torch.empty((parts, 2, c), dtype=torch.float32, device=x.device)
        _sum[(parts, blocks)](x, partial, c // 8, pixels, parts, rows=rows, columns=columns)
        sums = partial.sum(0)
        y = torch.empty_like(x, memory_format=torch.channels_last)
        _apply[(triton.cdiv(pixels, rows), blocks)](x, sums, gamma, beta, y, c // 8, pixels, EPSILON,
                                                   rows=rows, columns=columns)
        ctx.save_for_backward(x, sums, gamma, beta)
        return y

    @staticmethod
    def backward(ctx, dy):
        x, sums, gamma, beta = ctx.saved_tensors
        n, c, height, width = x.shape
        dy, pixels = dy.contiguous(memory_format=torch.channels_last), n * height * width
        rows, columns = _tile(c, 2048)
        blocks = triton.cdiv(c, columns)
        parts = max(1, min(triton.cdiv(pixels, rows), 1024 // blocks))
        partial = torch.empty((parts, 2, c), dtype=torch.float32, device=x.device)
        _sum_backward[(parts, blocks)](x, dy, sums, gamma, beta, partial, c // 8, pixels, parts, EPSILON,
                                       rows=rows, columns=columns)
        slopes, dx = partial.sum(0), torch.empty_like(x, memory_format=torch.channels_last)
        _apply_backward[(triton.cdiv(pixels, rows), blocks)](
            x, dy, sums, gamma, beta, slopes, dx, c // 8, pixels, EPSILON, rows=rows, columns=columns)
        return dx, slopes[1], slopes[0]


def normalise(x, gamma, beta):
    """Returns ReLU6 of x normalised by its batch."""
    return Normalise.apply(x, gamma, beta)


def check(device):
    """Compares output and gradients with the library's in float32, channels below, at and above a
    tile. Returns the largest relative error."""
    worst = 0.0
    for n, c, side in ((2, 8, 6), (3, 24, 7), (2, 64, 40), (2, 136, 5)):
        random = torch.Generator().manual_seed(c)
        x = torch.randn(n, c, side, side, generator=random) * 2 + 1
        gamma, beta = torch.rand(c, generator=random) + 2, torch.randn(c, generator=random)
        g, results = torch.randn(x.shape, generator=random).to(device), []
        for function in (normalise, _library):
            inputs = [x.to(device).contiguous(memory_format=torch.channels_last)]
            inputs = [t.requires_grad_() for t in (*inputs, gamma.clone().to(device), beta.clone().to(device))]
            y = function(*inputs)
            y.backward(g)
            results.append([t.detach() for t in (y, *(i.grad for i in inputs))])
        for have, want in zip(*results):
            worst = max(worst, ((have - want).norm() / want.norm()).item())
    return worst


def _library(x, gamma, beta):
    return F.relu6(F.batch_norm(x, None, None, gamma, beta, True, 0.0, EPSILON))
