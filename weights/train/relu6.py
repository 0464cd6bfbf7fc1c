"""ReLU6 in one pass each way. On a CPU relu6.cc does it, compiled when it is first needed: the
library's has no backward in bfloat16, and its parts would take half of a training step. Where there
is no C++ compiler, plain PyTorch does the same more slowly."""

import ctypes
import functools
import hashlib
import os
import pathlib
import subprocess

import torch
from torch.nn import functional as F

SOURCE = pathlib.Path(__file__).with_suffix(".cc")
BUILD = pathlib.Path(__file__).resolve().parents[2] / "build"
FLAGS = ("-O3", "-march=native", "-shared", "-fPIC")
NAMES = {torch.float32: "float32", torch.bfloat16: "bfloat16"}


@functools.lru_cache(maxsize=None)
def library():
    """Returns the compiled functions, which are kept under build/ by the digest of their source, or
    None where they cannot be compiled."""
    digest = hashlib.sha256(SOURCE.read_bytes() + " ".join(FLAGS).encode()).hexdigest()[:12]
    path = BUILD / f"relu6.{digest}.so"
    if not path.exists():
        BUILD.mkdir(exist_ok=True)
        temporary = path.with_suffix(f".{os.getpid()}")
        try:
            subprocess.run([os.environ.get("CXX", "c++"), *FLAGS, SOURCE, "-o", temporary], check=True)
        except (OSError, subprocess.CalledProcessError) as failure:
            print(f"relu6: no C++ compiler ({failure}): plain PyTorch, slower", flush=True)
            return None
        os.replace(temporary, path)
    return ctypes.CDLL(str(path))


def call(name, like, *tensors):
    """Calls a function for the type and the number of values of like, with the tensors' addresses."""
    getattr(library(), f"{name}_{NAMES[like.dtype]}")(
        ctypes.c_int64(like.numel()), *(ctypes.c_void_p(t.data_ptr()) for t in tensors))


class Compiled(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        call("forward", x, x)
        ctx.mark_dirty(x)
        ctx.save_for_backward(x)
        return x

    @staticmethod
    def backward(ctx, dy):
        y, = ctx.saved_tensors
        dy = dy.contiguous(memory_format=torch.channels_last)
        dx = torch.empty_like(dy)
        call("backward", y, y, dy, dx)
        return dx


class Plain(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        x.clamp_(0, 6)
        ctx.mark_dirty(x)
        ctx.save_for_backward(x)
        return x

    @staticmethod
    def backward(ctx, dy):
        y, = ctx.saved_tensors
        return dy * ((y > 0) & (y < 6))


def relu6(x):
    """Returns min(max(x, 0), 6), in the place of x [N, C, H, W]."""
    x = x.contiguous(memory_format=torch.channels_last)
    if x.is_cuda:
        return F.hardtanh(x, 0.0, 6.0, inplace=True)
    return (Compiled if x.dtype in NAMES and library() else Plain).apply(x)
