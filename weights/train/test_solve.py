"""Tests of the order and of solving layer by layer: python3 -m unittest discover weights/train"""

import pathlib
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

try:
    import numpy as np
    import torch
except ImportError as missing:
    raise unittest.SkipTest(f"the training recipe needs {missing.name}") from missing

import miniature
import order as orders
import solve
from augment import generator
from solve import LeastSquares, Shelf, free
from student import Student

torch.set_num_threads(1)


def normal(*shape, seed=1):
    return torch.randn(*shape, generator=generator(seed, 0))


def fitted(x, z, parts):
    """Returns what the least squares from x to z are, added up over so many parts."""
    fit = LeastSquares()
    for u, v in zip(x.chunk(parts, 1), z.chunk(parts, 1)):
        fit.add_inputs(u)
        fit.add_targets(u, v)
    return fit, *fit.solve()


class LeastSquaresTest(unittest.TestCase):
    def test_equals_another_method_in_float64(self):
        x = (normal(2, 3000, 7) @ normal(7, 7, seed=2) + 3).clamp(0, 6)
        z = x @ normal(2, 7, 3, seed=3) + normal(2, 3000, 3, seed=4)
        _, weights, bias = fitted(x, z, 4)
        for g in range(2):
            u, v = x[g].double().numpy(), z[g].double().numpy()
            centred = u - u.mean(0)
            ridge = solve.RIDGE * np.square(centred).sum(0).mean()
            rows = np.vstack([centred, np.sqrt(ridge) * np.eye(7)])  # ridge as rows whose target is 0
            want = np.linalg.lstsq(rows, np.vstack([v - v.mean(0), np.zeros((7, 3))]), rcond=None)[0]
            self.assertLess(np.abs(weights[g].numpy().T - want).max(), 1e-4)
            self.assertLess(np.abs(bias[g].numpy() - (v.mean(0) - u.mean(0) @ want)).max(), 1e-3)

    def test_parts_equal_all_at_once(self):
        x = (normal(1, 2000, 9) + 1).clamp(0, 6)
        z = x @ normal(1, 9, 4, seed=2) + normal(1, 2000, 4, seed=3)
        for have, want in zip(fitted(x, z, 50)[1:], fitted(x, z, 1)[1:]):
            self.assertLess((have - want).abs().max().item(), 1e-4)

    def test_moments_are_those_of_the_sums(self):
        x = normal(1, 500, 5) + 2
        fit, weights, _ = fitted(x, x @ normal(1, 5, 3, seed=2), 7)
        y = x.double() @ weights.double().transpose(1, 2)
        mean, variance = fit.moments(weights)
        self.assertTrue(torch.allclose(mean.double(), y.mean(1), rtol=1e-5))
        self.assertTrue(torch.allclose(variance.double(), y.var(1, unbiased=False), rtol=1e-5))

    def test_weights_count_rows(self):
        x, z = normal(1, 30, 3), normal(1, 30, 2, seed=2)
        fit = LeastSquares()
        for u, v, weight in ((x[:, :10], z[:, :10], 3.0), (x[:, 10:], z[:, 10:], 1.0)):
            fit.add_inputs(u, weight)
            fit.add_targets(u, v, weight)
        repeated = [torch.cat([t[:, :10]] * 3 + [t[:, 10:]], 1) for t in (x, z)]
        for have, want in zip(fit.solve(), fitted(*repeated, 1)[1:]):
            self.assertLess((have - want).abs().max().item(), 1e-5)


