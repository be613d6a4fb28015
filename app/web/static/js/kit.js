// Small comforts; every page works without them.
const copied = new WeakMap();

async function copy(button) {
  const box = document.querySelector(button.dataset.copy);
  if (!box) return;
  const text = "value" in box ? box.value : box.textContent;
  let done = true;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    if (box.select) box.select();
    done = document.execCommand("copy");
  }
  say(button, done ? "Tersalin" : "Teks terpilih, salin sendiri");
}

function say(button, words) {
  const label = button.querySelector("span") || button;
  const state = copied.get(button) || { label: label.textContent };
  clearTimeout(state.timer);
  label.textContent = words;
  label.setAttribute("role", "status");
  state.timer = setTimeout(() => { label.textContent = state.label; }, 4000);
  copied.set(button, state);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) copy(button);
  for (const panel of document.querySelectorAll("details.aa[open]")) {
    if (!panel.contains(event.target)) panel.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  const panel = event.key === "Escape" && document.querySelector("details.aa[open]");
  if (panel) {
    panel.open = false;
    panel.querySelector("summary").focus();
  }
});

// What waits on this device belongs to one person; outbox.js guards it.
const outbox = async () => (await indexedDB.databases()).length && import("./outbox.js");

outbox().then((box) => box && box.guard(document.documentElement.dataset.pemilik)).catch(() => {});
document.addEventListener("submit", async (event) => {
  if (event.target.getAttribute("action") !== "/keluar") return;
  event.preventDefault();
  const box = await outbox().catch(() => null);
  if (box) await box.leave();
  event.target.submit();
});

const errors = document.querySelector(".errors");
if (errors) errors.focus();
