"""MobileNet v1 as a table: Table 1 of Howard et al. 2017 (arXiv 1704.04861) at any width.

Letters: C, M are input and output channels, R the side of the square input in pixels, alpha the
width multiplier. The 28 layers are counted as they run: 0 the first convolution, 2 i + 1 and
2 i + 2 the depthwise and pointwise layer of block i = 0..12, 27 the classifier. The channels between
them have 14 stages: 0 after the first convolution, i + 1 after block i.
"""

FIRST = 32  # channels of the first convolution at alpha = 1
BLOCKS = ((64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), (512, 1), (512, 1),
          (512, 1), (512, 1), (512, 1), (1024, 2), (1024, 1))  # channels at alpha = 1, stride
CLASSES = 1000
LAYERS = 27  # those with a ReLU6: all but the classifier
TEACHER_RESOLUTION = 224

# x = pixel * SCALE + OFFSET, pixel 0..255: that of the quantised official files, so that
# teacher and student read the very same numbers.
SCALE, OFFSET = 1 / 128, -1.0


def channels(base, alpha):
    """Returns alpha * base rounded to the nearest multiple of 8, never below 8 and never more
    than a tenth below alpha * base: the same function as Channels in weights/layers."""
    want = base * alpha
    c = max(8, int(want + 4) // 8 * 8)
    return c + 8 if c < 0.9 * want else c


def widths(alpha):
    """Returns the channels of the 14 stages."""
    return [channels(base, alpha) for base in (FIRST, *(c for c, _ in BLOCKS))]


def stage(layer):
    """Returns the stage that a layer's output belongs to: a depthwise layer keeps its input's."""
    return layer // 2


def stride(layer):
    """Returns the stride of a layer."""
    return 2 if layer == 0 else BLOCKS[(layer - 1) // 2][1] if layer % 2 else 1


def name(layer):
    """Returns a layer's name in weights files."""
    block = (layer + 1) // 2
    return {0: "conv", 27: "fc"}.get(layer) or f"block{block}/{'depthwise' if layer % 2 else 'pointwise'}"