class FreeTest(unittest.TestCase):
    def test_keeps_what_relu6_sees(self):
        y, h = torch.linspace(-9, 15, 25)[:, None].expand(-1, 3), torch.tensor([0.0, 2.5, 6.0]).expand(25, 3)
        moved = free(y, h)
        self.assertTrue(torch.equal(moved.clamp(0, 6), h))
        self.assertTrue(torch.equal(moved[y[:, 0] <= 0, 0], y[y[:, 0] <= 0, 0]))
        self.assertTrue(torch.equal(moved[y[:, 2] >= 6, 2], y[y[:, 2] >= 6, 2]))

    def test_patches_are_what_a_convolution_sees(self):
        x, w = normal(2, 5, 9, 9), normal(4, 5, 3, 3, seed=2)
        for step, size in ((1, 9), (2, 9), (2, 8)):
            part = x[:, :, :size, :size]
            side = -(-size // step)
            rows = torch.randperm(2 * side * side, generator=generator(3, 0))[:20]
            found = solve.patches(part, step, rows)  # [9, n, C]
            have = torch.einsum("knc,mck->nm", found, w.flatten(2))
            padded, padding = solve.pad_same(part, step)
            want = solve.columns(torch.nn.functional.conv2d(padded, w, None, step, padding))[rows]
            self.assertLess((have - want).abs().max().item(), 1e-4, f"stride {step}, {size} pixels")


class SolveTest(unittest.TestCase):
    CHANNELS, CLASSES = [8, 8, 16, 16, 16, 16, 24, 24, 24, 24, 24, 24, 32, 32], 10

    def solved(self, channels, batches, passes=3):
        """Returns the miniature teacher and a student of it."""
        teacher = miniature.teacher(self.CHANNELS, self.CLASSES)
        order = [torch.randperm(n, generator=generator(5, i)) for i, n in enumerate(self.CHANNELS)]
        student, shares = Student(channels, self.CLASSES).requires_grad_(False), []
        with tempfile.TemporaryDirectory() as directory:
            solve.solve(teacher, order, student, batches, Shelf(directory, torch.float32), passes,
                        lambda _, share: shares.append(share))
        return teacher, student, shares

    def test_equals_a_teacher_that_it_can_equal(self):
        ridge, solve.RIDGE = solve.RIDGE, 1e-9
        self.addCleanup(setattr, solve, "RIDGE", ridge)
        views = normal(24, 3, 96, 96)
        teacher, student, shares = self.solved(self.CHANNELS, views.split(8), passes=1)
        self.assertGreater(min(shares), 0.9999)
        want = teacher.logits(views)
        want = want - want.mean(1, keepdim=True)
        self.assertLess((student(views) - want).abs().max().item(), 2e-3 * want.abs().max().item())

    def test_in_parts_equals_at_once(self):
        views = normal(16, 3, 64, 64)
        channels = [max(4, n // 2) for n in self.CHANNELS]
        (_, whole, _), (_, parts, _) = (self.solved(channels, views.split(n)) for n in (16, 4))
        have, want = parts(views), whole(views)
        self.assertLess((have - want).abs().max().item(), 1e-3 * want.abs().max().item())

    def test_passes_lower_the_error(self):
        views = normal(16, 3, 96, 96)
        channels = [n // 2 for n in self.CHANNELS]
        once, more = (self.solved(channels, views.split(8), passes)[2] for passes in (1, 4))
        self.assertGreater(more[2], once[2])


class OrderTest(unittest.TestCase):
    def test_takes_what_explains_most(self):
        weights = torch.tensor([[1.0, 3.0, 0.0, 2.0]], dtype=torch.double)
        self.assertEqual(orders.greedy(torch.eye(4, dtype=torch.double), weights).tolist()[:3], [1, 3, 0])

    def test_leaves_a_copy_for_later(self):
        covariance = torch.tensor([[1.0, 1.0, 0.0], [1.0, 1.0, 0.0], [0.0, 0.0, 1.0]], dtype=torch.double)
        weights = torch.tensor([[2.0, 2.1, 1.0]], dtype=torch.double)
        self.assertEqual(orders.greedy(covariance, weights).tolist()[1], 2)

    def test_recorded_order_has_every_channel_once(self):
        want = [32, 64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024]
        for at, (row, n) in enumerate(zip(orders.read(), want)):
            self.assertEqual(sorted(row.tolist()), list(range(n)), f"stage {at}")

    def test_comes_back(self):
        with tempfile.TemporaryDirectory() as directory:
            path = pathlib.Path(directory) / "order.json"
            orders.write([torch.tensor([2, 0, 1]), torch.tensor([0])], path)
            self.assertEqual([row.tolist() for row in orders.read(path)], [[2, 0, 1], [0]])


if __name__ == "__main__":
    unittest.main()
