// @ts-check
// The engine's worker: the Go program "engine", and a frame's way to its answer.
//
// Page to engine, `boot` first:
//   {kind: "boot", module, binary}  a compiled WebAssembly.Module; without one the worker compiles that binary
//   {kind: "configure", id, slot, alpha, resolution, isa, precision, architecture, threads, exact, weights}
//                                   alpha and resolution null: as the weights were trained; isa null: the best;
//                                   precision: "f32" (also if left out) | "int8";
//                                   architecture: "separable" (also if left out) | "full" | "shallow", the last two with
//                                   random weights, "full" in f32;
//                                   threads: how many may compute slot a's network (1 if left out) | "auto";
//                                   exact: that many, even if fewer are faster: for measuring;
//                                   weights: {source: "random", seed} | {source: "url", url, bytes, sha256}
//                                          | {source: "raw", url} | {source: "file", name, buffer}
//                                   keep: true among them keeps what was read: other networks of the same weights need
//                                   not read it again
//   {kind: "prefetch", id, weights} reads weights with keep: true, for a configure to come
//   {kind: "release", id, slot}     slot "b" gives its network back
//   {kind: "frame", id, bitmap, captureMs, top, slots, cam}
//                                   bitmap null: the last picture again; cam: "top" or a class, see below
//   {kind: "bench", id, slot, input, warmup, runs, logits, layers}
//   {kind: "race", id, inputs, outputs, size, stride, isa, runs}
//   {kind: "inspect", id, slot, what, …}
//   {kind: "remember", id, bitmap}, {kind: "forget", id}
//   {kind: "break", id, how, …}
//   {kind: "peak", id, isa}
//   {kind: "labels", id}
//   {kind: "selftest", id}
//   {kind: "work", id, rank, size, counters, memory}
//                                   from the leader of a crew (crew.js): compute that part of slot a's network until
//                                   called away; the answer, {kind: "working", id}, comes before
// Engine to page:
//   {kind: "ready", isas, best, tickMs, maxThreads, isolated}
//   {kind: "progress", id, loaded, total}
//   {kind: "configured", id, slot, name, alpha, resolution, isa, precision, architecture, trainedAlpha,
//    trainedResolution, classes, background, imagenet, classNames, assumed, quantised, weightsBytes, weightsMemory, source, licence, random, warmupMs,
//    fromCache, threads, threadsNote}
//                                   imagenet: the classes are ImageNet's; classNames: else their names, if the file has
//                                   them; assumed: "input", "classes", "resolution", which the file does not say;
//                                   weightsBytes: of the file; weightsMemory: of what the kernels read, in each worker;
//                                   threadsNote: why they are fewer than asked for, as a failure says it, or null
//   {kind: "prefetched", id}
//   {kind: "released", id, slot}
//   {kind: "superseded", id}        a newer configure of that slot came first; nothing has changed
//   {kind: "result", id, slot, top, times, layers, pixels, cam, alpha, resolution, isa, precision, memory,
//    threads, threadsNote}
//   {kind: "results", id, results}  for a frame with slots: of each a result without kind and id
//   {kind: "benchresult", id, samples, logits, layers, layerMeans, memory, threads, threadsNote}
//   {kind: "labels", id, labels}    the names of ImageNet's 1000 classes
//   {kind: "selftestresult", id, ok, text}
//   {kind: "failure", id, message, key, values, fatal}
//                                   key, values: of a text of the page's that says the same, if there is one; fatal: this
//                                   worker is dead, start another
// and those of the following requests.
//
// Two networks. Slot "a" is meant where a message names none. Slot "b" is for comparing: configured like "a", with
// memory and a queue of its own, and empty at first. A frame with slots: ["a", "b"] has both answer the same picture,
// each at its own resolution; also ["b"] or ["a"]. For several networks on one photo, send it once, then configure "b" and
// send {kind: "frame", bitmap: null, slots: ["b"]} in turn. For many photos go network by network instead: few networks
// are kept.
//
// A class activation map says where a class was seen (Zhou et al. 2016): of each cell of the last feature map, 7×7 at
// 224 pixels, what it adds to the class's logit beyond what it adds to the mean of all logits. In a result,
// for cam: "top" the map of the first answer, for a number of that class (0-based, without background):
//   cam: {index, rows, columns, values: Float32Array row by row, min, max}
// With one thread that costs next to nothing. With several, a map takes another pass by one of them.
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
// peak: the most multiply-adds per millisecond that an instruction set makes, from registers alone, in float32 and in
// integers. isa null: the best. Takes a fifth of a second.
//   {kind: "peakresult", id, isa, f32, int8}
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
//   recalibrate: true               with "slice": the statistics of normalisation are then computed anew from the pictures remembered
//   how: "quantise", per, bits      weights as integers, symmetric about 0, per: "tensor" or "channel", bits: 2 to 8, 8 if
//                                   left out; activations stay real numbers
//     → {kind: "broken", id, how, …}    as configured, and pictures: how many the statistics came from, layers: of each
//                                   layer with weights {name, signalToNoise} in dB, for "quantise"

