// @ts-check
// The teacher's page in the reader's language. It reads without this file too, in English.

import { placeWritten } from "./files.js";
import { chosenLanguage, speak } from "./language.js";

placeWritten();

const chooser = /** @type {HTMLSelectElement} */ (document.getElementById("language"));

/** Puts the page into a language, and its links to the live page; those that name one of their own keep it. */
async function show(language) {
  try {
    if (!await speak(language)) return;
  } catch {
    language = document.documentElement.lang; // it stays
  }
  chooser.value = language;
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("a[href^='./']"))) {
    const [page, hash = ""] = (link.getAttribute("href") ?? "").split("#");
    const values = new URLSearchParams(hash);
    if (values.get("lang") === null || link.dataset.spoken) {
      link.dataset.spoken = "yes";
      values.set("lang", language);
    }
    link.setAttribute("href", page + "#" + decodeURIComponent(values.toString()));
  }
}

chooser.addEventListener("change", () => {
  history.replaceState(null, "", "#lang=" + chooser.value);
  show(chooser.value);
});
addEventListener("hashchange", () => show(chosenLanguage()));
show(chosenLanguage());
