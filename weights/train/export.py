"""Writes trained students for the Go engine: safetensors, int8 with a step for each output.

    python3 export.py --run DIR --pool DIR --official DIR --out DIR [--uncalibrated]

From the averaged weights of DIR/state.pt the pool's mix of classes is taken out where that helps (balance.py), the
probabilities are calibrated (calibrate.py; the temperature is folded into the classifier), and each
width is written to its own file, which FORMAT.md describes. --uncalibrated leaves the temperature out, to measure what
it is worth. read gives a file back as a student: what is measured and compared is what ships, and
training can go on from it.
"""

import argparse
import hashlib
import pathlib

import numpy as np
import torch

import architecture
import balance
import calibrate
import teacher as teachers
import tensorfile
from architecture import LAYERS, OFFSET, SCALE
from held import Held
from student import Student
from views import Photos

PROVENANCE = ("Derived from Google's MobileNet v1 1.0/224 (Apache-2.0): computed by this project's programs from "
              "what that network answers, layer by layer, then trained end to end.")
RESOLUTIONS = 128, 224  # lowest and highest


def quantise(array):
    """Returns int8 weights and the step of each output (last axis): w = q * step, q in -127..127."""
    step = np.abs(array).reshape(-1, array.shape[-1]).max(0).astype(np.float32) / np.float32(127)
    step = np.where(step > 0, step, np.float32(1))
    return np.rint(array / step).clip(-127, 127).astype(np.int8), step


def laid_out(weights):
    """Returns weights [M, C, k, k] as they lie in files: [3, 3, C], [3, 3, C, M] or [C, M]."""
    array = weights.detach().numpy().transpose(2, 3, 1, 0)
    if array.shape[0] == 1:
        return array[0, 0]
    return array[:, :, 0] if array.shape[2] == 1 else array


def octets(student, alpha):
    """Returns the bytes of a student's file."""
    tensors = []
    for layer in range(LAYERS + 1):
        weights, bias = student.folded(layer)
        q, steps = quantise(laid_out(weights))
        tensors += [(f"{architecture.name(layer)}/{part}", array)
                    for part, array in (("weights", q), ("steps", steps), ("bias", bias.detach().numpy()))]
    return tensorfile.octets(tensors, {
        "format": "mobilenet-v1", "version": "1", "name": f"mobilenet_v1_{alpha:g}",
        "alpha_min": f"{alpha:g}", "alpha_max": f"{alpha:g}", "resolution": "0",
        "resolution_min": str(RESOLUTIONS[0]), "resolution_max": str(RESOLUTIONS[1]),
        "classes": str(len(student.fc_bias)), "background": "false", "scale": f"{SCALE:g}", "offset": f"{OFFSET:g}",
        "quantised": "false", "labels": "imagenet-1000", "source": "weights/train of this project",
        "licence": "Apache-2.0", "provenance": PROVENANCE})


def read(path, dtype=torch.float32):
    """Returns the width and the student of a file."""
    metadata, tensors = tensorfile.read(pathlib.Path(path).read_bytes())
    channels = [len(tensors[f"{architecture.name(layer)}/bias"]) for layer in range(0, LAYERS, 2)]
    student = Student(channels, int(metadata["classes"]), dtype)
    for layer in range(LAYERS + 1):
        q, steps, bias = (tensors[f"{architecture.name(layer)}/{part}"] for part in ("weights", "steps", "bias"))
        weights = torch.from_numpy(q.astype(np.float32) * steps)
        weights = {2: weights[None, None], 3: weights[:, :, None], 4: weights}[q.ndim]  # [k, k, C, M]
        student.put(layer, weights.permute(3, 2, 0, 1), torch.from_numpy(bias.copy()))
    return float(metadata["alpha_max"]), student


def main():
    parser = argparse.ArgumentParser(description="write trained students for the engine")
    parser.add_argument("--run", required=True, help="directory of state.pt")
    parser.add_argument("--pool", required=True)
    parser.add_argument("--official", required=True)
    parser.add_argument("--out", required=True, help="directory")
    parser.add_argument("--uncalibrated", action="store_true", help="with a temperature of 1")
    args = parser.parse_args()
    state = torch.load(pathlib.Path(args.run) / "state.pt", map_location="cpu")
    teacher = teachers.load(args.official).eval()
    photos = Photos(args.pool, teacher)
    held = Held(photos, teacher)
    out = pathlib.Path(args.out)
    out.mkdir(parents=True, exist_ok=True)
    for alpha, kept in sorted(state["students"].items()):
        student = Student(architecture.widths(alpha)).requires_grad_(False)
        student.load_state_dict(kept["averaged"])
        balanced = balance.apply(student, photos, held.agreement)
        t = 1.0 if args.uncalibrated else calibrate.apply(student, held)
        print(f"alpha {alpha:g}: {'balanced' if balanced else 'not balanced'}, temperature {t:.3f}", flush=True)
        data = octets(student, alpha)
        path = out / f"mobilenet_v1_{alpha:g}.{hashlib.sha256(data).hexdigest()[:12]}.safetensors"
        path.write_bytes(data)
        print(f"{path}: {len(data):,} bytes after {state['steps']:,} steps", flush=True)


if __name__ == "__main__":
    main()
