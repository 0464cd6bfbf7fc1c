"""Keeps evaluation photos out of training: the same file, or a picture that looks the same.

    python3 overlap.py record --photos eval.tar photos-test/ --out evaluation.json
    python3 overlap.py check --pool DIR [--photos eval.tar photos-test/]

A photo is left out when its SHA-256 is that of an evaluation photo or when a 64-bit difference
hash (of the whole frame, or of the centre square) is within 4 bits of one. evaluation.json holds
these digests for the evaluation sets, so the check needs no evaluation photo and train.py runs it
every time; `check --photos` also makes sure that the record is that of the photos named.
The hash finds copies, resized or recompressed, not other crops of the same photo; flat pictures
can look alike to it without being the same.
"""

import argparse
import hashlib
import io
import json
import pathlib
import tarfile

import numpy as np
from PIL import Image

DEFAULT = pathlib.Path(__file__).parent / "evaluation.json"
BITS = 4  # at most so many of 64 differ


def sha256(octets):
    """Returns the SHA-256 of a file's bytes in hexadecimal."""
    return hashlib.sha256(octets).hexdigest()


def difference_hash(image):
    """Returns 64 bits: on 9 x 8 grey pixels, whether each is brighter than its right neighbour."""
    grey = np.asarray(image.convert("L").resize((9, 8), Image.Resampling.BOX), np.int16)
    bits = (grey[:, :-1] > grey[:, 1:]).ravel()
    return int.from_bytes(np.packbits(bits).tobytes(), "big")


def hashes(image):
    """Returns the difference hashes of the whole frame and of the centre square."""
    side = min(image.size)
    left, top = (image.width - side) // 2, (image.height - side) // 2
    return difference_hash(image), difference_hash(image.crop((left, top, left + side, top + side)))


def photos(path):
    """Yields (name, bytes) of the photos in a tar or, at any depth, in a directory."""
    path = pathlib.Path(path)
    if path.is_dir():
        for file in sorted(path.rglob("*")):
            if file.suffix.lower() in (".png", ".jpg", ".jpeg", ".webp"):
                yield f"{path.name}/{file.relative_to(path)}", file.read_bytes()
        return
    with tarfile.open(path) as archive:
        for member in archive:
            if member.isfile():
                yield f"{path.stem}/{member.name}", archive.extractfile(member).read()


def record(sources):
    """Returns one entry for each photo of the sources: name, sha256, whole, square (hex)."""
    entries = []
    for source in sources:
        for name, octets in photos(source):
            whole, square = hashes(Image.open(io.BytesIO(octets)).convert("RGB"))
            entries.append({"name": name, "sha256": sha256(octets),
                            "whole": f"{whole:016x}", "square": f"{square:016x}"})
    return entries


def read(path=DEFAULT):
    """Returns the entries that record wrote."""
    entries = json.loads(pathlib.Path(path).read_text())
    if not entries:
        raise ValueError(f"overlap: {path} names no photo, want the evaluation sets")
    return entries


def write(entries, path):
    """Writes entries, one a line."""
    lines = ",\n".join(json.dumps(entry) for entry in entries)
    pathlib.Path(path).write_text(f"[\n{lines}\n]\n")


def find(pool, entries):
    """Returns the photos of the pool that are or look like an evaluation photo, as (photo,
    evaluation photo, bits that differ; -1 for the same file).

    pool: name, sha256, whole and square of N photos, as pool.py decodes them."""
    owner = {entry["sha256"]: entry["name"] for entry in entries}
    hits = [(str(name), owner[str(digest)], -1)
            for name, digest in zip(pool["name"], pool["sha256"]) if str(digest) in owner]
    for kind in ("whole", "square"):
        want = np.array([int(entry[kind], 16) for entry in entries], np.uint64)
        for start in range(0, len(pool["name"]), 2048):
            part = pool[kind][start:start + 2048].astype(np.uint64)
            differing = part[:, None] ^ want  # [n, entries]
            octets = differing.view(np.uint8).reshape(*differing.shape, 8)
            bits = ONES[octets].sum(-1)
            for row, column in np.argwhere(bits <= BITS):
                hits.append((str(pool["name"][start + row]), entries[column]["name"],
                             int(bits[row, column])))
    return hits


ONES = np.array([bin(i).count("1") for i in range(256)], np.uint8)


def main():
    parser = argparse.ArgumentParser(description="keep evaluation photos out of training")
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("record")
    command.add_argument("--photos", nargs="+", required=True, help="tars and directories")
    command.add_argument("--out", default=DEFAULT)
    command = commands.add_parser("check")
    command.add_argument("--pool", required=True, help="directory of a decoded pool")
    command.add_argument("--photos", nargs="*", default=[], help="tars and directories")
    command.add_argument("--record", default=DEFAULT)
    args = parser.parse_args()
    if args.command == "record":
        entries = record(args.photos)
        write(entries, args.out)
        print(f"overlap: {len(entries)} evaluation photos in {args.out}")
        return
    entries = read(args.record)
    if args.photos and record(args.photos) != entries:
        raise SystemExit(f"overlap: {args.record} is not the record of {' '.join(args.photos)}: "
                         "make it again with the record command")
    with np.load(pathlib.Path(args.pool) / "photos.npz") as table:
        hits = find(table, entries)
    for photo, seen, bits in hits:
        print(f"{photo} is {'the file' if bits < 0 else f'within {bits} bits of'} {seen}")
    print(f"overlap: {len({hit[0] for hit in hits})} of the pool's photos, left out of training")


if __name__ == "__main__":
    main()
