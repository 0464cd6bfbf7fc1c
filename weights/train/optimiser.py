"""How weights move: Muon for the pointwise matrices, Adam for the rest.

Muon (Jordan et al. 2024, https://kellerjordan.github.io/posts/muon/) replaces the momentum of a
matrix by the nearest orthogonal matrix, so that every direction of the matrix learns at the same
pace; its step is scaled to the size of Adam's (Liu et al. 2025, arXiv 2502.16982), so that one
learning rate serves both. Its state is one number per weight, half of Adam's.
"""

import torch

MOMENTUM = 0.95


class Optimiser:
    """Moves a student's parameters; dtype is that of Muon's products."""

    def __init__(self, student, dtype=torch.float32):
        self.dtype, self.matrices = dtype, list(student.pointwise)
        self.momentum = [torch.zeros_like(p) for p in self.matrices]
        rest = [p for name, p in student.named_parameters() if not name.startswith("pointwise.")]
        self.rest = torch.optim.Adam(rest, 0.0, betas=(0.9, 0.98))

    def step(self, rate):
        """Moves the weights by their gradients at a learning rate, and drops the gradients."""
        self.rest.param_groups[0]["lr"] = rate
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
