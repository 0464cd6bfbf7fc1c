"""3x3 depthwise convolution as Triton kernels, for GPUs on which the library's are slow.

Tensors are channels-last: x [N, H, W, C] in memory, C a multiple of 8. Padding is TensorFlow's
SAME. Sums are float32 whatever the tensors are. bench.py compares speed and gradients with the
library's before anything is trained with these.
"""

import torch
import triton
import triton.language as tl
from torch.nn import functional as F

from teacher import pad_same, same_padding

SIZES = ["height", "width", "eighths", "out_height", "out_width", "before", "pixels"]  # not constants


@triton.jit(do_not_specialize=SIZES)
def _forward(x, w, y, height, width, eighths, out_height, out_width, before, pixels,
             stride: tl.constexpr, rows: tl.constexpr, columns: tl.constexpr):
    """y[p, c] = sum over taps of x[...] * w[tap, c] for rows pixels and columns channels."""
    channels = eighths * 8  # so that the compiler knows: 16-byte loads
    p = tl.program_id(0) * rows + tl.arange(0, rows)
    c = (tl.program_id(1) * columns + tl.arange(0, columns))[None, :]
    ox, oy = p % out_width, (p // out_width) % out_height
    first = (p // (out_width * out_height)) * height
    total = tl.zeros((rows, columns), tl.float32)
    for ky in tl.static_range(3):
        for kx in tl.static_range(3):
            iy, ix = oy * stride - before + ky, ox * stride - before + kx
            inside = (p < pixels) & (iy >= 0) & (iy < height) & (ix >= 0) & (ix < width)
            at = (((first + iy) * width + ix) * channels)[:, None] + c
            value = tl.load(x + at, mask=inside[:, None] & (c < channels), other=0.0)
            tap = tl.load(w + (ky * 3 + kx) * channels + c, mask=c < channels, other=0.0)
            total += value.to(tl.float32) * tap.to(tl.float32)
    tl.store(y + (p * channels)[:, None] + c, total.to(y.dtype.element_ty),
             mask=(p < pixels)[:, None] & (c < channels))


@triton.jit(do_not_specialize=SIZES)
def _backward_data(dy, w, dx, height, width, eighths, out_height, out_width, before, pixels,
                   stride: tl.constexpr, rows: tl.constexpr, columns: tl.constexpr):
    """dx[p, c] = sum over the taps through which input pixel p was read."""
    channels = eighths * 8
    p = tl.program_id(0) * rows + tl.arange(0, rows)
    c = (tl.program_id(1) * columns + tl.arange(0, columns))[None, :]
    ix, iy = p % width, (p // width) % height
    first = (p // (width * height)) * out_height
    total = tl.zeros((rows, columns), tl.float32)
    for ky in tl.static_range(3):
        for kx in tl.static_range(3):
            ty, tx = iy + before - ky, ix + before - kx
            oy, ox = ty // stride, tx // stride
            inside = (p < pixels) & (ty >= 0) & (tx >= 0) & (oy < out_height) & (ox < out_width)
            inside = inside & (ty % stride == 0) & (tx % stride == 0)
            at = (((first + oy) * out_width + ox) * channels)[:, None] + c
            value = tl.load(dy + at, mask=inside[:, None] & (c < channels), other=0.0)
            tap = tl.load(w + (ky * 3 + kx) * channels + c, mask=c < channels, other=0.0)
            total += value.to(tl.float32) * tap.to(tl.float32)
    tl.store(dx + (p * channels)[:, None] + c, total.to(dx.dtype.element_ty),
             mask=(p < pixels)[:, None] & (c < channels))


@triton.jit(do_not_specialize=[*SIZES, "parts"])
def _backward_weights(x, dy, sums, height, width, eighths, out_height, out_width, before, pixels, parts,
                      stride: tl.constexpr, rows: tl.constexpr, columns: tl.constexpr):
    """sums[part, tap, c] = sum of dy * x over every parts-th block of output pixels, for the
    three taps of row ky = program_id(0): neighbours in the grid share what they read."""
    channels = eighths * 8
    ky, part = tl.program_id(0), tl.program_id(1)
    c = (tl.program_id(2) * columns + tl.arange(0, columns))[None, :]
    left = tl.zeros((rows, columns), tl.float32)
    middle = tl.zeros((rows, columns), tl.float32)
    right = tl.zeros((rows, columns), tl.float32)
    for start in range(part * rows, pixels, parts * rows):
        p = start + tl.arange(0, rows)
        ox, oy = p % out_width, (p // out_width) % out_height
        iy, ix = oy * stride - before + ky, ox * stride - before
        row = (p // (out_width * out_height)) * height + iy
        here = (p < pixels) & (iy >= 0) & (iy < height)
        at = ((row * width + ix) * channels)[:, None] + c
        g = tl.load(dy + (p * channels)[:, None] + c,
                    mask=(p < pixels)[:, None] & (c < channels), other=0.0).to(tl.float32)
        a = tl.load(x + at, mask=(here & (ix >= 0))[:, None] & (c < channels), other=0.0)
        left += g * a.to(tl.float32)
        a = tl.load(x + at + channels, mask=(here & (ix + 1 < width))[:, None] & (c < channels), other=0.0)
        middle += g * a.to(tl.float32)
        a = tl.load(x + at + 2 * channels, mask=(here & (ix + 2 < width))[:, None] & (c < channels), other=0.0)
        right += g * a.to(tl.float32)
    to = sums + (part * 9 + ky * 3) * channels + c
    tl.store(to, tl.sum(left, 0)[None, :], mask=c < channels)
    tl.store(to + channels, tl.sum(middle, 0)[None, :], mask=c < channels)
    tl.store(to + 2 * channels, tl.sum(right, 0)[None, :], mask=c < channels)


def _tile(channels, values):
    """Returns rows and columns of a program's tile of about so many values: columns is a power
    of two, at most 64."""
    columns = min(64, triton.next_power_of_2(channels))
    return values // columns, columns


class Depthwise(torch.autograd.Function):
    """x [N, C, H, W] channels-last and w [C, 1, 3, 3] of the same type to y, channels-last."""

    @staticmethod
    def forward(ctx, x, w, stride):
        n, c, height, width = x.shape
        if c % 8 or x.numel() >= 1 << 31 or not x.is_contiguous(memory_format=torch.channels_last):
            raise ValueError(f"depthwise: have {tuple(x.shape)}, want channels-last, channels a "
                             "multiple of 8 and less than 2^31 values")
        taps = w.reshape(c, 9).t().contiguous()  # [9, C]
        out = -(-height // stride), -(-width // stride)
        y = torch.empty((n, c, *out), dtype=x.dtype, device=x.device, memory_format=torch.channels_last)
        ctx.sizes = (height, width, c // 8, *out, same_padding(height, stride)[0])
        ctx.stride = stride
        ctx.save_for_backward(x, taps)
        pixels, (rows, columns) = n * out[0] * out[1], _tile(c, 2048)
        grid = (triton.cdiv(pixels, rows), triton.cdiv(c, columns))
        _forward[grid](x, taps, y, *ctx.sizes, pixels, stride=stride, rows=rows, columns=columns)
        return y

    @staticmethod
    def backward(ctx, dy):
        x, taps = ctx.saved_tensors
        n, c, height, width = x.shape
        dy = dy.contiguous(memory_format=torch.channels_last)
        dx = torch.empty_like(x, memory_format=torch.channels_last)
        pixels, (rows, columns) = n * height * width, _tile(c, 2048)
        grid = (triton.cdiv(pixels, rows), triton.cdiv(c, columns))
        _backward_data[grid](dy, taps, dx, *ctx.sizes, pixels, stride=ctx.stride, rows=rows, columns=columns)
        pixels, (rows, columns) = n * dy.shape[2] * dy.shape[3], _tile(c, 1024)
        blocks = triton.cdiv(c, columns)
        parts = max(1, min(triton.cdiv(pixels, rows), 1024 // blocks))
        sums = torch.empty((parts, 9, c), dtype=torch.float32, device=x.device)
        _backward_weights[(3, parts, blocks)](x, dy, sums, *ctx.sizes, pixels, parts, stride=ctx.stride,
                                              rows=rows, columns=columns)
        return dx, sums.sum(0).t().reshape(c, 1, 3, 3).to(taps.dtype), None


def depthwise(x, w, stride):
    """Returns the depthwise convolution of x [N, C, H, W] with w [C, 1, 3, 3], SAME padding."""
    return Depthwise.apply(x, w, stride)


def check(device):
    """Compares output and gradients with the library's in float32: odd and even sides, both
    strides, channels below, at and above a tile. Returns the largest relative error."""
    worst = 0.0
    for n, c, side, stride in ((2, 8, 6, 1), (2, 8, 6, 2), (3, 24, 7, 1), (2, 64, 10, 2), (2, 136, 5, 1)):
        random = torch.Generator().manual_seed(c + side)
        x, w = torch.randn(n, c, side, side, generator=random), torch.randn(c, 1, 3, 3, generator=random)
        results = []
        for function in (depthwise, _library):
            a = x.to(device).contiguous(memory_format=torch.channels_last).requires_grad_()
            b = w.clone().to(device).requires_grad_()
            y = function(a, b, stride)
            y.backward(torch.randn(y.shape, generator=torch.Generator().manual_seed(1)).to(device))
            results.append([t.detach() for t in (y, a.grad, b.grad)])
        for have, want in zip(*results):
            worst = max(worst, ((have - want).norm() / want.norm()).item())
    return worst


def _library(x, w, stride):
    x, padding = pad_same(x, stride)
    return F.conv2d(x, w, None, stride, padding, groups=w.shape[0])
