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
//   detect(blob, {minScore, maxBoxes, precision, weights}) → [{label, score, box: [x0, y0, x1, y1]}]: what the detector finds in
//                                      the centre square, with its place in pixels of the whole picture; the best score first
//   benchDetector({warmup, runs, precision, weights}) → {medianMs, p95Ms, bestMs, samples, stages}: of a detection in a
//                                      picture that is there, from its pixels to its boxes; stages: the medians of each part
//
// Query: isa=scalar|simd|relaxed (the best if left out), precision=f32|int8, threads=N|auto (fewer if those are faster,
// unless it says exact), tile=narrow|wide (what pointwise layers of float32 are computed in; the faster if left out),
// bytes=none (integers as on a processor that multiplies no bytes: an x86 before VNNI), weights=random|slim|official|URL, models=BASE. slim are the project's own networks, one for each
// width, at any resolution.

import { EngineClient } from "./client.js";
import { showForm } from "./benchform.js";
import { choose } from "./choice.js";
import { placeWritten } from "./files.js";
import { median } from "./median.js";
import { centreSquare, decodePhoto, decodeWhole } from "./photo.js";
import { bestBinary, PLAIN, RELAXED } from "./program.js";
import { classifiers, detectors, fileSource } from "./siteweights.js";
import { get } from "./told.js";

placeWritten();

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
const loaded = { binary, isa: "", precision: "f32", arithmetic: "", tile: "", threads: 1, threadsNote: "", weights: "", tickMs: 0, isolated: crossOriginIsolated };

async function readQuery() {
  const isa = query.get("isa");
  const asked = {
    precision: query.get("precision") ?? "f32",
    threads: query.get("threads") ?? "1",
    weights: query.get("weights") ?? "",
    exact: query.has("exact"),
    tile: query.get("tile") ?? "",
    noBytes: query.has("bytes"),
    models: query.get("models"),
  };
  if (isa !== null && !ISAS.has(isa)) throw unavailable("isa", isa, "scalar, simd or relaxed");
  if (binary === RELAXED && bestBinary() !== RELAXED) throw new Error("bench: isa=relaxed: this browser's WebAssembly has no relaxed SIMD");
  checkPrecision(asked.precision);
  if (!["", "narrow", "wide"].includes(asked.tile)) throw unavailable("tile", asked.tile, "narrow or wide");
  if (asked.noBytes && query.get("bytes") !== "none") throw unavailable("bytes", query.get("bytes"), "none");
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
  const { official, own } = await classifiers();
  const slim = name === "slim" || (name === "" && !official.some((e) => e.alpha === alpha));
  const files = slim ? own : official;
  const entry = choose(files, alpha, resolution, precision === "int8");
  if (!entry) {
    const widths = [...new Set(files.map((e) => e.alpha))].sort().join(", ");
    throw new Error(`bench: no ${slim ? "own" : "official"} weights with alpha ${alpha}: ${widths ? `have ${widths}` : "this site has none"}`);
  }
  return fileSource(entry);
}

async function configure(alpha, resolution, precision, weights) {
  const { isa, threads, auto, exact, tile, noBytes } = await setup;
  const reply = await engine.request({ kind: "configure", alpha, resolution, isa, precision, threads, auto, exact, tile, noBytes, weights });
  const { name, threadsNote, arithmetic, tile: used } = reply;
  Object.assign(loaded, { isa: reply.isa, precision: reply.precision, arithmetic, tile: used, threads: reply.threads, threadsNote: threadsNote?.message ?? "", weights: name });
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
  const result = summary(reply.samples);
  if (logits) result.logits = reply.logits;
  if (layers) result.layers = reply.layers;
  return result;
}

/** What window.bench says of samples. */
function summary(samples) {
  const sorted = [...samples].sort((a, b) => a - b);
  return { medianMs: median(sorted), p95Ms: quantile(sorted, 0.95), bestMs: sorted[0], samples };
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

/** Has the engine load a detector: the site's, or the one at an address. @returns {Promise<any>} what it has loaded */
async function loadDetector({ precision, weights }) {
  const { isa } = await setup;
  let source;
  if (weights) {
    source = { source: "url", url: new URL(weights, document.baseURI).href };
  } else {
    const [entry] = await detectors();
    if (!entry) throw new Error("bench: this site has no detector: run make weights and build it again");
    source = fileSource(entry);
    precision ??= entry.quantised ? "int8" : "f32";
  }
  precision ??= "int8";
  checkPrecision(precision);
  return engine.request({ kind: "loaddetector", isa, precision, weights: source });
}

async function detect(blob, { minScore = 0.5, maxBoxes = 10, precision, weights } = {}) {
  const { classNames = [] } = await loadDetector({ precision, weights });
  const bitmap = await decodeWhole(blob);
  const { x, y, side } = centreSquare(bitmap);
  const { found } = await engine.request({ kind: "detect", bitmap, minScore, maxBoxes });
  return found.map(({ class: index, score, box: { x0, y0, x1, y1 } }) => ({
    label: classNames[index] || `class ${index}`, score, box: [x + side * x0, y + side * y0, x + side * x1, y + side * y1],
  }));
}

async function benchDetector({ warmup = 10, runs = 20, precision, weights } = {}) {
  if (!(runs >= 1)) throw new Error(`bench: runs ${runs}: want at least 1`);
  const { resolution: side } = await loadDetector({ precision, weights });
  const noise = Uint8ClampedArray.from(randomInput(4 * side * side), (v, i) => (i % 4 === 3 ? 255 : 127.5 * (v + 1)));
  let bitmap = await createImageBitmap(new ImageData(noise, side));
  const times = [];
  for (let i = -warmup; i < runs; i++) {
    const { times: { resize, network, boxes } } = await engine.request({ kind: "detect", bitmap, minScore: 0.3 });
    bitmap = undefined; // which lies in the engine's memory
    if (i >= 0) times.push({ resize, network, boxes });
  }
  const stages = Object.fromEntries(["resize", "network", "boxes"].map((stage) => [stage, median(times.map((t) => t[stage]))]));
  return { ...summary(times.map(({ resize, network, boxes }) => resize + network + boxes)), stages };
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
scope.detect = inTurn(detect);
scope.benchDetector = inTurn(benchDetector);
scope.ready = (async () => {
  const asked = await setup;
  Object.assign(loaded, { isa: asked.isa, precision: asked.precision, weights: asked.models ?? (asked.weights || "random"), tickMs: asked.tickMs });
  return scope.info();
})();
scope.ready.catch(() => {}); // shown by the form, and told to whoever awaits it

showForm(scope);
