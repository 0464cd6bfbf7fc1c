// @ts-check
// bench.html: measures and classifies from outside. The functions on `window` are the public seam:
//
//   ready                              a promise of info(), rejected if the query asks for what is not there
//   info()                             what was loaded
//   bench(alpha, resolution, {warmup, runs, logits, layers, input})
//                                      → {medianMs, p95Ms, bestMs, samples, logits, layers}, times in milliseconds;
//                                      layers: the medians of each layer
//   peak()                             → {isa, f32, int8}: multiply-adds per millisecond that one core makes at most
//   classify(blob, {alpha, resolution, precision, weights, top}) → [{index, label, probability}]
//   detect(blob)                       not in this version
//
// Query: isa=scalar|simd|relaxed (the best if left out), precision=f32|int8, threads=N|auto (fewer if those are faster,
// unless it says exact), weights=random|slim|official|URL, models=BASE. slim are the project's own networks, one for each
// width, at any resolution.

import { EngineClient } from "./client.js";
import { showForm } from "./benchform.js";
import { choose } from "./choice.js";
import { median } from "./median.js";
import { decodePhoto } from "./photo.js";
import { bestBinary, PLAIN, RELAXED } from "./program.js";
import { get } from "./told.js";

/** The seed of weights=random and of the input that a point is measured on when none is given. */
const SEED = 1;

const scope = /** @type {any} */ (window);
const query = new URLSearchParams(location.search);

/** What a query's isa takes: the name of the kernels, and the binary that has them. */
const ISAS = new Map([
  ["scalar", { isa: "scalar", binary: PLAIN }],
  ["simd", { isa: "simd128", binary: PLAIN }],
  ["relaxed", { isa: "relaxed", binary: RELAXED }],
]);
const { isa: kernels, binary } = ISAS.get(query.get("isa") ?? "") ?? { isa: "", binary: bestBinary() };
const engine = new EngineClient(binary);

const setup = readQuery();
setup.catch(() => {}); // every call that needs it rejects with it

/** What was loaded; the weights' name follows with the first network. */
const loaded = { binary, isa: "", precision: "f32", threads: 1, threadsNote: "", weights: "", tickMs: 0, isolated: crossOriginIsolated };

async function readQuery() {
  const isa = query.get("isa");
  const asked = {
    precision: query.get("precision") ?? "f32",
    threads: query.get("threads") ?? "1",
    weights: query.get("weights") ?? "",
    exact: query.has("exact"),
    models: query.get("models"),
  };
  if (isa !== null && !ISAS.has(isa)) throw unavailable("isa", isa, "scalar, simd or relaxed");
  if (binary === RELAXED && bestBinary() !== RELAXED) throw new Error("bench: isa=relaxed: this browser's WebAssembly has no relaxed SIMD");
  checkPrecision(asked.precision);
  const auto = asked.threads === "auto";
  const threads = auto ? 1 : Number(asked.threads);
  if (!(Number.isInteger(threads) && threads >= 1)) {
    throw unavailable("threads", asked.threads, 'a whole number from 1, or "auto"');
  }
  const { isas, best, tickMs } = await engine.ready();
  if (kernels && !isas.includes(kernels)) throw new Error(`bench: isa=${isa}: this processor runs ${isas.join(" or ")}`);
  return { ...asked, threads, auto, isa: kernels || best, tickMs };
}

function unavailable(name, value, want) {
  return new Error(`bench: ${name}=${value} is not in this version: want ${want}`);
}

function checkPrecision(precision) {
  if (precision !== "f32" && precision !== "int8") throw unavailable("precision", precision, "f32 or int8");
}

/** The weights member of a configure message; no name: official weights, where there are none of that width the project's own. */
async function weightsSource(name, alpha, resolution, precision) {
  if (name === "random") return { source: "random", seed: SEED };
  if (name !== "" && name !== "official" && name !== "slim") return { source: "url", url: new URL(name, document.baseURI).href };
  const directory = new URL("weights/", document.baseURI);
  const index = await (await get(new URL("index.json", directory))).json();
  const official = index.filter((e) => !e.resolutionMax);
  const own = index.filter((e) => e.resolutionMax > 0);
  const slim = name === "slim" || (name === "" && !official.some((e) => e.alpha === alpha));
  const files = slim ? own : official;
  const entry = choose(files, alpha, resolution, precision === "int8");
  if (!entry) {
    const widths = [...new Set(files.map((e) => e.alpha))].sort().join(", ");
    throw new Error(`bench: no ${slim ? "own" : "official"} weights with alpha ${alpha}: ${widths ? `have ${widths}` : "this site has none"}`);
  }
  return { source: "url", url: new URL(entry.file, directory).href, bytes: entry.bytes, sha256: entry.sha256 };
}

