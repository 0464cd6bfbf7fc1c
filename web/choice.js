// @ts-check
// Which file of the site's index bench.html and the library take: the one that the page would.

/**
 * The file that serves a width at a resolution best, computed with integers or with real numbers: the one trained there,
 * else the nearest below, else the nearest above; of two, the one that holds what is computed with. undefined if no file
 * has that width. offers.Choose is the same in Go, and says why.
 * @template {{alpha: number, resolution?: number, quantised: boolean}} File
 * @param {File[]} files
 * @param {number} alpha
 * @param {number} resolution in pixels
 * @param {boolean} integers
 */
export function choose(files, alpha, resolution, integers) {
  const ranks = ({ resolution: trained = 0, quantised }) =>
    [Number(trained > resolution), Math.abs(trained - resolution), Number(quantised !== integers)];
  const compare = (a, b) => a.map((rank, i) => rank - b[i]).find((difference) => difference !== 0) ?? 0;
  return files.filter((file) => file.alpha === alpha).sort((a, b) => compare(ranks(a), ranks(b)))[0];
}
