"""The photo pool, decoded once: every photo as uint8 on a canvas of one size.

    python3 pool.py decode --tars photos-*.tar --out DIR [--workers 16]
    python3 pool.py split --tars photos-*.tar --out DIR --mib 40

decode writes DIR/pixels.u8 [N, 144, 216, 3], where a photo lies at the top left and an upright
one is turned on its side, and DIR/photos.npz: name, height, width (as they lie), turned, and the
digests by which overlap.py finds evaluation photos. split deals the photos out to tar files small
enough to be carried one by one; decode reads those just as well.
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

HEIGHT, WIDTH = 144, 216


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


def decode(tars, out, workers=1, limit=None):
    """Decodes the tars into directory out and returns the number of photos; limit takes only the
    first so many of each tar."""
    out = pathlib.Path(out)
    out.mkdir(parents=True, exist_ok=True)
    listed = [(tar, members(tar)[:limit]) for tar in sorted(map(str, tars))]
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

    pixels uint8 [N, 144, 216, 3]; height, width float32 [N]; turned bool [N]. chosen int64: the
    rows to train on; held: rows kept back to watch the training by; dropped: photos left out
    because they look like an evaluation photo, as (photo, evaluation photo, bits)."""

    def __init__(self, directory, device="cpu", evaluation=overlap.DEFAULT, held=512):
        directory = pathlib.Path(directory)
        with np.load(directory / "photos.npz") as table:
            photos = {key: table[key] for key in table.files}
        n = len(photos["name"])
        pixels = np.memmap(directory / "pixels.u8", np.uint8, "r+", shape=(n, HEIGHT, WIDTH, 3))
        self.pixels = torch.from_numpy(pixels).to(device)
        self.height = torch.from_numpy(photos["height"].astype(np.float32)).to(device)
        self.width = torch.from_numpy(photos["width"].astype(np.float32)).to(device)
        self.turned = torch.from_numpy(photos["turned"]).to(device)
        self.device = device
        self.dropped = overlap.find(photos, overlap.read(evaluation)) if evaluation else []
        names = {hit[0] for hit in self.dropped}
        rows = torch.tensor([i for i, name in enumerate(photos["name"]) if name not in names])
        held = min(held, len(rows) // 10)
        # A fixed shuffle of its own, so that the seed of a training run does not change what is held.
        rows = rows[torch.randperm(len(rows), generator=torch.Generator().manual_seed(1))]
        self.held, self.chosen = rows[:held], rows[held:]


def split(tars, out, mib):
    """Deals the photos of the tars out to tars of at most mib MiB each; returns their paths."""
    out = pathlib.Path(out)
    out.mkdir(parents=True, exist_ok=True)
    limit = int(mib * (1 << 20)) - (16 << 10)  # room for the end of the archive
    paths, archive, used = [], None, 0
    for tar in sorted(map(str, tars)):
        with open(tar, "rb") as data:
            for name, offset, size in members(tar):
                cost = 512 + -(-size // 512) * 512
                if archive is None or used + cost > limit:
                    if archive:
                        archive.close()
                    paths.append(out / f"piece-{len(paths):03d}.tar")
                    archive, used = tarfile.open(paths[-1], "w", format=tarfile.USTAR_FORMAT), 0
                data.seek(offset)
                member = tarfile.TarInfo(name)
                member.size = size
                archive.addfile(member, io.BytesIO(data.read(size)))
                used += cost
    if archive:
        archive.close()
    return paths


def main():
    parser = argparse.ArgumentParser(description="decode or split the photo pool")
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("decode", "split"):
        command = commands.add_parser(name)
        command.add_argument("--tars", nargs="+", required=True)
        command.add_argument("--out", required=True)
    commands.choices["decode"].add_argument("--workers", type=int, default=os.cpu_count())
    commands.choices["decode"].add_argument("--limit", type=int, help="first photos of each tar only")
    commands.choices["split"].add_argument("--mib", type=float, required=True)
    args = parser.parse_args()
    if args.command == "split":
        for path in split(args.tars, args.out, args.mib):
            print(f"{path}: {path.stat().st_size / (1 << 20):.1f} MiB")
        return
    print(f"pool: {decode(args.tars, args.out, args.workers, args.limit)} photos in {args.out}")


if __name__ == "__main__":
    main()
