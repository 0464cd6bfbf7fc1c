// @ts-check
// The camera: permission, devices, and its newest frame on demand. A frame is grabbed only when one is asked for, so
// that those which come while the network is busy are never copied and never wait in a queue.

import { ask } from "./browser.js";

/** How long a camera may give no frame before onstill hears of it, and how often that is looked at, in ms. */
const PATIENCE = 3000, TICK = 500;

/** The browser's devices, where it has them and a page may ask. */
const media = () => ask(() => navigator.mediaDevices);

/**
 * @typedef {object} Started
 * @property {string} id of the device
 * @property {string} label of the device
 * @property {boolean} facesUser whether the camera looks at its user, who then expects to see a mirror
 */

export class Camera {
  #video;
  /** @type {MediaStream | null} */
  #stream = null;
  #session = 0; // counts starts, so that what belongs to an earlier one is recognised
  #fresh = false; // the video shows a frame that was not grabbed yet
  #wanted = false;
  #grabbing = false;
  #held = false;
  #clock = 0; // of the interval that counts the time without a frame
  #silent = 0; // that time, ms
  #still = false; // what onstill heard last

  /** Gets each frame that was asked for, and how long grabbing it took, in ms.
   * @type {(frame: VideoFrame | ImageBitmap, captureMs: number) => void} */
  onframe = () => {};
  /** Hears that the camera has gone: unplugged, or taken away by the system or another program.
   * @type {() => void} */
  onlost = () => {};
  /** Hears that no frames come, and that they come again.
   * @type {(still: boolean) => void} */
  onstill = () => {};
  /** Hears that cameras were connected or taken away.
   * @type {() => void} */
  onchange = () => {};

  /** @param {HTMLVideoElement} video shows the camera's picture */
  constructor(video) {
    this.#video = video;
    media()?.addEventListener("devicechange", () => this.onchange());
  }

