"""Puts the teacher's channels in the order in which a narrow student should have them.

    python3 order.py --pool DIR --official DIR [--views 1024] [--resolution 160] [--out order.json]

Student channel i of a stage stands for the teacher's channel order[stage][i]. A stage's order is found
from the last stage to the first, by greedy forward selection: next comes the channel that, by least
squares from the channels chosen so far, takes most from the error of what the next dense layer
computes of them (ThiNet, Luo et al. 2017, with the closed form of He et al. 2017). There an output
counts by its Fisher information - the mean square of the gradient of the teacher's own log-likelihood -
and by how many widths have it. Only activations, gradients and products of the teacher are used to
choose; no value of it goes into the student. order.json is the order of the weights that ship.
"""

import argparse
import json
import pathlib

import torch

import teacher as teachers
from architecture import LAYERS, widths
from augment import generator
from teacher import convolve
from views import Photos, Views

DEFAULT = pathlib.Path(__file__).with_suffix(".json")
SEED, BATCH = 7, 24
SHARES = ((0.25, 1.0), (0.5, 0.5), (0.75, 0.25), (1.0, 0.1))  # what outputs of each width weigh


def moments(teacher, views):
    """Returns covariances {layer: [C, C]} of the inputs of the dense layers (27: of the pooled
    values) and Fisher information {layer: [C]} of their outputs. views: tensors [N, 3, R, R]."""
    sums, squares, counts, fisher = {}, {}, {}, {}
    for x in views:
        kept = []
        with torch.enable_grad():
            h = teacher.take(x)
            for layer in range(LAYERS):
                z = convolve(layer, h, *teacher.layer(layer))
                if layer == 0:
                    z.requires_grad_()
                if layer % 2 == 0:
                    kept.append((layer, h.detach(), z))
                h = torch.clamp(z, 0, 6)
            logits = teacher.classify(h)
            drawn = torch.multinomial(logits.detach().softmax(1), 1)
            loss = -logits.log_softmax(1).gather(1, drawn).sum()
            gradients = torch.autograd.grad(loss, [z for _, _, z in kept])
        kept.append((LAYERS, h.detach().mean((2, 3), keepdim=True), None))
        for (layer, inputs, _), g in zip(kept, [*gradients, None]):
            rows = inputs.permute(0, 2, 3, 1).reshape(-1, inputs.shape[1])
            rows = rows[:: max(1, len(rows) // 20000)]
            squares[layer] = squares.get(layer, 0) + (rows.t() @ rows).double()
            sums[layer] = sums.get(layer, 0) + rows.double().sum(0)
            counts[layer] = counts.get(layer, 0) + len(rows)
            if g is not None:
                fisher[layer] = fisher.get(layer, 0) + g.square().mean((0, 2, 3)).double()
    covariances = {}
    for layer, total in sums.items():
        mean = total / counts[layer]
        covariances[layer] = squares[layer] / counts[layer] - torch.outer(mean, mean)
    return covariances, fisher


def greedy(covariance, weights):
    """Returns all channels in the order in which forward selection takes them, to explain
    weights @ channels, weights [M, C]."""
    g = covariance.clone() + 1e-6 * covariance.diagonal().mean() * torch.eye(len(covariance), dtype=torch.double)
    floor = 1e-4 * g.diagonal()
    t = g @ weights.t()
    left, order = torch.ones(len(g), dtype=torch.bool), []
    for _ in range(len(g)):
        variance = g.diagonal().clone()
        gain = t.square().sum(1) / variance.clamp(min=1e-12)
        gain[variance < floor] *= 1e-3
        gain[~left] = -1
        j = int(gain.argmax())
        order.append(j)
        left[j] = False
        v = g[:, j] / variance[j].clamp(min=1e-12).sqrt()
        u = t[j] / variance[j].clamp(min=1e-12).sqrt()
        g -= torch.outer(v, v)
        t -= torch.outer(v, u)
    return torch.tensor(order)


def orders(teacher, covariances, fisher):
    """Returns the order of each of the 14 stages."""
    dense = teacher.layer(LAYERS)[0].flatten(1).double()
    found = {13: greedy(covariances[LAYERS], dense - dense.mean(0))}
    for at in range(12, -1, -1):
        layer = 2 * at + 2  # the pointwise layer that reads this stage, through its depthwise layer
        weights = teacher.layer(layer)[0].flatten(1).double()
        share = torch.zeros(len(weights), dtype=torch.double)
        for alpha, weight in reversed(SHARES):
            share[found[at + 1][:widths(alpha)[at + 1]]] = weight
        scale = (fisher[layer] / fisher[layer].mean() * share).sqrt()
        found[at] = greedy(covariances[layer], scale[:, None] * weights)
    return [found[i] for i in range(14)]


def read(path=DEFAULT):
    """Returns the order of each of the 14 stages."""
    return [torch.tensor(row) for row in json.loads(pathlib.Path(path).read_text())]


def write(found, path):
    """Writes an order for read, a stage on a line."""
    rows = ",\n".join(json.dumps(row.tolist(), separators=(",", ":")) for row in found)
    pathlib.Path(path).write_text(f"[\n{rows}\n]\n")


def main():
    parser = argparse.ArgumentParser(description="order the teacher's channels")
    parser.add_argument("--pool", required=True)
    parser.add_argument("--official", required=True)
    parser.add_argument("--out", default=DEFAULT)
    parser.add_argument("--views", type=int, default=1024)
    parser.add_argument("--resolution", type=int, default=160)
    args = parser.parse_args()
    teacher = teachers.load(args.official).eval().to(memory_format=torch.channels_last)
    photos = Photos(args.pool, teacher)
    torch.manual_seed(SEED)
    views = (Views(photos, BATCH, generator(SEED, i)).view(args.resolution) for i in range(args.views // BATCH))
    write(orders(teacher, *moments(teacher, views)), args.out)


if __name__ == "__main__":
    main()
