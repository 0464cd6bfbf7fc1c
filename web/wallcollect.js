// @ts-check
// A wall without a server: sweeps that come as links, pasted or read by this device's camera, and stay in this browser.

import { load, save } from "./browser.js";
import { readAbout } from "./device.js";
import { decodeSweep } from "./sweepcode.js";

/** @typedef {import("./walldevices.js").Post} Post */

/** Where this browser keeps them. */
const KEPT = "wall.collected";

/** How often the camera's picture is searched, in ms. */
const LOOKING = 200;

/** What is kept of a sweep. @typedef {{name: string, device: string, sweep: string}} Entry */

/** Finds a sweep in a line: a link with one, or its bare code, with a name before it if there is one.
 * @param {string} line
 * @returns {Entry | null} */
export function entryOf(line) {
  const [, before, text] = /^(.*?)\s*:?\s*((?:https?:\/\/)?\S+)$/.exec(line.trim()) ?? [];
  if (!text) return null;
  const hash = text.includes("#") ? new URLSearchParams(text.slice(text.indexOf("#") + 1)) : new URLSearchParams();
  const sweep = hash.get("figure.sweep") ?? text;
  return decodeSweep(sweep) && { name: before.trim().slice(0, 40), device: hash.get("figure.device") ?? "", sweep };
}

export class Collection {
  /** @type {Entry[]} */
  #entries = [];
  /** Whether the browser keeps them beyond this page's life. */
  kept = true;

  constructor() {
    try {
      const entries = JSON.parse(load(KEPT) || "[]");
      this.#entries = entries.filter(({ sweep, name, device }) => typeof name === "string" && typeof device === "string" && decodeSweep(sweep));
    } catch {
      // what no version of this page wrote
    }
  }

  /** The sweeps as posts. @returns {(Post & import("./sweepcode.js").Sweep)[]} */
  get posts() {
    return this.#entries.map(({ name, device, sweep }, i) =>
      ({ seq: i + 1, device: sweep, name, about: readAbout(device), .../** @type {import("./sweepcode.js").Sweep} */ (decodeSweep(sweep)) }));
  }

  /**
   * Adds what lines hold, a sweep each.
   * @param {string} text
   * @returns {{added: number, known: number, wrong: number}}
   */
  add(text) {
    const result = { added: 0, known: 0, wrong: 0 };
    for (const line of text.split("\n")) {
      if (!line.trim()) continue;
      const entry = entryOf(line);
      if (!entry) result.wrong++;
      else if (this.#entries.some(({ sweep }) => sweep === entry.sweep)) result.known++;
      else {
        this.#entries.push(entry);
        result.added++;
      }
    }
    if (result.added) this.#save();
    return result;
  }

  /** Takes a sweep away. @param {string} sweep */
  remove(sweep) {
    this.#entries = this.#entries.filter((entry) => entry.sweep !== sweep);
    this.#save();
  }

  clear() {
    this.#entries = [];
    this.#save();
  }

  #save() {
    this.kept = save(KEPT, this.#entries.length ? JSON.stringify(this.#entries) : "");
  }
}

/** Whether this browser finds QR codes in pictures. */
export async function canScan() {
  const { BarcodeDetector } = /** @type {any} */ (globalThis);
  return Boolean(navigator.mediaDevices && (await BarcodeDetector?.getSupportedFormats?.())?.includes("qr_code"));
}

/**
 * Reads QR codes before the camera until stop is called. Rejects where there is no camera.
 * @param {HTMLVideoElement} video
 * @param {(text: string) => void} found
 * @returns {Promise<() => void>} stop
 */
export async function scan(video, found) {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  const detector = new /** @type {any} */ (globalThis).BarcodeDetector({ formats: ["qr_code"] });
  video.srcObject = stream;
  await video.play();
  const timer = setInterval(async () => {
    try {
      for (const { rawValue } of await detector.detect(video)) found(rawValue);
    } catch {
      // the picture is not there yet
    }
  }, LOOKING);
  return () => {
    clearInterval(timer);
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  };
}
