// @ts-check
// A wall's posts as they come: by an event stream, and by asking where that breaks.

/** @typedef {import("./walldevices.js").Post} Post */

/** How often to ask, in ms: where no stream is open, and beside one, since some networks hold back what streams say. */
const ASKING = 3000, BESIDE = 15_000;

/** How long to wait for another stream after one was refused, in ms: at first, and at most. A host may have none at all. */
const ANOTHER = 10_000, LONGEST = 600_000;

export class Feed {
  title = "";
  expires = "";
  /** How it stands: "looking", "live", "asking", "away" (no answer), "offline", "over", "absent" or "too-often". */
  state = "looking";
  /** By their numbers. @type {Map<number, Post>} */
  posts = new Map();
  #last = 0;
  /** @type {EventSource | undefined} */
  #stream;
  #timer = 0;
  #another = 0;
  #wait = ANOTHER;
  #ended = false;
  #once = () => this.#ask();
  #heard;

  /**
   * @param {string} code
   * @param {(news: boolean) => void} heard that the state or, if there is news, posts have changed
   */
  constructor(code, heard) {
    this.url = `api/walls/${encodeURIComponent(code)}`;
    this.#heard = heard;
    addEventListener("online", this.#once);
    addEventListener("offline", this.#once);
    this.#ask();
  }

  /** Ends it. */
  close() {
    this.#ended = true;
    removeEventListener("online", this.#once);
    removeEventListener("offline", this.#once);
    clearTimeout(this.#timer);
    clearTimeout(this.#another);
    this.#stream?.close();
  }

  #say(state, news = false) {
    if (this.#ended || state === this.state && !news) return;
    this.state = state;
    this.#heard(news);
  }

  /** Asks for what came since the last answer, and then again and again. */
  async #ask() {
    clearTimeout(this.#timer);
    let answer;
    try {
      answer = await fetch(`${this.url}?after=${this.#last}`, { cache: "no-store" });
      if (answer.ok) {
        const { title, expires, posts, deleted = [], last } = await answer.json();
        if (this.#ended) return;
        Object.assign(this, { title, expires });
        const first = !this.#stream, newer = last >= this.#last; // or the stream was faster
        if (newer) {
          for (const post of posts) this.posts.set(post.seq, post);
          for (const seq of deleted) this.posts.delete(seq);
          this.#last = last;
        }
        if (first) this.#listen();
        this.#say(first || this.#stream?.readyState === EventSource.OPEN ? "live" : "asking", first || newer && posts.length + deleted.length > 0);
      }
    } catch {
      // the network, or what is no wall's answer
      answer = undefined;
    }
    if (this.#ended) return;
    if (answer?.status === 410) return this.#end("over");
    if (answer?.status === 404) return this.#end("absent");
    if (!answer?.ok) this.#say(answer?.status === 429 ? "too-often" : navigator.onLine ? "away" : "offline");
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#once, this.#stream?.readyState === EventSource.OPEN ? BESIDE : ASKING);
  }

  /** Opens the event stream behind what is known. */
  #listen() {
    clearTimeout(this.#another);
    const stream = new EventSource(`${this.url}/events?after=${this.#last}`);
    this.#stream?.close();
    this.#stream = stream;
    stream.onopen = () => {
      this.#wait = ANOTHER;
      this.#ask();
    };
    stream.onerror = () => {
      if (stream.readyState === EventSource.CLOSED) {
        this.#another = setTimeout(() => this.#listen(), this.#wait);
        this.#wait = Math.min(2 * this.#wait, LONGEST);
      }
      this.#ask();
    };
    const take = (/** @type {(data: any) => void} */ change) => (/** @type {MessageEvent} */ event) => {
      const number = Number(event.lastEventId);
      if (this.#ended || number <= this.#last) return;
      change(JSON.parse(event.data));
      this.#last = number;
      this.#say("live", true);
    };
    stream.addEventListener("post", take((post) => this.posts.set(post.seq, post)));
    stream.addEventListener("deleted", take(({ seq }) => this.posts.delete(seq)));
    stream.addEventListener("end", () => this.#end("over"));
  }

  #end(state) {
    this.#say(state);
    this.close();
  }
}
