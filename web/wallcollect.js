// @ts-check
// A wall without a server: sweeps that come as links, pasted or read by this device's camera, and stay in this browser.

import { load, save } from "./browser.js";
import { readAbout } from "./device.js";
import { decodeSweep } from "./sweepcode.js";
import { shown } from "./typed.js";

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
  const words = line.trim().split(/\s+/), text = words.pop() ?? "", before = words.join(" ").replace(/ ?:$/, "");
  const hash = text.includes("#") ? new URLSearchParams(text.slice(text.indexOf("#") + 1)) : new URLSearchParams();
  const sweep = hash.get("figure.sweep") ?? text;
  return decodeSweep(sweep) && { name: shown(before, 40), device: hash.get("figure.device") ?? "", sweep };
}

export class Collection {
  /** @type {Entry[]} */
  #entries = [];
  /** Whether the browser keeps them beyond this page's life. */
  kept = true;

  constructor() {
    this.#read();
  }

  /** Another tab may have changed what is kept. */
  #read() {
    this.#entries = [];
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
    this.#read();
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
    this.#read();
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
  let timer = 0, looking = false, stopped = false;
  const stop = () => {
    stopped = true;
    clearInterval(timer);
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  };
  try {
    const detector = new /** @type {any} */ (globalThis).BarcodeDetector({ formats: ["qr_code"] });
    video.srcObject = stream;
    await video.play();
    timer = setInterval(async () => {
      if (looking) return; // the picture before takes longer
      looking = true;
      try {
        for (const { rawValue } of await detector.detect(video)) if (!stopped) found(rawValue);
      } catch {
        // the picture is not there yet
      }
      looking = false;
    }, LOOKING);
  } catch (error) {
    stop();
    throw error;
  }
  return stop;
}
