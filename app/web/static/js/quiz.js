// The pages of a sitting: every change goes into the outbox, and one place says truthfully where it is.
import { COPIES, MARK, ask, kept, openOutbox, seal, sealForeign } from "./outbox.js";

const page = document.querySelector("[data-upaya]").dataset;
const { upaya } = page;
const owner = document.documentElement.dataset.pemilik;
const form = document.querySelector("#soal");
const sending = document.querySelector("#kirim");
const place = document.querySelector("#simpan");
const strip = document.querySelector("#luring");
const news = document.querySelector("#kabar");
const OWN = ["csrf_token", "perangkat", "lanjut", "revisi"];
const OTHER = "Kuis ini sedang dikerjakan di tab atau perangkat lain.";
const LATE = "Waktu sudah habis. Jawaban yang sampai sesudahnya disimpan terpisah dan belum dinilai.";
const SENT = "Kuis ini sudah dikirim dan tidak dapat diubah.";
const ENTER = "Sesi Anda berakhir. Masuk lagi; jawaban Anda tetap ada di sini.";
const GONE = "Kuis ini tidak ditemukan di server. Jawaban Anda tetap di ponsel ini; hubungi admin OPD Anda.";
const REFUSED = "Jawaban ini tidak cocok. Muat ulang halaman, lalu pilih lagi.";
const NEEDS_SIGNAL = "Mengirim perlu sinyal. Semua jawaban tetap tersimpan di ponsel ini. Tekan Kirim jawaban lagi setelah ada sinyal."
  + ("sisa" in page ? " Bila waktu habis lebih dulu, server mengirim jawaban yang sudah sampai; yang datang sesudahnya ditandai terlambat." : "");
const UNSAFE = "Sinyal terputus, dan ponsel ini tidak dapat menyimpan salinan. Jangan tutup laman ini.";

let outbox, alone, dirty = false, touched = false, leaving = false, said = "";

const pairsOf = (fields) => [...new FormData(fields)].filter(([name]) => !OWN.includes(name));

// Options are filled by their value, lists and words by their place.
function restore(fields, pairs) {
  const values = (name) => pairs.filter(([each]) => each === name).map(([, value]) => value);
  const left = { pilihan: values("pilihan"), keyakinan: values("keyakinan") };
  for (const field of [...fields.elements].filter(({ name }) => name in left)) {
    if (field.type === "radio" || field.type === "checkbox") field.checked = left[field.name].includes(field.value);
    else field.value = left[field.name].shift() || "";
  }
  for (const order of fields.querySelectorAll("[data-urutan]")) order.dispatchEvent(new Event("change"));
}

const textOf = (node) => node.textContent.trim().replace(/\s+/g, " ");

function wordsOf(fields) {
  const given = [...fields.elements].filter(({ name, type, checked, value }) => name === "pilihan" && value.trim() && (checked || !/radio|checkbox/.test(type)));
  const labelOf = (field) => textOf(fields.querySelector(`label[for="${field.id}"]`));
  const inOrder = Boolean(fields.querySelector("[data-urutan]"));
  return given.map((field) => {
    if (!field.options) return field.type === "text" ? field.value.trim() : labelOf(field);
    return `${inOrder ? "" : `${labelOf(field)}: `}${textOf(field.selectedOptions[0])}`;
  });
}

function partOf(fields) {
  const lists = [...fields.querySelectorAll("select[name=pilihan]")];
  const filled = lists.filter(({ value }) => value).length;
  return filled && filled < lists.length ? `Baru ${filled} dari ${lists.length} ${fields.querySelector("[data-urutan]") ? "langkah" : "pasangan"}` : "";
}

function say(symbol, words) {
  if (place.textContent === words) return;
  place.classList.toggle("wait", symbol === "alert" || symbol === "device");
  place.innerHTML = `<svg class="icon" viewBox="0 0 20 20" aria-hidden="true"><use href="#i-${symbol}"/></svg><span>${words}</span>`;
}

function announce(words) {
  const line = strip.querySelector("p");
  if (line.textContent !== words) line.textContent = words;
  strip.hidden = !words;
}

function tell(words, ...ways) {
  if (said === words) return;
  said = words;
  news.innerHTML = words && `<p>${words}</p><p class="row mt-s"></p>`;
  news.hidden = !words;
  for (const [label, act] of ways) {
    const way = document.createElement(typeof act === "string" ? "a" : "button");
    way.className = "button second";
    way.textContent = label;
    if (typeof act === "string") way.href = act;
    else { way.type = "button"; way.addEventListener("click", act); }
    news.lastChild.append(way);
  }
}

