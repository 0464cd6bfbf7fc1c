"""MobileNet v1 as a table: Table 1 of Howard et al. 2017 (arXiv 1704.04861) at any width.

Letters: C, M are input and output channels, R the side of the square input in
pixels, alpha the width multiplier.
"""

FIRST = 32  # channels of the first convolution at alpha = 1
BLOCKS = ((64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), (512, 1), (512, 1),
          (512, 1), (512, 1), (512, 1), (1024, 2), (1024, 1))  # channels at alpha = 1, stride
CLASSES = 1000

# One width for each multiple of 8 channels of the last layer, 0.25 (256) to 1 (1024).
ALPHAS = tuple(k / 128 for k in range(32, 129))
RESOLUTIONS = (96, 128, 160, 192, 224, 256)
TEACHER_RESOLUTION = 224

# x = pixel * SCALE + OFFSET, pixel 0..255: that of the quantised official files, so that
# teacher and student read the very same numbers.
SCALE, OFFSET = 1 / 128, -1.0


def channels(base, alpha):
    """Returns alpha * base rounded to the nearest multiple of 8, never below 8 and never more
    than a tenth below alpha * base: the same function as Channels in model/table.go."""
    want = base * alpha
    c = max(8, int(want + 4) // 8 * 8)
    return c + 8 if c < 0.9 * want else c


def widths(alpha):
    """Returns the channels after the first convolution and after each of the 13 blocks."""
    return [channels(base, alpha) for base in (FIRST, *(c for c, _ in BLOCKS))]


def normalised(alpha):
    """Returns the channels of the 27 normalised layers: conv, then depthwise and pointwise by
    turns. At alpha = 1 they add up to 10,944."""
    c = widths(alpha)
    return [c[0]] + [n for i in range(13) for n in (c[i], c[i + 1])]


def alphas(low, high):
    """Returns the widths from low to high; the error says what would be right."""
    found = [a for a in ALPHAS if low <= a <= high]
    if low not in ALPHAS or high not in ALPHAS or low > high:
        raise ValueError(f"architecture: alpha {low} to {high}: want multiples of 1/128 from 0.25 to 1")
    return found


def multiply_adds(alpha, resolution, classes=CLASSES):
    """Returns the multiply-adds of one forward pass: 568,740,352 at alpha 1 and 224 pixels."""
    c = widths(alpha)
    side = -(-resolution // 2)
    total = side * side * 27 * c[0]
    for i, (_, stride) in enumerate(BLOCKS):
        side = -(-side // stride)
        total += side * side * c[i] * (9 + c[i + 1])
    return total + c[13] * classes
