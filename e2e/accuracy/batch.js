// @ts-check
// Classifies photos in bulk through the site's own engine, in bench.html: an expression for a function that takes
//   photos  addresses; they stay decoded for the next network, until others come
//   network the members of a configure message but kind
// and gives, for each photo, the classes of its five most probable answers, and the probability of the first.
(async () => {
  const files = JSON.parse(/** @type {HTMLElement} */ (document.getElementById("files")).textContent);
  const load = (/** @type {string} */ name) => import(new URL(files[name], document.baseURI).href);
  const [{ EngineClient }, { decodePhoto }, { bestBinary }] = await Promise.all(["client.js", "photo.js", "program.js"].map(load));
  const engine = new EngineClient(bestBinary(), "accuracy");
  const decoded = new Map();

  /** @param {string} address */
  async function decode(address) {
    if (!decoded.has(address)) decoded.set(address, await decodePhoto(await (await fetch(address)).blob()));
    return decoded.get(address);
  }

  return async (/** @type {string[]} */ photos, /** @type {any} */ network) => {
    await engine.request({ kind: "configure", ...network });
    if (!decoded.has(photos[0])) {
      for (const bitmap of decoded.values()) bitmap.close();
      decoded.clear();
    }
    const answers = [];
    let before = Promise.resolve();
    for (const address of photos) {
      const bitmap = await createImageBitmap(await decode(address)); // a frame's bitmap goes to the engine for good
      await before; // so that the next photo is made ready while the engine works, and no more wait
      before = engine.request({ kind: "frame", bitmap })
        .then(({ top }) => { answers.push({ classes: top.map(({ index }) => index), confidence: top[0].probability }); });
      before.catch(() => {}); // awaited in the next turn
    }
    await before;
    return answers;
  };
})()