function show() {
  if (!outbox) return;
  const waiting = outbox.waiting(upaya), count = waiting.length;
  const onDevice = waiting.every((row) => row.kept);
  const row = form && outbox.rows.get(`${upaya}/${form.dataset.soal}`);
  const stuck = outbox.halted || outbox.stops[upaya] || (row && row.refused) || alone === false;
  if (outbox.halted === "lain") return location.replace(`/masuk?next=${page.di}`);
  if ((alone === false && dirty) || (form && form.querySelector("[aria-invalid=true]")) || (count && !onDevice && (outbox.trouble || stuck))) say("alert", "Belum tersimpan");
  else if (!count) saved(row);
  else if (outbox.trouble) say("device", `Disimpan di ponsel, menunggu ${outbox.trouble}`);
  else if (stuck) say("device", "Disimpan di ponsel, belum terkirim");
  else say("clock", "Menyimpan…");
  announce(barWords(count, onDevice));
  explain(row, count);
  if (leaving) go();
}

function saved(row) {
  const moving = place.textContent && !place.textContent.includes("Tersimpan");
  const last = outbox.of(upaya).sort((a, b) => b.revisi - a.revisi).find(({ at }) => at);
  const at = (row && row.at) || (moving && last && last.at);
  if (row && row.ended) say("alert", row.ended === "terlambat" ? "Diterima terlambat" : "Belum tersimpan");
  else if (at) say("check", `Tersimpan ${at}`);
}

function barWords(count, onDevice) {
  if (outbox.trouble && !onDevice) return UNSAFE;
  const why = outbox.trouble === "server" ? "Server sedang sibuk." : outbox.trouble || "terputus" in page ? "Sinyal terputus." : "";
  if (why) return `${why} Anda boleh terus mengerjakan; ${count ? `${count} jawaban menunggu dikirim` : "jawaban disimpan di ponsel"}.`;
  if (!outbox.safe) return "Ponsel ini tidak dapat menyimpan salinan jawaban. Bila sinyal putus, jangan tutup laman ini.";
  return outbox.unreadable ? `${outbox.unreadable} jawaban lama di ponsel ini tidak dapat dibuka. Periksa lagi jawaban Anda.` : "";
}

function explain(row, count) {
  const stop = outbox.stops[upaya], result = ["Lihat hasil", `/upaya/${upaya}/`];
  if (alone === false) tell(`${OTHER} ${dirty ? "Pilihan ini belum tersimpan." : "Di tab ini jawaban tidak disimpan."}`, ["Lanjutkan di sini", takeTab]);
  else if (outbox.halted) tell(ENTER, ["Masuk", `/masuk?next=${page.di}`]);
  else if (stop === "penulis-lain") tell(`${OTHER} ${count} jawaban dari sini belum terkirim.`, ["Lanjutkan di sini", () => outbox.takeOver(upaya)], ["Pakai jawaban di sana", giveUp]);
  else if (stop === "terlambat") tell(LATE, result);
  else if (stop === "sudah-dikirim") tell(SENT, result);
  else if (stop) tell(GONE);
  else if (row && row.ended === "sudah-diperiksa") tell("Soal ini sudah diperiksa dan tidak dapat diubah.", ["Lihat penjelasan", page.di]);
  else if (row && row.refused) tell(REFUSED, ["Muat ulang", page.di]);
  else if (!outbox.trouble && !("terputus" in page)) tell("");
}

async function giveUp() {
  await outbox.giveUp(upaya);
  location.reload();
}

// The lock tells by itself whether it is free: a clock of our own would run ahead of a busy phone.
function grasp(how) {
  return new Promise((held) => {
    navigator.locks.request(`paham-${upaya}`, how, (lock) => {
      held(Boolean(lock));
      return lock && new Promise((free) => { addEventListener("pagehide", free); });
    }).catch(() => { held(false); if (alone) lose(); });
  });
}

// The page before this one may still be on its way out.
async function hold(how) {
  if (!navigator.locks) return true;
  for (let tries = 0; !await grasp(how); tries++) {
    if (tries === 4) return false;
    await new Promise((done) => { setTimeout(done, 250); });
  }
  return true;
}

function lose() {
  alone = dirty = false;
  outbox.stops[upaya] = "tab-lain";
  show();
}

async function takeTab() {
  await hold({ steal: true });
  if (!dirty) return location.reload();
  await outbox.load().catch(() => {});
  alone = true;
  delete outbox.stops[upaya];
  take();
  outbox.drain();
}

