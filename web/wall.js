// @ts-check
// The class's wall: opens one, shows one as its posts come, and collects sweeps by links where no server keeps walls.
// The hash says which: the code of a wall, collect, or nothing.

import * as browser from "./browser.js";
import { placeWritten } from "./files.js";
import { chosenLanguage, speak } from "./language.js";
import { inWords } from "./told.js";
import { Board } from "./wallboard.js";
import { canScan, Collection, scan } from "./wallcollect.js";
import { csvOf } from "./wallcsv.js";
import { Feed } from "./wallfeed.js";
import { Words } from "./wallwords.js";

placeWritten();

/** @param {string} id @returns {any} */
const find = (id) => document.getElementById(id);

let words = new Words("en", {});
/** What the hash asks for; null before it was read. @type {string | null} */
let place = null;
/** Whether this host keeps walls. */
let hosted = false;
const board = new Board(find("board"), words);
/** @type {Feed | null} */
let feed = null;
/** @type {Collection | null} */
let collection = null;
/** The wall that has just been opened, until its key is noted. */
let fresh = { code: "", key: "" };
/** Ends the camera's search. @type {(() => void) | null} */
let stopScan = null;
/** How long what the feed says may wait, in ms: a class posts within seconds, and each drawing is of all devices. */
const GATHERING = 200;
let gathering = 0, stale = false;
/** What was last said of something that was done: a key of the texts and its values. @type {[string, Record<string, any>]} */
let said = ["", {}];

/** @type {(code: string | null) => string} */
const keyOf = (code) => browser.load(`wall.key.${code}`);
/** A code as it is typed: letter case, the dash and spaces do not count. */
const typed = (text) => text.toUpperCase().replace(/[^0-9A-Z]/g, "");

/** The part of the hash that names no value. */
function asked() {
  const part = location.hash.slice(1).split("&").find((text) => text && !text.includes("=")) ?? "";
  return part === "collect" ? part : typed(part);
}

/** The address of the page with what the hash keeps beside the place. @param {string} where */
function hashOf(where) {
  const kept = location.hash.slice(1).split("&").filter((text) => text.includes("="));
  return "#" + [where, ...kept].filter(Boolean).join("&");
}

/** Whether this host keeps walls; what is no answer of walls means that it does not. */
async function keepsWalls() {
  try {
    const answer = await fetch("api/walls", { cache: "no-store" });
    return answer.ok && (await answer.json()).walls === true;
  } catch {
    return false;
  }
}

/** Sends a request to a wall. @returns {Promise<Response | null>} null where there was no answer */
async function send(method, path, { key = "", body = /** @type {any} */ (undefined) } = {}) {
  /** @type {Record<string, string>} */
  const headers = body ? { "Content-Type": "application/json" } : {};
  if (key) headers.Authorization = `Bearer ${key}`;
  try {
    return await fetch(`api/walls${path}`, { method, headers, body: body && JSON.stringify(body) });
  } catch {
    return null;
  }
}

/** Says what became of something. */
function tell(key, values = {}) {
  said = [key, values];
  showState();
}

/** Asks whether something that cannot be taken back is meant. */
function sure(key, yes, values = {}) {
  const dialog = find("sure");
  find("sure-text").textContent = words.say(key, values);
  find("sure-yes").textContent = words.say(yes);
  dialog.showModal();
  const asked = new AbortController(), { signal } = asked;
  return new Promise((done) => {
    const answer = (meant) => {
      asked.abort();
      done(meant);
    };
    dialog.addEventListener("submit", (event) => answer(event.submitter?.value === "yes"), { signal });
    dialog.addEventListener("cancel", () => answer(false), { signal });
  });
}

/** Goes where the hash says. */
async function follow() {
  const to = asked();
  if (to === place) return;
  place = to;
  leave();
  if (to && to !== "collect") feed = new Feed(to, heard);
  else if (to === "collect" || !hosted) collection = new Collection();
  board.set(collection?.posts ?? []);
  if (collection && await canScan()) find("scan").hidden = false;
  show();
}