import { Crew, maxThreads } from "./crew.js";
import * as lab from "./lab.js";
import { bench } from "./measure.js";
import { compile, GoProgram } from "./program.js";
import { Seat } from "./seat.js";
import { orThrow, slotNumber, Slots } from "./slots.js";
import { telling } from "./told.js";

/** @type {GoProgram | undefined} */
let program;
/** @type {Promise<void> | undefined} */
let booting;

/** This worker's place in a crew. */
const seat = new Seat(() => program.exports.mem.buffer);
/** The crew that this worker leads. @type {Crew} */
let crew;
/** The networks. @type {Slots} */
let slots;

/** A message to the page. */
function post(message, transfer = []) {
  /** @type {any} */ (self).postMessage(message, transfer);
}

let dead = false;

/** Says that the engine is gone, once. */
function die(id, error) {
  seat.callOff();
  if (!dead) post({ kind: "failure", id, ...telling(error), fatal: true });
  dead = true;
}

async function boot({ module, binary }) {
  module ??= await compile(binary);
  program = new GoProgram("engine", (error) => die(null, error));
  await program.start(module, { crew: seat.imports });
  crew = new Crew(program, seat, module);
  slots = new Slots(program, crew);
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
  if (reply.kind === "configured") Object.assign(reply, slots.threads(slotNumber(slot)));
  post({ ...reply, id });
}

/** Names a network and how it runs, among those whose time depends on it. */
function networkName({ alpha, resolution, isa, precision, architecture, classes }) {
  return [alpha, resolution, isa, precision, architecture, classes].join(" ");
}

/** Computes a member's part of all passes, until it is called away. */
function work({ id, rank, size, counters, memory }) {
  seat.sit(rank, counters, memory);
  post({ kind: "working", id });
  program.control.work(rank, size);
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
  const { kind, id } = message;
  switch (kind) {
    case "configure": return configure(message);
    case "prefetch": return post({ ...await load("prefetch", message), id });
    case "work": return work(message);
    case "release": return release(message);
    case "frame": return post(...await slots.answer(message));
    case "bench": return post(bench(program, slots, crew, message));
    case "race": return post(...lab.race(program, message));
    case "peak": return post(...lab.peak(program, message));
    case "inspect": return post(...lab.inspect(program, slots, message));
    case "remember": return post(...lab.remember(program, slots, message));
    case "forget": return post(...lab.forget(program, message));
    case "break": return post({ ...await load("break", { ...message, slot: "b" }), id });
    case "labels": return post({ kind: "labels", id, labels: program.control.labels() });
    case "selftest": return post({ kind: "selftestresult", id, ...program.control.selftest() });
    default: throw new Error(`engine: message of kind ${kind}`);
  }
}

addEventListener("message", async ({ data }) => {
  const id = data.id ?? null;
  try {
    await serve(data);
  } catch (error) {
    if (dead) return;
    const fatal = !program?.running || error instanceof WebAssembly.RuntimeError;
    if (fatal) die(id, error);
    else post({ kind: "failure", id, ...telling(error), fatal: false });
  } finally {
    data.bitmap?.close();
  }
});
