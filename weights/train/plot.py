"""Draws SVG charts: the training curve, and accuracy against width.

    python3 plot.py curve --log run/log.jsonl --out curve.svg
    python3 plot.py accuracy --json accuracy.json --out accuracy.svg
"""

import argparse
import json
import math
import pathlib
from xml.sax.saxutils import escape

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 720, 400, 60, 150, 40, 50
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")  # told apart by all


def ticks(low, high):
    """Returns about six round numbers from low to high."""
    step = 10 ** math.floor(math.log10((high - low) / 5))
    step *= next(m for m in (1, 2, 5, 10) if (high - low) / (step * m) <= 6)
    return [i * step for i in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)]


def chart(title, across, up, series):
    """Returns a line chart as SVG. series: {name: [(x, y), ...]}; across and up name the axes."""
    points = [p for line in series.values() for p in line]
    if not points:
        raise ValueError(f"plot: {title}: have no point, want at least one")
    (x0, x1), (y0, y1) = ((min(v), max(v)) for v in zip(*points))
    x1, y1 = max(x1, x0 + 1e-9), max(y1, y0 + 1e-9)

    def place(x, y):
        return (LEFT + (x - x0) / (x1 - x0) * (WIDTH - LEFT - RIGHT),
                HEIGHT - BOTTOM - (y - y0) / (y1 - y0) * (HEIGHT - TOP - BOTTOM))

    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
           f'font-family="sans-serif" font-size="13"><title>{escape(title)}</title>',
           f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
           f'<text x="{LEFT}" y="24" font-size="16">{escape(title)}</text>']
    for y in ticks(y0, y1):
        at = place(x0, y)[1]
        out.append(f'<path d="M{LEFT} {at:.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>'
                   f'<text x="{LEFT - 8}" y="{at + 4:.1f}" text-anchor="end">{y:g}</text>')
    for x in ticks(x0, x1):
        out.append(f'<text x="{place(x, y0)[0]:.1f}" y="{HEIGHT - BOTTOM + 18}" '
                   f'text-anchor="middle">{x:g}</text>')
    out.append(f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 10}" '
               f'text-anchor="middle">{escape(across)}</text>')
    out.append(f'<text transform="translate(16 {HEIGHT / 2}) rotate(-90)" '
               f'text-anchor="middle">{escape(up)}</text>')
    for i, (name, line) in enumerate(series.items()):
        colour = COLOURS[i % len(COLOURS)]
        path = " ".join(f"{px:.1f},{py:.1f}" for px, py in (place(*p) for p in line))
        out.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
                   f'<text x="{WIDTH - RIGHT + 12}" y="{TOP + 18 * i + 12}" '
                   f'fill="{colour}">{escape(name)}</text>')
    return "\n".join(out) + "\n</svg>\n"


def curve(lines):
    """Returns the losses of a log against the steps; lines written again after a state was taken
    up replace those from there on."""
    kept = {}
    for line in lines:
        if line.get("event") == "begin":
            kept = {step: loss for step, loss in kept.items() if step <= line["step"]}
        if "loss" in line:
            kept[line["step"]] = line["loss"]
    steps = sorted(kept)
    names = ("narrowest", "between", "widest")
    return {name: [(step, kept[step][name]) for step in steps] for name in names}


def accuracy(rows):
    """Returns top-1 against alpha, one line for each resolution."""
    series = {}
    for row in sorted(rows, key=lambda row: (-row["resolution"], row["alpha"])):
        name = f"ρ = {row['resolution'] / 224:.3g} ({row['resolution']} px)"
        series.setdefault(name, []).append((row["alpha"], row["top1"]))
    return series


def main():
    parser = argparse.ArgumentParser(description="draw charts as SVG")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("curve").add_argument("--log", required=True)
    commands.add_parser("accuracy").add_argument("--json", required=True)
    for command in commands.choices.values():
        command.add_argument("--out", required=True)
    args = parser.parse_args()
    if args.command == "curve":
        lines = [json.loads(line) for line in pathlib.Path(args.log).read_text(encoding="utf-8").splitlines()]
        svg = chart("Training: divergence from the teacher", "step", "loss", curve(lines))
    else:
        found = json.loads(pathlib.Path(args.json).read_text())
        title = f"In PyTorch, {found['photos']} evaluation photos of {found['classes']} classes"
        svg = chart(title, "width multiplier α", "top-1, %", accuracy(found["rows"]))
    pathlib.Path(args.out).write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
