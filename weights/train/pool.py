"""The photo pool, decoded once: every photo as uint8 on a canvas of one size.

    python3 pool.py --tars photos-*.tar sharp-*.tar --out DIR [--workers 16]

Writes DIR/pixels.u8 [N, 224, 336, 3], where a photo lies at the top left and an upright one is turned
on its side, and DIR/photos.npz: name, height, width (as they lie), turned, and the digests by which
overlap.py finds evaluation photos. A photo may be there at several sizes, under the same name.
"""

import argparse
import io
import multiprocessing
import os
import pathlib
import tarfile

import numpy as np
import torch
from PIL import Image

import overlap

HEIGHT, WIDTH = 224, 336


def place(image):
    """Returns a photo [h, w, 3] as it lies on the canvas, and whether it was turned. A photo
    larger than the canvas is brought down to fit."""
    turned = image.height > image.width
    if turned:
        image = image.transpose(Image.Transpose.TRANSPOSE)
    if image.height > HEIGHT or image.width > WIDTH:
        scale = min(HEIGHT / image.height, WIDTH / image.width)
        size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
        image = image.resize(size, Image.Resampling.LANCZOS)
    return np.asarray(image), turned


def members(tar):
    """Returns the (name, offset, bytes) of the photos in a tar, in order."""
    with tarfile.open(tar) as archive:
        return [(m.name, m.offset_data, m.size) for m in archive if m.isfile()]


def _decode(job):
    """Decodes one run of photos into their rows of the pixel file."""
    tar, photos, first, path, count = job
    pixels = np.memmap(path, np.uint8, "r+", shape=(count, HEIGHT, WIDTH, 3))
    rows = []
    with open(tar, "rb") as data:
        for row, (name, offset, size) in enumerate(photos, first):
            data.seek(offset)
            octets = data.read(size)
            image = Image.open(io.BytesIO(octets)).convert("RGB")
            placed, turned = place(image)
            h, w = placed.shape[:2]
            pixels[row, :h, :w] = placed
            rows.append((name, h, w, turned, overlap.sha256(octets), *overlap.hashes(image)))
    return rows


def decode(tars, out, workers=1):
    """Decodes the tars into directory out and returns the number of photos."""
    out = pathlib.Path(out)
    out.mkdir(parents=True, exist_ok=True)
    listed = [(tar, members(tar)) for tar in sorted(map(str, tars))]
    count = sum(len(photos) for _, photos in listed)
    if count == 0:
        raise ValueError(f"pool: no photos in {len(listed)} tars, want at least one")
    path = out / "pixels.u8"
    with open(path, "wb") as f:
        f.truncate(count * HEIGHT * WIDTH * 3)
    jobs, row = [], 0
    for tar, photos in listed:
        for i in range(0, len(photos), 500):
            jobs.append((tar, photos[i:i + 500], row, str(path), count))
            row += len(jobs[-1][1])
    if workers > 1:
        with multiprocessing.get_context("spawn").Pool(workers) as processes:
            rows = sum(processes.map(_decode, jobs, chunksize=1), [])
    else:
        rows = sum(map(_decode, jobs), [])
    names, heights, widths, turned, digests, whole, square = zip(*rows)
    temporary = out / "photos.tmp.npz"
    np.savez(temporary, name=np.array(names), height=np.array(heights, np.int16),
             width=np.array(widths, np.int16), turned=np.array(turned), sha256=np.array(digests),
             whole=np.array(whole, np.uint64), square=np.array(square, np.uint64))
    os.replace(temporary, out / "photos.npz")  # there only when the pixels are complete
    return count


class Pool:
    """The decoded photos on a device.

    pixels uint8 [N, 224, 336, 3]; height, width float32 [N]; turned bool [N]. usable: the rows of photos
    that do not look like an evaluation photo; dropped: the others, as (photo, evaluation photo, bits);
    twin bool [N]: photos that are there at a larger size too."""

    def __init__(self, directory, device="cpu", evaluation=overlap.DEFAULT):
        directory = pathlib.Path(directory)
        with np.load(directory / "photos.npz") as table:
            photos = {key: table[key] for key in table.files}
        names, n = photos["name"].tolist(), len(photos["name"])
        pixels = np.memmap(directory / "pixels.u8", np.uint8, "r+", shape=(n, HEIGHT, WIDTH, 3))
        self.device = device
        self.pixels = torch.from_numpy(pixels).to(device)
        self.height, self.width = (torch.from_numpy(photos[side].astype(np.float32)).to(device)
                                   for side in ("height", "width"))
        self.turned = torch.from_numpy(photos["turned"]).to(device)
        self.dropped = overlap.find(photos, overlap.read(evaluation)) if evaluation else []
        dropped = {hit[0] for hit in self.dropped}
        self.usable = torch.tensor([i for i, name in enumerate(names) if name not in dropped])
        sides = np.minimum(photos["height"], photos["width"])
        sharpest = {names[i]: i for i in np.argsort(sides, kind="stable")}
        self.twin = torch.tensor([bool(sharpest[name] != i) for i, name in enumerate(names)])


def main():
    parser = argparse.ArgumentParser(description="decode the photo pool")
    parser.add_argument("--tars", nargs="+", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    args = parser.parse_args()
    print(f"pool: {decode(args.tars, args.out, args.workers)} photos in {args.out}")


if __name__ == "__main__":
    main()
