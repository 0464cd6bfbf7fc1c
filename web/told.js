// @ts-check
// Errors that the page says in the visitor's language: by a key of its tables of texts, with values for the placeholders.
// Their message says the same in English, for what reads no table.

export class Told extends Error {
  /**
   * @param {string} message
   * @param {string} key of a text in web/text
   * @param {Record<string, string | number>} values by the names of its placeholders
   */
  constructor(message, key, values = {}) {
    super(message);
    this.key = key;
    this.values = values;
  }

  /** The error that was told of in a message. */
  static from(/** @type {any} */ { message, key, values }) {
    return new Told(message, key, values);
  }
}

/** What a message carries of an error. */
export function telling(/** @type {any} */ { message, key, values }) {
  return { message, key, values };
}

/** What a table of texts says of an error; where it has no words, the error's own. */
export function inWords(/** @type {any} */ { message, key, values }, /** @type {Record<string, string>} */ texts) {
  return texts[key]?.replace(/\{(\w+)\}/g, (_, name) => values[name]) ?? message;
}

/**
 * Fetches a file of this site.
 * @param {URL | string} address
 * @returns {Promise<Response>} of which the body may still be on its way
 */
export async function get(address) {
  const url = new URL(address, globalThis.document?.baseURI);
  const file = url.pathname.split("/").at(-1) ?? "";
  let response;
  try {
    response = await fetch(url);
  } catch (error) {
    throw new Told(`${file} did not load (${error.message}). Is the network there?`, "why.network", { file });
  }
  if (!response.ok) {
    const { status } = response;
    throw new Told(`${file} did not load: the server answered ${status} for ${url.pathname}.`, "why.server", { file, status });
  }
  return response;
}
