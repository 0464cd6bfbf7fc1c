// The page's service worker: it opens the page without a network, isolates it where its host does not, and fetches a new
// build's files before any page gets them. A page has its build's addresses of all files in it, each with the hash of its
// content, so that it runs with the files it began with whatever else is kept here; what is new is given to the next page
// that is opened, and no sooner than all of it has come.

/** This build, as its page says in data-build. */
const BUILD = "{{.Build}}";
/** Whether the server is asked for the page first: for a site that somebody is at work on. */
const FRESH = {{.Fresh}};
/** What every visit takes. */
const NEEDED = [
  ...{{programs "boot.js" "engine.js"}},
  ...{{list "index.css" "icon.svg" "theme.js" "unable.js" "parts.js" "wasm_exec.js" "page.wasm" "samples/samples.json" "weights/*" "runtimes.json"}},
];
/** What a visit may take: it is kept once one has. */
const USED = [...{{list "wallpost.js" "sweepcode.js" "engine*.wasm" "text/*" "samples/*.jpg"}}, ...{{.Weights}}];

const { scope } = registration;
/** Of the cache, and of locks: sites may share an origin. */
const NAME = `mobilenet ${scope}`;
/** Where the cache has this build's page. */
const PAGE = at(`./?build=${BUILD}`);
/** The engine's binary that this browser runs. */
const ENGINE = new URL(location.href).searchParams.get("engine");

const kept = new Set([...NEEDED, ...USED.filter((address) => !/engine[\w-]*\.wasm$/.test(address) || nameOf(address) === ENGINE)].map(at));

function at(address) {
  return new URL(address, scope).href;
}

/** The path below the site. */
function pathOf(url) {
  return url.startsWith(scope) ? new URL(url).pathname.slice(new URL(scope).pathname.length) : null;
}

/** The hash in a path; undefined of files whose content may change. */
function hashOf(path) {
  return /^v\/([0-9a-f]{12})\/|^weights\/[^/]+\.([0-9a-f]{12})\.\w+$/.exec(path)?.slice(1).find(Boolean);
}

/** What a file is called in every build. */
function nameOf(address) {
  const hash = hashOf(address);
  return address.replace(`v/${hash}/`, "").replace(`.${hash}.`, ".");
}

/** An answer with the headers that isolate the page, as workers' scripts need them too. */
function isolated(answer, body = answer.body) {
  if (answer.type === "opaqueredirect" || answer.type === "error") return answer;
  const headers = new Headers(answer.headers);
  for (const name of ["Content-Encoding", "Content-Length"]) headers.delete(name); // the body is unpacked
  headers.set("Cross-Origin-Opener-Policy", "same-origin");
  headers.set("Cross-Origin-Embedder-Policy", "require-corp");
  headers.set("Cross-Origin-Resource-Policy", "cross-origin");
  return new Response(body, { status: answer.status, statusText: answer.statusText, headers });
}

/** Keeps a file, unless it is not what its address says. */
async function keep(cache, url, answer) {
  const content = await answer.arrayBuffer(), digest = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
  const hash = [...digest.slice(0, 6)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  if (!answer.ok || hash !== hashOf(pathOf(url))) throw new Error(`${url}: the server answers with something else`);
  await cache.put(url, isolated(answer, content));
}

/** Fetches a file, from what the browser has if it can, and keeps it, unless it is kept already. */
async function bring(cache, url, mode) {
  if (!(await cache.match(url))) await keep(cache, url, await fetch(url, { cache: mode, mode: "same-origin" }));
}

/** Brings all of a build: its page last, which says that the rest is there. What came before is there already. */
async function install() {
  const cache = await caches.open(NAME), page = await fetch(scope, { cache: "no-cache" });
  if (!page.ok || !(await page.clone().text()).includes(`data-build="${BUILD}"`)) throw new Error("the server has another build's page");
  const names = new Set((await cache.keys()).map(({ url }) => nameOf(pathOf(url))));
  const wanted = [...kept].filter((url) => { // what was used of another build will be of this one
    const path = pathOf(url), name = nameOf(path);
    return NEEDED.includes(path) || name === ENGINE || names.has(name);
  });
  await Promise.all(wanted.map((url) => bring(cache, url, "force-cache")));
  await Promise.all([...kept].map((url) => bring(cache, url, "only-if-cached").catch(() => {})));
  await cache.put(PAGE, isolated(page));
}

/** Removes what other builds' pages needed when the last of them is gone: each holds a lock as long as it is there. */
async function tidy() {
  const open = (await clients.matchAll({ type: "window", includeUncontrolled: true })).filter(({ url }) => isPage(url));
  const builds = (await navigator.locks.query()).held.map(({ name }) => name).filter((name) => name.startsWith(`${NAME} `));
  const isOld = self.serviceWorker?.state === "redundant" || registration.installing || registration.waiting;
  if (isOld || builds.length < open.length || builds.some((name) => name !== `${NAME} ${BUILD}`)) return;
  const cache = await caches.open(NAME);
  for (const { url } of await cache.keys()) {
    if (url !== PAGE && !kept.has(url)) await cache.delete(url);
  }
}

function isPage(url) {
  return ["", "index.html"].includes(pathOf(url.replace(/[?#].*/, "")));
}

async function answerPage(request) {
  const own = await (await caches.open(NAME)).match(PAGE);
  if (own && !FRESH) return own;
  return fetch(request).then((answer) => isolated(answer), (error) => {
    if (own) return own;
    throw error;
  });
}

async function answerFile(event) {
  const { url } = event.request, cache = await caches.open(NAME), found = await cache.match(url);
  if (found) return found;
  const answer = await fetch(event.request);
  if (answer.ok && kept.has(url)) event.waitUntil(keep(cache, url, answer.clone()).catch(() => {})); // there may be no room
  return isolated(answer);
}

addEventListener("install", (event) => event.waitUntil(navigator.locks.request(NAME, install).then(() => skipWaiting())));

addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("message", (event) => {
  event.source.postMessage({ build: BUILD });
  event.waitUntil(navigator.locks.request(NAME, tidy));
});

addEventListener("fetch", (event) => {
  const { method, mode, url, headers } = event.request, path = pathOf(url);
  if (method !== "GET" || path === null || headers.has("Range")) return;
  if (mode === "navigate" && isPage(url)) event.respondWith(answerPage(event.request));
  else if (mode !== "navigate" && hashOf(path)) event.respondWith(answerFile(event));
});
