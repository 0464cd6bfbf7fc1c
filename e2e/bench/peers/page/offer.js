// @ts-check
// Offers a runtime to the benchmark the way bench.html offers this project's: window.ready, info() and bench().

/**
 * @typedef {object} Model
 * @property {() => Promise<Float32Array> | Float32Array} run  takes the input, gives the logits
 * @property {() => void} release  frees what a run leaves behind; its time does not count
 * @property {() => void} close
 */

/**
 * @param {object} runtime
 * @param {string} runtime.name
 * @param {string} runtime.precision
 * @param {(binary: string) => string} runtime.isa  which SIMD a WebAssembly file of it has
 * @param {() => Promise<number>} runtime.start  gives the number of threads
 * @param {(base: string, resolution: number, input: Float32Array) => Promise<Model>} runtime.open
 */
export function offer(runtime) {
  const scope = /** @type {any} */ (window);
  let threads = 0;
  let opened = "";
  /** @type {Model | undefined} */
  let model;

  async function open(alpha, resolution) {
    const base = `/models/${alpha}_${resolution}`;
    if (base === opened) return;
    opened = "";
    model?.close();
    const input = new Float32Array(await download(`${base}/input.bin`));
    model = await runtime.open(base, resolution, input);
    opened = base;
  }

  scope.info = () => {
    const binary = wasmFiles().join(", ");
    return { runtime: runtime.name, binary, isa: binary && runtime.isa(binary), precision: runtime.precision, threads, weights: "raw" };
  };
  scope.bench = async (alpha, resolution, { warmup = 10, runs = 20, logits = false } = {}) => {
    await scope.ready;
    await open(alpha, resolution);
    if (!model) throw new Error("not open");
    const samples = [];
    let answer = new Float32Array();
    for (let i = -warmup; i < runs; i++) {
      const start = performance.now();
      answer = await model.run();
      if (i >= 0) samples.push(performance.now() - start);
      if (i === runs - 1 && logits) answer = answer.slice();
      model.release();
    }
    return { samples, logits: logits ? Array.from(answer) : undefined };
  };
  scope.ready = (async () => {
    threads = await runtime.start();
    return scope.info();
  })();
  scope.ready.catch(() => {}); // told to whoever awaits it
}

/** @returns {Promise<ArrayBuffer>} */
export async function download(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: the server answered ${response.status}`);
  return response.arrayBuffer();
}

/** The WebAssembly files that the page has loaded. */
function wasmFiles() {
  const names = performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname);
  return [...new Set(names.filter((name) => name.endsWith(".wasm")).map((name) => name.slice(name.lastIndexOf("/") + 1)))];
}

export const query = new URLSearchParams(location.search);
export const threads = Number(query.get("threads") ?? 1);
export const precision = query.get("precision") ?? "f32";
