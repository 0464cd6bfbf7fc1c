"""Random views of photos, made on the device for the whole batch at once.

A Crops holds one batch of random crops: where they lie, how they are flipped, coloured and mixed.
Every random number comes from the generator handed in, on the CPU, so that a step's batch does not
depend on the device or on the steps before it.
"""

import functools
from dataclasses import dataclass

import torch
from torch.nn import functional as F

from architecture import OFFSET, SCALE
from pool import HEIGHT, WIDTH

LUMA = (0.299, 0.587, 0.114)


@dataclass(frozen=True)
class Strength:
    """How far the views stray from the photos."""

    scale: tuple = (0.2, 1.0)  # of the photo's area, and
    sharp: float = 120.0  # no crop of fewer pixels a side, so that it is not blurred
    aspect: float = 4 / 3  # at most, and at least its inverse
    zoom_out: float = 0.15  # share of views that show more than the photo, its edges mirrored:
    zoom_area: float = 2.25  # up to so many times its area
    colour: float = 0.4  # brightness, contrast and saturation change by up to this share
    mixup: float = 0.25  # share of views mixed with another


# The photo as it is: what it is judged by.
WHOLE = Strength(scale=(1.0, 1.0), aspect=1.0, zoom_out=0.0, colour=0.0, mixup=0.0)


def generator(seed, step):
    """Returns the source of a step's random numbers."""
    return torch.Generator().manual_seed(seed * 1_000_003 + step)


class Crops:
    """One batch of views: rows int64 [N] of the pool, drawn with generator."""

    def __init__(self, pool, rows, strength, generator):
        n, device = len(rows), pool.device
        u = torch.rand(10, n, generator=generator).to(device, non_blocking=True)
        rows = rows.to(device, non_blocking=True)
        self.photos = pool.pixels[rows]  # uint8 [N, 224, 336, 3]
        self.turned = pool.turned[rows]
        lying = pool.height[rows], pool.width[rows]
        height, width = (torch.where(self.turned, *sides) for sides in (lying[::-1], lying))

        low, high = strength.scale
        low = (strength.sharp / torch.minimum(height, width)).square().clamp(low, high)
        area = low + (high - low) * u[0]
        out = u[1] < strength.zoom_out
        area = torch.where(out, 1 + (strength.zoom_area - 1) * u[0], area)
        stretch = strength.aspect ** (u[2] - 0.5)  # square root of an aspect within the bounds
        h = height * (area.sqrt() / stretch)
        w = width * (area.sqrt() * stretch)
        # A crop wider or taller than the photo is cut to it, unless it is to show more.
        h = torch.where(out, h, torch.minimum(h, height))
        w = torch.where(out, w, torch.minimum(w, width))
        self.top, self.left = u[3] * (height - h), u[4] * (width - w)
        self.h, self.w, self.height, self.width = h, w, height, width
        self.flip = (u[5] < 0.5) if strength is not WHOLE else torch.zeros_like(out)

        factors = 1 + strength.colour * (2 * u[6:9] - 1)
        self.brightness, self.contrast, self.saturation = factors
        self.coloured = strength.colour > 0
        self.mixed = strength.mixup > 0
        # The share of the view itself; the rest is that of the view before it in the batch. One
        # number gives both whether and how much.
        share = u[9] / max(strength.mixup, 1e-9)
        self.share = torch.where(share < 1, share, torch.ones_like(share))[:, None, None, None]

    def render(self, resolution):
        """Returns the views, float32 [N, 3, R, R], pixel * SCALE + OFFSET: sampled from the photos,
        coloured and mixed."""
        steps = (torch.arange(resolution, device=self.h.device) + 0.5) / resolution
        across = torch.where(self.flip[:, None], 1 - steps, steps[None])
        y = _mirror(self.top[:, None] + self.h[:, None] * steps, self.height[:, None])
        x = _mirror(self.left[:, None] + self.w[:, None] * across, self.width[:, None])
        # In an upright photo, which lies on its side, the picture's columns run down the canvas.
        x, y = x[:, None, :].expand(-1, resolution, -1), y[:, :, None].expand(-1, -1, resolution)
        turned = self.turned[:, None, None]
        grid = torch.stack((torch.where(turned, y, x) * (2 / WIDTH) - 1,
                            torch.where(turned, x, y) * (2 / HEIGHT) - 1), -1)
        photos = self.photos.permute(0, 3, 1, 2).float()
        view = F.grid_sample(photos, grid, mode="bilinear", align_corners=False)
        if self.coloured:
            view = self._colour(view)
        if self.mixed:
            view = torch.lerp(view.roll(1, 0), view, self.share)
        return view.mul_(SCALE).add_(OFFSET)

    def _colour(self, view):
        """Changes brightness, contrast (about the mean grey) and saturation, in this order: all
        three are one affine map of RGB per view."""
        luma = torch.tensor(LUMA, device=view.device)
        gain = self.brightness * self.contrast
        grey = self.saturation[:, None, None] * torch.eye(3, device=view.device)
        grey = grey + (1 - self.saturation)[:, None, None] * luma
        matrix = gain[:, None, None] * grey  # [N, 3, 3]
        shift = (1 - self.contrast) * self.brightness * (view.mean((2, 3)) @ luma)
        n, _, height, width = view.shape
        view = torch.baddbmm(shift[:, None, None], matrix, view.flatten(2))
        return view.clamp_(0, 255).view(n, 3, height, width)


def shrink(view, resolution):
    """Returns views [N, 3, S, S] at a smaller resolution: Pillow's BILINEAR, a triangle as wide as
    two steps along each side, as one matrix product along each (the library's resampling takes
    one thread for each pixel of a whole batch)."""
    matrix = _triangle(view.shape[-1], resolution, view.device)
    return matrix @ view @ matrix.t()


@functools.lru_cache(maxsize=32)
def _triangle(size, resolution, device):
    """Returns the filter's matrix [R, S]."""
    step = size / resolution
    centre = (torch.arange(resolution, dtype=torch.float64)[:, None] + 0.5) * step
    distance = (torch.arange(size, dtype=torch.float64) + 0.5 - centre).abs() / step
    matrix = (1 - distance).clamp(min=0)
    return (matrix / matrix.sum(1, keepdim=True)).float().to(device)


def _mirror(position, size):
    """Folds positions, in pixels, back into a photo of the given size as a mirror at its edges
    would, and keeps them between the centres of its outermost pixels."""
    position = size - (torch.remainder(position, 2 * size) - size).abs()
    return torch.minimum(position.clamp(min=0.5), size - 0.5)
