"""Finds the fastest way to compute on a device, in under a minute.

    python3 bench.py --pool DIR --official DIR --out settings.json [--seconds 50]

Times whole training steps (views, teacher, four networks, optimiser) under one setting after the
other and writes the best; train.py --settings reads it. A setting that fails, or whose gradients
are not those of plain float32, is left out and said so.
"""

import argparse
import dataclasses
import itertools
import json
import pathlib
import time

import torch

import device as devices
import teacher as teachers
from network import Settings, Slimmable


def usual(device):
    """Returns the settings that should do well on a device that was not measured."""
    if device.type == "cuda":
        return Settings(torch.bfloat16, True)
    return Settings()


def words(settings):
    """Returns settings as text values."""
    return {k: str(v).replace("torch.", "") for k, v in dataclasses.asdict(settings).items()}


def read(path):
    """Returns the settings that a file of this program holds."""
    values = json.loads(pathlib.Path(path).read_text())
    values["dtype"] = getattr(torch, values["dtype"])
    values["channels_last"] = values["channels_last"] in (True, "True")
    return Settings(**values)


def candidates(device):
    """Returns the settings to compare, the likeliest first."""
    if device.type != "cuda":
        return [Settings(channels_last=last) for last in (False, True)]
    half = torch.bfloat16
    best = [Settings(half, True, pointwise, depthwise, normalise)
            for normalise, depthwise, pointwise in itertools.product(
                ("library", "native", "compiled"), ("convolution", "triton"), ("convolution", "matmul"))]
    return best + [Settings(half, False), Settings(torch.float16, True), Settings(torch.float32, True)]
