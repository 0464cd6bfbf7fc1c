// @ts-check
// Reads sweeps as links carry them. Package wasm/internal/sweep writes them and says what stands where.

/**
 * A point of a sweep, as package wall of the server has it. Times are in ms.
 * @typedef {object} Point
 * @property {number} alpha
 * @property {number} resolution in pixels
 * @property {string} precision "f32" or "int8"
 * @property {number} threads
 * @property {string} isa "scalar", else ""
 * @property {number} median
 * @property {number} low 10th percentile
 * @property {number} high 90th percentile
 * @property {number | null} accuracy top-1 in percent
 * @property {boolean} measured the accuracy is the project's own figure, not a published one
 * @property {boolean} borrowed the accuracy is that of trained weights, and random ones ran
 */

/**
 * @typedef {object} Sweep
 * @property {string} measured when, to the minute
 * @property {number} tickMs the clock's smallest step
 * @property {number} drift
 * @property {string} weights "own", "official", "random" or "file"
 * @property {Point[]} points
 */

const VERSION = 1, HEAD_BYTES = 9, POINT_BYTES = 11, UNKNOWN = 0xffff;
const LEAST_MS = 1e-4, STEPS_PER_E = 3200;
const WEIGHTS = ["file", "official", "random", "own", "file"];
const SCALAR = 1, INT8 = 2, BORROWED = 4, MEASURED = 8, THREADS_SHIFT = 4;

/** The bytes of a text in base64url, null if it is none. @param {string} text */
function bytesOf(text) {
  try {
    return Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  } catch {
    return null;
  }
}

/**
 * The sweep of a code, null if it is none.
 * @param {string} code
 * @returns {Sweep | null}
 */
export function decodeSweep(code) {
  const bytes = bytesOf(code);
  if (!bytes || bytes.length <= HEAD_BYTES || bytes[0] !== VERSION || (bytes.length - HEAD_BYTES) % POINT_BYTES || bytes[8] >= WEIGHTS.length) return null;
  const view = new DataView(bytes.buffer);
  const ms = (at) => Number((LEAST_MS * Math.exp(view.getUint16(at) / STEPS_PER_E)).toPrecision(4));
  /** @type {Point[]} */
  const points = [];
  for (let at = HEAD_BYTES; at < bytes.length; at += POINT_BYTES) {
    const flags = bytes[at + 2], accuracy = view.getUint16(at + 9);
    points.push({
      alpha: (bytes[at] + 1) / 256,
      resolution: 32 * bytes[at + 1],
      precision: flags & INT8 ? "int8" : "f32",
      threads: (flags >> THREADS_SHIFT) + 1,
      isa: flags & SCALAR ? "scalar" : "",
      median: ms(at + 3),
      low: ms(at + 5),
      high: ms(at + 7),
      accuracy: accuracy === UNKNOWN ? null : Math.min(accuracy / 100, 100),
      measured: Boolean(flags & MEASURED),
      borrowed: Boolean(flags & BORROWED),
    });
  }
  if (points.some((point) => point.resolution === 0)) return null;
  return {
    measured: new Date(view.getUint32(1) * 60_000).toISOString(),
    tickMs: view.getUint16(5) / 1000,
    drift: bytes[7] / 100,
    weights: WEIGHTS[bytes[8]],
    points,
  };
}
