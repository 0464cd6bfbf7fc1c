// @ts-check
// The points of a wall that no server keeps, as a table for spreadsheets: the columns that package wall writes, as far
// as links have them.

const COLUMNS = [
  "name", "class", "browser", "cores", "program", "measured", "tick_ms", "drift", "weights",
  "alpha", "resolution", "precision", "threads", "isa", "median_ms", "p10_ms", "p90_ms", "top1_percent",
];

/** A cell as RFC 4180 has it; what a spreadsheet would take for a formula begins with an apostrophe. */
function cell(value) {
  const text = typeof value === "string" && /^[=+\-@\t\r\n＝＋－＠]/.test(value) ? `'${value}` : String(value ?? "");
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

/** @param {Iterable<any>} posts @returns {Blob} */
export function csvOf(posts) {
  const rows = [COLUMNS];
  for (const { name, about, measured, tickMs, drift, weights, points } of posts) {
    for (const p of points) {
      rows.push([
        name, about.class, about.browser, about.cores, about.program, measured, tickMs, drift, weights,
        p.alpha, p.resolution, p.precision, p.threads, p.isa || "simd", p.median, p.low, p.high, p.accuracy,
      ]);
    }
  }
  return new Blob(["\ufeff", rows.map((row) => row.map(cell).join(",") + "\r\n").join("")], { type: "text/csv" }); // the mark tells Excel that it is UTF-8
}
