"""Tests of the network, its schedule and its file: no photos needed. See test_train.py."""

import json
import pathlib
import subprocess
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
import classes as subsets
import evaluate
import export
import normalise_cpu
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
        small = trainers.Plan(resolution_first=96, resolution_max=160, growth=0.25, between=1)
        self.assertEqual([small.resolutions_at(p) for p in (0.2, 0.25, 0.5)],
                         [[96], [96, 128], [96, 128, 160]])
        self.assertEqual(len(small.draw(0, generator(1, 1))), 3)
        drawn = plan.draw(0, generator(1, 1))
        self.assertEqual([alpha for alpha, _ in drawn[:2]], [1.0, 0.25])

    def exported(self, kind, classes=range(1000), stage=None):
        """Returns a random network of three widths, its tables and its file's bytes."""
        network = Slimmable(0.265625, len(classes), generator(1, 0)).requires_grad_(False)
        for p in (*network.gamma, *network.beta):
            p.copy_(torch.randn(p.shape, generator=generator(4, 0)))
        plan = {"alpha_min": 0.25, "alpha_max": 0.265625, "resolution_min": 96, "resolution_max": 160,
                "batch": 64}
        grid = architecture.alphas(0.25, 0.265625)
        tables = {}
        for alpha in grid:
            values = [torch.randn(n, generator=generator(5, n)) for n in architecture.normalised(alpha)]
            tables[alpha] = [(values, values), (values[::1], [v + 1 for v in values])]
        calibrated = {"bands": [128, 160], "tables": tables}
        state = {"plan": plan, "classes": list(classes), "steps": 10, "seconds": 120.0}
        return network, tables, export.octets(network, calibrated, state, kind, stage)

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

    def test_export_of_some_classes(self):
        some = [3, 5, 8, 13, 999]
        for kind in ("float16", "int8"):
            network, tables, data = self.exported(kind, some, "starter")
            found = export.Exported(data)
            self.assertEqual(found.metadata["class_indices"], "[3,5,8,13,999]")
            self.assertEqual(found.metadata["classes"], "5")
            self.assertEqual(found.metadata["stage"], "starter")
            self.assertEqual(found.metadata["name"], "mobilenet_v1_starter_0.25-0.265625")
            self.assertIn("2 minutes on a shared core of a CPU, 5 of the 1000 classes", found.metadata["provenance"])
            self.assertEqual(found.classes, some)
            self.assertLess((found.network().fc - network.fc).abs().max().item(), 1e-3)
        metadata = export.Exported(self.exported("float16")[2]).metadata
        self.assertFalse({"class_indices", "stage"} & set(metadata))

    def test_evaluation_of_some_classes(self):
        found, labels = evaluate.known([3, 5, 999], torch.tensor([5, 4, 999, 0, 3]))
        self.assertEqual(found.tolist(), [True, False, True, False, True])
        self.assertEqual(labels.tolist(), [1, 2, 0])

    def test_choice_of_classes(self):
        logits = np.full((10, 1000), -20, np.float16)
        for photo, index in enumerate([7, 7, 7, 7, 7, 9, 9, 9, 30, 30]):
            logits[photo, index] = 0
        logits[0, 31] = logits[1, 31] = 0  # half of two photos
        entries = {e["index"]: e for e in subsets.choose(logits, {30, 31, 32}, photos=3, mass=1.5)}
        have = {i: (e["photos"], round(e["mass"], 1), e["taken"]) for i, e in entries.items()}
        self.assertEqual(have, {7: (5, 4.0, True), 9: (3, 3.0, True), 30: (2, 2.0, True), 31: (0, 1.0, False),
                                32: (0, 0.0, False)})
        with tempfile.TemporaryDirectory() as directory:
            path = pathlib.Path(directory) / "classes.json"
            subsets.write(entries.values(), "a rule", path)
            self.assertEqual(subsets.read(path), [7, 9, 30])
        draws = subsets.draws(logits, [7, 9], 0.6)
        want = torch.tensor([0, 0, 3 ** -0.5, 3 ** -0.5, 3 ** -0.5, 3 ** -0.5, 3 ** -0.5, 3 ** -0.5, 0, 0])
        self.assertTrue(torch.allclose(draws, want), draws)

    def test_shipped_classes_follow_their_rule(self):
        wanted = subsets.read_wanted(HERE / "starter/wanted.txt")
        entries = json.loads((HERE / "starter/classes.json").read_text())["classes"]
        for entry in entries:
            want = entry["photos"] >= 35 or entry["index"] in wanted and entry["mass"] >= 10
            self.assertEqual((entry["taken"], entry["wanted"]), (want, entry["index"] in wanted), entry)

    def test_normalise_cpu(self):
        try:
            normalise_cpu.library()
        except (OSError, subprocess.CalledProcessError) as failure:
            self.skipTest(f"no C++ compiler: {failure}")
        for dtype, tolerance in ((torch.float32, 1e-4), (torch.bfloat16, 3e-2)):
            for shape in ((3, 8, 5, 7), (4, 24, 9, 9), (2, 136, 6, 6), (70, 64, 12, 12), (2, 512, 1, 1)):
                random = generator(3, shape[1])
                x = torch.randn(*shape, generator=random).to(dtype).requires_grad_()
                gamma = (1 + torch.randn(shape[1], generator=random)).requires_grad_()
                beta = (2 * torch.randn(shape[1], generator=random)).requires_grad_()
                w = torch.randn(*shape, generator=random)
                found = []
                for kind in ("cpu", "plain"):
                    if kind == "cpu":
                        y = normalise_cpu.normalise(x, gamma, beta)
                    else:
                        y = torch.batch_norm(x.float(), gamma, beta, None, None, True, 0.0, 1e-3, False).clamp(0, 6)
                    found.append((y.detach(), *torch.autograd.grad((y.float() * w).sum(), (x, gamma, beta))))
                for name, have, want in zip(("y", "dx", "dgamma", "dbeta"), *found):
                    error = (have.float() - want.float()).norm() / want.float().norm()
                    self.assertLess(error.item(), tolerance, f"{name}, {dtype}, {shape}")
        self.assertTrue(normalise_cpu.normalise(torch.full((2, 8, 4, 4), torch.nan), gamma[:8], beta[:8]).isnan().all())

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
