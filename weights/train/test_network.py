"""Tests of the network, its schedule and its file: no photos needed. See test_train.py."""

import json
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

import architecture
import export
import onion
import optimiser
import tensorfile
import trainer as trainers
from lessons import generator
from network import Slimmable
from settings import Settings

torch.set_num_threads(1)


class NetworkTest(unittest.TestCase):
    """What needs no photos."""

    def test_counts_of_the_paper(self):
        self.assertEqual(architecture.multiply_adds(1, 224), 568_740_352)
        self.assertEqual(architecture.multiply_adds(0.25, 128), 13_570_048)
        self.assertEqual(sum(architecture.normalised(1)), 10_944)
        self.assertEqual(sum(p.numel() for p in Slimmable().parameters()), 4_231_976)
        self.assertEqual(len({tuple(architecture.widths(a)) for a in architecture.ALPHAS}), 97)

    def test_channels(self):
        cases = [(32, 0.25, 8), (32, 0.3515625, 16), (64, 0.25, 16), (64, 0.28125, 24), (32, 1, 32),
                 (512, 0.2578125, 136), (1024, 0.2578125, 264), (32, 0.2734375, 8), (64, 0.3125, 24)]
        for base, alpha, want in cases:
            self.assertEqual(architecture.channels(base, alpha), want, f"{base} at {alpha}")

    def test_slice_equals_narrow_network(self):
        wide = Slimmable(0.5, generator=generator(1, 0)).requires_grad_(False)
        narrow = Slimmable(0.3125).requires_grad_(False)
        for (name, p), q in zip(narrow.named_parameters(), wide.parameters()):
            p.copy_(q[tuple(slice(n) for n in p.shape)])
        x = torch.randn(2, 3, 96, 96, generator=generator(2, 0))
        self.assertTrue(torch.equal(narrow(x, 0.3125), wide(x, 0.3125)))
        self.assertGreater((wide(x, 0.5) - wide(x, 0.3125)).abs().max().item(), 1e-3)

    def test_settings_agree(self):
        x = torch.randn(4, 3, 96, 96, generator=generator(2, 0))
        want = Slimmable(0.25, generator=generator(1, 0))(x, 0.25)
        for settings in (Settings(channels_last=True), Settings(channels_last=True, pointwise="matmul"),
                         Settings(channels_last=True, first="matmul")):
            have = Slimmable(0.25, generator=generator(1, 0), settings=settings)(x, 0.25)
            self.assertLess((have - want).abs().max().item(), 1e-4, settings)

    def test_orthogonal(self):
        x = torch.randn(2, 96, 40, generator=generator(1, 0))
        values = torch.linalg.svdvals(optimiser.orthogonal(x))
        self.assertTrue(0.3 < values.min() and values.max() < 1.3, values)

    def test_schedule(self):
        plan = trainers.Plan(rate=2.0, warmup=0.1)
        self.assertAlmostEqual(plan.rate_at(0.05), 1.0)
        self.assertAlmostEqual(plan.rate_at(0.1), 2.0)
        self.assertAlmostEqual(plan.rate_at(0.55), 1.0)
        self.assertAlmostEqual(plan.rate_at(1.0), 0.0)
        self.assertEqual(plan.resolutions_at(0), [96, 128, 160])
        self.assertEqual(plan.resolutions_at(0.5), [96, 128, 160, 192, 224, 256])
        drawn = plan.draw(0, generator(1, 1))
        self.assertEqual([alpha for alpha, _ in drawn[:2]], [1.0, 0.25])

    def exported(self, kind):
        """Returns a random network of three widths, its plan and its file's bytes."""
        network = Slimmable(0.265625, generator=generator(1, 0)).requires_grad_(False)
        for p in (*network.gamma, *network.beta):
            p.copy_(torch.randn(p.shape, generator=generator(4, 0)))
        plan = {"alpha_min": 0.25, "alpha_max": 0.265625, "resolution_min": 96, "resolution_max": 160}
        grid = architecture.alphas(0.25, 0.265625)
        tables = {}
        for alpha in grid:
            values = [torch.randn(n, generator=generator(5, n)) for n in architecture.normalised(alpha)]
            tables[alpha] = [(values, values), (values[::1], [v + 1 for v in values])]
        calibrated = {"bands": [128, 160], "tables": tables}
        return network, tables, export.octets(network, calibrated, plan, 1000, kind)

    def test_export_comes_back(self):
        for kind in ("float16", "int8"):
            with self.subTest(kind):
                network, tables, data = self.exported(kind)
                found = export.Exported(data)
                for name, want in export.arrays(network).items():
                    have = found.arrays[name]
                    if kind == "float16":
                        self.assertTrue(np.array_equal(have, want.astype(np.float16)), name)
                    else:
                        _, step = export.quantise(want)
                        self.assertTrue((np.abs(have - want) <= step * 0.5001).all(), name)
                for (name, p), (_, q) in zip(network.named_parameters(), found.network().named_parameters()):
                    if not name.startswith(("gamma", "beta")):
                        self.assertLess((p - q).abs().max().item(), 0.02, name)
                normalise = found.normalisation(0.2578125, 160)  # the second band
                for want, have in zip(tables[0.2578125][1][1], normalise.shifts):
                    self.assertTrue(torch.equal(have, want.half().float()))

    def test_rings_nest(self):
        network, _, data = self.exported("float16")
        metadata, tensors = tensorfile.read(data)
        rings = json.loads(metadata["rings"])
        grid = [ring["alpha"] for ring in rings]
        full = export.Exported(data).arrays
        for count in range(1, 4):
            flat = [tensors[f"ring{i:02d}/weights"] for i in range(count)]
            for name, have in onion.assemble(flat, grid[:count], 1000).items():
                want = full[name][tuple(slice(n) for n in have.shape)]
                self.assertTrue(np.array_equal(have, want), f"{name} after {count} rings")
        with tempfile.TemporaryDirectory() as directory:
            path = pathlib.Path(directory) / "f.safetensors"
            path.write_bytes(data)
            self.assertEqual(export.read(path).grid, grid)
            path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
            with self.assertRaisesRegex(ValueError, "ring of alpha 0.265625: have digest"):
                export.read(path)


@unittest.skipUnless(torch.cuda.is_available(), "no GPU")
class DeviceTest(unittest.TestCase):
    def test_triton_kernels(self):
        import depthwise_triton
        import normalise_triton
        for kernels in (depthwise_triton, normalise_triton):
            self.assertLess(kernels.check("cuda"), 1e-2, kernels.__name__)


if __name__ == "__main__":
    unittest.main()
