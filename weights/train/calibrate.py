"""Counts the statistics of batch normalisation for every width.

    python3 calibrate.py tables --run DIR --pool DIR --out tables.pt [--crops 4096] [--bands 256]
    python3 calibrate.py tables --run DIR --views DIR --out tables.pt --crops 384 --batch 64
    python3 calibrate.py measure --run DIR --pool DIR --official DIR

Mean and variance of a layer depend on the width of the layers before it, so each width has its
own, counted after training as an average over batches of plain crops, or of the fixed views that a
network was trained on, which show its classes only if it knows only some. --bands 128 256 counts them
apart for resolutions up to 128 and from 160 to 256; measure shows what that is worth.
"""

import argparse
import pathlib

import torch

import architecture
import device as devices
import state as states
import teacher as teachers
from augment import PLAIN, Crops
from lessons import PHOTO_INSIDE, Fixed, Live, generator
from network import EPSILON, Slimmable
from pool import Pool
from settings import Settings

SEED = 2  # of the crops: the same for every width


class Counting:
    """Normalises by the batch, as in training, and averages its statistics over batches.

    mean and variance: one tensor [C] for each of the 27 normalised layers."""

    def __init__(self):
        self.mean, self.variance, self.batches = [], [], 0

    def __call__(self, layer, x, gamma, beta):
        variance, mean = torch.var_mean(x.float(), (0, 2, 3), unbiased=False)
        if self.batches == 0:
            self.mean.append(torch.zeros_like(mean))
            self.variance.append(torch.zeros_like(mean))
        self.mean[layer] += (mean - self.mean[layer]) / (self.batches + 1)
        self.variance[layer] += (variance - self.variance[layer]) / (self.batches + 1)
        return Folded.apply(x, *fold(mean, variance, gamma, beta))


class Folded:
    """Normalises by fixed scales and shifts, one [C] for each layer, as the shipped network does."""

    def __init__(self, scales, shifts):
        self.scales, self.shifts = scales, shifts

    def __call__(self, layer, x, gamma, beta):
        return self.apply(x, self.scales[layer], self.shifts[layer])

    @staticmethod
    def apply(x, scale, shift):
        scale, shift = scale[:, None, None], shift[:, None, None]
        return torch.addcmul(shift, x.float(), scale).clamp_(0.0, 6.0).to(x.dtype)


def fold(mean, variance, gamma, beta):
    """Returns the scale and shift that statistics and affine part come to."""
    scale = gamma / (variance + EPSILON).sqrt()
    return scale, beta - mean * scale


def averaged(path, device, settings):
    """Returns the averaged network of a training state."""
    state = states.load(path)
    network = Slimmable(state["plan"]["alpha_max"], len(state["classes"]), settings=settings).to(device)
    network.load_state_dict(state["averaged"])
    return network.requires_grad_(False), state


