"""Tests of training on kept views: python3 -m unittest discover weights/train"""

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

try:
    import numpy
    import torch
except ImportError as missing:
    raise unittest.SkipTest(f"the training recipe needs {missing.name}") from missing

import kept
import tune
from architecture import TEACHER_RESOLUTION
from augment import generator
from test_tune import PhotosTest, assert_same, random_student
from views import Views


class KeptTest(PhotosTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        kept.make(cls.photos, cls.teacher, cls.path / "kept", 32, 1)
        cls.kept = kept.Kept([cls.path / "kept"])

    def test_keeps_views_and_answers(self):
        views = Views(self.photos, kept.MADE, generator(tune.SEED, 1), kept.MIXED)
        self.assertEqual(len(self.kept.views), kept.MADE)
        want = ((views.view(32) - kept.OFFSET) / kept.SCALE).round().clamp(0, 255).byte()
        self.assertTrue(numpy.array_equal(numpy.stack(self.kept.views), want.numpy()))
        with torch.no_grad():
            answers = self.teacher.logits(views.view(TEACHER_RESOLUTION))
        self.assertTrue(torch.equal(self.kept.logits, answers.half()))

    def test_turns_half_of_them_over(self):
        x, want = self.kept.batch(64, generator(1, 1))
        pixels = ((x - kept.OFFSET) / kept.SCALE).round().byte()
        turned = 0
        for view, logits in zip(pixels, want):
            row = (self.kept.logits.float() == logits).all(1).nonzero()[0, 0]
            straight, over = (numpy.array_equal(view, v) for v in (self.kept.views[row], self.kept.views[row][..., ::-1]))
            self.assertTrue(straight or over)
            turned += over and not straight
        self.assertTrue(16 <= turned <= 48, f"have {turned} of 64 turned over, want about half")

    def test_joins_directories(self):
        kept.make(self.photos, self.teacher, self.path / "other", 32, 1, first=2)
        both = kept.Kept([self.path / "kept", self.path / "other"])
        self.assertEqual((len(both.views), len(both.logits)), (2 * kept.MADE, 2 * kept.MADE))
        self.assertFalse(numpy.array_equal(both.views[0], both.views[kept.MADE]), "other steps drew the same view")
        kept.make(self.photos, self.teacher, self.path / "small", 16, 1)
        with self.assertRaisesRegex(ValueError, r"\[16, 32\] pixels: want one resolution"):
            kept.Kept([self.path / "kept", self.path / "small"])

    def test_draws_resolutions(self):
        sides = {self.kept.batch(4, generator(1, step), (16, 24, 32))[0].shape[-1] for step in range(32)}
        self.assertEqual(sides, {16, 24, 32})

    def test_learns_and_is_the_same_again(self):
        losses = []
        first = kept.train(random_student().state_dict(), self.kept, 0.25, 12, note=lambda step, student, parts: losses.append(parts.sum().item()))
        self.assertLess(sum(losses[-3:]), sum(losses[:3]))
        assert_same(self, kept.train(random_student().state_dict(), self.kept, 0.25, 12), first)


if __name__ == "__main__":
    unittest.main()
