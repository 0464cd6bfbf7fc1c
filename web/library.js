// @ts-check
// The library: MobileNet v1 for any page, by the functions that users of @tensorflow-models/mobilenet and coco-ssd know.
// The page imports it from the address that stays, mobilenet.js; mobilenet.d.ts beside that says what is in it.

import { capture } from "./capture.js";
import { choose } from "./choice.js";
import { EngineClient } from "./client.js";
import { centreSquare } from "./photo.js";
import { bestBinary } from "./program.js";
import { classifiers, detectors, fileSource } from "./siteweights.js";
import { Tensor } from "./tensor.js";
import { get } from "./told.js";

/** The resolution that @tensorflow-models/mobilenet has, in pixels. */
const RESOLUTION = 224;

const DISPOSED = "mobilenet: this network has been disposed of: load it again";
const TAINTED = "mobilenet: the browser keeps this picture from the page, since it comes from another address: "
  + 'its server has to send Access-Control-Allow-Origin, and the <img> or <video> needs crossorigin="anonymous"';

/** An engine of its own with one network, which is set up again after the worker has died. */
class Network {
  #engine = new EngineClient(bestBinary(), "mobilenet");
  /** The message that sets the network up. @type {any} */
  #setup;
  /** What the engine has set up. @type {Promise<any> | undefined} */
  #ready;
  /** The request before: the engine takes one picture at a time. @type {Promise<any>} */
  #before = Promise.resolve();
  #disposed = false;

  constructor() {
    this.#engine.ondeath = () => { this.#ready = undefined; };
    this.#engine.ready(); // its program comes while it is found out what to set up
  }

  /**
   * Sets the network up. If that fails, nothing is left behind.
   * @param {Promise<any>} setup the message that does it
   * @returns {Promise<any>} what the engine says of it
   */
  async start(setup) {
    try {
      this.#setup = await setup;
      return await this.#set({ ...this.#setup, weights: await withContent(this.#setup.weights) });
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  #set(setup = this.#setup) {
    this.#ready ??= this.#engine.request(setup);
    this.#ready.catch(() => { this.#ready = undefined; }); // the next request tries again
    return this.#ready;
  }

  /**
   * Sends a request after those before it.
   * @param {string} kind
   * @param {any} members
   * @returns {Promise<any>}
   */
  ask(kind, members = {}) {
    const answer = this.#before.then(() => this.#send({ kind, ...members }));
    this.#before = answer.catch(() => {});
    return answer;
  }

  async #send(message) {
    try {
      if (this.#disposed) throw new Error(DISPOSED);
      await this.#set();
      return await this.#engine.request(message);
    } catch (error) {
      throw this.#disposed ? new Error(DISPOSED) : error;
    } finally {
      message.bitmap?.close();
    }
  }

  /** The same for a picture as it is now. @returns {Promise<any>} the answer, with width and height of the picture */
  async see(kind, picture, members) {
    try {
      const bitmap = await capture(picture);
      const [width, height] = "displayWidth" in bitmap ? [bitmap.displayWidth, bitmap.displayHeight] : [bitmap.width, bitmap.height];
      return { ...await this.ask(kind, { ...members, bitmap }), width, height };
    } catch (error) {
      throw ["DataCloneError", "SecurityError"].includes(/** @type {Error} */ (error).name) ? new Error(TAINTED) : error;
    }
  }

  /** Ends the workers. */
  dispose() {
    this.#disposed = true;
    this.#engine.stop();
  }
}

class MobileNet {
  #network;
  #configured;
  /** @type {Promise<any> | undefined} */
  #labels;

  constructor(network, configured) {
    const { name, alpha, resolution, precision, threads, source, licence } = configured;
    this.#network = network;
    this.#configured = configured;
    this.info = { weights: name, alpha, resolution, precision, threads, source, licence };
  }

  async classify(img, topk = 3) {
    const { top } = await this.#network.see("frame", img, { top: topk });
    const names = await this.#classNames();
    return top.map(({ index, probability }) => ({ className: names[index] || `class ${index}`, probability }));
  }

