// The numbers follow what is typed, and a changed text is not left unasked. Without it the server does the numbers.
const box = document.querySelector("#src");
const mirror = document.querySelector(".mirror");

function follow() {
  const lines = [...box.value.split("\n"), ""];
  while (mirror.childElementCount > lines.length) mirror.lastElementChild.remove();
  lines.forEach((text, index) => {
    const line = mirror.children[index] || mirror.appendChild(document.createElement("span"));
    line.dataset.n = index + 1;
    if (line.textContent !== text) line.textContent = text;
  });
}

if (box && mirror) {
  let sending = false;
  follow();
  box.addEventListener("input", follow);
  document.addEventListener("submit", () => { sending = true; });
  window.addEventListener("beforeunload", (event) => {
    if (!sending && ("unsaved" in box.dataset || box.value !== box.defaultValue)) event.preventDefault();
  });
}
