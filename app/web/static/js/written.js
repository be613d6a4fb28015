// Words and numbers: saved while one types; what cannot be stored is said at once and stays in its field.
const LONG = "Jawaban Anda lebih dari 200 huruf, jadi belum disimpan. Ringkaskan dahulu.";
const NUMBER = "Jawaban ini belum terbaca sebagai angka, jadi belum disimpan. Tulis angkanya saja, misalnya 12,5.";
const PAUSE = 80;

function problem({ value, dataset }) {
  const words = value.trim().replace(/\s+/g, " ");
  if (dataset.terpanjang && [...words].length > dataset.terpanjang) return LONG;
  const number = words.replace(/\s/g, "").replace("\u2212", "-");
  return dataset.pola && number && !RegExp(`^(?:${dataset.pola})$`).test(number) ? NUMBER : "";
}

function watch(form, field) {
  const told = document.createElement("p");
  const described = field.getAttribute("aria-describedby").split(" ")[0];
  let saved = field.value, timer;
  told.className = "field-error";
  told.id = `${field.id}-salah`;
  told.setAttribute("role", "alert");

  function say(words) {
    for (const old of form.querySelectorAll(".field-error")) old.remove();
    told.textContent = words;
    field.setAttribute("aria-describedby", words ? `${described} ${told.id}` : described);
    if (words) field.setAttribute("aria-invalid", "true"); else field.removeAttribute("aria-invalid");
    if (!words) return;
    field.before(told);
    const place = document.querySelector("#simpan span");
    if (place) place.textContent = "Belum tersimpan";
  }

  function offer() {
    clearTimeout(timer);
    if (field.value === saved || problem(field)) return;
    saved = field.value;
    say("");
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(offer, PAUSE);
    if (told.isConnected && !problem(field)) say("");
  });
  for (const leaving of ["pagehide", "visibilitychange"]) addEventListener(leaving, offer);

  // Ahead of whoever saves: what cannot be stored is not sent, what was sent is not sent again.
  addEventListener("change", (event) => {
    if (!form.contains(event.target)) return;
    const wrong = problem(field);
    if (wrong) say(wrong);
    if (wrong || (event.isTrusted && event.target === field && field.value === saved)) event.stopPropagation();
    else saved = field.value;
  }, true);
  addEventListener("submit", (event) => {
    const wrong = event.target === form && problem(field);
    if (!wrong) return;
    event.preventDefault();
    event.stopPropagation();
    say(wrong);
    field.focus();
  }, true);
}

const form = document.querySelector("#soal");
const field = form && form.querySelector("[data-tulis]");
if (field) watch(form, field);
