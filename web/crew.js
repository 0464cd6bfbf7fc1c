// @ts-check
// A crew: this worker and others that it starts compute a network together, each with a Go program of its own. This
// one leads: it alone talks to the page. The others are engines too, which it sends what was sent to it.

import { ask } from "./browser.js";
import { EngineClient } from "./client.js";
import { newCounters, Seat } from "./seat.js";
import { telling, Told } from "./told.js";

/** The largest crew: beyond, bands of rows get too thin. */
const LIMIT = 8;

/** How often workers may die before the leader goes on alone. */
const DEATHS = 3;

/** How many passes are timed, and for how long at most in milliseconds, to learn which crew is fastest. */
const TRIALS = 6;
const TRIAL_MS = 400;

/** How often a crew may try until it is faster than one thread, and the milliseconds between, for others to calm down. */
const RACES = 3;
const PAUSE_MS = 30;

/** After how many milliseconds a network that is configured again gets another race, if it was lost. */
const RETRY_MS = 3000;

/** How many more passes slower than one thread than faster ones end a crew; one that is so many times slower counts so often. */
const SLOW_PASSES = 15;
const MOST_SLOW = 5;

/** For how many milliseconds one thread then goes on alone: at first, and at most, since each time takes twice as long. */
const ALONE_MS = 4000;
const ALONE_MOST_MS = 64000;

/** How many threads a crew can have here. */
export function maxThreads() {
  return crossOriginIsolated && ask(() => SharedArrayBuffer) ? Math.max(1, Math.min(navigator.hardwareConcurrency, LIMIT)) : 1;
}

export class Crew {
  /** How many threads compute. */
  threads = 1;
  /** Why there are fewer than asked for, null if there are not. @type {Told | null} */
  note = null;

  #program;
  #seat;
  #module;
  /** The other workers. @type {EngineClient[]} */
  #members = [];
  /** What the members have been sent, and the name of the network that it is for. */
  #message;
  #network = "";
  /** The values that the workers share. @type {SharedArrayBuffer | undefined} */
  #memory;
  /** Counts what puts an end to forming a crew that is not there yet. */
  #turn = 0;
  #deaths = 0;
  /** How many more passes were slower than one thread than were not, of late; see MOST_SLOW. */
  #slow = 0;
  /** When a crew that was given up is tried again, and for how long the next one is not. */
  #again = Infinity;
  #alone = ALONE_MS;
  /** The networks that a crew has once been faster at. @type {Set<string>} */
  #won = new Set();
  /** Milliseconds of a pass, by network and threads. @type {Map<string, number>} */
  #times = new Map();
  /** When crews last lost a race against one thread, by network. @type {Map<string, number>} */
  #lost = new Map();

  /**
   * @param {import("./program.js").GoProgram} program that runs in this worker
   * @param {Seat} seat of this worker
   * @param {WebAssembly.Module} module of the program
   */
  constructor(program, seat, module) {
    this.#program = program;
    this.#seat = seat;
    this.#module = module;
  }

  /** How many threads compute, as messages say it. */
  members() {
    return { threads: this.threads, threadsNote: this.note && telling(this.note) };
  }

  /** Leaves the crew, so that the network can be changed. */
  pause() {
    this.#turn++;
    this.#deaths = 0;
    this.#again = Infinity;
    this.#alone = ALONE_MS;
    this.#dissolve();
  }

