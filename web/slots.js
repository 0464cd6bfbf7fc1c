// @ts-check
// The networks of the two slots, and a picture's way through them. "Net" is what is known of one: where its memory lies.

import { FrameReader } from "./frame.js";
import { telling } from "./told.js";

/** The slots as Go counts them. */
const SLOTS = ["a", "b"];

/** A slot's number by its name, "a" if there is none. */
export function slotNumber(name) {
  const slot = SLOTS.indexOf(name ?? "a");
  if (slot < 0) throw new Error(`engine: slot ${JSON.stringify(name)}: want "a" or "b"`);
  return slot;
}

/** What Go gives, unless it is the words of an error. */
export function orThrow(found) {
  if (typeof found === "string") throw new Error(found);
  return found;
}

export class Slots {
  #program;
  #crew;
  #frames = new FrameReader();
  #nets = [null, null];
  /** The picture that lies in Go's memory: its side in pixels, 0 if there is none, and where. */
  #picture = { side: 0, at: 0 };

  /**
   * @param {import("./program.js").GoProgram} program that runs in this worker
   * @param {import("./crew.js").Crew} crew that computes the network of slot a
   */
  constructor(program, crew) {
    this.#program = program;
    this.#crew = crew;
  }

  /** The net of a slot, by its name; its addresses are asked for again only when Go has laid them out anew. */
  net(name) {
    const slot = slotNumber(name);
    if (this.#nets[slot]?.generation !== this.#program.exports.generation(slot)) {
      const net = this.#program.control.network(slot);
      if (!net) throw new Error(slot ? "engine: no network in slot b yet: configure it first" : "engine: no network yet: configure one first");
      this.#nets[slot] = { ...net, slot, name: SLOTS[slot], side: 0 };
    }
    return this.#nets[slot];
  }

  /** How many threads compute a slot's network, and why they are not more. */
  threads(slot) {
    const { note } = this.#crew;
    return slot === 0 ? { threads: this.#crew.threads, threadsNote: note && telling(note) } : { threads: 1, threadsNote: null };
  }

  /** Makes networks ready for a picture, and puts it into Go's memory; without one, the last is there. */
  take(bitmap, nets) {
    this.#put(bitmap && this.#frames.read(bitmap), nets);
  }

  /** Puts a picture's pixels into Go's memory. */
  #put(picture, nets) {
    if (picture) {
      const { side, rgba } = picture;
      for (const net of nets) this.#fit(net, side);
      this.#program.memory().bytes.set(rgba, this.#picture.at);
    } else {
      if (!this.#picture.side) throw new Error("engine: no picture yet: send a frame with a bitmap first");
      for (const net of nets) this.#fit(net, this.#picture.side);
    }
  }

  /** Makes a network ready for pictures of that side. */
  #fit(net, side) {
    if (net.side === side && this.#picture.side === side) return;
    const at = orThrow(this.#program.control.pixels(net.slot, side));
    net.side = side;
    this.#picture = { side, at };
  }

  /** Takes a frame to the message that answers it, and what to transfer with it. */
  async answer({ id, bitmap, captureMs = 0, top = 5, slots, cam }) {
    const start = performance.now();
    this.#crew.wake();
    const picture = bitmap && await this.#frames.readFrame(bitmap); // meanwhile, networks may have changed
    const nets = (slots ?? ["a"]).map((name) => this.net(name));
    if (nets.length === 0) throw new Error('engine: no slots: want "a", "b" or both');
    this.#put(picture, nets);
    const times = { capture: captureMs, copy: performance.now() - start };
    const results = nets.map((net) => this.#classify(net, times, top, cam));
    const buffers = results.flatMap((result) => (result.cam ? [result.pixels, result.cam.values.buffer] : [result.pixels]));
    return [slots ? { kind: "results", id, results } : { kind: "result", id, ...results[0] }, buffers];
  }

  /** Has a network answer the picture in Go's memory. */
  #classify(net, times, top, cam) {
    const { exports } = this.#program;
    const start = performance.now();
    exports.resize(net.slot);
    const resized = performance.now();
    const found = exports.answer(net.slot, top);
    const answered = performance.now();
    if (net.slot === 0) this.#crew.mend(answered - resized);
    exports.preview(net.slot);
    const map = cam === undefined || cam === null ? undefined : this.activationMap(net, cam);
    const { bytes, doubles } = this.#program.memory();
    const answers = Array.from({ length: found }, (_, i) => (
      { index: doubles[net.answers / 8 + 2 * i], probability: doubles[net.answers / 8 + 2 * i + 1] }));
    return {
      slot: net.name, top: answers, cam: map,
      times: { ...times, resize: resized - start, network: answered - resized },
      layers: Array.from(doubles.subarray(net.layers / 8, net.layers / 8 + net.layerCount)),
      pixels: bytes.slice(net.preview, net.preview + 4 * net.resolution * net.resolution).buffer,
      alpha: net.alpha, resolution: net.resolution, isa: net.isa, precision: net.precision, memory: bytes.byteLength,
      ...this.threads(net.slot),
    };
  }

  /** Where a network saw a class, or its first answer if "top" is wanted, in its last forward pass. */
  activationMap(net, wanted) {
    if (wanted !== "top" && !(Number.isInteger(wanted) && wanted >= 0)) {
      throw new Error(`engine: class ${wanted}: want "top" or an index from 0`);
    }
    const index = this.#program.exports.explain(net.slot, wanted === "top" ? -1 : wanted);
    if (index < 0) throw new Error(`engine: class ${wanted}: not one of the network's`);
    const values = this.#program.memory().floats.slice(net.explained / 4, net.explained / 4 + net.cells);
    const rows = Math.sqrt(net.cells);
    return { index, rows, columns: rows, values, min: Math.min(...values), max: Math.max(...values) };
  }

  /** Runs a slot's network on the last picture. */
  repeat(net) {
    this.look(net);
    const start = performance.now();
    this.#program.exports.forward(net.slot);
    if (net.slot === 0) this.#crew.mend(performance.now() - start);
  }

  /** Makes the last picture a network's input. */
  look(net) {
    this.take(null, [net]);
    this.#program.exports.resize(net.slot);
  }
}
