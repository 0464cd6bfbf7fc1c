// @ts-check
// The engine's worker: the Go program "engine", and a frame's way to its answer.
//
// Page to engine, `boot` first:
//   {kind: "boot", module, binary}  a compiled WebAssembly.Module; without one the worker compiles that binary
//   {kind: "configure", id, alpha, resolution, isa, precision, weights}
//                                   alpha and resolution null: as the weights were trained; isa null: the best;
//                                   precision: "f32" (also if left out) | "int8";
//                                   weights: {source: "random", seed} | {source: "url", url, bytes, sha256}
//                                          | {source: "raw", url} | {source: "file", name, buffer}
//   {kind: "frame", id, bitmap, captureMs, top}
//   {kind: "bench", id, input, warmup, runs, logits}
//   {kind: "labels", id}
//   {kind: "selftest", id}
// Engine to page:
//   {kind: "ready", isas, best, tickMs}
//   {kind: "progress", id, loaded, total}
//   {kind: "configured", id, name, alpha, resolution, isa, precision, trainedAlpha, trainedResolution, classes, background,
//    quantised, weightsBytes, weightsMemory, source, licence, random, warmupMs, fromCache}
//                                   weightsBytes: of the file; weightsMemory: of what the kernels read, in each worker
//   {kind: "superseded", id}        a newer configure came first; nothing has changed
//   {kind: "result", id, top, times, layers, pixels, alpha, resolution, isa, precision, memory}
//   {kind: "benchresult", id, samples, logits, memory}
//   {kind: "labels", id, labels}    the names of ImageNet's 1000 classes
//   {kind: "selftestresult", id, ok, text}
//   {kind: "failure", id, message, fatal}    fatal: this worker is dead, start another

import { FrameReader } from "./frame.js";
import { compile, GoProgram } from "./program.js";

/** @type {GoProgram | undefined} */
let program;
/** @type {Promise<void> | undefined} */
let booting;
const frames = new FrameReader();

/** A message to the page. */
function post(message, transfer = []) {
  /** @type {any} */ (self).postMessage(message, transfer);
}

let dead = false;

/** Says that the engine is gone, once. */
function die(id, message) {
  if (!dead) post({ kind: "failure", id, message, fatal: true });
  dead = true;
}

async function boot({ module, binary }) {
  program = new GoProgram("engine", (message) => die(null, message));
  await program.start(module ?? await compile(binary));
  const { isas, best } = program.control;
  post({ kind: "ready", isas, best, tickMs: clockTick() });
}

/** The smallest step of performance.now(), in milliseconds. */
function clockTick() {
  let tick = Infinity;
  for (let i = 0; i < 5; i++) {
    const start = performance.now();
    let now = start;
    while (now === start) now = performance.now();
    tick = Math.min(tick, now - start);
  }
  return tick;
}

let network;

/** Where the current network's memory lies; asked for again only when Go has laid it out anew. */
function currentNetwork() {
  if (!network || network.generation !== program.exports.generation()) {
    network = program.control.network();
    if (!network) throw new Error("engine: no network yet: configure one first");
    network.side = 0;
  }
  return network;
}

/** Takes a frame to its answer. */
function answer({ id, bitmap, captureMs = 0, top: wanted = 5 }) {
  const start = performance.now();
  const net = currentNetwork();
  const picture = frames.read(bitmap);
  if (net.side !== picture.side) {
    net.pixels = program.control.pixels(picture.side);
    if (typeof net.pixels === "string") throw new Error(net.pixels);
    net.side = picture.side;
  }
  program.memory().bytes.set(picture.rgba, net.pixels);
  const copied = performance.now();
  program.exports.resize();
  const resized = performance.now();
  const found = program.exports.answer(wanted);
  const answered = performance.now();

  program.exports.preview();
  const { bytes, doubles } = program.memory();
  const top = [];
  for (let i = 0, at = net.answers / 8; i < found; i++, at += 2) {
    top.push({ index: doubles[at], probability: doubles[at + 1] });
  }
  const pixels = bytes.slice(net.preview, net.preview + 4 * net.resolution * net.resolution).buffer;
  post({
    kind: "result", id, top, pixels,
    times: { capture: captureMs, copy: copied - start, resize: resized - copied, network: answered - resized },
    layers: Array.from(doubles.subarray(net.layers / 8, net.layers / 8 + net.layerCount)),
    alpha: net.alpha, resolution: net.resolution, isa: net.isa, precision: net.precision, memory: bytes.byteLength,
  }, [pixels]);
}

/**
 * Measures forward passes. A sample is: input copied into Go's memory, network computed, logits copied out.
 * Without an input the network runs on zeros.
 */
function bench({ id, input, warmup = 10, runs = 20, logits: wantLogits = false }) {
  const net = currentNetwork();
  const values = 3 * net.resolution * net.resolution;
  input ??= new Float32Array(values);
  if (input.length !== values) {
    throw new Error(`engine: input of ${input.length} values: want ${values}, ${net.resolution}×${net.resolution}×3`);
  }
  const logits = new Float32Array(net.classes);
  const samples = [];
  for (let i = -warmup; i < runs; i++) {
    const start = performance.now();
    program.memory().floats.set(input, net.input / 4);
    const at = program.exports.forward() / 4;
    logits.set(program.memory().floats.subarray(at, at + logits.length));
    if (i >= 0) samples.push(performance.now() - start);
  }
  const reply = { kind: "benchresult", id, samples, memory: program.memory().bytes.byteLength };
  if (wantLogits) reply.logits = Array.from(logits);
  post(reply);
}

async function serve(message) {
  if (message.kind === "boot") {
    booting ??= boot(message);
    return booting;
  }
  if (!booting) throw new Error("engine: the first message must be boot");
  await booting;
  switch (message.kind) {
    case "configure": return program.control.configure(message);
    case "frame": return answer(message);
    case "bench": return bench(message);
    case "labels": return post({ kind: "labels", id: message.id, labels: program.control.labels() });
    case "selftest": return post({ kind: "selftestresult", id: message.id, ...program.control.selftest() });
    default: throw new Error(`engine: message of kind ${message.kind}`);
  }
}

addEventListener("message", async ({ data }) => {
  const id = data.id ?? null;
  try {
    await serve(data);
  } catch (error) {
    if (dead) return;
    const fatal = !program?.running || error instanceof WebAssembly.RuntimeError;
    if (fatal) die(id, error.message);
    else post({ kind: "failure", id, message: error.message, fatal: false });
  } finally {
    data.bitmap?.close();
  }
});
