// The editor of a text: numbers that follow, a draft that saves itself, a preview that keeps up. All of it also works by buttons.
import { openDraft } from "./draft.js";
import { openPreview } from "./preview.js";
import { openTools } from "./tools.js";

const box = document.querySelector("#src");
const mirror = document.querySelector(".mirror");
const form = document.querySelector("#sunting");

function follow() {
  const lines = [...box.value.split("\n"), ""];
  while (mirror.childElementCount > lines.length) mirror.lastElementChild.remove();
  lines.forEach((text, index) => {
    const line = mirror.children[index] || mirror.appendChild(document.createElement("span"));
    line.dataset.n = index + 1;
    if (line.textContent !== text) line.textContent = text;
  });
}

function goTo(number) {
  const lines = box.value.split("\n");
  const start = lines.slice(0, number - 1).reduce((sum, line) => sum + line.length + 1, 0);
  box.focus({ preventScroll: true });
  box.setSelectionRange(start, start + (lines[number - 1] || "").length);
  (mirror.children[number - 1] || box).scrollIntoView({ block: "center" });
}

if (box && mirror) {
  follow();
  box.addEventListener("input", follow);
}

if (form && box) {
  let sending = false;
  const draft = openDraft({ box, form, changed: follow });
  openPreview({ box, mirror, form });
  openTools({ box, form });
  document.addEventListener("submit", ({ submitter }) => {
    if (submitter && submitter.formTarget === "_blank") return;
    sending = true;
    draft.rest();
  });
  window.addEventListener("beforeunload", (event) => {
    if (!sending && !draft.isSafe()) event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#baris-']");
    if (!link) return;
    event.preventDefault();
    goTo(Number(link.hash.replace("#baris-", "")));
  });
}
