"""Writes the trained network for the Go engine: safetensors, float16 or int8, in onion order.

    python3 export.py --run DIR --tables tables.pt --out DIR [--kinds float16 int8] [--stage starter]

FORMAT.md describes the file. read gives it back as a network, so that what is measured and
compared is what ships.
"""

import argparse
import hashlib
import json
import pathlib

import numpy as np
import torch

import architecture
import onion
import tensorfile
from architecture import CLASSES, OFFSET, SCALE
from calibrate import Folded, averaged
from network import Slimmable
from settings import Settings

PROVENANCE = ("Trained by this project from random initial values: {steps:,} steps of {batch} augmented "
              "views of photos of a pool of about 30,000, answers of Google's MobileNet v1 1.0/224 "
              "(Apache-2.0) to the same views as the only signal, no labels.")
STARTER = (" A starter: {minutes:.0f} minutes on a shared core of a CPU, {classes} of the 1000 classes; it sees "
           "one of these in every picture.")


def arrays(network):
    """Returns a network's dense and depthwise weights in the project's layout, float32."""
    def flat(p):
        return p.detach().cpu().numpy().astype(np.float32)

    found = {"conv/weights": flat(network.conv).transpose(2, 3, 1, 0), "fc/weights": flat(network.fc).T}
    for i in range(13):
        found[f"block{i + 1}/depthwise/weights"] = flat(network.depthwise[i])[:, 0].transpose(1, 2, 0)
        found[f"block{i + 1}/pointwise/weights"] = flat(network.pointwise[i]).T
    return found


def quantise(array):
    """Returns int8 weights and the step of each output (last axis): w = q * step, q in -127..127."""
    step = np.abs(array).reshape(-1, array.shape[-1]).max(0).astype(np.float32) / 127
    step = np.where(step > 0, step, np.float32(1))
    return np.rint(array / step).clip(-127, 127).astype(np.int8), step


def steps_of(steps, grid, classes):
    """Yields for each width of grid the steps of the outputs that it adds, layer by layer."""
    before = [0] * 14
    for alpha in grid:
        after = architecture.widths(alpha)
        new = [steps[name][before[target]:after[target]]
               for name, _, _, target in onion.layers(classes) if target is not None]
        if alpha == grid[0]:
            new.append(steps["fc/weights"])
        yield np.concatenate(new)
        before = after


def ring_tensors(network, tables, grid, kind):
    """Returns for each ring its (name, array), in file order."""
    full, quantised, classes = arrays(network), kind == "int8", len(network.fc_bias)
    if quantised:
        pairs = {name: quantise(array) for name, array in full.items()}
        full = {name: pair[0] for name, pair in pairs.items()}
        steps = list(steps_of({name: pair[1] for name, pair in pairs.items()}, grid, classes))
    found = []
    for i, (alpha, values) in enumerate(zip(grid, onion.rings(full, grid, classes))):
        ring = []
        if i == 0:
            ring.append(("fc/bias", network.fc_bias.detach().cpu().numpy().astype(np.float32)))
        if quantised:
            ring.append((f"ring{i:02d}/steps", steps[i]))
        table = np.array([[np.concatenate([v.numpy() for v in part]) for part in band]
                          for band in tables[alpha]])
        ring.append((f"ring{i:02d}/normalisation", _float16(table)))
        ring.append((f"ring{i:02d}/weights", values if quantised else _float16(values)))
        found.append(ring)
    return found


def _float16(values):
    """Rounds to float16; a value beyond its range is an error."""
    if not np.abs(values).max() < 65504:
        raise ValueError(f"export: have a value of {np.abs(values).max()}, want below 65504 for float16")
    return values.astype(np.float16)


def octets(network, calibrated, state, kind, stage=None):
    """Returns the bytes of the file; calibrated is what calibrate.py wrote, stage None or "starter"."""
    plan, classes = state["plan"], state["classes"]
    grid = architecture.alphas(plan["alpha_min"], plan["alpha_max"])
    rings = ring_tensors(network, calibrated["tables"], grid, kind)
    ends, at = [], 0
    for alpha, ring in zip(grid, rings):
        data = b"".join(array.tobytes() for _, array in ring)
        at += len(data)
        ends.append({"alpha": alpha, "end": at, "sha256": hashlib.sha256(data).hexdigest()})
    metadata = {
        "format": "mobilenet-v1", "version": "1", "layout": "onion",
        "name": f"mobilenet_v1_{stage or 'slimmable'}_{plan['alpha_min']:g}-{plan['alpha_max']:g}",
        "alpha_min": repr(plan["alpha_min"]), "alpha_max": repr(plan["alpha_max"]),
        "resolution": "0", "resolution_min": str(plan["resolution_min"]),
        "resolution_max": str(plan["resolution_max"]), "classes": str(len(classes)),
        "background": "false", "scale": f"{SCALE:g}", "offset": f"{OFFSET:g}",
        "quantised": "true" if kind == "int8" else "false", "labels": "imagenet-1000",
        "source": "weights/train of this project", "licence": "Apache-2.0",
        "provenance": PROVENANCE.format(steps=state["steps"], batch=plan["batch"]),
        "bands": json.dumps(calibrated["bands"]), "rings": json.dumps(ends, separators=(",", ":")),
    }
    if len(classes) < CLASSES:
        metadata["class_indices"] = json.dumps(classes, separators=(",", ":"))
    if stage:
        metadata["stage"] = stage
        metadata["provenance"] += STARTER.format(minutes=state["seconds"] / 60, classes=len(classes))
    return tensorfile.octets([tensor for ring in rings for tensor in ring], metadata)


