// @ts-check
// Says what keeps the page's program from loading, where that program cannot: the page was opened as a file, a frame
// gave it an origin of its own, or a module did not come or is not understood. A script of the old kind, in the old
// language, which needs none of what may be missing.
"use strict";
(function () {
  var said = false;

  /** @param {string} why of a sentence that the document holds in every language */
  function say(why) {
    if (said) return;
    said = true;
    document.documentElement.className += " unable";
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", show);
    else show();

    function show() {
      var box = /** @type {HTMLElement} */ (document.getElementById("unable"));
      var sentences = box.querySelectorAll("[data-why=" + why + "]");
      var shown = /** @type {HTMLElement} */ (sentences[0]);
      for (var i = sentences.length - 1; i > 0; i--) { // the first is English, for who speaks none of the others
        if (speaks(/** @type {HTMLElement} */ (sentences[i]).lang)) shown = /** @type {HTMLElement} */ (sentences[i]);
      }
      shown.hidden = box.hidden = false;
    }
  }

  /** Whether the link asks for that language, else the first of the visitor's is it. */
  function speaks(/** @type {string} */ language) {
    var link = /[#&]lang=([A-Za-z]+)/.exec(location.hash);
    return (link ? link[1] : navigator.language.split("-")[0]) === language;
  }

  if (location.protocol === "file:") say("file");
  else if (self.origin === "null") say("frame");
  else if (!("noModule" in document.createElement("script"))) say("program");
  addEventListener("error", function (event) {
    var script = event.target;
    var absent = script instanceof HTMLScriptElement && script.type === "module";
    if (absent || event.error instanceof SyntaxError) say("program");
  }, true);
})();
