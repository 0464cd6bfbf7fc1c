// @ts-check
// The engine's worker: the Go program "engine", and a frame's way to its answer.
//
// Requests and their answers are types of wasm/internal/message, which says what is in them; a message's kind is its
// type's name in small letters. client.js numbers requests and sends `boot` first.
//
//   Boot      → Ready            {module}, the program, compiled; carried out here
//   Configure → Configured       a slot runs another network
//   Prefetch  → Prefetched       weights are read and kept, for a Configure to come
//   Release   → Released         slot b gives its network back
//   Frame     → Result           slot a's network answers a picture; slots.js
//   Compare   → Results          several networks answer the same picture; slots.js
//   Bench     → BenchResult      passes are timed, and layers; measure.js
//   Race      → RaceResult       a standard convolution against a separable one
//   TimeParts → PartTimes        the parts of a detector are timed
//   Peak      → PeakResult       the most multiply-adds that an instruction set makes
//   Maps      → MapsResult       a layer's feature maps, of the last picture
//   Filters   → FiltersResult    the first layer's filters
//   Remember  → Remembered       a picture is kept for computing statistics
//   Forget    → Remembered       they are dropped
//   Break     → Broken           slot b runs damaged weights
//   LoadDetector → DetectorLoaded   a detector is built beside the slots
//   DropDetector → DetectorDropped  it gives its memory back
//   Detect    → Detections       the detector searches a picture; slots.js
//   ReadHead  → HeadResult       a head is read from its file
//   WriteHead → HeadFile         a head's file is written
//   Labels    → LabelsResult     the names of ImageNet's classes
//   SelfTest  → SelfTestResult   the kernels' checks
//   Work      → Working          {rank, size, counters, memory}, from the leader of a crew (crew.js): this worker computes
//                                that part of slot a's network until it is called away; the answer comes before
//   any       → Failure          instead of the answer
//   any       → Superseded       instead of the answer to what changes a slot: a newer request came first
//   any       → Progress         before the answer, while something is fetched
//
// For several networks on one photo, send it once in a Frame, then Configure slot b and Compare it without a bitmap, in
// turn. For many photos go network by network instead: few networks are kept.

import { Crew, maxThreads } from "./crew.js";
import { place } from "./files.js";
import { bench } from "./measure.js";
import { GoProgram } from "./program.js";
import { Seat } from "./seat.js";
import { Slots } from "./slots.js";
import { telling } from "./told.js";

place({ "engine.js": location.href }, location.href); // what the members of its crew run

/** @type {GoProgram | undefined} */
let program;
/** @type {Promise<any> | undefined} */
let booting;

/** This worker's place in a crew. */
const seat = new Seat(() => program.exports.mem.buffer);
/** The crew that this worker leads. @type {Crew} */
let crew;
/** The networks. @type {Slots} */
let slots;

/** Sends a message to the page, with the buffers in it. */
function post(message) {
  const buffers = (message.results ?? [message]).flatMap(
    ({ pixels, cam, features, logits }) => [pixels, cam?.values.buffer, features?.buffer, logits?.buffer]).filter(Boolean);
  /** @type {any} */ (self).postMessage(message, buffers);
}

let dead = false;

/** Says that the engine is gone, once. */
function die(id, error) {
  seat.callOff();
  if (!dead) post({ kind: "failure", id, why: telling(error), fatal: true });
  dead = true;
}

async function boot({ module }) {
  program = new GoProgram("engine", (error) => die(null, error));
  await program.start(module, { crew: seat.imports });
  crew = new Crew(program, seat, module);
  slots = new Slots(program, crew);
  return { ...program.control.ready, tickMs: clockTick(), maxThreads: maxThreads(), isolated: crossOriginIsolated };
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

/** Has Go carry out a request. @returns {Promise<any>} the answer */
function ask(message) {
  return new Promise((resolve) => program.control.ask(message, resolve));
}

/** Puts a network into a slot; that of slot a is shared out among the crew. */
async function configure(message) {
  const threads = message.threads ?? 1;
  if (!(Number.isInteger(threads) && threads >= 1)) {
    throw new Error(`engine: threads ${JSON.stringify(threads)}: want a whole number from 1`);
  }
  if ((message.slot ?? "a") !== "a") return ask(message);
  crew.pause();
  const reply = await ask(message);
  if (reply.kind === "configured") {
    await crew.form({ ...message, tile: reply.tile }, networkName(reply)); // members need not find out what is fast
    Object.assign(reply, crew.members());
  }
  if (reply.kind === "failure") await crew.resume();
  return reply;
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

/** Carries out a request. @returns {Promise<any>} the answer, unless it is sent already */
async function serve(message) {
  if (!booting) {
    if (message.kind !== "boot") throw new Error("engine: the first message must be boot");
    booting = boot(message);
    return booting;
  }
  await booting;
  switch (message.kind) {
    case "boot": return;
    case "configure": return configure(message);
    case "frame": return slots.answer(message);
    case "compare": return slots.compare(message);
    case "detect": return slots.detect(message);
    case "bench": return bench(program, slots, crew, message);
    case "work": return work(message);
  }
  if (message.bitmap) slots.take(message.bitmap);
  return ask(message);
}

addEventListener("message", async ({ data }) => {
  const id = data.id ?? null;
  try {
    const answer = await serve(data);
    if (answer) post({ ...answer, id });
  } catch (error) {
    if (dead) return;
    const fatal = !program?.running || error instanceof WebAssembly.RuntimeError;
    if (fatal) die(id, error);
    else post({ kind: "failure", id, why: telling(error), fatal: false });
  } finally {
    data.bitmap?.close();
  }
});
