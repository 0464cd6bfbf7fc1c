"""Reads the convolutions of a TFLite file: a walk over the flatbuffer with nothing but struct."""

import struct
from dataclasses import dataclass

import numpy as np

CONV, DEPTHWISE = 3, 4  # BuiltinOperator
TYPES = {0: np.dtype("<f4"), 2: np.dtype("<i4"), 3: np.dtype("u1")}  # TensorType


@dataclass
class Convolution:
    """One convolution, de-quantised: w = (q - zero) * scale, bias = int32 * scale."""

    depthwise: bool
    weights: np.ndarray  # float32 [M, ky, kx, C]; depthwise [1, ky, kx, C]
    bias: np.ndarray  # float32 [M]


class Table:
    """A flatbuffer table: fields by number, each there or not."""

    def __init__(self, data, at):
        self.data, self.at = data, at
        vtable = at - struct.unpack_from("<i", data, at)[0]
        size = struct.unpack_from("<H", data, vtable)[0]
        self.offsets = struct.unpack_from(f"<{size // 2 - 2}H", data, vtable + 4)

    def _field(self, number):
        offset = self.offsets[number] if number < len(self.offsets) else 0
        return self.at + offset if offset else None

    def scalar(self, number, form, default=0):
        at = self._field(number)
        return default if at is None else struct.unpack_from("<" + form, self.data, at)[0]

    def _vector(self, number):
        at = self._field(number)
        if at is None:
            return 0, 0
        at += struct.unpack_from("<I", self.data, at)[0]
        return at + 4, struct.unpack_from("<I", self.data, at)[0]

    def scalars(self, number, form):
        at, count = self._vector(number)
        return struct.unpack_from(f"<{count}{form}", self.data, at)

    def octets(self, number):
        at, count = self._vector(number)
        return self.data[at:at + count]

    def tables(self, number):
        at, count = self._vector(number)
        places = (at + 4 * i for i in range(count))
        return [Table(self.data, p + struct.unpack_from("<I", self.data, p)[0]) for p in places]

    def table(self, number):
        at = self._field(number)
        return None if at is None else Table(self.data, at + struct.unpack_from("<I", self.data, at)[0])


def convolutions(data):
    """Returns the convolutions of the file's first graph in the order they run."""
    if data[4:8] != b"TFL3":
        raise ValueError(f"tflite: have file identifier {bytes(data[4:8])!r}, want b'TFL3'")
    root = Table(data, struct.unpack_from("<I", data, 0)[0])
    # The old field holds codes below 127 in one byte, the new one all of them.
    codes = [max(c.scalar(0, "b"), c.scalar(3, "i")) for c in root.tables(1)]
    graph, buffers = root.tables(2)[0], root.tables(4)
    tensors = graph.tables(0)
    found = []
    for operator in graph.tables(3):
        code = codes[operator.scalar(0, "I")]
        if code in (CONV, DEPTHWISE):
            _, weights, bias = operator.scalars(1, "i")[:3]
            found.append(Convolution(code == DEPTHWISE, _values(tensors[weights], buffers),
                                     _values(tensors[bias], buffers)))
    return found


def _values(tensor, buffers):
    """Returns a constant tensor in float32, de-quantised in float64 and rounded once."""
    shape, kind = tensor.scalars(0, "i"), tensor.scalar(1, "b")
    if kind not in TYPES:
        raise ValueError(f"tflite: have tensor type {kind}, want float32 (0), int32 (2) or uint8 (3)")
    values = np.frombuffer(buffers[tensor.scalar(2, "I")].octets(0), TYPES[kind])
    if values.size != np.prod(shape):
        raise ValueError(f"tflite: have {values.size} values, want {np.prod(shape)} for shape {shape}")
    values = values.reshape(shape).astype(np.float64)
    quantisation = tensor.table(4)
    scale = quantisation.scalars(2, "f") if quantisation else ()
    if scale:
        zero = quantisation.scalars(3, "q")
        values = (values - (zero[0] if zero else 0)) * scale[0]
    return values.astype(np.float32)
