// @ts-check
// What people type for a class's wall, as its server takes it.

/** A wall's code: letter case, dashes and spaces do not count. @param {string} text */
export const codeOf = (text) => text.toUpperCase().replace(/[^0-9A-Z]/g, "");

/**
 * A name or a title with nothing that does not show: no line ends, no marks that turn the direction of what follows, no
 * halves of characters. Two joiners stay, which some scripts and emoji need.
 * @param {string} text
 * @param {number} most characters
 */
export function shown(text, most) {
  const line = text.replace(/\s/g, " ").replace(/(?!\u200c|\u200d)\p{C}/gu, "").replace(/ +/g, " ").trim();
  return [...line].slice(0, most).join("");
}
