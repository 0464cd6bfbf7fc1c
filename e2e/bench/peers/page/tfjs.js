// @ts-check
// TensorFlow.js with its WebAssembly backend, XNNPACK in it, and a graph model, whose convolutions are fused.

import { offer, threads } from "./offer.js";

const { tf } = /** @type {any} */ (window);

// It takes no more threads than half of the processors that it is told of.
Object.defineProperty(navigator, "hardwareConcurrency", { value: Math.max(navigator.hardwareConcurrency, 2 * threads) });

/** How many fused operators of each kind a network has. */
const FUSED = { FusedConv2D: 15, FusedDepthwiseConv2D: 13 };

/** Rejects if something keeps the network from running as it should. */
async function checkFused(model, input, shape) {
  const { kernels } = await tf.profile(() => tf.tidy(() => model.execute(tf.tensor(input, shape)).dataSync()));
  for (const [name, want] of Object.entries(FUSED)) {
    const have = kernels.filter((kernel) => kernel.name === name).length;
    if (have !== want) throw new Error(`TensorFlow.js ran ${name} ${have} times, want ${want}`);
  }
}

offer({
  name: "TensorFlow.js",
  precision: "f32",
  isa: (binary) => (binary.includes("simd") ? "simd128" : "none"),
  start: async () => {
    tf.wasm.setWasmPaths("/node_modules/@tensorflow/tfjs-backend-wasm/dist/");
    tf.wasm.setThreadsCount(threads);
    await tf.setBackend("wasm");
    await tf.ready();
    return tf.wasm.getThreadsCount();
  },
  open: async (base, resolution, input) => {
    const model = await tf.loadGraphModel(`${base}/model.json`);
    const shape = [1, resolution, resolution, 3];
    await checkFused(model, input, shape);
    let used = [];
    return {
      run: () => {
        const tensor = tf.tensor(input, shape);
        const output = model.execute(tensor);
        used = [tensor, output];
        return output.dataSync();
      },
      release: () => tf.dispose(used),
      close: () => model.dispose(),
    };
  },
});
