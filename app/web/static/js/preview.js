// The preview keeps up with what is typed, through the very pipeline that publishes.
const PAUSE = 250;

export function openPreview({ box, mirror, form }) {
  const pane = document.querySelector("#pratinjau .preview");
  const list = document.querySelector("#daftar-masalah");
  const count = document.querySelector("#jumlah-masalah");
  const hold = document.querySelector("#tahan");
  const address = form.dataset.pratinjau;
  const chosen = () => [...form.elements].filter((each) => each.name === "bersama" && (each.type === "hidden" || each.checked)).map((each) => each.value);
  let timer, asking, shown = box.value + chosen();

  function mark(lines) {
    [...mirror.children].forEach((line, index) => {
      const level = lines[index + 1];
      line.className = level || "";
      if (level) line.id = `baris-${index + 1}`;
      else line.removeAttribute("id");
    });
  }

  function show({ pratinjau, masalah, jumlah, galat, baris }) {
    const top = pane.scrollTop;
    pane.innerHTML = pratinjau;
    pane.scrollTop = top;
    list.innerHTML = masalah;
    offer();
    count.textContent = `Masalah (${jumlah})`;
    hold.hidden = !galat;
    hold.querySelector("span").textContent = galat;
    mark(baris);
  }

  async function refresh() {
    const text = box.value, together = chosen();
    if (text + together === shown) return;
    if (asking) asking.abort();
    const mine = asking = new AbortController();
    const body = new URLSearchParams({ csrf_token: form.elements.csrf_token.value, text });
    for (const path of together) body.append("bersama", path);
    try {
      const reply = await fetch(address, { method: "POST", body, headers: { Accept: "application/json" }, signal: mine.signal });
      if (reply.ok) { show(await reply.json()); shown = text + together; }
    } catch { /* without a signal the last preview stays */ }
    if (asking === mine) asking = null;
  }

  // "Ganti dengan saran": the unknown word of that line becomes the known one, as if it had been typed
  const offer = () => { for (const each of list.querySelectorAll("[data-lama]")) each.hidden = false; };
  list.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-lama]");
    if (!button) return;
    const { baris, lama, baru } = button.dataset;
    const start = box.value.split("\n").slice(0, baris - 1).join("\n").length + (baris > 1 ? 1 : 0);
    const place = box.value.indexOf(lama, start);
    if (place < 0 || box.value.slice(start, place).includes("\n")) return;
    box.focus();
    box.setSelectionRange(place, place + lama.length);
    if (!document.execCommand("insertText", false, baru)) {
      box.setRangeText(baru);
      box.dispatchEvent(new Event("input", { bubbles: true }));
    }
  });
  offer();

  const soon = () => { clearTimeout(timer); timer = setTimeout(refresh, PAUSE); };
  for (const each of form.elements) if (each.name === "bersama") each.addEventListener("change", soon);
  box.addEventListener("input", soon);
}