def crops(pool, count, batch):
    """Returns batches of plain crops, the same every time."""
    found = []
    for i in range(max(1, count // batch)):
        random = generator(SEED, i)
        rows = pool.chosen[torch.randint(len(pool.chosen), (batch,), generator=random)]
        found.append(Crops(pool, rows, PLAIN, random))
    return found


def fixed(views, count, batch):
    """Returns batches of fixed views, the same every time."""
    return [views.lesson(batch, generator(SEED, i)) for i in range(max(1, count // batch))]


@torch.no_grad()
def count(network, alpha, batches, resolutions):
    """Returns the statistics of one width over batches that go through the resolutions by turns,
    each resolution at least once."""
    counting = Counting()
    for i in range(max(len(batches), len(resolutions))):
        network(batches[i % len(batches)].view(resolutions[i % len(resolutions)]), alpha, counting)
        counting.batches += 1
    return counting


def folded(network, counting):
    """Returns the normalisation that a count comes to."""
    pairs = [fold(mean, variance, gamma[:len(mean)], beta[:len(mean)])
             for mean, variance, gamma, beta
             in zip(counting.mean, counting.variance, network.gamma, network.beta)]
    return Folded(*zip(*pairs))


def split(resolutions, bands):
    """Returns the resolutions of each band, which is named by its largest."""
    found, low = [], 0
    for top in bands:
        found.append([r for r in resolutions if low < r <= top])
        low = top
    if not all(found) or sum(map(len, found)) != len(resolutions):
        raise ValueError(f"calibrate: bands {bands}: want each to hold some of {resolutions}, "
                         "and together all")
    return found


def tables(network, widths, batches, resolutions, bands):
    """Returns {alpha: [(scales, shifts) of each band]}, in float32 on the CPU."""
    found = {}
    for alpha in widths:
        found[alpha] = []
        for band in split(resolutions, bands):
            f = folded(network, count(network, alpha, batches, band))
            found[alpha].append(([s.cpu() for s in f.scales], [s.cpu() for s in f.shifts]))
    return found


@torch.no_grad()
def measure(network, lesson, batches, widths, resolutions):
    """Yields (alpha, R, [agreement with the teacher in percent for statistics counted over all
    resolutions, over one of two bands, at R alone])."""
    want, use = lesson.logits.argmax(1), lesson.inside >= PHOTO_INSIDE
    two = [[r for r in resolutions if r <= 144], [r for r in resolutions if r > 144]]
    for alpha in widths:
        kept = {}
        for resolution in resolutions:
            found = []
            for band in (resolutions, two[resolution > 144], [resolution]):
                if tuple(band) not in kept:
                    kept[tuple(band)] = folded(network, count(network, alpha, batches, band))
                have = network(lesson.view(resolution), alpha, kept[tuple(band)]).argmax(1)
                found.append(100 * (have == want)[use].float().mean().item())
            yield alpha, resolution, found


def main():
    parser = argparse.ArgumentParser(description="count normalisation statistics for every width")
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("tables", "measure"):
        command = commands.add_parser(name)
        command.add_argument("--run", required=True, help="directory of state.pt")
        command.add_argument("--pool", help="directory of a decoded pool")
        command.add_argument("--crops", type=int, default=4096)
        command.add_argument("--batch", type=int, default=512)
        command.add_argument("--resolutions", type=int, nargs="*", help="left out: those trained at")
        command.add_argument("--device")
    commands.choices["tables"].add_argument("--views", help="directory of fixed views, instead of a pool")
    commands.choices["tables"].add_argument("--out", required=True)
    commands.choices["tables"].add_argument("--bands", type=int, nargs="*",
                                            help="largest resolution of each; left out: one band")
    commands.choices["measure"].add_argument("--official", required=True)
    args = parser.parse_args()
    views = args.command == "tables" and args.views
    if bool(args.pool) == bool(views):
        parser.error("want either --pool or, for tables, --views")
    device = devices.choose(args.device)
    settings = Settings(channels_last=True)  # float32, as the engine computes
    network, state = averaged(pathlib.Path(args.run) / "state.pt", device, settings)
    plan, pool = state["plan"], None if views else Pool(args.pool, device)
    if views:
        batches = fixed(Fixed(views, device), args.crops, min(args.batch, args.crops))
    else:
        batches = crops(pool, args.crops, min(args.batch, args.crops))
    resolutions = args.resolutions or [r for r in architecture.RESOLUTIONS
                                       if plan["resolution_min"] <= r <= plan["resolution_max"]]
    widths = architecture.alphas(plan["alpha_min"], plan["alpha_max"])
    if args.command == "tables":
        bands = args.bands or [resolutions[-1]]
        torch.save({"bands": bands, "steps": state["steps"],
                    "tables": tables(network, widths, batches, resolutions, bands)}, args.out)
        print(f"calibrate: {len(widths)} widths, bands {bands}, {args.crops} views: {args.out}")
        return
    teacher = teachers.load(args.official).eval().to(device, settings.dtype)
    lesson = Live(pool, teacher, PLAIN, settings, state["classes"]).held()
    print("agreement with the teacher, %: alpha, R | all resolutions, two bands, R alone")
    total = torch.zeros(3)
    few = sorted({widths[0], widths[len(widths) // 3], widths[2 * len(widths) // 3], widths[-1]})
    rows = list(measure(network, lesson, batches, few, resolutions))
    for alpha, resolution, found in rows:
        total += torch.tensor(found)
        print(f"{alpha:6.4f} {resolution:4d} | " + "  ".join(f"{f:5.1f}" for f in found), flush=True)
    print("mean        | " + "  ".join(f"{f:5.1f}" for f in (total / len(rows)).tolist()))


if __name__ == "__main__":
    main()
