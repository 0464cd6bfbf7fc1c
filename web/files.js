// @ts-check
// Where the files are that are looked for when they are needed. Each lies under the hash of its content, and no module has
// another's address in it but of those that it imports: a changed text changes what the document says here, and no program.

/** @type {Map<string, string>} */
const addresses = new Map();

/**
 * Makes files known.
 * @param {Record<string, string>} files addresses by the files' names
 * @param {string} base what the addresses are relative to
 */
export function place(files, base) {
  for (const [name, address] of Object.entries(files)) addresses.set(name, new URL(address, base).href);
}

/** Makes known what the site builder has put into the document. */
export function placeWritten() {
  place(JSON.parse(/** @type {HTMLElement} */ (document.getElementById("files")).textContent), document.baseURI);
}

/** The address of a file. @param {string} name */
export function addressOf(name) {
  const address = addresses.get(name);
  if (!address) throw new Error(`files: ${name}: want one that the document names`);
  return address;
}
