"""How weights move: Muon for the pointwise matrices, AdamW for the rest; or AdamW or SGD for all.

Muon (Jordan et al. 2024, https://kellerjordan.github.io/posts/muon/) replaces the momentum of a
matrix by the nearest orthogonal matrix, so that every direction of the matrix learns at the same
pace; its step is scaled to the size of AdamW's (Liu et al. 2025, arXiv 2502.16982), so that one
learning rate and one weight decay serve both. Its state is one number per weight, half of AdamW's.
"""

import inspect

import torch

MOMENTUM = 0.95


def decays(name):
    """Tells whether weight decay acts on a parameter: on dense weights only, not on depthwise
    filters, normalisation or bias (as universally slimmable networks are trained)."""
    return name in ("conv", "fc") or name.startswith("pointwise.")


class Optimiser:
    """kind is muon, adamw or sgd; decay is the weight decay, decoupled but for sgd."""

    def __init__(self, network, kind, decay):
        named = list(network.named_parameters())
        self.kind, self.decay, self.dtype = kind, decay, network.settings.dtype
        self.matrices = [p for name, p in named if kind == "muon" and name.startswith("pointwise.")]
        self.momentum = [torch.zeros_like(p) for p in self.matrices]
        taken = {id(p) for p in self.matrices}
        groups = [{"params": [p for name, p in named if decays(name) == yes and id(p) not in taken],
                   "weight_decay": decay if yes else 0.0} for yes in (True, False)]
        if kind == "sgd":
            self.rest = torch.optim.SGD(groups, 0.0, momentum=0.9, nesterov=True)
        elif kind in ("muon", "adamw"):
            options = {"betas": (0.9, 0.98)}
            if named[0][1].is_cuda and "fused" in inspect.signature(torch.optim.AdamW).parameters:
                options["fused"] = True
            self.rest = torch.optim.AdamW(groups, 0.0, **options)
        else:
            raise ValueError(f"optimiser: have {kind!r}, want muon, adamw or sgd")

    def step(self, rate):
        """Moves the weights by their gradients at a learning rate, and drops the gradients."""
        for group in self.rest.param_groups:
            group["lr"] = rate
        self.rest.step()
        self._step_matrices(rate)
        self.rest.zero_grad(set_to_none=True)
        for p in self.matrices:
            p.grad = None

    @torch.no_grad()
    def _step_matrices(self, rate):
        shapes = {}
        for p, m in zip(self.matrices, self.momentum):
            m.lerp_(p.grad, 1 - MOMENTUM)
            shapes.setdefault(p.shape, []).append((p, torch.lerp(p.grad, m, MOMENTUM)))  # Nesterov
        for (rows, columns), pairs in shapes.items():
            updates = orthogonal(torch.stack([update for _, update in pairs]), self.dtype)
            for (p, _), update in zip(pairs, updates):
                p.mul_(1 - rate * self.decay)
                p.add_(update.to(p.dtype), alpha=-0.2 * rate * max(rows, columns) ** 0.5)

    def state(self):
        """Returns what must be kept to go on."""
        return {"rest": self.rest.state_dict(), "momentum": self.momentum}

    def restore(self, state):
        """Goes on from what state returned."""
        self.rest.load_state_dict(state["rest"])
        for m, kept in zip(self.momentum, state["momentum"]):
            m.copy_(kept)


def orthogonal(matrices, dtype=torch.float32, steps=5):
    """Returns matrices [B, m, n] with their singular values brought near 1, by Newton and
    Schulz's iteration with Jordan's coefficients (0.7 to 1.2 after five steps)."""
    x = matrices.to(dtype)
    tall = x.shape[1] > x.shape[2]
    if tall:
        x = x.transpose(1, 2)
    x = x / (x.flatten(1).norm(dim=1)[:, None, None] + 1e-7)
    for _ in range(steps):
        square = x @ x.transpose(1, 2)
        x = 3.4445 * x + (-4.7750 * square + 2.0315 * square @ square) @ x
    return x.transpose(1, 2) if tall else x
