// @ts-check
// A worker's place in a crew: what its Go program imports in order to meet the other workers.
//
// Two blocks of memory are shared. In one lie the values that the workers give each other, at places that Go has laid
// out. In the other each worker counts how often it has arrived at a meeting, and one word says that the crew is over.

/** Words in a line of the processor's cache; counters lie in lines of their own. */
const LINE = 16;

/** The word that is not 0 when the crew is over. */
const OVER = 0;

/** The word with a worker's arrivals. */
const arrivals = (rank) => (1 + rank) * LINE;

/**
 * For how long to look again and again in the middle of a frame before going to sleep, in milliseconds: far longer than
 * any wait should be. Two workers on one processor are moved apart by the system if both are busy, and stay together if
 * they sleep in turns: after 0.3 ms, crews were stuck on one of two processors in most rounds of a benchmark.
 */
const SPIN_MS = 8;

/** The same between frames, which may be long apart: enough for frames that follow at once. */
const IDLE_MS = 1;

/** The same after a wake-up call: the frame that has come is copied and resized before the members are needed. */
const AWAKE_MS = 3;

/** How long a sleep lasts at most, in milliseconds: after it, a worker looks whether the crew is over. */
const SLEEP_MS = 250;

/** How long the leader waits for a worker before it gives it up, in milliseconds: no layer takes nearly as long. */
const PATIENCE_MS = 2000;

/** The memory that a crew of that size counts in. */
export function newCounters(size) {
  return new SharedArrayBuffer(4 * (1 + size) * LINE);
}

export class Seat {
  /** Whether a worker did not come, or the crew was called off. */
  over = true;

  #memory;
  #counters = new Int32Array(LINE);
  #shared = new Uint8Array(0);
  #rank = 0;
  #arrived = 0;
  /** Whether this member has done its part of a frame and waits for the next. */
  #between = false;
  /** Pairs of views of Go's memory and of the shared one, by their place in the latter. @type {Map<number, Transfer>} */
  #gives = new Map();
  /** @type {Map<number, Transfer>} */
  #takes = new Map();
  #buffer;

  /** @typedef {{own: Uint8Array, shared: Uint8Array}} Transfer */

  /** @param {() => ArrayBuffer} memory the Go program's memory */
  constructor(memory) {
    this.#memory = memory;
  }

  /** What the Go program imports. It runs once or twice for every layer of every frame, so it makes no garbage. */
  imports = {
    begin: () => {
      this.#between = this.#rank > 0;
    },
    give: (at, pointer, length) => {
      const { own, shared } = this.#transfer(this.#gives, at, pointer, length);
      shared.set(own);
    },
    take: (at, pointer, length) => {
      const { own, shared } = this.#transfer(this.#takes, at, pointer, length);
      own.set(shared);
    },
    arrive: () => {
      const mine = arrivals(this.#rank);
      Atomics.store(this.#counters, mine, ++this.#arrived);
      Atomics.notify(this.#counters, mine);
    },
    await: (rank) => (this.#await(arrivals(rank)) ? 1 : 0),
  };

  /**
   * Takes a place in a crew.
   * @param {number} rank
   * @param {SharedArrayBuffer} counters
   * @param {SharedArrayBuffer} shared
   */
  sit(rank, counters, shared) {
    this.#rank = rank;
    this.#counters = new Int32Array(counters);
    this.#shared = new Uint8Array(shared);
    this.#arrived = 0;
    this.#gives.clear();
    this.#takes.clear();
    this.over = false;
  }

  /** Wakes the workers that sleep until the next frame begins: they have until its first meeting to do so. */
  wake() {
    Atomics.notify(this.#counters, arrivals(0));
  }

  /** Calls everybody away. */
  callOff() {
    this.over = true;
    Atomics.store(this.#counters, OVER, 1);
    for (let word = LINE; word < this.#counters.length; word += LINE) Atomics.notify(this.#counters, word);
  }

  /** Waits until a counter has reached this worker's own. */
  #await(word) {
    const counters = this.#counters, wanted = this.#arrived;
    const patience = this.#rank === 0 ? performance.now() + PATIENCE_MS : Infinity;
    let spin = this.#between ? IDLE_MS : SPIN_MS;
    this.#between = false;
    for (;;) {
      const sleep = performance.now() + spin;
      do {
        for (let i = 0; i < 100; i++) {
          if ((Atomics.load(counters, word) - wanted | 0) >= 0) return true;
        }
      } while (performance.now() < sleep);
      if (Atomics.load(counters, OVER) || performance.now() > patience) {
        this.over = true;
        return false;
      }
      const seen = Atomics.load(counters, word);
      const woken = (seen - wanted | 0) < 0 && Atomics.wait(counters, word, seen, SLEEP_MS) === "ok";
      spin = woken ? AWAKE_MS : IDLE_MS;
    }
  }

  /** The views of a transfer, made once: new ones for every frame would be garbage. */
  #transfer(known, at, pointer, length) {
    const buffer = this.#memory();
    if (this.#buffer !== buffer) {
      this.#buffer = buffer;
      this.#gives.clear();
      this.#takes.clear();
    }
    let transfer = known.get(at);
    if (!transfer) {
      transfer = { own: new Uint8Array(buffer, pointer, length), shared: this.#shared.subarray(at, at + length) };
      known.set(at, transfer);
    }
    return transfer;
  }
}
