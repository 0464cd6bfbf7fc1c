// @ts-check
// LiteRT.js: TensorFlow Lite with XNNPACK. It loads its build with relaxed SIMD where the browser has that.

import { loadAndCompile, loadLiteRt, Tensor } from "@litertjs/core";
import { download, offer, precision, threads } from "./offer.js";

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
