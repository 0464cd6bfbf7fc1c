"""How a device computes: what it computes is the same but for rounding."""

import dataclasses
import json
import pathlib
from dataclasses import dataclass

import torch


@dataclass(frozen=True)
class Settings:
    """One way to run the networks. Some need a GPU; the defaults are plain PyTorch."""

    dtype: torch.dtype = torch.float32  # of activations and of the weights they meet
    channels_last: bool = False
    first: str = "convolution"  # or "matmul": a product with its patches, channels-last only
    pointwise: str = "convolution"  # or "matmul": one matrix product, ditto
    depthwise: str = "convolution"  # or "triton": depthwise_triton.py, ditto
    # Or "native" (without cuDNN); "triton", normalise_triton.py; "cpu", normalise_cpu.py; both ditto.
    normalise: str = "library"


def usual(device):
    """Returns the settings that should do well on a device that was not measured."""
    return Settings(torch.bfloat16 if device.type == "cuda" else torch.float32, channels_last=True)


def words(settings):
    """Returns settings as values that JSON can hold."""
    return {**dataclasses.asdict(settings), "dtype": str(settings.dtype).removeprefix("torch.")}


def write(settings, path):
    """Writes settings for read."""
    pathlib.Path(path).write_text(json.dumps(words(settings), indent=1) + "\n")


def read(path):
    """Returns the settings that write wrote."""
    values = json.loads(pathlib.Path(path).read_text())
    return Settings(**{**values, "dtype": getattr(torch, values["dtype"])})
