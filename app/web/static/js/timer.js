// The server's clock decides; this speaks at ten, five and one minute, and at the end.
import { COPIES, kept } from "./outbox.js";

const ENDED = "Waktu habis. Jawaban yang sudah tersimpan dikirim oleh server.";

// A copy is older: what is left was noted when the server last said it.
function leftNow({ sisa, upaya, salinan }) {
  const { akhir } = (salinan !== undefined && JSON.parse(kept(COPIES + upaya) || "{}")) || {};
  return akhir ? Math.max(0, (akhir - Date.now()) / 1e3) : Number(sisa);
}

function countDown({ sisa, upaya }) {
  const words = document.querySelector("#sisa span");
  const spoken = document.querySelector("#sisa-kabar");
  const end = performance.now() + sisa * 1000; // not the device's clock
  let last = Number(sisa);

  function tick() {
    const left = Math.max(0, Math.ceil((end - performance.now()) / 1e3));
    words.textContent = left ? `Sisa ${Math.floor(left / 60)}.${String(left % 60).padStart(2, "0")}` : "Waktu habis";
    words.parentNode.classList.toggle("warn-t", left < 60);
    for (const at of [10, 5, 1]) if (last > at * 60 && left <= at * 60) spoken.textContent = `Sisa ${at} menit.`;
    last = left;
    if (left) return setTimeout(tick, 1000);
    spoken.textContent = ENDED;
    spoken.className = "notice off mt-m";
    setTimeout(leave, 6000);
  }

  // After the grace the server says where to go: to the result, or on when time was given meanwhile.
  async function leave() {
    const address = `/upaya/${upaya}/`;
    const reply = await fetch(address, { method: "HEAD" }).catch(() => null);
    if (reply?.ok && reply.headers.has("Paham-Tanda")) location.assign(address);
    else setTimeout(leave, 10e3);
  }

  tick();
}

const timed = document.querySelector("[data-sisa]");
if (timed) countDown({ upaya: timed.dataset.upaya, sisa: leftNow(timed.dataset) });
