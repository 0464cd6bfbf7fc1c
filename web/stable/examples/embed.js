// Shows the page in a frame with the attributes of a row of the table.
const buttons = document.querySelectorAll("button");

for (const button of buttons) {
  button.addEventListener("click", () => {
    const frame = document.getElementById("frame");
    const another = frame.cloneNode(); // attributes count when a frame's page begins
    another.allow = button.dataset.allow;
    if (button.dataset.sandbox) another.setAttribute("sandbox", button.dataset.sandbox);
    else another.removeAttribute("sandbox");
    frame.replaceWith(another);
    for (const other of buttons) other.setAttribute("aria-pressed", String(other === button));
  });
}