  /**
   * Opens a camera, closing the one before it: the device of that id, else the rear camera where there is one.
   * Rejects with getUserMedia's error, with one named "NotSupportedError" where there are no cameras to ask for, or with
   * "FrameError" where it may be the page around this one that withholds them.
   * @param {string} id
   * One that gives no frame has started too, after a while: onstill tells.
   * @returns {Promise<Started | null>} null if another start or a stop came in between
   */
  async start(id) {
    this.stop();
    const session = this.#session;
    const devices = media();
    if (!devices?.getUserMedia) {
      throw new DOMException("no mediaDevices", isSecureContext ? "NotSupportedError" : "InsecureError");
    }
    this.allowed().then((yes) => { // nobody is asked, so that it is the camera that is waited for
      if (yes && session === this.#session) this.#count();
    });
    const size = { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 60 } };
    const which = id ? { deviceId: { exact: id } } : { facingMode: { ideal: "environment" } };
    let stream;
    try {
      stream = await devices.getUserMedia({ video: { ...size, ...which }, audio: false });
    } catch (error) {
      if (session !== this.#session) return null;
      if (error instanceof DOMException && error.name === "NotAllowedError" && self !== top) throw new DOMException(error.message, "FrameError");
      throw error;
    }
    if (session !== this.#session) {
      stop(stream);
      return null;
    }
    const [track] = stream.getVideoTracks();
    track.addEventListener("ended", () => {
      if (session !== this.#session) return;
      this.stop();
      this.onlost();
    });
    track.addEventListener("mute", () => {
      if (session === this.#session) this.#tell(true);
    });
    this.#stream = stream;
    this.#video.srcObject = stream;
    this.#count();
    this.#watch(session);
    // Playing ends early where this page holds or stops the video meanwhile, and never begins without a frame.
    const playing = this.#video.play().catch(() => {});
    await Promise.race([playing, new Promise((late) => setTimeout(late, PATIENCE))]);
    if (session !== this.#session) return null;
    const settings = track.getSettings();
    return { id: settings.deviceId ?? "", label: track.label, facesUser: facesUser(settings.facingMode, track.label) };
  }

  /** Closes the camera. */
  stop() {
    this.#session++;
    this.#wanted = this.#fresh = this.#still = false;
    clearInterval(this.#clock);
    if (this.#stream) stop(this.#stream);
    this.#stream = null;
    this.#video.srcObject = null;
  }

  /** The cameras there are. Their labels are empty until the visitor has allowed one.
   * @returns {Promise<{id: string, label: string}[]>} */
  async devices() {
    const all = (await media()?.enumerateDevices()) ?? [];
    return all.filter((d) => d.kind === "videoinput").map((d) => ({ id: d.deviceId, label: d.label }));
  }

  /** Whether the visitor has allowed the camera before, as far as the browser tells. */
  async allowed() {
    try {
      const status = await navigator.permissions.query(/** @type {any} */ ({ name: "camera" }));
      return status.state === "granted";
    } catch {
      return false;
    }
  }

  /** Asks for one frame: the newest, as soon as there is one that was not grabbed yet. */
  next() {
    this.#wanted = true;
    this.#grab();
  }

  /** The frame that is shown now. A VideoFrame is only a reference: its pixels are computed in the worker. A bitmap is a
   * copy, made here. */
  async picture() {
    return "VideoFrame" in globalThis ? new VideoFrame(this.#video) : createImageBitmap(this.#video);
  }

  /** Holds the picture, or lets it go on; grabs nothing meanwhile.
   * @param {boolean} held */
  hold(held) {
    this.#held = held;
    this.#silent = 0;
    if (!this.#stream) return;
    this.#wanted = false;
    if (held) this.#video.pause();
    else this.#video.play().catch(() => {}); // stopped at the same moment: nothing to play
  }

  /** Counts the time without a frame, in ticks: what was busy or slept for long has not waited. */
  #count() {
    clearInterval(this.#clock);
    this.#silent = 0;
    this.#clock = setInterval(() => {
      if (!this.#held && (this.#silent += TICK) >= PATIENCE) this.#tell(true);
    }, TICK);
  }

  /** Whether the system gives the page no picture for now. */
  #muted() {
    return this.#stream?.getVideoTracks()[0].muted ?? false;
  }

  /** Says whether frames come, when that has changed; a page that holds the camera wants none. */
  #tell(still) {
    if (still === this.#still || this.#held) return;
    this.#still = still;
    this.onstill(still);
  }

  /** Notes each frame that the video shows, as long as the session lasts. */
  #watch(session) {
    const seen = () => {
      if (session !== this.#session) return;
      this.#fresh = true;
      this.#silent = 0;
      this.#tell(this.#muted()); // a last frame may have been on its way
      this.#grab();
      wait();
    };
    const video = this.#video;
    let shown = -1;
    const look = () => { // for browsers that cannot tell when a frame is shown
      if (session !== this.#session) return;
      if (video.currentTime === shown) return void requestAnimationFrame(look);
      shown = video.currentTime;
      seen();
    };
    const wait = () => "requestVideoFrameCallback" in video ? video.requestVideoFrameCallback(seen) : requestAnimationFrame(look);
    wait();
  }

  async #grab() {
    if (!this.#wanted || !this.#fresh || this.#grabbing || !this.#video.videoWidth) return;
    const session = this.#session;
    this.#wanted = this.#fresh = false;
    this.#grabbing = true;
    const start = performance.now();
    try {
      const frame = await this.picture();
      if (session === this.#session) this.onframe(frame, performance.now() - start);
      else frame.close();
    } catch {
      this.#wanted = session === this.#session; // the frame went away while it was grabbed: take the next one
    } finally {
      this.#grabbing = false;
    }
  }
}

/** @param {MediaStream} stream */
function stop(stream) {
  for (const track of stream.getTracks()) track.stop();
}

/** Computers do not say which way their camera looks; one that does not call itself a rear camera looks at its user.
 * @param {string | undefined} facingMode
 * @param {string} label */
function facesUser(facingMode, label) {
  return facingMode ? facingMode === "user" : !/back|rear|environment/i.test(label);
}
