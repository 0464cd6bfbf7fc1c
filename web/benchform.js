// @ts-check
// The form of bench.html: the same window.bench for people, with a table of what was measured.

const ALPHAS = [1, 0.75, 0.5, 0.25];
const RESOLUTIONS = [224, 192, 160, 128];

/** @param {any} scope the object with ready, info and bench */
export function showForm(scope) {
  const byId = (id) => /** @type {any} */ (document.getElementById(id));
  const form = byId("point");
  const status = byId("status");
  const rows = byId("rows");
  const all = byId("all");
  let running = false;

  const say = (text, failed = false) => {
    status.textContent = text;
    status.classList.toggle("failed", failed);
  };

  async function measure(points) {
    if (running) {
      running = false; // the second press stops after the point under way
      return;
    }
    running = true;
    const label = all.textContent;
    all.textContent = "Stop";
    try {
      for (const [alpha, resolution] of points) {
        if (!running) break;
        say(`Measuring α ${alpha} at ${resolution}×${resolution} pixels …`);
        const runs = Number(form.elements.runs.value);
        const result = await scope.bench(alpha, resolution, { warmup: Math.ceil(runs / 2), runs });
        addRow(rows, alpha, resolution, runs, result, scope.info());
      }
      say(describe(scope.info()));
    } catch (error) {
      say(error.message, true);
    }
    all.textContent = label;
    running = false;
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    measure([[Number(form.elements.alpha.value), Number(form.elements.resolution.value)]]);
  });
  all.addEventListener("click", () => measure(ALPHAS.flatMap((a) => RESOLUTIONS.map((r) => [a, r]))));
  scope.ready.then((info) => {
    say(describe(info));
    form.elements.measure.disabled = all.disabled = false;
  }, (error) => say(error.message, true));
}

function describe({ isa, precision, threads, threadsNote, weights, tickMs, isolated }) {
  const clock = `clock tick ${Math.round(tickMs * 1000)} µs${isolated ? "" : " (page not isolated)"}`;
  const workers = threads === 1 ? "1 thread" : `${threads} threads`;
  return `Ready: ${isa}, ${precision}, ${workers}, weights ${weights}, ${clock}. ${threadsNote}`.trimEnd();
}

function addRow(rows, alpha, resolution, runs, { medianMs, p95Ms, bestMs }, { isa, weights }) {
  const row = document.createElement("tr");
  const ms = (value) => value.toFixed(2);
  for (const text of [alpha, `${resolution}×${resolution}`, isa, weights, ms(medianMs), ms(p95Ms), ms(bestMs), runs]) {
    row.insertCell().textContent = String(text);
  }
  rows.prepend(row);
}
