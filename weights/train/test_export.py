"""Tests of what ships: balance, temperature, the file and its measurement."""

import hashlib
import pathlib
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
SHARED = HERE.parents[2] / "shared"
OFFICIAL, PHOTOS_TEST = SHARED / "weights/official", SHARED / "data/photos-test"
sys.path.insert(0, str(HERE))

try:
    import numpy as np
    import torch
except ImportError as missing:
    raise unittest.SkipTest(f"the training recipe needs {missing.name}") from missing

import architecture
import balance
import calibrate
import evaluate
import export
import export_check
import held
import likeness
import miniature
import overlap
import teacher as teachers
import tensorfile
import tune
from augment import generator
from student import Student
from test_tune import random_student

torch.set_num_threads(1)


class ArchitectureTest(unittest.TestCase):
    def test_channels(self):
        cases = [(32, 0.25, 8), (64, 0.25, 16), (32, 0.75, 24), (1024, 0.75, 768), (32, 1, 32), (512, 0.2578125, 136)]
        for base, alpha, want in cases:
            self.assertEqual(architecture.channels(base, alpha), want, f"{base} at {alpha}")
        self.assertEqual(sum(p.numel() for p in Student(architecture.widths(1)).parameters()), 4_231_976)


class FileTest(unittest.TestCase):
    def setUp(self):
        self.directory = tempfile.TemporaryDirectory()
        self.addCleanup(self.directory.cleanup)
        self.student = random_student()
        self.data = export.octets(self.student, 0.25)
        self.path = pathlib.Path(self.directory.name) / "f.safetensors"
        self.path.write_bytes(self.data)

    def test_layout(self):
        metadata, tensors = tensorfile.read(self.data)
        self.assertEqual(metadata["name"], "mobilenet_v1_0.25")
        self.assertEqual((metadata["alpha_min"], metadata["alpha_max"]), ("0.25", "0.25"))
        names = ["conv", *(f"block{i}/{kind}" for i in range(1, 14) for kind in ("depthwise", "pointwise")), "fc"]
        self.assertEqual(list(tensors), [f"{name}/{part}" for name in names for part in ("weights", "steps", "bias")])
        shapes = {"conv/weights": (3, 3, 3, 8), "block2/depthwise/weights": (3, 3, 16),
                  "block2/pointwise/weights": (16, 32), "fc/weights": (256, 1000)}
        for name, shape in shapes.items():
            self.assertEqual((tensors[name].shape, tensors[name].dtype), (shape, np.int8), name)
        w, b = self.student.folded(1)  # what is written for an output is that output's
        q, steps = tensors["block1/depthwise/weights"], tensors["block1/depthwise/steps"]
        self.assertLess(np.abs(q[2, 1, 5] * steps[5] - w[5, 0, 2, 1].item()), steps[5] * 0.501)
        self.assertEqual(tensors["block1/depthwise/bias"][5], b[5].item())

    def test_comes_back(self):
        alpha, found = export.read(self.path)
        self.assertEqual((alpha, found.channels), (0.25, architecture.widths(0.25)))
        _, tensors = tensorfile.read(self.data)
        again = tensorfile.read(export.octets(found, alpha))[1]
        for name, want in tensors.items():
            if name.endswith("/weights"):  # the very integers
                self.assertTrue(np.array_equal(again[name], want), name)
            else:
                self.assertTrue(np.allclose(again[name], want, rtol=1e-6, atol=1e-6), name)
        for layer in range(28):
            (have, _), (want, _) = found.folded(layer), self.student.folded(layer)
            step = want.abs().flatten(1).max(1).values[:, None, None, None] / 127
            self.assertTrue(((have - want).abs() <= 0.501 * step).all(), layer)

    def test_training_starts_from_it(self):
        alpha, parameters = tune.begin(str(self.path))
        tuning = tune.Tuning(alpha, torch.float32, "cpu")
        tuning.begin(parameters)
        x = torch.randn(2, 3, 64, 64, generator=generator(1, 0))
        self.assertTrue(torch.equal(tuning.student(x), export.read(self.path)[1](x)))

    def test_every_output_has_the_largest_integer(self):
        for name, array in tensorfile.read(self.data)[1].items():
            if name.endswith("/weights"):
                self.assertTrue((np.abs(array.reshape(-1, array.shape[-1]).astype(int)).max(0) == 127).all(), name)

    def test_rounded_student_computes_what_ships(self):
        x = torch.randn(2, 3, 64, 64, generator=generator(1, 0))
        want = export.read(self.path)[1](x)
        self.student.rounded = True
        self.assertLess((self.student(x) - want).abs().max().item(), 1e-3 * want.abs().max().item())
        self.student.requires_grad_(True)
        self.student(x).sum().backward()
        self.assertTrue(all(p.grad.abs().sum() > 0 for p in self.student.pointwise))

    def test_silent_output(self):
        q, step = export.quantise(np.zeros((4, 2), np.float32))
        self.assertEqual((q.tolist(), step.tolist()), ([[0, 0]] * 4, [1, 1]))

    def test_check(self):
        found = export_check.logits(0.25, self.student, [64], [], None)
        self.assertEqual([(e["input"], e["alpha"], e["resolution"], len(e["logits"])) for e in found],
                         [("pattern", 0.25, 64, 1000)])
        self.assertEqual(export_check.pattern(8)[0, 2, 3, 5].item(), (7 * 3 + 13 * 5 + 58 + 15) / 128 - 1)


