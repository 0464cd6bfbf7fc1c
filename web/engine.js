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
//   {kind: "reach", id, alphaMax, loaded, total, message}
//                                   slimmable weights can be run at up to alphaMax by now, also after "configured"; id:
//                                   of the configure that began the download; message: why it ended early, or null
//   {kind: "configured", id, slot, name, alpha, resolution, isa, precision, architecture, trainedAlpha,
//    trainedResolution, slimmable, alphaMin, alphaMax, stage, classes, classIndices, background, quantised,
//    weightsBytes, weightsMemory, source, licence, random, warmupMs, fromCache}
//                                   alphaMax: how far the weights reach by now; stage: "starter" or ""; classIndices:
//                                   ImageNet's index of each class, null for all 1000; weightsBytes: of the file; weightsMemory: of what the kernels read, in each worker
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
// remember keeps a picture for recomputing statistics, the last one if bitmap is null; one that is given becomes the
// last. forget drops all.
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

import { Crew, maxThreads } from "./crew.js";
import { FrameReader } from "./frame.js";
import { median } from "./median.js";
import { compile, GoProgram } from "./program.js";
import { Seat } from "./seat.js";

/** @type {GoProgram | undefined} */
let program;
/** @type {Promise<void> | undefined} */
let booting;
const frames = new FrameReader();

/** This worker's place in a crew. */
const seat = new Seat(() => program.exports.mem.buffer);
/** The crew that this worker leads. @type {Crew} */
let crew;

/** A message to the page. */
function post(message, transfer = []) {
  /** @type {any} */ (self).postMessage(message, transfer);
}

let dead = false;

/** Says that the engine is gone, once. */
function die(id, message) {
  seat.callOff();
  if (!dead) post({ kind: "failure", id, message, fatal: true });
  dead = true;
}

