// @ts-check
// ONNX Runtime Web: its one WebAssembly build, with all optimisations of the graph, which fuse Conv and Clip.

import { download, offer, precision, threads } from "./offer.js";
import * as ort from "/node_modules/onnxruntime-web/dist/ort.wasm.min.mjs";

/** The same picture with its channels one after the other. */
function planes(input) {
  const pixels = input.length / 3;
  return Float32Array.from({ length: input.length }, (_, i) => input[3 * (i % pixels) + Math.floor(i / pixels)]);
}

offer({
  name: "ONNX Runtime Web",
  precision,
  isa: (binary) => (binary.includes("simd") ? "simd128" : "none"),
  start: async () => {
    ort.env.wasm.numThreads = threads;
    ort.env.wasm.wasmPaths = new URL("/node_modules/onnxruntime-web/dist/", location.href).href;
    return threads;
  },
  open: async (base, resolution, input) => {
    const file = new Uint8Array(await download(`${base}/${precision}.onnx`));
    const session = await ort.InferenceSession.create(file, { executionProviders: ["wasm"], graphOptimizationLevel: "all" });
    const data = planes(input);
    const shape = [1, 3, resolution, resolution];
    return {
      run: async () => (await session.run({ input: new ort.Tensor("float32", data, shape) })).logits.data,
      release: () => {},
      close: () => session.release(),
    };
  },
});
