"""Writes and reads safetensors files: a JSON header, then the tensors one after the other."""

import json
import struct

import numpy as np

TYPES = {"F32": np.dtype("<f4"), "F16": np.dtype("<f2"), "I8": np.dtype("i1")}
NAMES = {dtype: name for name, dtype in TYPES.items()}


def octets(tensors, metadata):
    """Returns the bytes of a file of (name, array) in the given order; metadata maps text to
    text. The header is padded with spaces so that the data begin at a multiple of 8 bytes."""
    header, at = {"__metadata__": metadata}, 0
    for name, array in tensors:
        header[name] = {"dtype": NAMES[array.dtype], "shape": list(array.shape),
                        "data_offsets": [at, at + array.nbytes]}
        at += array.nbytes
    text = json.dumps(header, separators=(",", ":"), ensure_ascii=True).encode()
    text += b" " * (-len(text) % 8)
    return b"".join([struct.pack("<Q", len(text)), text, *(a.tobytes() for _, a in tensors)])


def read(data):
    """Returns the metadata and {name: array} of a file's bytes."""
    size = struct.unpack_from("<Q", data)[0]
    header = json.loads(data[8:8 + size])
    metadata, tensors = header.pop("__metadata__"), {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        tensors[name] = np.frombuffer(data[8 + size + begin:8 + size + end],
                                      TYPES[entry["dtype"]]).reshape(entry["shape"])
    return metadata, tensors
