// @ts-check
// A picture's way through the networks of the two slots, or through the detector, to the messages that answer it. What is known of a network, and
// where its memory lies, is a Net of wasm/internal/message.

import { FrameReader } from "./frame.js";

/** What wasm/engine/frame_js.go takes for the class whose activation map is wanted: none, that of the first answer. */
const NO_CLASS = -2, FIRST_CLASS = -1;

/** What Go gives, unless it is the words of an error. */
function orThrow(found) {
  if (typeof found === "string") throw new Error(found);
  return found;
}

export class Slots {
  #program;
  #crew;
  #frames = new FrameReader();
  /** What is known of the slots' networks, by the slots' names. */
  #nets = new Map();
  /** The picture that lies in Go's memory: its side in pixels, 0 if there is none, and where. */
  #picture = { side: 0, at: 0 };
  /** The set of classes among which Go seeks the answers. */
  #among = "";

  /**
   * @param {import("./program.js").GoProgram} program that runs in this worker
   * @param {import("./crew.js").Crew} crew that computes the network of slot a
   */
  constructor(program, crew) {
    this.#program = program;
    this.#crew = crew;
  }

  /** The Net of a slot, by its name, "a" if there is none; it is asked for again only when Go has laid it out anew. */
  net(name) {
    name ??= "a";
    const { generations, describe } = this.#program.control;
    let net = this.#nets.get(name);
    if (!net || net.generation !== this.#program.memory().ints[generations / 4 + net.slot]) {
      net = { slot: 0, ...orThrow(describe(name)) }; // messages leave out what is 0
      this.#nets.set(name, net);
    }
    return net;
  }

  /** Puts a picture into Go's memory. */
  take(bitmap) {
    this.net("a");
    this.#put(this.#frames.read(bitmap));
  }

  /** Puts a picture's pixels into Go's memory; without one, the last is there. */
  #put(picture) {
    const { side, rgba } = picture ?? this.#picture;
    if (!side || side !== this.#picture.side) this.#picture = { side, at: orThrow(this.#program.control.pixels(side)) };
    if (rgba) this.#program.memory().bytes.set(rgba, this.#picture.at);
  }

  /** Takes a Frame to its Result. */
  async answer(message) {
    const [result] = await this.#answers(message, ["a"]);
    return result;
  }

  /** Takes a Compare to its Results. */
  async compare(message) {
    if (!message.slots?.length) throw new Error('engine: no slots: want "a", "b" or both');
    return { kind: "results", results: await this.#answers(message, message.slots) };
  }

  /** Takes a Detect to its Detections. */
  async detect({ bitmap, minScore = 0, maxBoxes = 10 }) {
    const start = performance.now();
    this.#put(bitmap && await this.#frames.readFrame(bitmap));
    const copy = performance.now() - start;
    const found = this.#program.exports.find(minScore, maxBoxes);
    if (found < 0) throw new Error("engine: no detector yet: load one first");
    const { bytes, doubles } = this.#program.memory();
    const at = this.#program.control.things / 8;
    const [resize, network, boxes] = doubles.subarray(at, at + 3);
    return {
      kind: "detections", times: { copy, resize, network, boxes }, memory: bytes.byteLength,
      found: Array.from({ length: found }, (_, i) => {
        const [index, score, x0, y0, x1, y1] = doubles.subarray(at + 3 + 6 * i, at + 9 + 6 * i);
        return { class: index, score, box: { x0, y0, x1, y1 } };
      }),
    };
  }

  async #answers({ bitmap, captureMs = 0, top = 5, among = "", cam, class: wanted = FIRST_CLASS, features, logits }, names) {
    if (!(Number.isInteger(wanted) && wanted >= FIRST_CLASS)) throw new Error(`engine: class ${wanted}: want an index from 0`);
    const start = performance.now();
    this.#crew.wake();
    const picture = bitmap && await this.#frames.readFrame(bitmap); // meanwhile, networks may have changed
    const nets = names.map((name) => this.net(name));
    this.#put(picture);
    const times = { capture: captureMs, copy: performance.now() - start };
    this.#seekAmong(among);
    return nets.map((net) => this.#classify(net, times, top, cam ? wanted : NO_CLASS, features, logits));
  }

  /** Has answers be of a set of classes. Frame after frame names the same, so Go hears of it only when it is another. */
  #seekAmong(set) {
    if (set === this.#among) return;
    orThrow(this.#program.control.among(set));
    this.#among = set;
  }

  /** Has a network answer the picture in Go's memory. */
  #classify(net, times, top, wanted, features, logits) {
    const found = this.#program.exports.answer(net.slot, top, wanted);
    const { bytes, floats, doubles } = this.#program.memory(); // until Go is called again: its memory may grow
    const at = net.outcome / 8;
    const [resize, network, index, within] = doubles.subarray(at, at + 4);
    let cam;
    if (index < 0 && wanted >= 0) throw new Error(`engine: class ${wanted}: not one of the network's`);
    if (index >= 0 && wanted !== NO_CLASS) { // logits that are no numbers have no first answer
      const values = floats.slice(net.explained / 4, net.explained / 4 + net.cells);
      const side = Math.sqrt(net.cells);
      cam = { index, rows: side, columns: side, values };
    }
    const result = {
      kind: "result", slot: net.name, cam, times: { ...times, resize, network },
      among: this.#among, within, top: Array.from({ length: found }, (_, i) => ({ index: doubles[at + 4 + 2 * i], probability: doubles[at + 5 + 2 * i] })),
      layers: doubles.slice(net.layers / 8, net.layers / 8 + net.layerCount),
      pixels: bytes.slice(net.preview, net.preview + 4 * net.resolution * net.resolution).buffer,
      alpha: net.alpha, resolution: net.resolution, isa: net.isa, precision: net.precision, memory: bytes.byteLength,
    };
    if (features) result.features = this.#values("features", net, net.featureCount);
    if (logits) result.logits = this.#values("logits", net, net.classes);
    if (net.slot === 0) this.#crew.mend(network);
    return { ...result, ...this.threads(net) };
  }

  /** So many values of a network's last pass, from where an exported function says that they are. */
  #values(where, net, count) {
    const at = this.#program.exports[where](net.slot) / 4;
    return this.#program.memory().floats.slice(at, at + count);
  }

  /** How many threads compute a network, and why they are not more. */
  threads(net) {
    return net.slot === 0 ? this.#crew.members() : { threads: 1, threadsNote: null };
  }
}