async function boot({ module, binary }) {
  module ??= await compile(binary);
  program = new GoProgram("engine", (message) => die(null, message));
  await program.start(module, { crew: seat.imports });
  crew = new Crew(program, seat, module);
  const { isas, best } = program.control;
  post({ kind: "ready", isas, best, tickMs: clockTick(), maxThreads: maxThreads(), isolated: crossOriginIsolated });
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

/** The slots as Go counts them. */
const SLOTS = ["a", "b"];

/** What is known of the slots' networks: where their memory lies. */
const networks = [null, null];

/** The picture that lies in Go's memory: its side in pixels, 0 if there is none, and where. */
const picture = { side: 0, at: 0 };

/** A slot's number by its name, "a" if there is none. */
function slotNumber(name) {
  const slot = SLOTS.indexOf(name ?? "a");
  if (slot < 0) throw new Error(`engine: slot ${JSON.stringify(name)}: want "a" or "b"`);
  return slot;
}

/** Where the memory of a slot's network lies; asked for again only when Go has laid it out anew. */
function currentNetwork(slot) {
  if (networks[slot]?.generation !== program.exports.generation(slot)) {
    const net = program.control.network(slot);
    if (!net) throw new Error(slot ? "engine: no network in slot b yet: configure it first" : "engine: no network yet: configure one first");
    networks[slot] = { ...net, slot, side: 0 };
  }
  return networks[slot];
}

/** Makes a network ready for pictures of that side. */
function fit(net, side) {
  if (net.side === side && picture.side === side) return;
  const at = orThrow(program.control.pixels(net.slot, side));
  net.side = side;
  Object.assign(picture, { side, at });
}

/** Has Go load a network, by the control function of that name, and gives the answer. */
function load(how, message) {
  return new Promise((resolve) => program.control[how](message, resolve));
}

/** Puts a network into a slot; that of slot a is shared out among the crew. */
async function configure(message) {
  const { id, slot, threads = null } = message;
  if (threads !== null && threads !== "auto" && !(Number.isInteger(threads) && threads >= 1)) {
    throw new Error(`engine: threads ${JSON.stringify(threads)}: want a whole number from 1, or "auto"`);
  }
  const leads = slotNumber(slot) === 0;
  if (leads) crew.pause();
  const reply = await load("configure", message);
  if (leads && reply.kind === "configured") await crew.form(message, networkName(reply));
  if (leads && reply.kind === "failure") await crew.resume();
  if (reply.kind === "configured") Object.assign(reply, threadsOf(slotNumber(slot)));
  post({ ...reply, id });
}

/** Names a network and how it runs, among those whose time depends on it. */
function networkName({ alpha, resolution, isa, precision, architecture, classes }) {
  return [alpha, resolution, isa, precision, architecture, classes].join(" ");
}

/** How many threads compute a slot's network, and why they are not more. */
function threadsOf(slot) {
  return slot === 0 ? { threads: crew.threads, threadsNote: crew.note } : { threads: 1, threadsNote: "" };
}

/** Computes a member's part of all passes, until it is called away. */
function work({ id, rank, size, counters, memory }) {
  seat.sit(rank, counters, memory);
  program.control.work(rank, size);
  post({ kind: "left", id });
}

/** Takes a frame to its answers. */
function answer({ id, bitmap, captureMs = 0, top = 5, slots, cam }) {
  const start = performance.now();
  crew.wake();
  const nets = (slots ?? ["a"]).map((name) => currentNetwork(slotNumber(name)));
  if (nets.length === 0) throw new Error('engine: no slots: want "a", "b" or both');
  take(bitmap, nets);
  const times = { capture: captureMs, copy: performance.now() - start };
  const results = nets.map((net) => classify(net, times, top, cam));
  const buffers = results.flatMap((result) => (result.cam ? [result.pixels, result.cam.values.buffer] : [result.pixels]));
  if (slots) post({ kind: "results", id, results }, buffers);
  else post({ kind: "result", id, ...results[0] }, buffers);
}

/** Makes networks ready for a picture, and puts it into Go's memory; without one, the last is there. */
function take(bitmap, nets) {
  if (bitmap) {
    const { side, rgba } = frames.read(bitmap);
    for (const net of nets) fit(net, side);
    program.memory().bytes.set(rgba, picture.at);
  } else {
    if (!picture.side) throw new Error("engine: no picture yet: send a frame with a bitmap first");
    for (const net of nets) fit(net, picture.side);
  }
}

/** Has a network answer the picture in Go's memory. */
function classify(net, times, top, cam) {
  const start = performance.now();
  program.exports.resize(net.slot);
  const resized = performance.now();
  const found = program.exports.answer(net.slot, top);
  const answered = performance.now();
  crew.mend();
  program.exports.preview(net.slot);
  const map = cam === undefined || cam === null ? undefined : activationMap(net, cam);
  const { bytes, doubles } = program.memory();
  const answers = Array.from({ length: found }, (_, i) => (
    { index: doubles[net.answers / 8 + 2 * i], probability: doubles[net.answers / 8 + 2 * i + 1] }));
  return {
    slot: SLOTS[net.slot], top: answers, cam: map,
    times: { ...times, resize: resized - start, network: answered - resized },
    layers: Array.from(doubles.subarray(net.layers / 8, net.layers / 8 + net.layerCount)),
    pixels: bytes.slice(net.preview, net.preview + 4 * net.resolution * net.resolution).buffer,
    alpha: net.alpha, resolution: net.resolution, isa: net.isa, precision: net.precision, memory: bytes.byteLength,
    ...threadsOf(net.slot),
  };
}

/** Where a network saw a class in its last forward pass. */
function activationMap(net, wanted) {
  const index = program.exports.explain(net.slot, wanted === "top" ? -1 : requireClass(wanted));
  if (index < 0) throw new Error(`engine: class ${wanted}: not one of the network's`);
  const values = program.memory().floats.slice(net.explained / 4, net.explained / 4 + net.cells);
  const rows = Math.sqrt(net.cells);
  return { index, rows, columns: rows, values, min: Math.min(...values), max: Math.max(...values) };
}

/** Rejects what is no class. */
function requireClass(index) {
  if (!Number.isInteger(index) || index < 0) throw new Error(`engine: class ${index}: want "top" or an index from 0`);
  return index;
}

/** Looks into a network at work on the last picture. */
function inspect({ id, slot, what, ...wanted }) {
  const net = currentNetwork(slotNumber(slot));
  const reply = { kind: "inspected", id, slot: SLOTS[net.slot], what };
  switch (what) {
    case "cam": {
      takePicture(net);
      program.exports.forward(net.slot);
      const cam = activationMap(net, wanted.index ?? "top");
      return post({ ...reply, cam }, [cam.values.buffer]);
    }
    case "maps":
      takePicture(net);
      return postPixels(reply, program.control.maps(net.slot, wanted));
    case "filters": return postPixels(reply, program.control.filters(net.slot));
    default: throw new Error(`engine: inspect ${JSON.stringify(what)}: want "maps", "filters" or "cam"`);
  }
}

/** Makes the last picture the network's input. */
function takePicture(net) {
  take(null, [net]);
  program.exports.resize(net.slot);
}

/** What Go gives, unless it is the words of an error. */
function orThrow(found) {
  if (typeof found === "string") throw new Error(found);
  return found;
}

/** Posts what Go found, with a copy of the pixels, whose address and length it gives. */
function postPixels(reply, found) {
  const { pixels: at, length, ...facts } = orThrow(found);
  const pixels = program.memory().bytes.slice(at, at + length).buffer;
  post({ ...reply, ...facts, pixels }, [pixels]);
}

/**
 * Measures forward passes. A sample is: input copied into Go's memory, network computed, logits copied out.
 * Without an input the network runs on zeros.
 */
function bench({ id, slot, input, warmup = 10, runs = 20, logits: wantLogits = false, layers: wantLayers = false }) {
  const net = currentNetwork(slotNumber(slot));
  const values = 3 * net.resolution * net.resolution;
  input ??= new Float32Array(values);
  if (input.length !== values) {
    throw new Error(`engine: input of ${input.length} values: want ${values}, ${net.resolution}×${net.resolution}×3`);
  }
  const logits = new Float32Array(net.classes);
  const samples = [];
  const forward = wantLayers ? program.exports.profile : program.exports.forward;
  const profiles = [];
  for (let i = -warmup; i < runs; i++) {
    const start = performance.now();
    program.memory().floats.set(input, net.input / 4);
    const at = forward(net.slot) / 4;
    crew.mend();
    logits.set(program.memory().floats.subarray(at, at + logits.length));
    if (i < 0) continue;
    samples.push(performance.now() - start);
    if (wantLayers) profiles.push(program.memory().doubles.slice(net.layers / 8, net.layers / 8 + net.layerCount));
  }
  const reply = { kind: "benchresult", id, samples, memory: program.memory().bytes.byteLength, ...threadsOf(net.slot) };
  if (wantLogits) reply.logits = Array.from(logits);
  if (wantLayers) {
    const times = Array.from({ length: net.layerCount }, (_, layer) => profiles.map((profile) => profile[layer]));
    reply.layers = times.map(median);
    reply.layerMeans = times.map((all) => all.reduce((sum, ms) => sum + ms, 0) / all.length);
  }
  post(reply);
}

/** Keeps a picture for computing statistics. */
function remember({ id, bitmap }) {
  take(bitmap, [currentNetwork(0)]);
  post({ kind: "remembered", id, ...orThrow(program.control.remember()) });
}

/** Gives a slot's network back. */
function release({ id, slot }) {
  orThrow(program.control.release(slotNumber(slot)));
  post({ kind: "released", id, slot });
}

async function serve(message) {
  if (message.kind === "boot") {
    booting ??= boot(message);
    return booting;
  }
  if (!booting) throw new Error("engine: the first message must be boot");
  await booting;
  switch (message.kind) {
    case "configure": return configure(message);
    case "work": return work(message);
    case "release": return release(message);
    case "frame": return answer(message);
    case "bench": return bench(message);
    case "race": return post({ kind: "raceresult", id: message.id, ...orThrow(program.control.race(message)) });
    case "inspect": return inspect(message);
    case "remember": return remember(message);
    case "forget": return post({ kind: "remembered", id: message.id, ...program.control.forget() });
    case "break": return post({ ...await load("break", { ...message, slot: "b" }), id: message.id });
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
