// @ts-check
// The engine's worker: the Go program "engine", and a frame's way to its answer.
//
// Page to engine, `boot` first:
//   {kind: "boot", module, binary}  a compiled WebAssembly.Module; without one the worker compiles that binary
//   {kind: "configure", id, slot, alpha, resolution, isa, precision, architecture, weights}
//                                   alpha and resolution null: as the weights were trained; isa null: the best;
//                                   precision: "f32" (also if left out) | "int8";
//                                   architecture: "separable" (also if left out) | "full" | "shallow", the last two with
//                                   random weights, "full" in f32;
//                                   weights: {source: "random", seed} | {source: "url", url, bytes, sha256}
//                                          | {source: "raw", url} | {source: "file", name, buffer}
//   {kind: "release", id, slot}     slot "b" gives its network back
//   {kind: "frame", id, bitmap, captureMs, top, slots, cam}
//                                   bitmap null: the last picture again; cam: "top" or a class, see below
//   {kind: "bench", id, slot, input, warmup, runs, logits, layers}
//   {kind: "race", id, inputs, outputs, size, stride, isa, runs}
//   {kind: "inspect", id, slot, what, …}
//   {kind: "remember", id, bitmap}, {kind: "forget", id}
//   {kind: "break", id, how, …}
//   {kind: "labels", id}
//   {kind: "selftest", id}
// Engine to page:
//   {kind: "ready", isas, best, tickMs}
//   {kind: "progress", id, loaded, total}
//   {kind: "configured", id, slot, name, alpha, resolution, isa, precision, architecture, trainedAlpha,
//    trainedResolution, classes, background, quantised, weightsBytes, weightsMemory, source, licence, random, warmupMs,
//    fromCache}
//                                   weightsBytes: of the file; weightsMemory: of what the kernels read, in each worker
//   {kind: "released", id, slot}
//   {kind: "superseded", id}        a newer configure of that slot came first; nothing has changed
//   {kind: "result", id, slot, top, times, layers, pixels, cam, alpha, resolution, isa, precision, memory}
//   {kind: "results", id, results}  for a frame with slots: of each a result without kind and id
//   {kind: "benchresult", id, samples, logits, layers, layerMeans, memory}
//   {kind: "labels", id, labels}    the names of ImageNet's 1000 classes
//   {kind: "selftestresult", id, ok, text}
//   {kind: "failure", id, message, fatal}    fatal: this worker is dead, start another
// and those of the following requests.
//
// Two networks. Slot "a" is meant where a message names none. Slot "b" is for comparing: configured like "a", with
// memory and a queue of its own, and empty at first. A frame with slots: ["a", "b"] has both answer the same picture,
// each at its own resolution; also ["b"] or ["a"]. For many networks on one photo: send it once, then configure and
// send {kind: "frame", bitmap: null, slots: ["b"]} in turn.
//
// A class activation map says where a class was seen (Zhou et al. 2016): of each cell of the last feature map, 7×7 at
// 224 pixels, what it adds to the class's logit; the mean of the cells plus the class's bias is the logit. In a result,
// for cam: "top" the map of the first answer, for a number of that class (0-based, without background):
//   cam: {index, rows, columns, values: Float32Array row by row, min, max}
//
// Layers. A bench with layers: true also times each layer: layers has the medians, layerMeans the means, in ms. Where
// the clock ticks coarsely, means are the better ones for short layers.
//
// race: one standard 3×3 convolution against the depthwise and pointwise layers that replace it, in turns, with random
// weights. inputs and outputs are M and N, multiples of 8; size is D_F, the side of the output in pixels; stride 1 or 2;
// runs of each, 20 if left out.
//   {kind: "raceresult", id, isa, standard, depthwise, pointwise, separable}
//                                   each {ms, samples, multiplyAdds, weights}: ms is the median; separable is the two
//                                   after one another
//
// inspect: looks into the slot's network at work on the last picture.
//   what: "maps", layer, first, count, range
//                                   some maps of a layer's output. layer: a name ("conv", "block1/depthwise", …) or
//                                   index; count maps from first on, 0 and as many as there are up to 64 if left out;
//                                   range: what is black and white, [0, 6] if left out, or "each": every map from its own
//                                   least to its greatest value
//     → {kind: "inspected", id, slot, what, index, name, rows, columns, channels, first, count, pixels, zeros, zeroShare,
//        min, max}                  pixels: ArrayBuffer, one byte a value, map after map, rows·columns each; zeros: of
//                                   each map shown the share of values that are 0; zeroShare, min and max: of the whole
//                                   layer
//   what: "filters"                 the first layer's filters, each as 3×3 RGBA pixels: mid-grey is 0, its greatest
//                                   weight is full
//     → {kind: "inspected", id, slot, what, rows: 3, columns: 3, count, pixels, largest}
//                                   largest: of each filter, the greatest weight's magnitude
//   what: "cam", index              a class activation map; index "top" or a class
//     → {kind: "inspected", id, slot, what, cam}
//
// remember keeps a picture, the last one if bitmap is null, for recomputing statistics; forget drops all.
//     → {kind: "remembered", id, count, limit}    beyond the limit the oldest goes
//
// break: damages weights and puts the network into slot "b", to see what comes of it. Takes alpha, resolution, isa and
// weights as configure does.
//   how: "slice"                    the first channels of weights that were trained at one width, wider than alpha
//   how: "statistics"               slimmable weights at alpha, normalised with the statistics of the widest network
//   recalibrate: true               with these two: the statistics are then computed anew from the pictures remembered
//   how: "quantise", per, bits      weights as integers, symmetric about 0, per: "tensor" or "channel", bits: 2 to 8, 8 if
//                                   left out; activations stay real numbers
//     → {kind: "broken", id, how, …}    as configured, and pictures: how many the statistics came from, layers: of each
//                                   layer with weights {name, signalToNoise} in dB, for "quantise"

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
