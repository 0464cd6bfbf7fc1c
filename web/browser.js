// @ts-check
// What a browser may refuse by an exception: storage, the clipboard, the address. It is asked for here and never in Go:
// an exception from a getter ends a Go program.

/** How long to wait before the address is written again, in ms: Safari takes a hundred in thirty seconds. */
const LATER = 5000;

/**
 * What a getter gives, undefined if it throws.
 * @template T
 * @param {() => T} get
 * @returns {T | undefined}
 */
export function ask(get) {
  try {
    return get();
  } catch {
    return undefined;
  }
}

/** The texts that the browser did not keep: they last as long as the page. @type {Map<string, string>} */
const unkept = new Map();

/** The text that was saved under a name, "" if none was. @param {string} name */
export function load(name) {
  return unkept.get(name) ?? ask(() => localStorage.getItem(name)) ?? "";
}

/**
 * Saves a text; "" forgets it.
 * @param {string} name
 * @param {string} text
 * @returns {boolean} whether the browser keeps it beyond this page's life
 */
export function save(name, text) {
  try {
    if (text) localStorage.setItem(name, text);
    else localStorage.removeItem(name);
    unkept.delete(name);
    return true;
  } catch {
    unkept.set(name, text);
    return false;
  }
}

/** Whether the browser keeps anything. */
export function keeps() {
  return save("keeps", "yes") && save("keeps", "");
}

/**
 * Takes a field's text to the clipboard: where the browser has none for pages (an address without https, a frame), by the
 * old command, which wants it selected.
 * @param {HTMLInputElement | HTMLTextAreaElement} field
 * @returns {Promise<boolean>} whether it did
 */
export async function copy(field) {
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    field.select();
    return ask(() => document.execCommand("copy")) ?? false;
  }
}

let late = 0;

/** Writes the address's hash without a step of the browser's history; where that is refused for now, later.
 * @param {string} hash */
export function rewrite(hash) {
  clearTimeout(late);
  try {
    history.replaceState(null, "", hash);
  } catch {
    late = setTimeout(rewrite, LATER, hash);
  }
}