function leave() {
  feed?.close();
  stopScan?.();
  feed = collection = stopScan = null;
  clearTimeout(gathering);
  gathering = 0;
  stale = false;
  said = ["", {}];
}

/** What the feed says, gathered for a moment. */
function heard(news) {
  if (news) stale = true;
  else said = ["", {}]; // how it stands is newer
  gathering ||= setTimeout(() => {
    gathering = 0;
    if (!feed) return;
    if (stale) board.set([...feed.posts.values()].sort((a, b) => a.seq - b.seq));
    stale = false;
    if (feed.state === "over") browser.save(`wall.key.${place}`, "");
    show();
  }, GATHERING);
}

/** Shows what belongs to the place. */
function show() {
  const known = feed !== null && feed.expires !== "", key = feed ? keyOf(place) : "", over = feed?.state === "over";
  find("start").hidden = !(hosted && !feed && !collection);
  find("collect").hidden = collection === null;
  find("join").hidden = !known || over;
  find("key").hidden = !fresh.code || fresh.code !== place;
  find("key-text").textContent = fresh.key;
  find("board").hidden = !known && !(collection && board.count);
  find("owner").hidden = !known || key !== "" || over;
  find("end").hidden = !key || over;
  find("clear").hidden = !collection || board.count === 0;
  find("csv").hidden = board.count === 0 || over;
  find("print").hidden = board.count === 0;
  board.allow(collection || key && !over ? remove : null);
  const title = feed?.title || words.say("wall.heading");
  find("title").textContent = title;
  document.title = `${title} · ${words.say("wall.page")}`;
  if (feed && known) showWall(feed);
  if (feed) find("csv").href = `${feed.url}/posts.csv`;
  board.say(words);
  showState();
}

