"""Tests of photos and views, on photos made up here: python3 -m unittest discover weights/train"""

import io
import pathlib
import sys
import tarfile
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

try:
    import numpy as np
    import torch
    from PIL import Image
except ImportError as missing:
    raise unittest.SkipTest(f"the training recipe needs {missing.name}") from missing

import augment
import overlap
import pool as pools
from augment import WHOLE, Crops, Strength, generator
from views import Photos, Views

torch.set_num_threads(1)
SIZES = ((224, 224), (336, 224), (144, 200), (64, 64))  # of photo i: SIZES[i % 4]


def photo(seed, width=144, height=144):
    """Returns a smooth picture with something in it, another for every seed."""
    random = np.random.default_rng(seed)
    coarse = random.integers(0, 256, (6, 6, 3), np.uint8)
    return Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC)


def encoded(image, kind="WEBP"):
    octets = io.BytesIO()
    image.save(octets, kind, quality=80)
    return octets.getvalue()


def write_tar(path, files):
    with tarfile.open(path, "w") as archive:
        for name, octets in files:
            member = tarfile.TarInfo(name)
            member.size = len(octets)
            archive.addfile(member, io.BytesIO(octets))


def small_pool(path):
    """Decodes 40 photos into path/pool; photos 0 to 3 are there twice, as small ones too."""
    files = [(f"set/{i}.webp", encoded(photo(i, *SIZES[i % 4]))) for i in range(40)]
    write_tar(path / "a.tar", [(f"set/{i}.webp", encoded(photo(i, 48, 48))) for i in range(4)])
    write_tar(path / "b.tar", files)
    pools.decode([path / "a.tar", path / "b.tar"], path / "pool")


class Stub(torch.nn.Module):
    """A teacher of random weights: logits from the mean colours of four quarters."""

    def __init__(self):
        super().__init__()
        self.w = torch.randn(12, 1000, generator=generator(9, 9))

    def logits(self, x):
        return torch.nn.functional.adaptive_avg_pool2d(x, 2).flatten(1) @ self.w * 3


class PoolTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = tempfile.TemporaryDirectory()
        cls.path = pathlib.Path(cls.directory.name)
        small_pool(cls.path)
        cls.photos = Photos(cls.path / "pool", Stub(), evaluation=None)

    @classmethod
    def tearDownClass(cls):
        cls.directory.cleanup()

    def test_twice_is_used_at_its_sharpest(self):
        pool = self.photos.pool
        self.assertEqual(pool.twin.nonzero()[:, 0].tolist(), [0, 1, 2, 3])
        rows = torch.cat([self.photos.held, *(rows for rows, _ in self.photos.rows.values())])
        self.assertEqual(sorted(rows.tolist()), list(range(4, 44)))

    def test_held_back_photos_are_never_drawn(self):
        self.assertEqual(len(self.photos.held), 5)  # a quarter of the sharp ones
        drawn = set()
        for i in range(50):
            for kind in self.photos.rows:
                rows, often = self.photos.rows[kind]
                drawn |= set(rows[torch.multinomial(often, 8, True, generator=generator(4, i))].tolist())
        self.assertFalse(drawn & set(self.photos.held.tolist()))
        self.assertGreater(len(drawn), 30)
        again = Photos(self.path / "pool", Stub(), evaluation=None)
        self.assertTrue(torch.equal(again.held, self.photos.held))

    def test_overlap_finds_planted_copies(self):
        path = self.path / "eval"
        path.mkdir()
        (path / "copy.jpg").write_bytes(encoded(photo(7, 288, 288), "JPEG"))  # photo 7, larger and as JPEG
        (path / "file.webp").write_bytes(encoded(photo(5, *SIZES[1])))  # the very file of photo 5
        (path / "other.jpg").write_bytes(encoded(photo(1000), "JPEG"))
        overlap.write(overlap.record([path]), self.path / "record.json")
        found = pools.Pool(self.path / "pool", evaluation=self.path / "record.json")
        self.assertEqual({(a, b) for a, b, _ in found.dropped},
                         {("set/7.webp", "eval/copy.jpg"), ("set/5.webp", "eval/file.webp")})
        self.assertIn(("set/5.webp", "eval/file.webp", -1), found.dropped)
        self.assertEqual(set(found.usable.tolist()), set(range(44)) - {4 + 7, 4 + 5})

    def test_views_are_one_picture(self):
        views, again, other = (Views(self.photos, 24, generator(5, i)) for i in (0, 0, 1))
        at_teacher = views.view(224)
        self.assertEqual(at_teacher.shape, (24, 3, 224, 224))
        self.assertTrue(torch.equal(at_teacher, again.view(224)))
        for resolution in (128, 160):
            back = torch.nn.functional.interpolate(views.view(resolution), (224, 224), mode="bilinear",
                                                   antialias=True, align_corners=False)
            self.assertLess((back - at_teacher).abs().mean().item(), 0.02, f"at {resolution}")
        self.assertGreater((other.view(224) - at_teacher).abs().mean().item(), 0.1)
        self.assertTrue(-1 <= at_teacher.min() and at_teacher.max() < 1)

    def test_small_photos_lie_side_by_side(self):
        views = Views(self.photos, 24, generator(5, 2))
        parts = views.quarters.render(112)
        last = views.view(224)[-1]
        self.assertTrue(torch.equal(last[:, :112, 112:], parts[-3]))
        self.assertTrue(torch.equal(last[:, 112:, :112], parts[-2]))

    def test_shrink_is_the_libraries(self):
        x = torch.rand(2, 3, 224, 224, generator=generator(1, 0))
        for resolution in (96, 128, 160, 192):
            want = torch.nn.functional.interpolate(x, (resolution, resolution), mode="bilinear",
                                                   antialias=True, align_corners=False)
            self.assertLess((augment.shrink(x, resolution) - want).abs().max().item(), 1e-4)

    def test_whole_view_is_the_photo(self):
        for i in range(4):
            with self.subTest(size=SIZES[i]):
                have = Crops(self.photos.pool, torch.tensor([4 + i]), WHOLE, generator(1, 1)).render(224)[0]
                image = Image.open(io.BytesIO(encoded(photo(i, *SIZES[i])))).resize(
                    (224, 224), Image.Resampling.BILINEAR)
                want = torch.from_numpy(np.array(image)).permute(2, 0, 1) / 128 - 1
                self.assertLess((have - want).abs().max().item(), 0.05)

    def test_no_crop_is_blurred(self):
        crops = Crops(self.photos.pool, torch.arange(4, 44), Strength(), generator(6, 0))
        least = torch.minimum(torch.minimum(crops.height, crops.width), torch.tensor(120.0))
        self.assertTrue((crops.h * crops.w >= 0.99 * least.square() / Strength().aspect).all())


if __name__ == "__main__":
    unittest.main()
