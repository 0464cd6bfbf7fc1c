"""Batch normalisation with its ReLU6 in one pass each way, for a CPU.

The library's runs over an activation several times, and its ReLU6 has no bfloat16 backward.
normalise_cpu.cc is compiled by the machine's C++ compiler the first time it is needed.
"""

import ctypes
import functools
import hashlib
import os
import pathlib
import subprocess

import torch

SOURCE = pathlib.Path(__file__).with_suffix(".cc")
BUILD = SOURCE.parents[2] / "build"
FLAGS = ("-O3", "-march=native", "-fno-trapping-math", "-shared", "-fPIC")
EPSILON = 1e-3
NAMES = {torch.float32: "float32", torch.bfloat16: "bfloat16"}


@functools.lru_cache(maxsize=None)
def library():
    """Returns the compiled functions; they are kept under build/ by the digest of their source."""
    digest = hashlib.sha256(SOURCE.read_bytes() + " ".join(FLAGS).encode()).hexdigest()[:12]
    path = BUILD / f"normalise_cpu.{digest}.so"
    if not path.exists():
        BUILD.mkdir(exist_ok=True)
        temporary = path.with_suffix(f".{os.getpid()}")
        subprocess.run([os.environ.get("CXX", "c++"), *FLAGS, SOURCE, "-o", temporary], check=True)
        os.replace(temporary, path)
    return ctypes.CDLL(str(path))


def call(name, like, *arguments):
    """Calls a function of the type of like with the addresses of tensors and whole numbers."""
    getattr(library(), f"{name}_{NAMES[like.dtype]}")(
        *(ctypes.c_void_p(a.data_ptr()) if isinstance(a, torch.Tensor) else ctypes.c_int64(a)
          for a in arguments))


class Normalise(torch.autograd.Function):
    """x [N, C, H, W] of float32 or bfloat16, channels last; gamma and beta float32 [C]."""

    @staticmethod
    def forward(ctx, x, gamma, beta):
        x = x.contiguous(memory_format=torch.channels_last)
        channels = x.shape[1]
        rows = x.numel() // channels
        mean, variance = torch.empty(channels), torch.empty(channels)
        call("statistics", x, x, rows, channels, mean, variance)
        inverse = (variance + EPSILON).rsqrt()
        scale = gamma * inverse
        shift = beta - mean * scale
        y = torch.empty_like(x)
        call("forward", x, x, rows, channels, scale, shift, y)
        ctx.save_for_backward(x, scale, shift, mean, inverse)
        return y

    @staticmethod
    def backward(ctx, dy):
        x, scale, shift, mean, inverse = ctx.saved_tensors
        dy = dy.contiguous(memory_format=torch.channels_last)
        channels = x.shape[1]
        dx, dgamma, dbeta = torch.empty_like(x), torch.empty(channels), torch.empty(channels)
        call("backward", x, dy, x, x.numel() // channels, channels, scale, shift, mean, inverse,
             dx, dgamma, dbeta)
        return dx, dgamma, dbeta


def normalise(x, gamma, beta):
    """Returns min(max((x - mean) / sqrt(variance + EPSILON) * gamma + beta, 0), 6), mean and
    variance [C] over the batch."""
    return Normalise.apply(x, gamma, beta)
