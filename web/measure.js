// @ts-check
// The engine's measurements: forward passes, and each layer of them.

import { median } from "./median.js";

/**
 * Measures forward passes. A sample is: input copied into Go's memory, network computed, logits copied out.
 * Without an input the network runs on zeros.
 * @param {import("./program.js").GoProgram} program
 * @param {import("./slots.js").Slots} slots
 * @param {import("./crew.js").Crew} crew
 * @param {any} message
 */
export function bench(program, slots, crew, message) {
  const { slot, warmup = 10, runs = 20, logits: wantLogits = false, layers: wantLayers = false } = message;
  const net = slots.net(slot);
  const values = 3 * net.resolution * net.resolution;
  const input = message.input ?? new Float32Array(values);
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
    const copied = performance.now();
    const at = forward(net.slot) / 4;
    const computed = performance.now();
    logits.set(program.memory().floats.subarray(at, at + logits.length));
    if (i >= 0) samples.push(performance.now() - start);
    if (i >= 0 && wantLayers) profiles.push(program.memory().doubles.slice(net.layers / 8, net.layers / 8 + net.layerCount));
    if (net.slot === 0) crew.mend(computed - copied); // last: it may have Go lay out its memory anew
  }
  const reply = { kind: "benchresult", samples, memory: program.memory().bytes.byteLength, ...slots.threads(net) };
  if (wantLogits) reply.logits = Array.from(logits);
  if (wantLayers) {
    const times = Array.from({ length: net.layerCount }, (_, layer) => profiles.map((profile) => profile[layer]));
    reply.layers = times.map(median);
    reply.layerMeans = times.map((all) => all.reduce((sum, ms) => sum + ms, 0) / all.length);
  }
  return reply;
}