  async #classNames() {
    if (!this.#configured.imageNet) return this.#configured.classNames ?? [];
    this.#labels ??= this.#network.ask("labels");
    return (await this.#labels).labels;
  }

  infer(img, embedding = false) {
    const { featureCount, classes, background } = this.#configured;
    const first = background ? 1 : 0; // the background has a logit and is no class
    const seen = this.#network.see("frame", img, { top: 1, features: embedding, logits: !embedding });
    return new Tensor([1, embedding ? featureCount : classes - first],
      seen.then(({ features, logits }) => (embedding ? features : logits.subarray(first))));
  }

  dispose() {
    this.#network.dispose();
  }
}

class Detector {
  #network;
  #names;

  constructor(network, { name, precision, classNames = [] }) {
    this.#network = network;
    this.#names = classNames;
    this.info = { weights: name, precision };
  }

  async detect(img, maxNumBoxes = 20, minScore = 0.5) {
    const { found, ...size } = await this.#network.see("detect", img, { maxBoxes: maxNumBoxes, minScore });
    const { x, y, side } = centreSquare(size);
    return found.map(({ class: index, score, box: { x0, y0, x1, y1 } }) => ({
      bbox: [x + side * x0, y + side * y0, side * (x1 - x0), side * (y1 - y0)],
      class: this.#names[index] || `class ${index}`, score,
    }));
  }

  dispose() {
    this.#network.dispose();
  }
}

/** Weights beside the library with their content, which comes while the engine does; others the engine fetches itself. */
async function withContent(weights) {
  return weights.bytes ? { ...weights, buffer: await (await get(weights.url)).arrayBuffer() } : weights;
}

/** The weights member of a message for a file at an address. */
function fileAt(address) {
  return { source: "url", url: new URL(address, globalThis.document?.baseURI ?? location.href).href };
}

/** The file beside the library for a width, by default 1 or the widest: Google's, where there is one, else the project's. */
async function fileFor(alpha, resolution, precision) {
  const { official, own } = await classifiers();
  const widths = [...new Set([...own, ...official].map((entry) => entry.alpha))].sort((a, b) => a - b);
  const width = alpha ?? (widths.includes(1) ? 1 : widths.at(-1));
  if (width === undefined) throw new Error("mobilenet: there are no weights beside the library: give the address of a file as modelUrl");
  const integers = precision === "int8";
  const entry = choose(official, width, resolution, integers) ?? choose(own, width, resolution, integers);
  if (entry) return { alpha: width, weights: fileSource(entry) };
  throw new Error(`mobilenet: alpha ${alpha}: want ${widths.join(", ")}, the widths that there are weights of, or the address of a file as modelUrl`);
}

/** The message that sets a network up. @param {import("./stable/mobilenet").LoadOptions} options */
async function setupOf({ version = 1, alpha, resolution, modelUrl, precision = "f32", threads }) {
  if (version !== 1) throw new Error(`mobilenet: version ${version}: want 1, this is MobileNet v1`);
  const chosen = modelUrl !== undefined ? { alpha, resolution, weights: fileAt(modelUrl) }
    : { resolution: resolution ?? RESOLUTION, ...await fileFor(alpha, resolution ?? RESOLUTION, precision) };
  return { kind: "configure", precision, threads, auto: threads === undefined, ...chosen };
}

/** The message that sets a detector up. @param {import("./stable/mobilenet").DetectorOptions} options */
async function detectorSetupOf({ modelUrl, precision }) {
  if (modelUrl !== undefined) return { kind: "loaddetector", precision: precision ?? "int8", weights: fileAt(modelUrl) };
  const [entry] = await detectors();
  if (!entry) throw new Error("mobilenet: there is no detector beside the library: give the address of its file as modelUrl");
  return { kind: "loaddetector", precision: precision ?? (entry.quantised ? "int8" : "f32"), weights: fileSource(entry) };
}

/** @param {import("./stable/mobilenet").LoadOptions} [options] */
export async function load(options = {}) {
  const network = new Network();
  return new MobileNet(network, await network.start(setupOf(options)));
}

/** @param {import("./stable/mobilenet").DetectorOptions} [options] */
export async function loadDetector(options = {}) {
  const network = new Network();
  return new Detector(network, await network.start(detectorSetupOf(options)));
}
