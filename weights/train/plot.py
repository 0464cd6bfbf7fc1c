"""Draws the training curve as SVG.

    python3 plot.py --log run/log.jsonl --out curve.svg
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
    """Returns for each network that is watched how often its first answer is the teacher's, photos counting
    so that these are equally frequent, against the views seen in thousands."""
    series = {}
    for line in lines:
        if "balanced" in line:
            name = f"{line['alpha']:g}, {line['resolution']} px"
            series.setdefault(name, []).append((line["views"] / 1000, line["balanced"]))
    return series


def main():
    parser = argparse.ArgumentParser(description="draw the training curve as SVG")
    parser.add_argument("--log", required=True)
    parser.add_argument("--out", required=True)
    args = parser.parse_args()
    lines = [json.loads(line) for line in pathlib.Path(args.log).read_text(encoding="utf-8").splitlines()]
    svg = chart("First answers on photos held back", "views, thousands", "the teacher's, %", curve(lines))
    pathlib.Path(args.out).write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
