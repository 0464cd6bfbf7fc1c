"""Tests of the recipe on photos made up here: python3 -m unittest discover weights/train

They need PyTorch on a CPU and take well under a minute; the ones that read the official files are
skipped where those are not.
"""

import io
import json
import pathlib
import subprocess
import sys
import tarfile
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
SHARED = HERE.parents[2] / "shared"
OFFICIAL, PHOTOS_TEST = SHARED / "weights/official", SHARED / "data/photos-test"
sys.path.insert(0, str(HERE))

try:
    import numpy as np
    import torch
    from PIL import Image
except ImportError as missing:
    raise unittest.SkipTest(f"the training recipe needs {missing.name}") from missing

import augment
import calibrate
import classes as subsets
import lessons
import overlap
import plot
import pool as pools
import state as states
import teacher as teachers
import trainer as trainers
import views
from augment import WHOLE, Crops, Strength
from lessons import Fixed, Live, generator
from network import Slimmable
from settings import Settings

torch.set_num_threads(1)


def photo(seed, width=144, height=144):
    """Returns a smooth picture with something in it, another for every seed."""
    random = np.random.default_rng(seed)
    coarse = random.integers(0, 256, (6, 6, 3), np.uint8)
    return Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC)


def encoded(image, kind="WEBP", quality=80):
    octets = io.BytesIO()
    image.save(octets, kind, quality=quality)
    return octets.getvalue()


def write_tar(path, files):
    with tarfile.open(path, "w") as archive:
        for name, octets in files:
            member = tarfile.TarInfo(name)
            member.size = len(octets)
            archive.addfile(member, io.BytesIO(octets))


class Stub(torch.nn.Module):
    """A teacher of random weights: 1001 logits from the mean colours of four quarters."""

    def __init__(self):
        super().__init__()
        self.register_buffer("w", torch.randn(12, 1001, generator=generator(9, 9)))

    def forward(self, x):
        return torch.nn.functional.adaptive_avg_pool2d(x, 2).flatten(1) @ self.w * 3


