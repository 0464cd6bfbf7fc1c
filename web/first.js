// @ts-check
// The first answer, before the page's program has come: the engine and the smallest weights are fetched first, and answer
// the picture on the stage with the network that the page starts with. The program then asks the same engine for the same.

import { addressOf } from "./files.js";
import { decodePhoto } from "./photo.js";
import { get, inWords } from "./told.js";

/** @typedef {import("./client.js").EngineClient} EngineClient */

/** What a link may ask for that leaves the first answer as it is, besides what panels keep there, under names with dots. */
const HARMLESS = ["mirror", "seen", "theme", "lang", "panel", "hide", "embed", "wall"];

/** What the site builder says that the engine runs first; null: nothing, or the link asks for something else. */
function wanted() {
  const asked = [...new URLSearchParams(location.hash.slice(1)).keys()];
  if (location.search || asked.some((key) => !key.includes(".") && !HARMLESS.includes(key))) return null;
  return JSON.parse(/** @type {HTMLElement} */ (document.getElementById("first")).textContent);
}

/**
 * Has the engine answer the picture on the stage. It fails silently: the program asks again, and says what is wrong.
 * @param {EngineClient} engine
 * @param {string} language of the classes' names
 * @param {Promise<Record<string, string>>} texts in that language
 * @returns {Promise<void>} when what is needed has come: others may then use the line
 */
export async function answerFirst(engine, language, texts) {
  const first = wanted();
  if (!first) return;
  const { channels, ...network } = first, { weights } = network, picture = /** @type {HTMLImageElement} */ (document.querySelector("#stage img"));
  weights.url = new URL(weights.url, document.baseURI).href;
  const come = [
    get(weights.url).then((response) => response.arrayBuffer()).then((buffer) => { weights.buffer = buffer; }),
    get(picture.src).then((response) => response.blob()).then(decodePhoto),
  ];
  texts.then((known) => place(network.alpha, inWords({ key: "alpha.meaning", values: channels }, known))).catch(() => {});
  answer(engine, language, network, come).catch(() => {});
  await Promise.allSettled([engine.compiled(), ...come]);
}

/** Configures the engine when weights and picture have come, has it answer and shows that. */
async function answer(engine, language, network, come) {
  const names = classNames(engine, language);
  names.catch(() => {}); // heard of below
  const [, bitmap] = await Promise.all(come);
  await engine.request({ kind: "configure", threads: 1, cold: true, ...network });
  const { top } = await engine.request({ kind: "frame", bitmap, captureMs: 0, top: 5 });
  show(top, await names);
}

/** Puts the slider of α where the network is, and beneath it what that means, unless the program has. */
function place(alpha, meaning) {
  const part = (name) => /** @type {HTMLInputElement} */ (document.getElementById(`alpha${name}`));
  const slider = part("");
  if (!slider.disabled) return;
  slider.value = part("-value").textContent = String(alpha);
  slider.parentElement?.style.setProperty("--lit", `${100 * alpha}%`);
  part("-text").innerHTML = meaning;
  for (const stop of part("-stops").children) stop.classList.toggle("on", stop.textContent === slider.value);
}

/** The names of ImageNet's classes. @returns {Promise<string[]>} */
async function classNames(engine, language) {
  if (language === "en") return (await engine.request({ kind: "labels" })).labels;
  const text = await (await get(addressOf(`text/labels.${language}.txt`))).text();
  return text.trimEnd().split("\n");
}

/** Fills the rows of the answer, unless the program has. */
function show(top, names) {
  const rows = document.querySelectorAll("#answers li");
  if (rows[0].querySelector(".percent")?.textContent) return;
  for (const [i, { index, probability }] of top.entries()) {
    const part = (name) => /** @type {HTMLElement} */ (rows[i].querySelector(name));
    part(".label").textContent = names[index];
    part(".percent").textContent = `${(100 * probability).toFixed(1)}%`;
    part(".meter span").style.transform = `scaleX(${probability.toFixed(2)})`;
  }
}
