"""The order of weights in the file: the narrowest network first, then ring by ring.

A ring holds what one width adds to the width before it. For layers of the project's layout,
[ky, kx, C, M], the new entries are, for the inputs that were there before, the new outputs, and
for the new inputs, all outputs: two blocks, both row-major. FORMAT.md says it for readers.
"""

import numpy as np

from architecture import widths


def layers(classes):
    """Returns the layers in file order as (name, shape, inputs, outputs): shape of its window
    and the numbers of the widths() entries that its inputs and outputs follow; None: of fixed
    number, 3 inputs of the first convolution, one of a depthwise layer, the classes."""
    found = [("conv/weights", (3, 3, 3), None, 0)]
    for i in range(13):
        found.append((f"block{i + 1}/depthwise/weights", (3, 3), None, i))
        found.append((f"block{i + 1}/pointwise/weights", (), i, i + 1))
    return found + [("fc/weights", (classes,), 13, None)]


def cuts(layer, full, before, after):
    """Returns the index of each block of full that a ring holds, in order.

    full is a layer's array in the project's layout; before and after are widths(), before of
    zeros for the first ring."""
    _, _, source, target = layer
    if target is None:  # classifier: [C, classes], new rows
        return [np.s_[before[source]:after[source], :]]
    if source is None:  # new outputs only
        return [np.s_[..., before[target]:after[target]]]
    return [np.s_[:before[source], before[target]:after[target]],
            np.s_[before[source]:after[source], :after[target]]]


def rings(arrays, grid, classes):
    """Yields for each width of grid its new entries as one flat array.

    arrays: {name: full array in the project's layout}."""
    before = [0] * 14
    for alpha in grid:
        after = widths(alpha)
        parts = [arrays[layer[0]][cut].ravel() for layer in layers(classes)
                 for cut in cuts(layer, arrays[layer[0]], before, after)]
        yield np.concatenate(parts)
        before = after


def shapes(alpha, classes):
    """Returns {name: shape in the project's layout} of the layers at a width."""
    c, found = widths(alpha), {}
    for name, window, source, target in layers(classes):
        if target is None:
            found[name] = (c[source], classes)
        elif source is None:
            found[name] = (*window, c[target])
        else:
            found[name] = (c[source], c[target])
    return found


def assemble(flat, grid, classes):
    """Returns {name: array} of the widest network of grid from its rings in order."""
    arrays = {name: np.zeros(shape, flat[0].dtype) for name, shape in shapes(grid[-1], classes).items()}
    before = [0] * 14
    for values, alpha in zip(flat, grid):
        after, at = widths(alpha), 0
        for layer in layers(classes):
            array = arrays[layer[0]]
            for cut in cuts(layer, array, before, after):
                size = array[cut].size
                array[cut] = values[at:at + size].reshape(array[cut].shape)
                at += size
        if at != values.size:
            raise ValueError(f"onion: ring of alpha {alpha}: have {values.size} values, want {at}")
        before = after
    return arrays
