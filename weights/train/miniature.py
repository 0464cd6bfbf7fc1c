"""A miniature teacher of random weights, for tests."""

import numpy as np
import torch

from architecture import LAYERS, stage
from augment import generator
from teacher import Teacher
from tflite import Convolution


def teacher(channels, classes, seed=1):
    """Returns a teacher of so many channels at its 14 stages whose values lie within and beyond both ends of
    ReLU6."""
    random, found = generator(seed, 0), []

    def normal(*shape):
        return torch.randn(*shape, generator=random).numpy().astype(np.float32)

    for layer in range(LAYERS + 1):
        c = 3 if layer == 0 else channels[stage(layer - 1)]
        m = classes + 1 if layer == LAYERS else channels[stage(layer)]
        if layer % 2 and layer < LAYERS:
            found.append(Convolution(True, normal(1, 3, 3, c) * 0.5, normal(c) + 1))
        else:
            side = 3 if layer == 0 else 1
            found.append(Convolution(False, normal(m, side, side, c) * (1.2 / (c * side * side) ** 0.5), normal(m) + 1))
    return Teacher(found).eval()
