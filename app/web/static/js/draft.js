// A text under edit is on the device within a moment and on the server within seconds; one place says which.
import { ask, keyOf } from "./outbox.js";

const SOON = 200, SECONDS = 2e3, PATIENCE = 15e3;
const encode = (text) => new TextEncoder().encode(text);

let opened;
function shelf() {
  opened = opened || new Promise((done, fail) => {
    const request = indexedDB.open("paham-draf", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("draf", { keyPath: ["pemilik", "naskah"] });
    request.onsuccess = () => done(request.result);
    request.onerror = request.onblocked = () => fail(request.error);
  });
  return opened;
}

async function on(mode, work) {
  try {
    const db = await shelf();
    return await new Promise((done, fail) => {
      const change = db.transaction("draf", mode, { durability: "strict" });
      change.onabort = change.onerror = () => fail(change.error);
      const asked = work(change.objectStore("draf"));
      change.oncomplete = () => done(asked && asked.result);
    });
  } catch (trouble) { opened = null; throw trouble; }
}

// The same seal as for answers (docs/adr/0010): signing out forgets the key, and the row stays shut for everybody else.
function deviceOf(pemilik, naskah, raw) {
  const key = keyOf(pemilik, raw);
  const lock = (iv) => ({ name: "AES-GCM", iv, additionalData: encode([pemilik, naskah].join()) });
  return {
    async put(row) {
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const isi = await crypto.subtle.encrypt(lock(iv), await key, encode(JSON.stringify(row)));
      await on("readwrite", (rows) => { rows.put({ pemilik, naskah, iv, isi }); });
    },
    async read() {
      const row = await on("readonly", (rows) => rows.get([pemilik, naskah]));
      return row && JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(lock(row.iv), await key, row.isi)));
    },
    drop: () => on("readwrite", (rows) => { rows.delete([pemilik, naskah]); }),
  };
}

const clock = () => new Date().toLocaleTimeString("id", { hour: "2-digit", minute: "2-digit" }).replace(":", ".");

