// @ts-check
// Starts the page's program and hands it what only JavaScript can do. Whatever goes wrong before the program runs is said
// here, in plain words.

import * as album from "./album.js";
import * as browser from "./browser.js";
import { Camera } from "./camera.js";
import { EngineClient } from "./client.js";
import * as collection from "./collection.js";
import { thisDevice, writeAbout } from "./device.js";
import { addressOf, placeWritten } from "./files.js";
import { answerFirst } from "./first.js";
import * as joining from "./joining.js";
import { chosenLanguage, speak } from "./language.js";
import { isolates, keepOffline, stay } from "./offline.js";
import { decodePhoto } from "./photo.js";
import { checkCanvas } from "./pixels.js";
import { bestBinary, compile, GoProgram, PAGE, RELAXED } from "./program.js";
import { get, inWords } from "./told.js";

/**
 * What the page's program finds as globalThis.offered.
 * @typedef {object} Offered
 * @property {(name: string) => string} addressOf of a file that comes with this version of the page
 * @property {EngineClient} engine not started yet
 * @property {() => string} chosenLanguage
 * @property {Record<string, string>} texts of the language chosen
 * @property {(language: string) => Promise<Record<string, string> | null>} speak
 * @property {Camera} camera
 * @property {(blob: Blob) => Promise<ImageBitmap>} decodePhoto
 * @property {typeof album} album
 * @property {typeof browser} browser
 * @property {typeof collection} collection
 * @property {() => Promise<void>} checkCanvas
 * @property {() => boolean} isolates
 * @property {typeof get} get
 * @property {import("./device.js").About} device this one
 * @property {string} about this device, as links carry it
 * @property {(sweep: string) => void} swept hears of a sweep that is complete, as links carry it
 */

/** The page's texts; English where they have not come. */
let texts = {
  "boot.stopped": "The page stopped",
  "boot.stopped-text": "Its program ended unexpectedly. Reload the page to start it again.",
  "boot.failed": "The page could not start",
  "boot.reload": "Reload",
};

/** Says on the stage what stopped the page. */
function stopped(title, message) {
  const notice = /** @type {HTMLElement} */ (document.getElementById("notice"));
  const close = /** @type {HTMLButtonElement} */ (document.getElementById("notice-close"));
  /** @type {HTMLElement} */ (document.getElementById("notice-title")).textContent = title;
  /** @type {HTMLElement} */ (document.getElementById("notice-text")).textContent = message;
  /** @type {HTMLElement} */ (document.getElementById("notice-detail")).hidden = true;
  /** @type {HTMLElement} */ (document.getElementById("state-text")).textContent = "";
  /** @type {HTMLElement} */ (document.getElementById("notice-action")).hidden = true;
  close.textContent = texts["boot.reload"];
  close.onclick = () => location.reload();
  notice.hidden = false;
}

/**
 * Restricts the page to its own origin where the host sends no headers. As an element of the document from the start it
 * would keep browsers from looking ahead for what to fetch, and the first paint waiting.
 */
function restrict() {
  const meta = document.createElement("meta");
  meta.httpEquiv = "Content-Security-Policy";
  meta.content = /** @type {string} */ (document.documentElement.dataset.policy);
  document.head.append(meta);
}

async function start() {
  restrict();
  stay();
  placeWritten();
  const language = chosenLanguage(), engine = new EngineClient(bestBinary());
  engine.ready();
  const spoken = /** @type {Promise<Record<string, string>>} */ (speak(language)); // none can be asked for in between
  const compiled = answerFirst(engine, language, spoken).then(() => compile(PAGE));
  compiled.catch(() => {}); // heard of below, after the texts, which would write over the message
  texts = await spoken;
  const module = await compiled;
  const device = thisDevice(bestBinary() === RELAXED);
  /** @type {Offered} */
  const offered = {
    addressOf,
    engine,
    chosenLanguage,
    texts,
    speak: async (wanted) => {
      const spoken = await speak(wanted);
      if (spoken) joining.say(spoken);
      return spoken;
    },
    camera: new Camera(/** @type {HTMLVideoElement} */ (document.getElementById("video"))),
    decodePhoto,
    album,
    browser,
    collection,
    checkCanvas: async () => checkCanvas(),
    isolates,
    get,
    device,
    about: writeAbout(device),
    swept: joining.swept,
  };
  Object.assign(globalThis, { offered });
  const program = new GoProgram("page", () => stopped(texts["boot.stopped"], texts["boot.stopped-text"]));
  await program.start(module);
  keepOffline(engine).catch(() => {}); // the browser may keep nothing: then all is as without
  await joining.join(texts);
}

start().catch((error) => stopped(texts["boot.failed"], inWords(error, texts)));
