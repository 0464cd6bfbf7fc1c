// @ts-check
// The page's language: which one, its table of texts, and the texts in the document that need no program. A language is
// a file in text/; the site builder lists them in the page's chooser.

import { addressOf } from "./files.js";
import { get } from "./told.js";

const languages = () => [...document.querySelectorAll("#language option")].map((option) => /** @type {HTMLOptionElement} */ (option).value);

/** The link's language, else the first of the visitor's that there is, else English. */
export function chosenLanguage() {
  const named = new URLSearchParams(location.hash.slice(1)).get("lang");
  for (const wish of [named, ...navigator.languages]) {
    const found = languages().find((language) => wish === language || wish?.startsWith(language + "-"));
    if (found) return found;
  }
  return "en";
}

/** What an element's data attribute names, and where that text goes. */
const places = {
  text: (element, text) => { element.innerHTML = text; },
  title: (element, text) => { element.title = text; },
  label: (element, text) => element.setAttribute("aria-label", text),
};

/** Which call of speak is the newest. */
let turn = 0;

/**
 * Puts the document into a language.
 * @param {string} language
 * @returns {Promise<Record<string, string> | null>} its texts; null if another language was asked for before they came
 */
export async function speak(language) {
  const mine = ++turn;
  const texts = await get(addressOf(`text/${language}.json`)).then((response) => response.json()).catch((error) => {
    if (mine === turn) throw error;
  });
  if (mine !== turn) return null;
  document.documentElement.lang = language;
  for (const [name, put] of Object.entries(places)) {
    for (const element of document.querySelectorAll(`[data-${name}]`)) {
      const text = texts[/** @type {HTMLElement} */ (element).dataset[name] ?? ""];
      if (text !== undefined) put(element, text);
    }
  }
  return texts;
}
