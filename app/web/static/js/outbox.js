// Answers wait here, sealed for one person, until the server has acknowledged them.
export const MARK = "paham-kotak", COPIES = "paham-upaya-";
const OURS = "Paham-Tanda", LEAVING = "paham-keluar";
const DOUBTS = ["belum-masuk", "formulir-kedaluwarsa", "tidak-ada"];
const encode = (text) => new TextEncoder().encode(text);
const idOf = ({ upaya, soal }) => `${upaya}/${soal}`;

export function kept(name, value, shelf = "localStorage") {
  try {
    if (value === null) window[shelf].removeItem(name);
    else if (value !== undefined) window[shelf].setItem(name, value);
    return window[shelf].getItem(name);
  } catch { return null; }
}

let opened;
function database() {
  opened = opened || new Promise((done, fail) => {
    const request = indexedDB.open("paham", 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("jawaban", { keyPath: ["upaya", "soal"] });
      request.result.createObjectStore("segel", { keyPath: "pemilik" });
    };
    request.onsuccess = () => done(request.result);
    request.onerror = request.onblocked = () => fail(request.error);
  });
  return opened;
}

async function on(store, mode, work) {
  try {
    const db = await database();
    return await new Promise((done, fail) => {
      const change = db.transaction(store, mode, { durability: "strict" });
      change.onabort = change.onerror = () => fail(change.error);
      const asked = work(change.objectStore(store));
      change.oncomplete = () => done(asked && asked.result);
    });
  } catch (trouble) { opened = null; throw trouble; }
}

const rowsOf = async (owner) => (await on("jawaban", "readonly", (rows) => rows.getAll())).filter((row) => row.pemilik === owner);

// The key lies beside the rows, not readable, while its owner is signed in; to seal is to forget it.
export async function keyOf(owner, raw) {
  if (!raw) return ((await on("segel", "readonly", (keys) => keys.get(owner))) || {}).kunci;
  const bytes = Uint8Array.from(atob(raw), (one) => one.charCodeAt(0));
  const kunci = await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
  await on("segel", "readwrite", (keys) => { keys.put({ pemilik: owner, kunci }); });
  return kunci;
}

const box = ({ iv, pemilik, revisi, ...row }) => ({ name: "AES-GCM", iv, additionalData: encode([idOf(row), pemilik, revisi].join()) });

async function closed(key, { pairs, at, upaya, soal, pemilik, perangkat, revisi, tunggu }) {
  const row = { upaya, soal, pemilik, perangkat, revisi, tunggu, iv: crypto.getRandomValues(new Uint8Array(12)) };
  return { ...row, isi: await crypto.subtle.encrypt(box(row), key, encode(JSON.stringify({ pairs, at }))) };
}

async function unsealed(key, { isi, iv, ...row }) {
  const text = new TextDecoder().decode(await crypto.subtle.decrypt(box({ iv, ...row }), key, isi));
  return { ...row, ...JSON.parse(text), kept: true };
}

const copies = async () => ("caches" in window ? (await caches.keys()).filter((name) => name.startsWith(COPIES)) : []);

async function drop(which) {
  await on("jawaban", "readwrite", (rows) => {
    rows.openCursor().onsuccess = ({ target: { result: at } }) => {
      if (at && which(at.value)) at.delete();
      if (at) at.continue();
    };
  });
}

async function forget(name) {
  await caches.delete(name);
  kept(name, null);
}

export async function seal() {
  for (const name of await copies()) await forget(name);
  try {
    await on("segel", "readwrite", (keys) => { keys.clear(); });
    await drop((row) => !row.tunggu);
  } catch { /* where nothing can be kept, nothing is */ }
  kept(MARK, "segel");
}

// A key that lies here tells whose answers are open.
export async function sealForeign(owner) {
  const keys = await on("segel", "readonly", (all) => all.getAllKeys()).catch(() => []);
  if (keys.some((each) => each !== owner)) await seal();
}

// When the sign-out itself fails, the next page makes up for it.
export async function leave() {
  kept(LEAVING, document.documentElement.dataset.pemilik);
  await seal();
}