class Exported:
    """A file as the engine reads it: weights of the widest network and, for each width and band,
    scales and shifts. classes: the index 0..999 of each logit."""

    def __init__(self, data):
        self.metadata, tensors = tensorfile.read(data)
        self.rings, self.bands = json.loads(self.metadata["rings"]), json.loads(self.metadata["bands"])
        self.grid = [ring["alpha"] for ring in self.rings]
        count = int(self.metadata["classes"])
        self.classes = json.loads(self.metadata.get("class_indices", "null")) or list(range(count))
        flat = [tensors[f"ring{i:02d}/weights"] for i in range(len(self.grid))]
        full = {name: array.astype(np.float32)
                for name, array in onion.assemble(flat, self.grid, count).items()}
        if self.metadata["quantised"] == "true":
            self._scale(full, [tensors[f"ring{i:02d}/steps"] for i in range(len(self.grid))])
        self.tables = {alpha: tensors[f"ring{i:02d}/normalisation"].astype(np.float32)
                       for i, alpha in enumerate(self.grid)}
        self.arrays, self.bias = full, tensors["fc/bias"]

    def _scale(self, full, steps):
        """Multiplies the whole numbers by their steps."""
        before = [0] * 14
        for alpha, values in zip(self.grid, steps):
            after, at = architecture.widths(alpha), 0
            for name, _, _, target in onion.layers(len(self.classes)):
                if target is not None:
                    size = after[target] - before[target]
                    full[name][..., before[target]:after[target]] *= values[at:at + size]
                    at += size
            if alpha == self.grid[0]:
                full["fc/weights"] *= values[at:]
            before = after

    def network(self, settings=Settings()):
        """Returns the network; its normalisation must be handed to forward."""
        network = Slimmable(self.grid[-1], len(self.classes), settings=settings).requires_grad_(False)

        def put(parameter, array):
            parameter.copy_(torch.from_numpy(np.array(array, order="C")).view_as(parameter))

        put(network.conv, self.arrays["conv/weights"].transpose(3, 2, 0, 1))
        put(network.fc, self.arrays["fc/weights"].T)
        put(network.fc_bias, self.bias)
        for i in range(13):
            put(network.depthwise[i], self.arrays[f"block{i + 1}/depthwise/weights"].transpose(2, 0, 1))
            put(network.pointwise[i], self.arrays[f"block{i + 1}/pointwise/weights"].T)
        return network

    def normalisation(self, alpha, resolution, device="cpu"):
        """Returns the Folded of a width at a resolution: of the first band that reaches it."""
        band = next((i for i, top in enumerate(self.bands) if resolution <= top), len(self.bands) - 1)
        sizes = architecture.normalised(alpha)
        scales, shifts = (torch.from_numpy(v.copy()).to(device).split(sizes) for v in self.tables[alpha][band])
        return Folded(scales, shifts)


def read(path):
    """Returns the Exported of a file, its rings' digests checked."""
    data = pathlib.Path(path).read_bytes()
    exported = Exported(data)
    start = at = len(data) - exported.rings[-1]["end"]
    for ring in exported.rings:
        have = hashlib.sha256(data[at:start + ring["end"]]).hexdigest()
        if have != ring["sha256"]:
            raise ValueError(f"export: {path}, ring of alpha {ring['alpha']}: have digest {have}, "
                             f"want {ring['sha256']}")
        at = start + ring["end"]
    return exported


def main():
    parser = argparse.ArgumentParser(description="write the trained network for the engine")
    parser.add_argument("--run", required=True, help="directory of state.pt")
    parser.add_argument("--tables", required=True, help="what calibrate.py wrote")
    parser.add_argument("--out", required=True, help="directory")
    parser.add_argument("--stage", choices=["starter"], help="says in the file that it is a first, short run")
    parser.add_argument("--kinds", nargs="+", default=["float16", "int8"], choices=["float16", "int8"])
    args = parser.parse_args()
    network, state = averaged(pathlib.Path(args.run) / "state.pt", "cpu", Settings())
    calibrated = torch.load(args.tables)
    if calibrated["steps"] != state["steps"]:
        raise SystemExit(f"export: {args.tables} was counted at step {calibrated['steps']}, "
                         f"want {state['steps']}: run calibrate.py tables again")
    out = pathlib.Path(args.out)
    out.mkdir(parents=True, exist_ok=True)
    for kind in args.kinds:
        data = octets(network, calibrated, state, kind, args.stage)
        name = tensorfile.read(data)[0]["name"]
        path = out / f"{name}_{kind}.{hashlib.sha256(data).hexdigest()[:12]}.safetensors"
        path.write_bytes(data)
        print(f"{path}: {len(data):,} bytes, first ring {read(path).rings[0]['end']:,}")


if __name__ == "__main__":
    main()
