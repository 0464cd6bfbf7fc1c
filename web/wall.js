// @ts-check
// The class's wall: opens one, shows one as its posts come, and collects sweeps by links where no server keeps walls.
// The hash says which: the code of a wall, collect, or nothing.

import * as browser from "./browser.js";
import { placeWritten } from "./files.js";
import { chosenLanguage, speak } from "./language.js";
import { inWords } from "./told.js";
import { codeOf, shown } from "./typed.js";
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
/** Whether this host keeps walls, null while nobody knows. @type {boolean | null} */
let hosted = null;
/** Whether the server was asked in vain, and how long to wait before it is asked again, in ms. */
let silent = false;
const LATER = 5000;
/** In a frame of another page nobody knows what lies over a button: there is nothing then for the owner of a wall. */
const framed = self !== top;
/** Whether this page's address is this computer's own. */
const local = /^(localhost|127\..*|\[::1\])$/.test(location.hostname);
const board = new Board(find("board"), words);
/** @type {Feed | null} */
let feed = null;
/** @type {Collection | null} */
let collection = null;
/** The wall that has just been opened, until its key is noted. */
let fresh = { code: "", key: "" };
/** Ends the camera's search. @type {(() => void) | null} */
let stopScan = null;
/** Whether the camera is being started. */
let starting = false;
/** How long a browser may take to save a file, in ms: some ask where to first. */
const SAVING = 60_000;
/** How long what the feed says may wait, in ms: a class posts within seconds, and each drawing is of all devices. */
const GATHERING = 200;
let gathering = 0, stale = false;
/** What was last said of something that was done: a key of the texts and its values. @type {[string, Record<string, any>]} */
let said = ["", {}];

/** @type {(code: string | null) => string} */
const keyOf = (code) => framed ? "" : browser.load(`wall.key.${code}`);

/** The part of the hash that names no value. */
function asked() {
  const part = location.hash.slice(1).split("&").find((text) => text && !text.includes("=")) ?? "";
  return part === "collect" ? part : codeOf(part);
}

/** The address of the page with what the hash keeps beside the place. @param {string} where */
function hashOf(where) {
  const kept = location.hash.slice(1).split("&").filter((text) => text.includes("="));
  return "#" + [where, ...kept].filter(Boolean).join("&");
}

/** Finds out whether this host keeps walls: a host of files only has no such path, or a page there. A server that is busy,
 * or not reached, says nothing of that. */
async function findHost() {
  const answer = await send("GET", "");
  if (answer && answer.status < 500 && answer.status !== 429) hosted = answer.ok && (await answer.json().catch(() => null))?.walls === true;
  silent = hosted === null;
  if (silent) setTimeout(askHost, LATER);
}

async function askHost() {
  await findHost();
  follow();
  show();
}

/** Sends a request to a wall. @returns {Promise<Response | null>} null where there was no answer */
async function send(method, path, { key = "", body = /** @type {any} */ (undefined) } = {}) {
  /** @type {Record<string, string>} */
  const headers = body ? { "Content-Type": "application/json" } : {};
  if (key) headers.Authorization = `Bearer ${key}`;
  try {
    return await fetch(`api/walls${path}`, { method, headers, body: body && JSON.stringify(body), cache: "no-store" });
  } catch {
    return null;
  }
}

/** Says what became of something. */
function tell(key, values = {}) {
  said = [key, values];
  showState();
}

/** Asks whether something that cannot be taken back is meant. It is not where the page goes elsewhere meanwhile.
 * The button answers, not the dialog's end: that is told a frame later, when the next question may already stand. */
function sure(key, yes, values = {}) {
  const dialog = find("sure"), form = find("sure-form");
  find("sure-text").textContent = words.say(key, values);
  find("sure-yes").textContent = words.say(yes);
  return new Promise((done) => {
    form.onsubmit = (/** @type {SubmitEvent} */ { submitter }) => done(submitter === find("sure-yes"));
    dialog.onclose = () => dialog.open || done(false);
    dialog.showModal();
  });
}

/** Goes where the hash says. */
function follow() {
  const to = asked(), collects = to === "collect" || to === "" && hosted === false;
  if (to === place && collects === (collection !== null)) return;
  place = to;
  leave();
  if (collects) collection = new Collection();
  else if (to) feed = new Feed(to, heard);
  board.set(collection?.posts ?? []);
  show();
}

function leave() {
  feed?.close();
  feed = collection = null;
  endScan();
  find("sure").close("");
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
  find("start").hidden = feed !== null || collection !== null || hosted === null && !silent;
  find("ways").hidden = hosted !== true;
  find("open").hidden = framed;
  find("local").hidden = !local || !hosted || collection !== null || over;
  find("collect").hidden = collection === null;
  find("join").hidden = !known || over;
  find("key").hidden = !fresh.code || fresh.code !== place || framed;
  find("key-text").value = fresh.key;
  find("board").hidden = !known && !(collection && board.count);
  find("owner").hidden = !known || key !== "" || over || framed;
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
  const standing = gone ? words.say("wall.ended-before") : feed ? words.say(STATES[feed.state] ?? `wall.${feed.state}`) : hosted === false && !place ? words.say("wall.no-server") : silent && !place ? words.say("wall.host-away") : "";
  find("state").textContent = collection ? standing : told || standing;
  find("state").className = `wall-state is-${feed?.state ?? "none"}`;
  find("collected").textContent = collection ? [told, !collection.kept && words.say("wall.unkept")].filter(Boolean).join(" ") : "";
}