// A portal's page with 200, a proxy's 502, a redirect: not ours, so no reply.
export async function ask(address, body) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), 12e3);
  const how = { headers: { Accept: "application/json" }, redirect: "error", cache: "no-store", signal: abort.signal };
  try {
    const reply = await fetch(address, body ? { ...how, method: "POST", body } : how);
    const after = Math.min(120, Number(reply.headers.get("Retry-After")) || 0);
    if (!reply.headers.has(OURS)) return { after };
    return { ...await reply.json(), status: reply.status, date: reply.headers.get("Date"), headers: reply.headers, after };
  } catch { return {}; } finally { clearTimeout(timer); }
}

// One browser is one device, with a script or before it arrives; without locks each tab is one.
const device = (() => {
  const name = "paham-perangkat", { locks } = navigator, shelf = locks ? "localStorage" : "sessionStorage";
  const { value } = (locks && document.querySelector("[name=perangkat]")) || { value: `${Math.random()}` };
  const mine = kept(name, undefined, shelf) || kept(name, value, shelf) || value;
  if (locks) document.cookie = `${name}=${mine};path=/upaya;max-age=31536000;samesite=lax`;
  return mine;
})();

export async function openOutbox({ owner, raw, token, zone, told }) {
  const rows = new Map(), stops = {}, taking = {}, tops = {};
  let key, busy, timer, tries = 0, notBefore = 0;
  const self = { rows, stops, token, safe: false, trouble: "", halted: "", unreadable: 0 };

  self.load = async () => {
    for (const row of await rowsOf(owner)) {
      try { rows.set(idOf(row), await unsealed(key, row)); } catch { self.unreadable += row.tunggu; }
    }
  };
  try {
    key = await keyOf(owner, raw);
    self.safe = Boolean(key);
    if (key) await self.load();
  } catch { self.safe = false; }

  self.of = (upaya) => [...rows.values()].filter((row) => row.upaya === upaya);
  const writer = self.writer = (upaya) => (self.of(upaya)[0] || { perangkat: device }).perangkat;
  self.waiting = (upaya) => [...rows.values()].filter((row) => row.tunggu && (!upaya || row.upaya === upaya));
  self.top = (upaya, least = 0) => (tops[upaya] = Math.max(least, tops[upaya] || 0, ...self.of(upaya).map((row) => row.revisi)));

  async function keep(row) {
    try {
      const sealed = await closed(key, row);
      await on("jawaban", "readwrite", (store) => {
        store.get([row.upaya, row.soal]).onsuccess = ({ target: { result: there } }) => {
          if (!there || there.revisi <= row.revisi || there.pemilik !== owner) store.put(sealed);
        };
      });
      row.kept = self.safe = true;
    } catch { row.kept = self.safe = false; }
    told();
  }

  self.put = ({ upaya, soal, pairs }) => {
    const row = { upaya, soal, pairs, pemilik: owner, perangkat: writer(upaya), revisi: self.top(upaya) + 1, tunggu: true };
    rows.set(idOf(row), row);
    row.keeping = keep(row);
    return row.keeping;
  };

  function settle(row, more) {
    if (rows.get(idOf(row)) !== row) return;
    Object.assign(row, more, { tunggu: false });
    if (key) keep(row);
  }

  async function raise(row, revisi) {
    tops[row.upaya] = Math.max(revisi, self.top(row.upaya));
    const there = (await rowsOf(owner).catch(() => [])).find((each) => idOf(each) === idOf(row));
    if (there && there.revisi > row.revisi) rows.set(idOf(row), await unsealed(key, there));
    else if (rows.get(idOf(row)) === row) self.put(row);
  }

  self.identify = async () => {
    const me = await ask("/saya/kotak");
    if (me.pemilik === owner) self.token = me.csrf;
    return me.pemilik === owner ? "sama" : me.pemilik || me.status === 403 ? "lain" : me.status === 401 ? "masuk" : "";
  };

  async function deliver(row) {
    await row.keeping;
    if (rows.get(idOf(row)) !== row) return true;
    const body = new URLSearchParams(row.pairs);
    const own = { csrf_token: self.token, perangkat: row.perangkat, revisi: row.revisi };
    for (const [name, value] of Object.entries(own)) body.set(name, value);
    if (taking[row.upaya]) body.set("ambil_alih", "1");
    return understood(row, await ask(`/upaya/${row.upaya}/jawaban/${row.soal}`, body));
  }

  async function understood(row, { status, tersimpan, revisi, alasan, date, after }) {
    if (status === 200 && tersimpan === true && revisi >= row.revisi) {
      taking[row.upaya] = false;
      const at = new Date(date || Date.now()).toLocaleTimeString("id", { timeZone: zone, timeStyle: "short" });
      if (revisi > row.revisi) await raise(row, revisi); else settle(row, { at });
    } else if (status === 202 || alasan === "sudah-dikirim") {
      stops[row.upaya] = alasan;
      settle(row, { ended: alasan });
    } else if (alasan === "sudah-diperiksa") {
      settle(row, { ended: alasan });
    } else if (alasan === "revisi-sama") {
      await raise(row, row.revisi);
    } else if (alasan === "penulis-lain") {
      stops[row.upaya] = alasan;
    } else if (DOUBTS.includes(alasan)) {
      return doubted(row, alasan);
    } else if (status >= 400 && status < 500 && status !== 408 && status !== 429) {
      row.refused = true;
    } else {
      return again(status ? "server" : "sinyal", after);
    }
    tries = 0;
    self.trouble = "";
    return true;
  }

  async function doubted(row, alasan) {
    const who = await self.identify();
    if (!who) return again("sinyal");
    if (who !== "sama") { self.halted = who; return false; }
    if (alasan === "tidak-ada" || row.renewed) stops[row.upaya] = "tidak-ada";
    row.renewed = true;
    return true;
  }

  function again(trouble, after = 0) {
    self.trouble = trouble;
    notBefore = Date.now() + after * 1000;
    const pause = Math.min(5e3, 500 * 2 ** tries++) * (0.75 + Math.random() / 2);
    timer = setTimeout(self.drain, Math.max(pause, after * 1000 + 50));  // not a moment before notBefore
    return false;
  }

  const held = ({ upaya, refused }) => refused || ["penulis-lain", "tidak-ada", "tab-lain"].includes(stops[upaya]);
  const next = () => self.waiting().filter((row) => !held(row)).sort((a, b) => a.revisi - b.revisi)[0];

  async function drainNow() {
    clearTimeout(timer);
    for (let row = next(); row && !self.halted; row = next()) {
      const goesOn = await deliver(row);
      told();
      if (!goesOn) break;
    }
  }

  self.drain = () => {
    if (!busy && Date.now() >= notBefore) busy = drainNow().finally(() => { busy = null; told(); });
    return busy || Promise.resolve();
  };
  self.takeOver = (upaya) => { taking[upaya] = true; delete stops[upaya]; return self.drain(); };
  self.giveUp = (upaya) => drop((row) => row.upaya === upaya && row.pemilik === owner);

  const wake = () => {
    if (document.visibilityState === "hidden") return;
    if (self.halted === "masuk") self.halted = "";
    self.drain();
  };
  for (const event of ["online", "focus", "pageshow"]) addEventListener(event, wake);
  document.addEventListener("visibilitychange", wake);
  return self;
}

// On every page: seal what is not this person's, send what is.
export async function guard(owner) {
  if (owner === "keluar" || /\/(masuk|sandi)/.test(document.referrer + location.pathname)) kept(LEAVING, null);
  const exit = owner && kept(LEAVING) === owner && document.querySelector("form[action='/keluar']");
  if (exit) return exit.submit();
  if (owner) await sealForeign(owner);
  if (!owner || owner === "keluar" || document.querySelector("[data-upaya]")) return;
  const rows = await rowsOf(owner).catch(() => []);
  const held = await copies();
  if (!rows.length && !held.length) return;
  const me = await ask("/saya/kotak");
  if (me.pemilik !== owner) return;
  for (const name of held) if (!me.terbuka.includes(name.slice(COPIES.length))) await forget(name);
  await drop((row) => row.pemilik === owner && !row.tunggu && !me.terbuka.includes(row.upaya)).catch(() => {});
  kept(MARK, owner);
  if (rows.some((row) => row.tunggu)) await (await import("./strip.js")).sendFromHere(openOutbox, { owner, raw: me.segel, token: me.csrf });
}
