// @ts-check
// The engine's answers to those who want to see how it works: each function takes a request to the message that answers
// it, and what to transfer with that.

import { orThrow } from "./slots.js";

/**
 * Looks into a network at work on the last picture.
 * @param {import("./program.js").GoProgram} program
 * @param {import("./slots.js").Slots} slots
 * @param {any} message
 */
export function inspect(program, slots, message) {
  const { id, slot, what } = message;
  const net = slots.net(slot);
  const reply = { kind: "inspected", id, slot: net.name, what };
  switch (what) {
    case "cam": {
      slots.repeat(net);
      const cam = slots.activationMap(net, message.index ?? "top");
      return [{ ...reply, cam }, [cam.values.buffer]];
    }
    case "maps":
      slots.look(net);
      return withPixels(program, reply, program.control.maps(net.slot, message));
    case "filters": return withPixels(program, reply, program.control.filters(net.slot));
    default: throw new Error(`engine: inspect ${JSON.stringify(what)}: want "maps", "filters" or "cam"`);
  }
}

/** What Go found, with a copy of the pixels, whose address and length it gives. */
function withPixels(program, reply, found) {
  const { pixels: at, length, ...facts } = orThrow(found);
  const pixels = program.memory().bytes.slice(at, at + length).buffer;
  return [{ ...reply, ...facts, pixels }, [pixels]];
}

/** Times a standard convolution against the separable one. */
export function race(program, message) {
  return [{ kind: "raceresult", id: message.id, ...orThrow(program.control.race(message)) }, []];
}

/** Measures what an instruction set can do at most. */
export function peak(program, message) {
  return [{ kind: "peakresult", id: message.id, ...orThrow(program.control.peak(message.isa)) }, []];
}

/** Keeps a picture for computing statistics. */
export function remember(program, slots, { id, bitmap }) {
  slots.take(bitmap, [slots.net("a")]);
  return [{ kind: "remembered", id, ...orThrow(program.control.remember()) }, []];
}

/** Drops the pictures kept. */
export function forget(program, { id }) {
  return [{ kind: "remembered", id, ...program.control.forget() }, []];
}
