// @ts-check
// LiteRT.js: TensorFlow Lite with XNNPACK. It loads its build with relaxed SIMD where the browser has that.

import { loadAndCompile, loadLiteRt, Tensor } from "@litertjs/core";
import { download, offer, precision, threads } from "./offer.js";

const scope = /** @type {any} */ (window);

offer({
  name: "LiteRT.js",
  precision,
  isa: (binary) => (binary.includes("compat") ? "simd128" : "relaxed"),
  start: async () => {
    await loadLiteRt("/node_modules/@litertjs/core/wasm/", { threads: threads > 1 });
    return threads;
  },
  open: async (base, resolution, input) => {
    const file = new Uint8Array(await download(`${base}/${precision}.tflite`));
    const model = await loadAndCompile(file, { accelerator: "wasm", cpuOptions: { numThreads: threads } });
    const shape = [1, resolution, resolution, 3];
    let used = [];
    return {
      run: async () => {
        const tensor = new Tensor(input, shape);
        const outputs = await model.run(tensor);
        used = [tensor, ...outputs];
        return outputs[0].toTypedArray();
      },
      release: () => used.forEach((tensor) => tensor.delete()),
      close: () => model.delete(),
    };
  },
});

/** The detector's input: 300×300 pixels, a byte each of red, green and blue. */
const SIDE = 300;

/** Measures the detector, without the operator that makes boxes. */
scope.benchDetector = async ({ warmup = 10, runs = 20 } = {}) => {
  await scope.ready;
  const file = new Uint8Array(await download("/models/detector.tflite"));
  const model = await loadAndCompile(file, { accelerator: "wasm", cpuOptions: { numThreads: threads } });
  const picture = Uint8Array.from({ length: 3 * SIDE * SIDE }, (_, i) => (i * 7919) % 256);
  const samples = [];
  for (let i = -warmup; i < runs; i++) {
    const start = performance.now();
    const tensor = new Tensor(picture, [1, SIDE, SIDE, 3]);
    const outputs = await model.run(tensor);
    for (const output of outputs) output.toTypedArray();
    if (i >= 0) samples.push(performance.now() - start);
    for (const used of [tensor, ...outputs]) used.delete();
  }
  model.delete();
  return { samples };
};
