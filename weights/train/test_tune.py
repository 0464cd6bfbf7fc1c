"""Tests of training end to end: python3 -m unittest discover weights/train"""

import contextlib
import io
import json
import pathlib
import sys
import tempfile
import unittest
from unittest import mock

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

try:
    import torch
except ImportError as missing:
    raise unittest.SkipTest(f"the training recipe needs {missing.name}") from missing

import calibrate
import export
import miniature
import optimiser
import plot
import relu6
import tune
from architecture import widths
from augment import generator
from held import RESOLUTIONS, Held
from student import Student
from test_pool import small_pool
from views import Photos

torch.set_num_threads(1)


def assert_same(test, have, want, what="state"):
    """Checks that nested states are equal, bit by bit."""
    if isinstance(want, torch.Tensor):
        test.assertTrue(torch.equal(have, want), what)
    elif isinstance(want, dict):
        test.assertEqual(set(have), set(want), what)
        for key in want:
            assert_same(test, have[key], want[key], f"{what}.{key}")
    elif isinstance(want, (list, tuple)):
        test.assertEqual(len(have), len(want), what)
        for i, value in enumerate(want):
            assert_same(test, have[i], value, f"{what}[{i}]")
    else:
        test.assertEqual(have, want, what)


def random_student(seed=1):
    student = Student(widths(0.25)).requires_grad_(False)
    for i, p in enumerate(student.parameters()):
        noise = torch.randn(p.shape, generator=generator(seed, i))
        p.copy_(1 + 0.1 * noise if p.dim() == 1 else noise * 1.4 / p[0].numel() ** 0.5)
    return student


class PhotosTest(unittest.TestCase):
    """A small pool in path, and a teacher that has looked at its photos."""

    @classmethod
    def setUpClass(cls):
        directory = tempfile.TemporaryDirectory()
        cls.addClassCleanup(directory.cleanup)
        cls.path = pathlib.Path(directory.name)
        small_pool(cls.path)
        cls.teacher = miniature.teacher(widths(0.25), 1000)
        cls.photos = Photos(cls.path / "pool", cls.teacher, evaluation=None)


