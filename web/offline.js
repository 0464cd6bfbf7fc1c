// @ts-check
// The page without a network: has the service worker (stable/sw.js) keep its files when nothing else needs the line, and
// offers a new build that has come. Where browsers keep nothing, or have no service worker, all is as without it.

import { ask } from "./browser.js";
import { bestBinary } from "./program.js";

/** @typedef {import("./client.js").EngineClient} EngineClient */

/** How often the line is looked at, in ms, and how often it has to be free in turn. */
const TICK = 1000;
const TICKS = 3;

const build = document.documentElement.dataset.build;
const site = new URL(".", document.baseURI).href;

/** Whether the service worker isolates this page when it is opened again. */
let isolating = false;

export function isolates() {
  return isolating;
}

/** Says, as long as this page is there, which build's files it may still need. */
export function stay() {
  ask(() => navigator.locks)?.request(`mobilenet ${site} ${build}`, { mode: "shared" }, () => new Promise(() => {})).catch(() => {});
}

/** When there is an answer and nothing has been fetched for a while. @param {EngineClient} engine */
async function free(engine) {
  for (let ticks = 0; ticks < TICKS; ticks++) {
    await new Promise((resolve) => setTimeout(resolve, TICK));
    const answered = document.querySelector("#answers .percent")?.textContent;
    if (!answered || engine.fetching || document.readyState !== "complete") ticks = -1;
  }
}

/** Offers the build that has come. It is taken when the page is opened again, and not before. */
function offer() {
  const line = /** @type {HTMLElement} */ (document.getElementById("update"));
  /** @type {HTMLButtonElement} */ (line.querySelector("button")).onclick = () => location.reload();
  line.hidden = false;
}

/** Asks the worker that has this page which build it has, and tells the program whether it isolates. */
function meet() {
  const { controller } = navigator.serviceWorker;
  controller?.postMessage("which build?");
  if (!controller || crossOriginIsolated) return;
  isolating = true;
  dispatchEvent(new Event("isolates"));
}

/** Has the page open without a network from now on. @param {EngineClient} engine */
export async function keepOffline(engine) {
  await free(engine);
  const container = ask(() => navigator.serviceWorker);
  if (!container || self !== top || location.search) return; // a frame keeps nothing, nor does a self-test
  container.addEventListener("message", ({ data }) => data.build !== build && offer());
  container.addEventListener("controllerchange", meet);
  container.startMessages();
  const known = container.controller;
  const registration = await container.register(`sw.js?engine=${bestBinary()}`);
  if (!known) return; // it will come
  await registration.update().catch(() => {}); // there may be no network
  if (!registration.installing && !registration.waiting) meet();
}
