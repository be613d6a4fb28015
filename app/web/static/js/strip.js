// On a page that is not of a quiz: what still waits is sent, and one strip says so.

export async function sendFromHere(openOutbox, who) {
  const place = document.createElement("div");
  place.className = "strip";
  place.setAttribute("role", "status");
  place.innerHTML = '<div class="wrap"><p></p></div>';
  const outbox = await openOutbox({ ...who, told: () => { place.querySelector("p").innerHTML = report(outbox); } });
  document.querySelector("header").after(place);
  outbox.drain();
}

function report(outbox) {
  if (!outbox) return "";
  const waiting = outbox.waiting();
  const ended = [...outbox.rows.values()].filter((row) => row.ended);
  const [elsewhere] = waiting.filter((row) => outbox.stops[row.upaya] === "penulis-lain");
  if (elsewhere) return `${waiting.length} jawaban kuis belum terkirim: kuisnya dikerjakan di perangkat lain. <a href="/upaya/${elsewhere.upaya}/">Buka kuisnya</a>`;
  if (waiting.length) return `${waiting.length} jawaban kuis di perangkat ini menunggu dikirim.`;
  if (ended.some((row) => row.ended === "terlambat")) return `${ended.length} jawaban sampai setelah waktu habis. Jawaban itu disimpan terpisah dan belum dinilai.`;
  if (ended.length) return `${ended.length} jawaban datang setelah kuis dikirim, jadi tidak ikut dinilai.`;
  return "Semua jawaban kuis dari perangkat ini sudah tersimpan.";
}
