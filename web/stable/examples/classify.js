import { load } from "../mobilenet.js";

const [img, file, answers] = ["img", "file", "answers"].map((id) => document.getElementById(id));
const list = (lines) => answers.replaceChildren(...lines.map((line) => Object.assign(document.createElement("li"), { textContent: line })));
const model = load();

async function show(picture) {
  const found = await (await model).classify(picture);
  list(found.map(({ className, probability }) => `${className}, ${(100 * probability).toFixed(1)} %`));
}
const look = (picture) => show(picture).catch((error) => list([error.message]));

file.addEventListener("change", () => {
  img.src = URL.createObjectURL(file.files[0]);
  look(file.files[0]);
});
look(img);
