// @ts-check
// Hides, before the first paint, the parts of the page that the link names: #hide=header,alpha. A part is an element with
// data-part="name", or a control of the figure, of a panel or in the bar of tabs by its id, with its label. Loaded without
// "defer", so that nothing is shown only to go away; what the program builds later is hidden as it comes.
"use strict";
(() => {
  /** What a page in a frame goes without. */
  const bare = ["header", "footer", "notes"];
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets = [sheet];
  const apply = () => {
    const link = new URLSearchParams(location.hash.slice(1));
    const embedded = link.get("embed") === "1";
    const named = (link.get("hide") ?? "").split(",").filter((name) => /^[a-z0-9-]+$/i.test(name));
    const names = embedded ? named.concat(bare) : named;
    sheet.replaceSync(names.map((name) =>
      `[data-part~="${name}"], :is(.figure, .panels) :is([id="${name}"], label:has([id="${name}"]), [for="${name}"]) { display: none !important; }`).join("\n"));
    const root = document.documentElement;
    root.dataset.hide = names.join(" ");
    root.classList.toggle("partial", named.length > 0);
    root.classList.toggle("embedded", embedded);
  };
  apply();
  addEventListener("hashchange", apply);
})();