/** Shows how to come to a wall. @param {Feed} wall */
function showWall(wall) {
  const code = place ?? "", link = new URL(`./#wall=${code}`, document.baseURI).href, at = find("link"), qr = find("qr");
  find("code").replaceChildren(code.slice(0, 4), "-", document.createElement("wbr"), code.slice(4));
  find("code").setAttribute("aria-label", [...code].join(" "));
  at.href = link;
  const [site, hash] = link.replace(/^https?:\/\//, "").split("#");
  at.replaceChildren(site, document.createElement("wbr"), `#${hash}`);
  find("count").textContent = words.say(board.count === 1 ? "wall.count-one" : "wall.count", { n: board.count });
  find("ends").textContent = words.say("wall.ends", { time: words.moment(wall.expires) });
  const source = `${wall.url}/code.svg?page=${encodeURIComponent(new URL("./", document.baseURI).href)}`;
  if (qr.getAttribute("src") === source) return;
  qr.onload = () => { qr.hidden = false; };
  qr.onerror = () => { qr.hidden = true; }; // the link says the same
  qr.src = source;
}

/** What the state of the feed is called, where it is not called as the feed calls it. */
const STATES = { absent: "wall.no-such", over: "wall.ended", "too-often": "wall.too-often" };

/** One line on how it stands. */
function showState() {
  const told = said[0] && words.say(...said);
  const gone = feed?.state === "over" && board.count === 0;
  const standing = gone ? words.say("wall.ended-before") : feed ? words.say(STATES[feed.state] ?? `wall.${feed.state}`) : !hosted && !place ? words.say("wall.no-server") : "";
  find("state").textContent = collection ? standing : told || standing;
  find("state").className = `wall-state is-${feed?.state ?? "none"}`;
  find("collected").textContent = collection ? [told, !collection.kept && words.say("wall.unkept")].filter(Boolean).join(" ") : "";
}

/** Takes a device's posts away, if that is meant. */
async function remove(device) {
  if (!await sure("wall.remove-sure", "wall.remove", { name: words.name(device) })) return;
  if (collection) {
    collection.remove(device.id);
    board.set(collection.posts);
    return show();
  }
  for (const seq of device.seqs) {
    const answer = await send("DELETE", `/${place}/posts/${seq}`, { key: keyOf(place) });
    if (!answer?.ok && answer?.status !== 404) return refused(answer);
  }
  tell("wall.removed", { name: words.name(device) });
}

/** Why the server did not do what the key's owner wanted. @param {Response | null} answer */
function refused(answer) {
  if (answer?.status === 401 || answer?.status === 403) {
    browser.save(`wall.key.${place}`, "");
    show();
    return tell("wall.wrong-key");
  }
  tell(answer?.status === 429 ? "wall.too-often" : "wall.not-done");
}

find("open").addEventListener("submit", async (event) => {
  event.preventDefault();
  const { title, hours } = event.target.elements;
  const answer = await send("POST", "", { body: { title: title.value.trim(), hours: Number(hours.value) } });
  if (!answer?.ok) return tell(answer?.status === 429 ? "wall.open-often" : answer?.status === 400 ? "wall.open-wrong" : "wall.not-done");
  const { code, key } = await answer.json();
  browser.save(`wall.key.${code}`, key);
  fresh = { code, key };
  location.hash = hashOf(code);
});
find("visit").addEventListener("submit", (event) => {
  event.preventDefault();
  const code = typed(event.target.elements.code.value);
  if (/** @type {any} */ (event).submitter?.value === "see") location.hash = hashOf(code);
  else location.href = new URL(`./#wall=${code}`, document.baseURI).href;
});
find("key-noted").addEventListener("click", () => {
  fresh = { code: "", key: "" };
  show();
  find("title").focus();
});
find("unlock").addEventListener("submit", (event) => {
  event.preventDefault();
  const { key } = event.target.elements;
  browser.save(`wall.key.${place}`, key.value.trim());
  key.value = "";
  show();
});
find("end").addEventListener("click", async () => {
  if (!await sure("wall.end-sure", "wall.end")) return;
  const answer = await send("DELETE", `/${place}`, { key: keyOf(place) });
  if (!answer?.ok && answer?.status !== 410) return refused(answer);
  browser.save(`wall.key.${place}`, "");
});
find("clear").addEventListener("click", async () => {
  if (!collection || !await sure("wall.clear-sure", "wall.clear")) return;
  collection.clear();
  board.set([]);
  show();
});
find("print").addEventListener("click", () => print());
find("csv").addEventListener("click", (event) => {
  if (!collection) return; // a link to the server's
  event.preventDefault();
  const link = document.createElement("a"), url = URL.createObjectURL(csvOf(collection.posts));
  link.href = url;
  link.download = "wall.csv";
  link.click();
  URL.revokeObjectURL(url);
});

/** Adds what was pasted or scanned, and says how much of it was new. */
function add(text) {
  if (!collection) return;
  const result = collection.add(text);
  if (result.added) board.set(collection.posts);
  show();
  tell("wall.added", result);
  return result;
}
find("paste").addEventListener("submit", (event) => {
  event.preventDefault();
  const { links } = event.target.elements;
  if (add(links.value)?.wrong === 0) links.value = "";
});
find("scan").addEventListener("click", async () => {
  const video = find("scanned");
  if (stopScan) {
    stopScan();
    stopScan = null;
  } else {
    try {
      let last = "";
      stopScan = await scan(video, (text) => {
        if (text !== last) add(last = text);
      });
    } catch {
      tell("wall.no-camera");
    }
  }
  video.hidden = !stopScan;
  find("scan").textContent = words.say(stopScan ? "wall.scan-stop" : "wall.scan");
});

/** Puts the page into a language. */
async function say(language) {
  const texts = await speak(language);
  words = new Words(language, texts);
  find("language").value = language;
  show();
}

find("language").addEventListener("change", () => {
  const { value } = find("language"), kept = location.hash.slice(1).split("&").filter((text) => text && !text.startsWith("lang="));
  browser.rewrite("#" + [...kept, `lang=${value}`].join("&"));
  say(value);
});
addEventListener("hashchange", () => {
  follow();
  if (chosenLanguage() !== words.language) say(chosenLanguage());
});

const [walls] = await Promise.all([keepsWalls(), say(chosenLanguage()).catch((error) => { find("state").textContent = inWords(error, words.texts); })]);
hosted = walls;
await follow();
show();
