// @ts-check
// What a network computed, as users of TensorFlow.js know a tensor, as far as they need no TensorFlow.js for it.

/** How many values print shows of those at either end. */
const SHOWN = 3;

export class Tensor {
  /** @type {Promise<Float32Array>} */
  #values;

  /** Makes `await` give the values. @type {PromiseLike<Float32Array>["then"]} */
  then = (resolve, reject) => this.#values.then(resolve, reject);

  /**
   * @param {[number, number]} shape a picture, and its values
   * @param {Promise<Float32Array>} values
   */
  constructor(shape, values) {
    this.shape = shape;
    this.dtype = /** @type {const} */ ("float32");
    this.size = shape[1];
    this.#values = values;
  }

  /** The values. */
  data() {
    return this.#values;
  }

  /** Writes the values to the console, the first and the last of them unless verbose. */
  async print(verbose = false) {
    const words = Array.from(await this.#values, (value) => value.toPrecision(7));
    const values = verbose || words.length <= 2 * SHOWN ? words : [...words.slice(0, SHOWN), "...", ...words.slice(-SHOWN)];
    console.log(`Tensor float32 [${this.shape}]\n[[${values.join(", ")}]]`);
  }

  /** Does nothing: the values are an ordinary array, which the browser collects. */
  dispose() {}
}
