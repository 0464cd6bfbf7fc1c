// @ts-check
// The class's wall that the page's link names: #wall=CODE. What posts to it comes only with such a link. A link within the
// page that names none leaves the wall as it is.

import { codeOf } from "./typed.js";

/** The wall that the page has joined. */
let wall = "";
/** Which change of the wall this is; what an earlier one waited for comes too late. */
let turn = 0;
/** @type {import("./wallpost.js").WallPost | undefined} */
let post;
/** The newest sweep as links carry it, "" before the first. */
let sweep = "";
/** @type {Record<string, string>} */
let texts = {};

async function follow() {
  const code = codeOf(new URLSearchParams(location.hash.slice(1)).get("wall") ?? "");
  if (!code || code === wall) return;
  wall = code;
  const mine = ++turn;
  const place = /** @type {HTMLElement} */ (document.getElementById("wall-post"));
  post?.close();
  post = undefined;
  try {
    const { WallPost } = await import("./wallpost.js");
    if (mine !== turn) return;
    post = new WallPost(place, code, texts);
  } catch {
    if (mine !== turn) return;
    wall = ""; // the next link tries again
    place.textContent = texts["wall.post-failed"];
    place.hidden = false;
  }
  if (sweep) post?.swept(sweep);
}

/** Joins the wall that the link names, now and whenever that changes. @param {Record<string, string>} known */
export function join(known) {
  texts = known;
  addEventListener("hashchange", follow);
  return follow();
}

/** Offers a new sweep to the wall. @param {string} code of the sweep */
export function swept(code) {
  sweep = code;
  post?.swept(code);
}

/** Says all in another language. @param {Record<string, string>} known */
export function say(known) {
  texts = known;
  post?.say(known);
}