class RunTest(PhotosTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = [torch.randperm(n, generator=generator(3, i)) for i, n in enumerate(widths(0.25))]

    def run_from(self, state=None, dtype=torch.float32):
        return tune.Run(self.photos, self.teacher, self.order, {0.25: random_student().state_dict()}, state, 24, dtype)

    def test_cut_and_resumed_equals_uninterrupted(self):
        whole, first = self.run_from(), self.run_from()
        for _ in range(4):
            whole.step(4, 2)
        for _ in range(2):
            first.step(4, 2)
        first.save(self.path / "state.pt")
        Held(self.photos, self.teacher).look(first.students[0.25].averaged, 128)  # to look changes nothing
        second = self.run_from(torch.load(self.path / "state.pt"))
        for _ in range(2):
            second.step(4, 2)
        self.assertEqual((second.steps, second.views), (4, 96))
        assert_same(self, second.students[0.25].state(), whole.students[0.25].state())

    def test_command_starts_from_a_file_that_ships_and_goes_on(self):
        (self.path / "f.safetensors").write_bytes(export.octets(random_student(), 0.25))
        for name, commands in {"whole": [3], "cut": [1, 3]}.items():
            for steps in commands:
                arguments = ["tune.py", "--pool", self.path / "pool", "--official", ".", "--run", self.path / name,
                             "--start", self.path / "f.safetensors", "--steps", steps, "--batch", 24, "--rounded"]
                with mock.patch.object(sys, "argv", list(map(str, arguments))), \
                        mock.patch.object(tune.teachers, "load", lambda _: miniature.teacher(widths(0.25), 1000)), \
                        mock.patch.object(tune.orders, "read", lambda: self.order), \
                        contextlib.redirect_stdout(io.StringIO()):
                    tune.main()
        whole, cut = (torch.load(self.path / name / "state.pt") for name in ("whole", "cut"))
        self.assertEqual((whole["steps"], whole["views"]), (3, 72))
        cut["seconds"] = whole["seconds"]  # the only thing that may differ
        assert_same(self, cut, whole)
        log = [json.loads(line) for line in (self.path / "cut/log.jsonl").read_text().splitlines()]
        self.assertEqual([line["steps"] for line in log if "agreement" in line], [0, 1, 1, 3])

    def test_learns(self):
        run = self.run_from(dtype=torch.bfloat16)
        run.students[0.25].begin(random_student().state_dict())
        with mock.patch.object(tune, "RISE", 1):
            losses = [run.step()[0.25].sum().item() for _ in range(6)]
        self.assertLess(losses[-1], losses[0])
        look = Held(self.photos, self.teacher).look(run.students[0.25].averaged, 128)
        self.assertEqual(set(look), {"agreement", "balanced", "divergence"})

    def test_temperature_is_folded_in(self):
        held, student = Held(self.photos, self.teacher), random_student().requires_grad_(False)
        before = held.logits(student, 160)
        held.first = before.argmax(1)
        held.first[::3] += 1  # right two times in three
        t = calibrate.apply(student, held)
        self.assertNotAlmostEqual(t, 1, 2)
        torch.testing.assert_close(held.logits(student, 160), before / t, rtol=1e-4, atol=1e-4)
        self.assertAlmostEqual(calibrate.apply(student, held), 1, 2)

    def test_agreement_is_over_classes_and_resolutions(self):
        held = Held(self.photos, self.teacher)
        looks = [held.look(random_student(), r)["balanced"] for r in RESOLUTIONS]
        self.assertAlmostEqual(100 * held.agreement(random_student()), sum(looks) / len(looks), 1)
        held.first = held.logits(self.teacher, 128).argmax(1)
        self.assertEqual(held.same(held.logits(self.teacher, 128)).mean(), 1)

    def test_widths_left_as_they_are(self):
        run = self.run_from()
        self.assertEqual(run.step(without=[0.25]), {})
        assert_same(self, run.students[0.25].student.state_dict(), random_student().state_dict())

    def test_nothing_to_start_from(self):
        with self.assertRaisesRegex(ValueError, "want files to --start from"):
            tune.Run(self.photos, self.teacher, self.order, {}, None, 24, torch.float32)

    def test_the_same_network_has_nothing_to_learn(self):
        student, x = random_student(), torch.randn(4, 3, 64, 64, generator=generator(2, 0))
        last, seen = student.features(x, tune.MAPS)
        cells = student.cells(last)
        parts = tune.losses(student, x, (cells.mean((2, 3)), cells, seen), 5.0)
        self.assertEqual(len(parts), 5)
        self.assertLess(max(part.item() for part in parts), 1e-3)


class ScheduleTest(unittest.TestCase):
    def test_factor(self):
        cases = {"first": (0, None, 0, 1 / tune.RISE), "risen": (500, None, 0, 1),
                 "before the fall": (600, 1000, 400, 1), "half way down": (800, 1000, 400, 0.5),
                 "last step": (999, 1000, 400, 1 / 400)}
        for name, (steps, end, fall, want) in cases.items():
            self.assertAlmostEqual(tune.factor(steps, end, fall), want, msg=name)

    def test_orthogonal(self):
        values = torch.linalg.svdvals(optimiser.orthogonal(torch.randn(2, 96, 40, generator=generator(1, 0))))
        self.assertTrue(0.3 < values.min() and values.max() < 1.3, values)

    def test_curve(self):
        lines = [{"views": 0, "alpha": 0.25, "resolution": 128, "balanced": 10.0}, {"views": 96, "losses": {}},
                 {"views": 2000, "alpha": 0.25, "resolution": 128, "balanced": 12.5}]
        series = plot.curve(json.loads(json.dumps(lines)))
        self.assertEqual(series, {"0.25, 128 px": [(0, 10.0), (2, 12.5)]})
        self.assertIn("<polyline", plot.chart("t", "x", "y", series))


class Relu6Test(unittest.TestCase):
    # The edges, the nearest numbers on both sides of them, and the largest.
    VALUES = [-3e38, -7.0, -1e-30, -0.0, 0.0, 1e-30, 0.5, 5.96875, 6.0, 6.03125, 7.0, 3e38, float("inf"), float("-inf")]

    def check(self):
        for dtype in (torch.float32, torch.bfloat16):
            x = torch.cat([torch.tensor(self.VALUES), torch.randn(1010, generator=generator(1, 0)) * 4]).to(dtype)
            x, dy = x.view(4, 16, 4, 4), torch.randn(4, 16, 4, 4, generator=generator(2, 0)).to(dtype)
            leaf = x.clone().requires_grad_()
            y = relu6.relu6(leaf * 1)
            y.backward(dy)
            inside = (x > 0) & (x < 6)
            self.assertTrue(torch.equal(y.float(), x.float().clamp(0, 6)), dtype)
            self.assertTrue(torch.equal(leaf.grad.float(), dy.float() * inside), dtype)

    def test_compiled(self):
        if relu6.library() is None:
            self.skipTest("no C++ compiler")
        self.check()

    def test_without_a_compiler(self):
        with mock.patch.object(relu6, "library", lambda: None):
            self.check()


if __name__ == "__main__":
    unittest.main()
