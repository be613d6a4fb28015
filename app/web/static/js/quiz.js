// Saves every change of an answer at once and says truthfully whether it is saved.
const ENTER = ["Sesi Anda berakhir. Masuk lagi, lalu ulangi pilihan ini.", "Masuk", "masuk"];
const STOPS = {
  "belum-masuk": ENTER, "formulir-kedaluwarsa": ENTER, "tidak-ada": ENTER,
  "terlambat": ["Waktu sudah habis. Jawaban ini disimpan terpisah dan belum dinilai.", "Lihat hasil", "kuis"],
  "sudah-dikirim": ["Kuis ini sudah dikirim dan tidak dapat diubah.", "Lihat hasil", "kuis"],
  "tidak-sah": ["Jawaban ini tidak cocok. Muat ulang halaman, lalu pilih lagi.", "Muat ulang", "ini"],
};
const OTHER = "Kuis ini sedang dikerjakan di tab atau perangkat lain. Pilihan ini belum tersimpan.";

function kept(name, value) {
  try {
    if (value !== undefined) localStorage.setItem(name, value);
    return localStorage.getItem(name);
  } catch { return null; }
}

// A browser is one device; a second tab is another.
async function deviceOf(attempt) {
  const fresh = Math.random().toString(36).slice(2) + Date.now().toString(36);
  const device = kept("paham-perangkat", kept("paham-perangkat") || fresh);
  if (!device || !navigator.locks) return null;
  const first = await new Promise((say) => {
    const hold = (lock) => { say(lock); return lock && new Promise(() => {}); };
    navigator.locks.request(`paham-${attempt}`, { ifAvailable: true }, hold).catch(() => say(true));
  });
  return first ? device : fresh;
}

// Only our JSON is a success; a portal's page with 200 is not.
async function post(address, body) {
  const abort = new AbortController();
  const headers = { Accept: "application/json" };
  setTimeout(() => abort.abort(), 12e3);
  try {
    const reply = await fetch(address, { method: "POST", body, headers, signal: abort.signal, redirect: "error" });
    return { ...await reply.json(), date: reply.headers.get("Date") };
  } catch { return {}; }
}

function answer(form, { upaya, zona, lanjut, masuk }) {
  const place = document.querySelector("#simpan");
  const news = document.querySelector("#kabar");
  const ready = deviceOf(upaya).then((id) => { if (id) form.elements.perangkat.value = id; });
  let revision = Math.max(form.dataset.revisi, kept(`paham-revisi-${upaya}`));
  let pending, sending, stopped, leaving, takesOver, timer, tries = 0;

  function say(symbol, words) {
    place.classList.toggle("wait", symbol === "alert");
    place.innerHTML = `<svg class="icon" viewBox="0 0 20 20" aria-hidden="true"><use href="#i-${symbol}"/></svg><span>${words}</span>`;
  }

  function take() {
    revision += 1;
    kept(`paham-revisi-${upaya}`, revision);
    pending = new URLSearchParams(new FormData(form));
    pending.set("revisi", revision);
    if (takesOver) pending.set("ambil_alih", "1");
    send();
  }

  async function send() {
    clearTimeout(timer);
    if (!pending || sending || stopped) return;
    sending = true;
    say("clock", "Menyimpan…");
    await ready;
    const sent = pending;
    sent.set("perangkat", form.elements.perangkat.value);
    const reply = await post(form.action, sent);
    sending = false;
    settle(sent, reply);
  }

  function settle(sent, { tersimpan, revisi, alasan, date }) {
    const asked = Number(sent.get("revisi"));
    if (tersimpan === true && revisi >= asked) {
      takesOver = false;
      if (pending !== sent) return send();
      if (revisi > asked) { revision = revisi; return take(); }
      pending = null;
      const at = new Date(date || Date.now()).toLocaleTimeString("id", { timeZone: zona, timeStyle: "short" });
      say("check", `Tersimpan ${at}`);
      if (leaving) location.assign(lanjut);
    } else if (alasan === "revisi-sama") {
      take();
    } else if (alasan === "penulis-lain") {
      stop(OTHER, "Lanjutkan di sini").addEventListener("click", takeOver);
    } else if (alasan in STOPS) {
      const [words, label, where] = STOPS[alasan];
      stop(words, label, { masuk, kuis: `/upaya/${upaya}/`, ini: "" }[where] || location.pathname);
    } else {
      say("alert", "Belum tersimpan. Kami coba lagi.");
      timer = setTimeout(send, Math.min(30, 2 ** tries++) * (750 + Math.random() * 500));
    }
  }

  function stop(words, label, href) {
    const look = 'class="button second mt-s"';
    const control = href ? `<a ${look} href="${href}">${label}</a>` : `<button ${look} type="button">${label}</button>`;
    news.innerHTML = `<p>${words}</p>${control}`;
    stopped = true;
    leaving = news.hidden = false;
    say("alert", "Belum tersimpan");
    return news.lastChild;
  }

  function takeOver() {
    stopped = false;
    takesOver = news.hidden = true;
    take();
  }

  form.addEventListener("change", () => { tries = 0; take(); });
  form.addEventListener("submit", (event) => {
    if (stopped) return;
    event.preventDefault();
    leaving = true;
    if (pending) send(); else location.assign(lanjut);
  });
  for (const woken of ["online", "focus"]) addEventListener(woken, send);
  addEventListener("beforeunload", (event) => { if (pending && !stopped) event.preventDefault(); });
}

// The server's clock decides; this speaks at ten, five and one minute.
function countDown({ sisa, upaya }) {
  const words = document.querySelector("#sisa span");
  const spoken = document.querySelector("#sisa-kabar");
  const end = Date.now() + sisa * 1000;
  let last = Number(sisa);
  (function tick() {
    const left = Math.max(0, Math.ceil((end - Date.now()) / 1e3));
    words.textContent = left ? `Sisa ${Math.floor(left / 60)}.${String(left % 60).padStart(2, "0")}` : "Waktu habis";
    words.parentNode.classList.toggle("warn-t", left < 60);
    for (const at of [10, 5, 1]) if (last > at * 60 && left <= at * 60) spoken.textContent = `Sisa ${at} menit.`;
    last = left;
    setTimeout(left ? tick : () => location.assign(`/upaya/${upaya}/`), left ? 1000 : 6000);
  })();
}

const form = document.querySelector("#soal");
if (form) answer(form, form.dataset);
const timed = document.querySelector("[data-sisa]");
if (timed) countDown(timed.dataset);