class AnswersTest(unittest.TestCase):
    def test_balance_takes_a_prior_away(self):
        student = random_student()
        student.fc.zero_()
        prior = torch.rand(1000, generator=generator(2, 0)) + 0.1
        student.fc_bias.copy_(prior.log())
        x = torch.zeros(1, 3, 64, 64)
        balance.shift(student, balance.mean_answer(student, [x]))
        self.assertLess((student(x).softmax(1) - 1e-3).abs().max().item(), 1e-4)

    def test_temperature_is_found_again(self):
        logits = torch.randn(20_000, 50, generator=generator(1, 0), dtype=torch.double) * 3
        labels = torch.multinomial(logits.softmax(1), 1, generator=generator(1, 1))[:, 0]
        weights = torch.full((20_000,), 1 / 20_000, dtype=torch.double)
        for t in (0.5, 1.0, 2.5):
            self.assertAlmostEqual(calibrate.temperature(logits * t, labels, weights) / t, 1, delta=0.03)

    def test_temperature_is_the_best(self):
        logits = torch.randn(50, 9, generator=generator(1, 0)) * 4
        labels = (logits + torch.randn(50, 9, generator=generator(1, 1)) * 3).argmax(1)
        weights = held.evenly(labels)
        best = calibrate.temperature(logits, labels, weights)

        def loss(t):
            return -(weights * (logits.double() / t).log_softmax(1).gather(1, labels[:, None])[:, 0]).sum().item()
        self.assertLess(loss(best), min(loss(best * 1.01), loss(best * 0.99)))

    def test_evenly(self):
        self.assertEqual(held.evenly(torch.tensor([3, 3, 3, 7])).tolist(), [1 / 6, 1 / 6, 1 / 6, 1 / 2])

    def test_calibration_error(self):
        sure, right = torch.tensor([0.9, 0.9, 0.9, 0.9, 0.3, 1.0]), torch.tensor([1, 1, 1, 0, 0, 1]).bool()
        self.assertAlmostEqual(evaluate.calibration_error(sure, right), (4 * 0.15 + 0.3) / 6, places=6)

    def test_score(self):
        logits = torch.eye(6)[[0, 1, 2, 3]] * 9 + torch.arange(6) * 0.1
        found = evaluate.score(logits, torch.tensor([0, 1, 0, 3]))
        self.assertEqual((found["top1"], found["top5"]), (75.0, 75.0))
        self.assertEqual(evaluate.wilson(50, 100), [40.4, 59.6])

    def test_likeness_of_the_teacher_itself(self):
        channels = [8] * 14
        teacher = miniature.teacher(channels, 10)
        order, student = [torch.randperm(8, generator=generator(1, i)) for i in range(14)], Student(channels, 10)
        for layer in range(27):
            weights, bias = teacher.layer(layer)
            weights, bias = (t[order[architecture.stage(layer)]] for t in (weights, bias))
            if layer and layer % 2 == 0:
                weights = weights[:, order[architecture.stage(layer - 1)]]
            student.put(layer, weights, bias)
        self.assertLess(max(abs(c - 1) for c in likeness.likeness(teacher, order, student)), 1e-5)


@unittest.skipUnless(OFFICIAL.exists() and PHOTOS_TEST.exists(), "no official files beside the repository")
class OfficialTest(unittest.TestCase):
    def test_teacher_answers_as_recorded(self):
        for name in (teachers.DEFAULT, "mobilenet_v1_0.25_128_quant", "mobilenet_v1_0.25_224"):
            with self.subTest(name):
                worst = teachers.check(teachers.load(OFFICIAL, name).eval(), PHOTOS_TEST, name)
                self.assertLess(worst, 1e-3)

    def test_wrong_teacher_is_refused(self):
        teacher = teachers.load(OFFICIAL, "mobilenet_v1_0.25_128_quant").eval()
        teacher.bias3[0] += 0.5
        with self.assertRaisesRegex(ValueError, "want"):
            teachers.check(teacher, PHOTOS_TEST, "mobilenet_v1_0.25_128_quant")

    def test_record_is_that_of_the_evaluation_photos(self):
        sources = [SHARED / "data/eval/nips2017-a.tar", PHOTOS_TEST]
        self.assertEqual(overlap.record(sources), overlap.read())


class ShippedTest(unittest.TestCase):
    """The files in weights/ themselves."""

    def test_named_by_their_digests_and_read(self):
        for path in sorted(HERE.parent.glob("mobilenet_v1_0.*.safetensors")):
            with self.subTest(path.name):
                data = path.read_bytes()
                alpha, student = export.read(path)
                digest = hashlib.sha256(data).hexdigest()[:12]
                self.assertEqual(path.name, f"mobilenet_v1_{alpha:g}.{digest}.safetensors")
                again = tensorfile.read(export.octets(student, alpha))[1]
                for name, want in tensorfile.read(data)[1].items():
                    if name.endswith("/weights"):
                        self.assertTrue(np.array_equal(again[name], want), name)


if __name__ == "__main__":
    unittest.main()
