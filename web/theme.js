// @ts-check
// Sets the colours before the first paint: the theme of the link if it names one, else the system's. Loaded without
// "defer", so that a page opened in the dark never flashes.
"use strict";
(() => {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    const chosen = new URLSearchParams(location.hash.slice(1)).get("theme") ?? "";
    document.documentElement.dataset.theme = ["light", "dark"].includes(chosen) ? chosen : system.matches ? "dark" : "light";
  };
  apply();
  system.addEventListener("change", apply);
  addEventListener("hashchange", apply);
  addEventListener("themechange", apply);
})();