async function configure(alpha, resolution, precision, weights) {
  const { isa, threads, auto, exact } = await setup;
  const reply = await engine.request({ kind: "configure", alpha, resolution, isa, precision, threads, auto, exact, weights });
  const { name, threadsNote } = reply;
  Object.assign(loaded, { isa: reply.isa, precision: reply.precision, threads: reply.threads, threadsNote: threadsNote?.message ?? "", weights: name });
  return reply;
}

/** Numbers in [−1, 1), the same for the same seed on every device (mulberry32). */
function randomInput(length) {
  let state = SEED;
  return Float32Array.from({ length }, () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 31 - 1;
  });
}

async function fetchInput(url) {
  const bytes = await (await get(url)).arrayBuffer();
  if (bytes.byteLength % 4) throw new Error(`bench: ${url.pathname}: ${bytes.byteLength} bytes are no float32 values`);
  return new Float32Array(bytes);
}

async function bench(alpha, resolution, { warmup = 10, runs = 20, logits = false, layers = false, input = null } = {}) {
  const { models, weights, precision } = await setup;
  if (!(runs >= 1)) throw new Error(`bench: runs ${runs}: want at least 1`);
  let source;
  if (models) {
    const base = new URL(`${models.replace(/\/$/, "")}/${alpha}_${resolution}/`, document.baseURI);
    source = { source: "raw", url: new URL("raw.bin", base).href };
    input ??= await fetchInput(new URL("input.bin", base));
  } else {
    source = await weightsSource(weights || "random", alpha, resolution, precision);
  }
  const net = await configure(alpha, resolution, precision, source);
  input ??= randomInput(3 * net.resolution * net.resolution);
  const reply = await engine.request({ kind: "bench", input: Float32Array.from(input), warmup, runs, logits, layers });
  const sorted = [...reply.samples].sort((a, b) => a - b);
  const result = { medianMs: median(sorted), p95Ms: quantile(sorted, 0.95), bestMs: sorted[0], samples: reply.samples };
  if (logits) result.logits = reply.logits;
  if (layers) result.layers = reply.layers;
  return result;
}

/** The smallest of sorted values that at least that part of them do not exceed. */
function quantile(sorted, part) {
  return sorted[Math.ceil(part * sorted.length) - 1];
}

async function peak() {
  const { isa } = await setup;
  const { kind, id, ...measured } = await engine.request({ kind: "peak", isa });
  return measured;
}

let labels;

async function classify(blob, { alpha, resolution, precision, weights, top = 5 } = {}) {
  const asked = await setup;
  precision ??= asked.precision;
  checkPrecision(precision);
  const source = await weightsSource(weights || asked.weights, alpha, resolution, precision);
  await configure(alpha, resolution, precision, source);
  const bitmap = await decodePhoto(blob);
  const reply = await engine.request({ kind: "frame", bitmap, top });
  labels ??= (await engine.request({ kind: "labels" })).labels;
  return reply.top.map(({ index, probability }) => ({ index, label: labels[index] ?? `class ${index}`, probability }));
}

/** One call after the other: they share the engine's one network. */
let queue = Promise.resolve();
function inTurn(work) {
  return (...args) => {
    const done = queue.then(() => work(...args));
    queue = done.catch(() => {});
    return done;
  };
}

scope.info = () => ({ ...loaded });
scope.bench = inTurn(bench);
scope.peak = inTurn(peak);
scope.classify = inTurn(classify);
scope.detect = async () => {
  throw new Error("bench: detect is not in this version: it has no detector");
};
scope.ready = (async () => {
  const asked = await setup;
  Object.assign(loaded, { isa: asked.isa, precision: asked.precision, weights: asked.models ?? (asked.weights || "random"), tickMs: asked.tickMs });
  return scope.info();
})();
scope.ready.catch(() => {}); // shown by the form, and told to whoever awaits it

showForm(scope);