function take() {
  if (alone === false) { dirty = true; return show(); }
  const row = outbox.rows.get(`${upaya}/${form.dataset.soal}`);
  const pairs = pairsOf(form);
  if (row && !row.refused && JSON.stringify(row.pairs) === JSON.stringify(pairs)) return outbox.drain();
  outbox.put({ upaya, soal: form.dataset.soal, pairs });
  show();
  if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => {});
}

const copyOf = async (path) => "caches" in window && caches.match(path, { ignoreSearch: true });

// Onward as soon as nothing can be lost and the next page can be opened.
async function go() {
  const waiting = outbox.waiting(upaya);
  const next = /lanjut=periksa/.test(location.search) ? form.dataset.periksa : form.dataset.lanjut;
  const safe = waiting.every((row) => row.kept) && await copyOf(next);
  const goes = leaving && alone !== false && (safe || !waiting.length);
  if (goes || alone === false) leaving = false;
  if (goes) location.assign(next);
}

function listen() {
  let typing;
  const fresh = form.cloneNode(true);
  fresh.reset();
  // A page can be answered before its script arrives.
  touched = !form.querySelector("[data-urutan]") && `${pairsOf(form)}` !== `${pairsOf(fresh)}`;
  form.addEventListener("input", () => { touched = true; });
  form.addEventListener("change", ({ target }) => {
    touched = true;
    clearTimeout(typing);
    if (!outbox) return;
    take();
    typing = setTimeout(outbox.drain, target.type === "text" ? 700 : 0);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    leaving = true;
    if (outbox) { outbox.drain(); show(); }
  });
}

function resume() {
  const row = outbox.rows.get(`${upaya}/${form.dataset.soal}`);
  form.elements.perangkat.value = outbox.writer(upaya);
  if (touched && !form.querySelector("[aria-invalid=true]")) take();
  else if (row && (row.tunggu || row.revisi > form.dataset.tersimpan)) restore(form, row.pairs);
}

async function check() {
  const lines = [...document.querySelectorAll("li[data-soal]")];
  const differs = () => lines.filter(({ dataset }) => {
    const row = outbox.rows.get(`${upaya}/${dataset.soal}`);
    return row && (row.tunggu || row.revisi > dataset.tersimpan);
  });
  if (differs().length && !("salinan" in page)) {
    await outbox.drain();
    if (!outbox.waiting(upaya).length) return location.reload();
  }
  for (const line of differs()) await rewrite(line);
  if (differs().length) recount(lines);
}

async function rewrite(line) {
  const { pairs } = outbox.rows.get(`${upaya}/${line.dataset.soal}`);
  const copy = await copyOf(`/upaya/${upaya}/${textOf(line.querySelector(".n"))}/`);
  const fields = copy && new DOMParser().parseFromString(await copy.text(), "text/html").querySelector("#soal");
  if (fields) restore(fields, pairs);
  const words = fields ? wordsOf(fields) : ["Jawaban ada di ponsel ini."];
  const sure = fields && fields.querySelector("[name=keyakinan]:checked");
  const body = line.querySelector(".qtext").parentNode;
  while (body.children.length > 1) body.lastChild.remove();
  const list = fields && fields.querySelector("[data-urutan]") ? body.appendChild(document.createElement("ol")) : body;
  if (list !== body) list.className = "pieces";
  for (const each of words) list.append(paragraph("ans", each, "", list === body ? "p" : "li"));
  if (fields && partOf(fields)) body.append(paragraph("", "", partOf(fields)));
  if (!words.length) body.append(paragraph("ans", "", "Belum dijawab"));
  else if ("yakin" in line.dataset) body.append(sure ? paragraph("", textOf(sure.nextElementSibling)) : paragraph("", "", "Keyakinan belum diisi"));
  line.querySelector(".side a").firstChild.textContent = words.length ? "Ubah" : "Jawab";
}

function paragraph(look, words, missing, kind = "p") {
  const line = document.createElement(kind);
  line.className = look;
  line.textContent = words;
  if (missing) line.innerHTML = `<span class="tag warn"><svg class="icon" viewBox="0 0 20 20" aria-hidden="true"><use href="#i-alert"/></svg>${missing}</span>`;
  return line;
}

const listed = (numbers) => numbers.join(", ").replace(/, (\d+)$/, " dan $1");

