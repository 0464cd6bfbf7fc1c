import { load } from "../mobilenet.js";

const [start, video, answer] = ["start", "video", "answer"].map((id) => document.getElementById(id));
const classes = [...document.querySelectorAll(".class")].map((button) => ({ button, count: 0, mean: null }));
const model = load({ alpha: 0.25 });
const look = async () => (await model).infer(video, true); // awaited, it is a Float32Array
const distance = (a, b) => Math.hypot(...a.map((value, i) => value - b[i]));

async function learn(c) {
  const seen = await look();
  c.count++;
  c.mean = c.mean?.map((value, i) => value + (seen[i] - value) / c.count) ?? seen;
}

async function watch() {
  video.srcObject = await navigator.mediaDevices.getUserMedia({ video: true });
  await video.play();
  for (const c of classes) c.button.disabled = false;
  for (;;) {
    const seen = await look();
    const [nearest] = classes.filter((c) => c.mean).sort((a, b) => distance(a.mean, seen) - distance(b.mean, seen));
    if (nearest) answer.textContent = nearest.button.textContent;
    await new Promise((next) => video.requestVideoFrameCallback(next));
  }
}

for (const c of classes) c.button.addEventListener("click", () => learn(c));
start.addEventListener("click", () => watch().catch((error) => { answer.textContent = error.message; }));