/** Takes a device's posts away, if that is meant. */
async function remove(device) {
  const at = place;
  if (!await sure("wall.remove-sure", "wall.remove", { name: words.name(device) }) || place !== at) return;
  if (collection) {
    collection.remove(device.id);
    board.set(collection.posts);
    return show();
  }
  const posts = [...feed?.posts.values() ?? []].filter((post) => post.device === device.id); // more may have come meanwhile
  for (const { seq } of posts) {
    const answer = await send("DELETE", `/${at}/posts/${seq}`, { key: keyOf(at) });
    if (!answer?.ok && answer?.status !== 404) return refused(at, answer);
  }
  if (place === at) tell("wall.removed", { name: words.name(device) });
}

/** Why the server did not do what the key's owner wanted. @param {string | null} at the wall @param {Response | null} answer */
function refused(at, answer) {
  const wrong = answer?.status === 401 || answer?.status === 403;
  if (wrong) browser.save(`wall.key.${at}`, "");
  if (place !== at) return;
  show();
  tell(wrong ? "wall.wrong-key" : answer?.status === 429 ? "wall.too-often" : "wall.not-done");
}

find("open").addEventListener("submit", async (event) => {
  event.preventDefault();
  const { title, hours } = event.target.elements, button = event.submitter ?? event.target.querySelector("button");
  button.disabled = true;
  const answer = await send("POST", "", { body: { title: shown(title.value, 80), hours: Number(hours.value) } });
  const { code, key } = await answer?.json().catch(() => null) ?? {};
  button.disabled = false;
  if (!answer?.ok || !code) return tell(answer?.status === 429 ? "wall.open-often" : answer?.status === 400 ? "wall.open-wrong" : "wall.not-done");
  browser.save(`wall.key.${code}`, key);
  fresh = { code, key };
  location.hash = hashOf(code);
});
find("visit").addEventListener("submit", (event) => {
  event.preventDefault();
  const code = codeOf(event.target.elements.code.value);
  if (/** @type {any} */ (event).submitter?.value === "see") location.hash = hashOf(code);
  else location.href = new URL(`./#wall=${code}`, document.baseURI).href;
});
find("key-copy").addEventListener("click", async () => {
  const field = find("key-text");
  let copied = await browser.copy(field);
  if (!copied) {
    find("key-shown").open = true; // what does not show cannot be selected
    copied = await browser.copy(field);
  }
  find("key-state").textContent = words.say(copied ? "wall.key-copied" : "link.by-hand");
});
find("key-noted").addEventListener("click", () => {
  fresh = { code: "", key: "" };
  find("key-shown").open = false;
  find("key-state").textContent = "";
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
  const at = place;
  if (!await sure("wall.end-sure", "wall.end") || place !== at) return;
  const answer = await send("DELETE", `/${at}`, { key: keyOf(at) });
  if (!answer?.ok && answer?.status !== 410) return refused(at, answer);
  browser.save(`wall.key.${at}`, "");
});
find("clear").addEventListener("click", async () => {
  if (!collection || !await sure("wall.clear-sure", "wall.clear") || !collection) return;
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
  setTimeout(() => URL.revokeObjectURL(url), SAVING);
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

/** Starts the camera's search, unless the page goes elsewhere while the visitor is asked. */
async function startScan() {
  const at = collection;
  let last = "";
  starting = true;
  try {
    const stop = await scan(find("scanned"), (text) => {
      if (text !== last) add(last = text);
    });
    if (collection === at) stopScan = stop;
    else stop();
  } catch {
    if (collection === at) tell("wall.no-camera");
  }
  starting = false;
  showScan();
}

function endScan() {
  stopScan?.();
  stopScan = null;
  showScan();
}

function showScan() {
  const button = find("scan");
  find("scanned").hidden = !stopScan;
  button.dataset.text = stopScan ? "wall.scan-stop" : "wall.scan";
  button.textContent = words.say(button.dataset.text);
}

find("scan").addEventListener("click", () => {
  if (stopScan) endScan();
  else if (!starting) startScan();
});
canScan().catch(() => false).then((can) => { find("scan").hidden = !can; });

/** Puts the page into a language. */
async function say(language) {
  try {
    const texts = await speak(language);
    if (!texts) return;
    words = new Words(language, texts);
    find("language").value = language;
    show();
  } catch (error) {
    find("language").value = words.language;
    find("state").textContent = inWords(error, words.texts);
  }
}

find("language").addEventListener("change", () => {
  const { value } = find("language"), kept = location.hash.slice(1).split("&").filter((text) => text && !text.startsWith("lang="));
  browser.rewrite("#" + [...kept, `lang=${value}`].join("&"));
  say(value);
});
addEventListener("hashchange", () => {
  follow();
  say(chosenLanguage());
});

await Promise.all([findHost(), say(chosenLanguage())]);
follow();
show();