function recount(lines) {
  const missing = (words) => listed(lines.filter((line) => [...line.querySelectorAll(".tag")].some((tag) => tag.textContent.startsWith(words))).map((line) => textOf(line.querySelector(".n"))));
  const blank = missing("Belum dijawab"), partial = missing("Baru "), unsure = missing("Keyakinan belum diisi");
  const done = lines.length - lines.filter((line) => line.textContent.includes("Belum dijawab")).length;
  document.querySelector("#hitungan").textContent = (blank ? `${done} dari ${lines.length} soal terjawab. Soal ${blank} masih kosong.` : `Semua ${done} soal sudah terjawab.`)
    + (partial ? ` Soal ${partial} baru terisi sebagian.` : "") + (unsure ? ` Soal ${unsure} belum berisi keyakinan Anda.` : "");
  const first = lines.findIndex((line) => line.querySelector(".tag")) + 1, way = document.querySelector(".bar-bottom a");
  if (way && first) [way.href, way.textContent] = [`/upaya/${upaya}/${first}/?lanjut=periksa`, `Ke soal ${first}`];
  else if (way) way.remove();
  sending.querySelector("h2").textContent = done ? `Kirim ${done} jawaban sekarang?` : "Kirim tanpa jawaban?";
  sending.querySelector("h2 + p").textContent = `Setelah dikirim, jawaban tidak dapat diubah.${blank ? " Soal yang kosong dihitung belum benar." : ""}${unsure ? " Jawaban tanpa keyakinan dihitung sebagai tebakan." : ""}`;
}

async function send(event) {
  event.preventDefault();
  await outbox.drain();
  const waiting = outbox.waiting(upaya);
  const who = waiting.length ? "" : await outbox.identify();
  if (who === "sama") {
    sending.elements.csrf_token.value = outbox.token;
    return sending.submit();
  }
  if (who) outbox.halted = who;
  else if (!outbox.halted && !outbox.stops[upaya]) {
    tell(waiting.every((row) => row.kept) ? NEEDS_SIGNAL : UNSAFE);
    page.terputus = "";
    reconnect();
  }
  show();
}

async function provide() {
  if (!("caches" in window) || !navigator.serviceWorker || !outbox.safe) return;
  await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });
  const name = COPIES + upaya, fetched = kept(name, undefined, "sessionStorage");
  if (!fetched || !await caches.has(name)) {
    await new Promise((done) => { setTimeout(done, Math.random() * 2500); });
    const { halaman, berkas, headers } = await ask(`/upaya/${upaya}/bekal`);
    if (!halaman || kept(MARK) !== owner) return;
    const copies = await caches.open(name), look = new Headers(headers);
    look.set("Content-Type", "text/html; charset=utf-8");
    for (const gone of ["Content-Length", "Content-Encoding"]) look.delete(gone);
    await copies.addAll(berkas);
    for (const [path, html] of Object.entries(halaman)) await copies.put(path, new Response(html, { headers: look }));
    if (kept(MARK) !== owner) return seal();
    kept(name, "1", "sessionStorage");
  }
  document.documentElement.dataset.luring = "siap";
}

function remember() {
  const about = JSON.parse(kept(COPIES + upaya) || "{}");
  if (!("salinan" in page) && "sisa" in page) about.akhir = Date.now() + page.sisa * 1000;
  kept(COPIES + upaya, JSON.stringify({ ...about, judul: page.judul, di: page.di }));
}

async function reconnect() {
  if (!("terputus" in page)) return;
  if (await outbox.identify()) delete page.terputus;
  else setTimeout(reconnect, 4000);
  show();
}

async function begin() {
  if (form) listen();
  await sealForeign(owner);
  kept(MARK, owner);
  remember();
  const { value: token } = document.querySelector("[name=csrf_token]");
  const ready = await openOutbox({ owner, raw: page.segel, token, zone: page.zona, told: show });
  ready.top(upaya, Number(page.revisi));
  if ("salinan" in page) page.terputus = "";
  alone = await hold({ ifAvailable: true });
  outbox = ready;
  if (!alone) outbox.stops[upaya] = "tab-lain";
  addEventListener("storage", ({ key, newValue }) => {
    if (key !== MARK || newValue === owner) return;
    document.body.hidden = true;
    setTimeout(() => location.replace("/masuk"), 1500);
  });
  addEventListener("beforeunload", (event) => {
    if (outbox.waiting(upaya).some((row) => !row.kept) || (alone === false && dirty)) event.preventDefault();
  });
  addEventListener("pageshow", ({ persisted }) => { if (persisted) location.reload(); });
  if (form) resume(); else sending.addEventListener("submit", send);
  show();
  outbox.drain();
  reconnect();
  if (sending) await check();
  provide().catch(() => {});
}

begin();