class TrainTest(unittest.TestCase):
    """Everything that shares a small pool of 40 photos."""

    @classmethod
    def setUpClass(cls):
        cls.directory = tempfile.TemporaryDirectory()
        cls.path = pathlib.Path(cls.directory.name)
        sizes = [(144, 144), (216, 144), (144, 200), (64, 64)]
        files = [(f"set/{i}.webp", encoded(photo(i, *sizes[i % 4]))) for i in range(40)]
        write_tar(cls.path / "a.tar", files[:25])
        write_tar(cls.path / "b.tar", files[25:])
        pools.decode([cls.path / "a.tar", cls.path / "b.tar"], cls.path / "pool")
        cls.pool = pools.Pool(cls.path / "pool", evaluation=None, held=4)
        cls.live = Live(cls.pool, Stub(), Strength(), Settings())

    @classmethod
    def tearDownClass(cls):
        cls.directory.cleanup()

    def assert_same(self, have, want, what="state"):
        """Checks that nested states are equal, bit by bit."""
        if isinstance(want, torch.Tensor):
            self.assertTrue(torch.equal(have, want), what)
        elif isinstance(want, dict):
            self.assertEqual(set(have), set(want), what)
            for key in want:
                self.assert_same(have[key], want[key], f"{what}.{key}")
        elif isinstance(want, (list, tuple)):
            self.assertEqual(len(have), len(want), what)
            for i, value in enumerate(want):
                self.assert_same(have[i], value, f"{what}[{i}]")
        else:
            self.assertEqual(have, want, what)

    def test_chunks_equal_one_run(self):
        for kind in ("muon", "adamw", "sgd"):
            with self.subTest(kind):
                plan = trainers.Plan(batch=4, optimiser=kind, alpha_max=0.3125, resolution_max=128)

                def fresh():
                    return trainers.Trainer(plan, self.live, torch.device("cpu"), Settings())
                whole = fresh()
                for i in range(4):
                    whole.step(i / 4)
                first = fresh()
                for i in range(2):
                    first.step(i / 4)
                states.save(self.path / "state.pt", first.state())
                pieces = states.split(self.path / "state.pt", self.path / kind, mib=1)
                self.assertGreater(len(pieces), 1)
                states.join(reversed(pieces), self.path / "joined.pt")
                second = fresh()
                second.restore(states.load(self.path / "joined.pt"))
                second.agreement()  # to look at a run does not change it
                for i in range(2, 4):
                    second.step(i / 4)
                self.assert_same(second.state(), whole.state())

    def test_command_cut_and_resumed(self):
        views.make(self.live, self.path / "views", 64, 96, 1)
        runs = {"whole": [[]], "cut": [["--max-steps", "2"], ["--max-steps", "1"], []]}
        for name, chunks in runs.items():
            for chunk in chunks:
                subprocess.run(
                    [sys.executable, HERE / "train.py", "--views", self.path / "views",
                     "--run", self.path / name, "--steps", "4", "--batch", "4", "--alpha-max", "0.28125",
                     "--resolution-max", "96", "--device", "cpu", *chunk],
                    check=True, capture_output=True)
        cut, whole = (states.load(self.path / name / "state.pt") for name in ("cut", "whole"))
        self.assertEqual(whole["steps"], 4)
        cut["seconds"] = whole["seconds"]  # the only thing that may differ
        self.assert_same(cut, whole)
        log = [json.loads(line) for line in (self.path / "cut/log.jsonl").read_text().splitlines()]
        self.assertEqual([line["event"] for line in log if "event" in line],
                         ["begin", "cut", "begin", "cut", "begin", "end"])
        self.assertIn("<polyline", plot.chart("t", "x", "y", plot.curve(log)))

    def test_some_classes(self):
        rows, logits = subsets.survey(self.live)
        self.assertEqual(rows.tolist(), self.pool.chosen.tolist())
        p = torch.from_numpy(logits).float().softmax(1)
        some = sorted(p[:4].mean(0).topk(200).indices.tolist())  # those of four photos, mostly
        draws = subsets.draws(logits, some, lessons.PHOTO_INSIDE)
        self.assertEqual((draws > 0).tolist(), (p[:, some].sum(1) >= lessons.PHOTO_INSIDE).tolist())
        live = Live(self.pool, self.live.teacher, Strength(), Settings(), some, draws)
        want = self.live.answer(Crops(self.pool, self.pool.chosen[:4], WHOLE, generator(0, 0)))
        have = live.answer(Crops(self.pool, self.pool.chosen[:4], WHOLE, generator(0, 0)))
        self.assertTrue(torch.equal(have.logits, want.logits[:, some]))
        self.assertTrue(torch.allclose(have.inside, want.logits.softmax(1)[:, some].sum(1)))
        views.make(live, self.path / "subset", 64, 96, 1)
        fixed = Fixed(self.path / "subset", "cpu")
        inside = fixed.inside[fixed.inside.shape[0] - 64:] >= lessons.VIEW_INSIDE
        self.assertEqual(fixed.rows.tolist(), (4 + inside.nonzero()[:, 0]).tolist())
        self.assertLess(len(fixed.rows), 64)  # some views show what their photo as a whole does not
        plan = trainers.Plan(batch=4, alpha_max=0.25, resolution_max=96)
        trainer, other = (trainers.Trainer(plan, source, torch.device("cpu"), Settings()) for source in (fixed, self.live))
        trainer.step(0.5)
        self.assertEqual(trainer.network.fc.shape, (len(some), 256))
        with self.assertRaisesRegex(ValueError, f"trained on {len(some)} classes: have 1000"):
            other.restore(trainer.state())

    def test_missing_piece(self):
        (self.path / "file").write_bytes(bytes(3 << 20))
        pieces = states.split(self.path / "file", self.path / "pieces", mib=1)
        with self.assertRaisesRegex(ValueError, r"have pieces \[0, 2\], want 0 to 2"):
            states.join([pieces[0], pieces[2]], self.path / "other")

    def test_other_plan_refused(self):
        one, other = (trainers.Trainer(trainers.Plan(batch=b, alpha_max=0.25), self.live,
                                       torch.device("cpu"), Settings()) for b in (4, 8))
        with self.assertRaisesRegex(ValueError, "trained with batch 4: have 8"):
            other.restore(one.state())

    def test_views_are_one_picture(self):
        rows = torch.arange(8)
        crops = Crops(self.pool, rows, Strength(), generator(5, 0))
        again = Crops(self.pool, rows, Strength(), generator(5, 0))
        other = Crops(self.pool, rows, Strength(), generator(5, 1))
        at_teacher = crops.view(224)
        self.assertTrue(torch.equal(at_teacher, again.view(224)))
        for resolution in (96, 160, 256):  # 256 is rendered anew, the others brought down
            back = torch.nn.functional.interpolate(crops.view(resolution), (224, 224), mode="bilinear",
                                                   antialias=True, align_corners=False)
            difference = (back - at_teacher).abs().mean().item()
            self.assertLess(difference, 0.02, f"at {resolution}")
        self.assertGreater((other.view(224) - at_teacher).abs().mean().item(), 0.1)
        self.assertTrue(-1 <= at_teacher.min() and at_teacher.max() < 1)

    def test_shrink_is_the_libraries(self):
        x = torch.rand(2, 3, 224, 224, generator=generator(1, 0))
        for resolution in (96, 128, 160, 192):
            want = torch.nn.functional.interpolate(x, (resolution, resolution), mode="bilinear",
                                                   antialias=True, align_corners=False)
            self.assertLess((augment.shrink(x, resolution) - want).abs().max().item(), 1e-4)

    def test_whole_view_is_the_photo(self):
        for row, size in ((0, (144, 144)), (1, (216, 144)), (2, (144, 200)), (3, (64, 64))):
            with self.subTest(size=size):
                have = Crops(self.pool, torch.tensor([row]), WHOLE, generator(1, 1)).view(224)[0]
                image = Image.open(io.BytesIO(encoded(photo(row, *size)))).resize(
                    (224, 224), Image.Resampling.BILINEAR)
                want = torch.from_numpy(np.array(image)).permute(2, 0, 1) / 128 - 1
                self.assertLess((have - want).abs().max().item(), 0.03)

    def test_overlap_finds_planted_copies(self):
        path = self.path / "eval"
        path.mkdir()
        copy = photo(7, 288, 288)  # photo 7 again, larger and as JPEG
        (path / "copy.jpg").write_bytes(encoded(copy, "JPEG"))
        (path / "file.webp").write_bytes(encoded(photo(1, 216, 144)))  # the very file of photo 1
        (path / "other.jpg").write_bytes(encoded(photo(1000), "JPEG"))
        overlap.write(overlap.record([path]), self.path / "record.json")
        found = pools.Pool(self.path / "pool", evaluation=self.path / "record.json", held=4)
        self.assertEqual({(a, b) for a, b, _ in found.dropped},
                         {("set/7.webp", "eval/copy.jpg"), ("set/1.webp", "eval/file.webp")})
        self.assertIn(("set/1.webp", "eval/file.webp", -1), found.dropped)
        rows = set(found.chosen.tolist()) | set(found.held.tolist())
        self.assertEqual(rows, set(range(40)) - {1, 7})

    def test_split_pool_decodes_the_same(self):
        pieces = pools.split([self.path / "a.tar", self.path / "b.tar"], self.path / "tars", 0.05)
        self.assertGreater(len(pieces), 2)
        self.assertLess(max(p.stat().st_size for p in pieces), 0.05 * (1 << 20))
        pools.decode(pieces, self.path / "again")
        for name in ("pixels.u8",):
            self.assertEqual((self.path / "again" / name).read_bytes(),
                             (self.path / "pool" / name).read_bytes())

    def test_fixed_views_keep_the_answers(self):
        views.make(self.live, self.path / "kept", 32, 128, 3)
        fixed = Fixed(self.path / "kept", "cpu")
        self.assertEqual(fixed.rows.tolist(), list(range(4, 36)))  # after the four held back
        lesson = fixed.take(fixed.rows, torch.zeros(32, dtype=torch.bool))
        for have, want in ((lesson, self.live.lesson(32, generator(3, 0))), (fixed.held(), self.live.held())):
            self.assertLess((have.view(128) - want.view(128)).abs().max().item(), 0.6 / 128)
            self.assertLess((have.logits - want.logits).abs().max().item(), 0.05)
        batches = calibrate.fixed(fixed, 8, 4)
        counted = calibrate.count(Slimmable(0.25, generator=generator(1, 0)), 0.25, batches, [96, 128])
        self.assertEqual((counted.batches, len(counted.mean)), (2, 27))

    def test_views_in_parts(self):
        for name, parts in (("whole", [(0, 1)]), ("parts", [(1, 3), (0, 3), (2, 3), (0, 3)])):
            for part in parts:
                views.make(self.live, self.path / "v" / name, 96, 96, 1, part)
        for count in (32, 96):
            views.make(self.live, self.path / "v/grown", count, 96, 1)
        for file in ("views.u8", "logits.f16", "inside.f16"):
            whole, parts, grown = ((self.path / "v" / name / file).read_bytes() for name in ("whole", "parts", "grown"))
            self.assertEqual(parts, whole, file)
            self.assertEqual(grown, whole, file)
        views.make(self.live, self.path / "v/some", 96, 96, 1, (0, 3))
        self.assertEqual(Fixed(self.path / "v/some", "cpu").rows.tolist(), list(range(4, 36)))
        with self.assertRaisesRegex(ValueError, "views of other seed: want an empty directory"):
            views.make(self.live, self.path / "v/some", 96, 96, 2)

    def test_counted_statistics_normalise_like_their_batch(self):
        network = Slimmable(0.3125, generator=generator(1, 0)).requires_grad_(False)
        x = torch.randn(8, 3, 96, 96, generator=generator(2, 0))

        class Batch:
            view = staticmethod(lambda resolution: x)
        folded = calibrate.folded(network, calibrate.count(network, 0.25, [Batch], [96]))
        have, want = network(x, 0.25, folded), network(x, 0.25)
        self.assertLess((have - want).abs().max().item(), 1e-4 * want.abs().max().item())


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


if __name__ == "__main__":
    unittest.main()
