"""What a training run is between two chunks: one file, and the same file in pieces for carrying.

    python3 state.py split --state state.pt --out DIR [--mib 15]
    python3 state.py join --pieces DIR/state-*.part --out state.pt
"""

import argparse
import hashlib
import os
import pathlib

import torch

VERSION = 1


def save(path, state):
    """Writes a state; a run that is stopped while it writes leaves the former one."""
    temporary = pathlib.Path(f"{path}.tmp")
    torch.save({"version": VERSION, **state}, temporary)
    os.replace(temporary, path)


def load(path):
    """Returns a state with its tensors on the CPU."""
    state = torch.load(path, map_location="cpu")
    if state.get("version") != VERSION:
        raise ValueError(f"state: {path}: have version {state.get('version')}, want {VERSION}")
    return state


def split(path, out, mib=15):
    """Cuts a file into pieces of at most mib MiB, named after its digest and their number, so
    that join can tell a missing piece; returns their paths."""
    octets, out = pathlib.Path(path).read_bytes(), pathlib.Path(out)
    out.mkdir(parents=True, exist_ok=True)
    size = int(mib * (1 << 20))
    pieces = [octets[i:i + size] for i in range(0, len(octets), size)]
    digest = hashlib.sha256(octets).hexdigest()[:12]
    paths = []
    for i, piece in enumerate(pieces):
        paths.append(out / f"state-{digest}-{i}-of-{len(pieces)}.part")
        paths[-1].write_bytes(piece)
    return paths


def join(pieces, out):
    """Puts the pieces of one file together again, whatever their order."""
    names = {}
    for piece in map(pathlib.Path, pieces):
        _, digest, number, _, count = piece.stem.split("-")
        names.setdefault((digest, int(count)), {})[int(number)] = piece
    if len(names) != 1:
        raise ValueError(f"state: have pieces of {len(names)} files, want those of one")
    (digest, count), found = names.popitem()
    if sorted(found) != list(range(count)):
        raise ValueError(f"state: have pieces {sorted(found)}, want 0 to {count - 1}")
    octets = b"".join(found[i].read_bytes() for i in range(count))
    have = hashlib.sha256(octets).hexdigest()[:12]
    if have != digest:
        raise ValueError(f"state: have digest {have}, want {digest}: a piece is damaged")
    pathlib.Path(out).write_bytes(octets)


def main():
    parser = argparse.ArgumentParser(description="cut a training state into pieces, or join them")
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("split")
    command.add_argument("--state", required=True)
    command.add_argument("--out", required=True)
    command.add_argument("--mib", type=float, default=15)
    command = commands.add_parser("join")
    command.add_argument("--pieces", nargs="+", required=True)
    command.add_argument("--out", required=True)
    args = parser.parse_args()
    if args.command == "join":
        join(args.pieces, args.out)
    else:
        for path in split(args.state, args.out, args.mib):
            print(path)


if __name__ == "__main__":
    main()