  /** Comes together again for the network that has stayed the same. */
  async resume() {
    if (this.#message) await this.form(this.#message, this.#network);
  }

  /**
   * Forms the crew for a network that this worker has.
   * @param {any} message the Configure message
   * @param {string} network names the network and how it runs
   */
  async form(message, network) {
    const turn = this.#turn;
    const { auto = false, threads = 1 } = message;
    const exact = message.exact && crossOriginIsolated;
    const size = Math.min(auto ? LIMIT : threads, exact ? LIMIT : maxThreads());
    const from = auto ? 2 : size; // besides one
    this.#message = message;
    this.#network = network;
    try {
      let best = exact ? size : this.#known(from, size);
      await this.#hire(best ?? size);
      best ??= await this.#race(from, size);
      if (turn !== this.#turn) return;
      this.#fire(best);
      if (best > 1) await this.#meet(best);
      if (turn !== this.#turn) return;
      this.note = best < size && !auto ? slower(size) : tooFew(auto ? 0 : threads, size);
      if (best > 1) this.#won.add(network);
      else if (this.#won.has(network)) this.#tryLater();
    } catch (error) {
      if (turn !== this.#turn) return;
      this.#dissolve();
      this.#fire(1);
      this.note = new Told(`One thread: ${error.message}`, "cores.failed");
    }
  }

  /** Before a frame: lets the members wake up while the picture is copied and resized. */
  wake() {
    if (this.threads > 1) this.#seat.wake();
  }

  /**
   * After a pass of the network: replaces the crew if a member is gone, in which case this worker has computed alone,
   * and gives it up where it has become slower than one thread, as when other programs need the processors, for a while.
   * @param {number} ms what the pass took
   */
  mend(ms) {
    if (this.threads === 1) {
      if (performance.now() < this.#again) return;
      this.#again = Infinity;
      this.resume();
      return;
    }
    if (this.#seat.over) {
      this.#replace();
      return;
    }
    const alone = this.#message.exact ? Infinity : this.#times.get(`${this.#network} 1`) ?? Infinity;
    this.#slow = Math.max(0, this.#slow + (ms > alone ? Math.min(MOST_SLOW, ms / alone) : -1));
    if (this.#slow < SLOW_PASSES) return;
    this.note = slower(this.threads);
    this.#giveUp();
    this.#tryLater();
  }

  /** Has the network race again in a while: by then the processors may be free, and what was timed before is out of date. */
  #tryLater() {
    for (const key of this.#times.keys()) {
      if (key.startsWith(`${this.#network} `)) this.#times.delete(key);
    }
    this.#again = performance.now() + this.#alone;
    this.#alone = Math.min(2 * this.#alone, ALONE_MOST_MS);
  }

  #replace() {
    this.#giveUp();
    this.#memory = undefined; // who is still at work may write to the old one
    if (++this.#deaths >= DEATHS) {
      this.note = new Told(`One thread: workers have stopped ${DEATHS} times.`, "cores.gone", { n: DEATHS });
      return;
    }
    this.note = new Told("One thread: a worker has stopped, another one is starting.", "cores.again");
    this.resume();
  }

  /** Ends all members, and whatever is being formed. */
  #giveUp() {
    this.#turn++;
    this.#dissolve();
    this.#fire(1);
  }

  /** Leaves the crew and goes on alone. The members stay. */
  #dissolve() {
    this.#seat.callOff();
    if (this.threads === 1) return;
    this.#program.control.leave();
    this.threads = 1;
  }

  /** Starts as many members as are missing and gives all the network. */
  async #hire(size) {
    this.#fire(size);
    while (this.#members.length < size - 1) {
      this.#members.push(new EngineClient(this.#module, `engine, thread ${this.#members.length + 2}`));
    }
    const message = { ...this.#message, threads: 1, auto: false };
    await Promise.all(this.#members.map((member) => member.request(message)));
  }

  /** Ends the members that a crew of that size does not need. */
  #fire(size) {
    for (const member of this.#members.splice(size - 1)) member.stop();
  }

  /** Sits down with the first members, who have the network. */
  async #meet(size) {
    const turn = this.#turn;
    const bytes = this.#program.control.crewBytes(size);
    if (!(this.#memory?.byteLength >= bytes)) this.#memory = new SharedArrayBuffer(bytes);
    const counters = newCounters(size);
    const memory = this.#memory;
    this.#seat.sit(0, counters, memory);
    await Promise.all(this.#members.slice(0, size - 1).map(
      (member, i) => member.request({ kind: "work", rank: i + 1, size, counters, memory })));
    if (turn !== this.#turn) return;
    this.#program.control.lead(size);
    this.threads = size;
    this.#slow = 0;
  }

  /** How many threads were fastest; undefined if that is to be found out, or found out again after a defeat. */
  #known(from, size) {
    const best = this.#fastest(from, size);
    return best === 1 && size > 1 && performance.now() > (this.#lost.get(this.#network) ?? 0) + RETRY_MS ? undefined : best;
  }

  /** How many threads are fastest, of one and from to size; undefined if they have not all been timed. */
  #fastest(from, size) {
    let best = 1;
    let shortest = this.#times.get(`${this.#network} 1`);
    for (let threads = from; threads <= size; threads++) {
      const ms = this.#times.get(`${this.#network} ${threads}`);
      if (shortest === undefined || ms === undefined) return size === 1 ? 1 : undefined;
      if (ms < shortest) [best, shortest] = [threads, ms];
    }
    return best;
  }

  /** Times the network with one thread, and with from to size of them, and returns how many are fastest. */
  async #race(from, size) {
    const turn = this.#turn;
    const sizes = [1, ...Array.from({ length: size - from + 1 }, (_, i) => from + i)];
    for (let race = 0; race < RACES; race++) {
      for (const threads of sizes) {
        if (threads > 1) await this.#meet(threads);
        if (turn !== this.#turn) return 1;
        this.#time(threads);
      }
      if (this.#fastest(from, size) > 1) break;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      this.#lost.set(this.#network, performance.now());
    }
    return this.#fastest(from, size);
  }

  /** Times a few passes with those who have met, and sends them away. */
  #time(threads) {
    const key = `${this.#network} ${threads}`;
    let shortest = this.#times.get(key) ?? Infinity;
    const end = performance.now() + TRIAL_MS;
    for (let i = 0; i < TRIALS && performance.now() < end; i++) {
      const start = performance.now();
      this.#program.exports.forward(0);
      shortest = Math.min(shortest, performance.now() - start);
    }
    if (threads > 1 && this.#seat.over) throw new Error("a worker has stopped.");
    this.#dissolve();
    this.#times.set(key, shortest);
  }
}

/** Why there is one thread where a crew could be. */
function slower(size) {
  return new Told(`One thread is faster here than ${size}.`, "cores.slower", { n: size });
}

/** Why there are fewer threads than asked for (0: as many as are fastest), null if there are not. */
function tooFew(asked, size) {
  if (asked === size || (!asked && crossOriginIsolated)) return null;
  return crossOriginIsolated
    ? new Told(`${asked} threads were asked for, this device has ${size}.`, "cores.fewer", { asked, n: size })
    : new Told("One thread: the page is not isolated, so workers cannot share memory. "
      + "Its server has to send the headers Cross-Origin-Opener-Policy and Cross-Origin-Embedder-Policy.", "cores.not-isolated");
}