export function openDraft({ box, form, changed }) {
  const place = document.querySelector("#simpan"), notice = document.querySelector("#pulih");
  const device = deviceOf(document.documentElement.dataset.pemilik, form.dataset.naskah, form.dataset.segel);
  const fields = form.elements;
  let revision = Number(fields.revisi.value), saved = box.value, held = saved;
  let keeping, timer, sent, busy = false, stopped = false, tries = 0;
  if ("unsaved" in box.dataset) saved = held = null;

  function tell(words, symbol, wait = false) {
    place.classList.toggle("wait", wait);
    place.querySelector("use").setAttribute("href", `#i-${symbol}`);
    if (place.lastElementChild.textContent !== words) place.lastElementChild.textContent = words;
  }

  const onDevice = () => held === box.value;
  function tellWaiting() {
    if (stopped || box.value === saved) return;
    if (onDevice()) tell(tries ? "Disimpan di perangkat, menunggu sinyal" : "Disimpan di perangkat", "device", tries > 0);
    else tell("Belum disimpan", "alert", true);
  }

  async function keep() {
    keeping = null;
    const text = box.value;
    if (text === saved) return;
    try {
      await device.put({ text, dasar: fields.expected.value, revisi: revision + 1, pukul: clock() });
      held = text;
    } catch { held = null; }
    tellWaiting();
  }

  async function save() {
    clearTimeout(timer);
    timer = null;
    if (busy || stopped || box.value === saved) return;
    busy = true;
    const text = box.value;
    const body = { csrf_token: fields.csrf_token.value, text, expected: fields.expected.value, revisi: revision };
    const reply = await ask(form.dataset.draf, new URLSearchParams(body));
    busy = false;
    if (stopped) return;
    if (reply.status === 200 && reply.tersimpan) await acknowledged(text, reply.revisi, reply.kata);
    else if (reply.alasan === "lebih-baru" && reply.teks === sent) mine(reply.revisi);
    else if (reply.alasan === "lebih-baru") elsewhere(reply.revisi);
    else if (reply.status === 422 || reply.status === 413) refused(reply.pesan);
    else again(reply);
    if (!reply.status) sent = text;
  }

  // The reply to the last saving was lost, not the saving.
  function mine(newest) {
    revision = newest;
    save();
  }

  async function acknowledged(text, revisi, words) {
    tries = 0;
    revision = fields.revisi.value = revisi;
    saved = text;
    if (box.value !== text) return later(SECONDS);
    tell(words, "check");
    clearTimeout(keeping);
    keeping = null;
    held = text;
    await device.drop().catch(() => {});
  }

  function again({ status, after = 0 }) {
    tries += 1;
    if (status === 401) tell("Sesi Anda berakhir. Masuk lagi di tab lain", "alert", true);
    else if (status === 404) tell("Dokumen ini dibuang di tab lain. Salin teksnya", "alert", true);
    else tellWaiting();
    later(Math.max(after * 1e3, Math.min(PATIENCE, 1e3 * 2 ** tries)));
  }

  function refused(words) {
    tell(words || "Draf ini ditolak server", "alert", true);
    tries += 1;
    later(PATIENCE);
  }

  function later(pause) { timer = timer || setTimeout(save, pause); }

  function elsewhere(newest) {
    stopped = true;
    tell("Belum disimpan: ada draf yang lebih baru", "alert", true);
    choose("Draf ini lebih baru di tab atau perangkat lain.", "Teks di halaman ini belum menggantinya.", ["Pakai teks di halaman ini", () => { revision = newest; stopped = false; save(); }], ["Buka draf yang lebih baru", () => { device.drop().catch(() => {}).then(() => location.reload()); }]);
  }

  function choose(title, words, first, second) {
    const [act, other] = notice.querySelectorAll("button");
    notice.querySelector("h2").textContent = title;
    notice.querySelector("p").textContent = words;
    for (const [button, [label, work]] of [[act, first], [other, second]]) {
      button.textContent = label;
      button.onclick = () => { notice.hidden = true; work(); };
    }
    notice.hidden = false;
  }

  function show(text) {
    box.value = text;
    changed();
    box.dispatchEvent(new Event("input"));
  }

  // What the device kept and the server never got comes back; who begins anew says so.
  async function restore() {
    const row = await device.read().catch(() => null);
    if (!row) return;
    if (row.text === box.value) { held = row.text; return void device.drop().catch(() => {}); }
    const shown = box.value, base = fields.expected.value;
    const overtaken = row.dasar !== base;
    const back = () => { show(shown); fields.expected.value = base; saved = shown; device.drop().catch(() => {}); tell("Tidak ada perubahan", "check"); };
    if (row.revisi <= revision) return choose(`Perangkat ini menyimpan teks lain, dari ${row.pukul}.`, "Yang tampil adalah draf terakhir di server.", ["Pakai teks dari perangkat", () => { fields.expected.value = row.dasar; show(row.text); }], ["Buang teks itu", () => { device.drop().catch(() => {}); }]);
    fields.expected.value = row.dasar;
    show(row.text);
    held = row.text;
    if (overtaken) choose("Versi lain terbit sesudah draf Anda dimulai.", `Draf dari perangkat ini, pukul ${row.pukul}, ada di bawah ini.`, ["Lanjutkan draf", () => {}], ["Mulai dari versi terbit", back]);
    else choose("Draf Anda kembali.", `Teks dari pukul ${row.pukul} belum sempat terkirim. Teks itu ada di bawah ini.`, ["Lanjutkan draf", () => {}], ["Kembali ke teks sebelumnya", back]);
  }

  box.addEventListener("input", () => {
    if (!keeping) keeping = setTimeout(keep, SOON);
    if (!stopped) later(SECONDS);
  });
  for (const event of ["online", "focus", "pageshow"]) addEventListener(event, () => { if (tries && !busy) save(); });
  document.addEventListener("visibilitychange", () => { if (document.hidden) { keep(); save(); } });
  restore().then(() => { if (box.value !== saved) later(SECONDS); });

  return {
    isSafe: () => box.value === saved || onDevice(),
    rest: () => { stopped = true; clearTimeout(timer); },
  };
}
