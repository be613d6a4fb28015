// For those who do not know Markdown: buttons that write it, pictures that are dropped in, text that comes from Word.
const MOST = 15e6;
const SNIPPETS = {
  judul: ["## ", "Judul bagian", "\n\n", "block"],
  anak: ["### ", "Anak judul", "\n\n", "block"],
  tebal: ["**", "kata penting", "**"],
  miring: ["*", "istilah", "*"],
  tautan: ["[", "teks tautan", "](https://)"],
  daftar: ["- ", "hal pertama", "\n- hal kedua\n- hal ketiga\n", "block"],
  urut: ["1. ", "langkah pertama", "\n2. langkah kedua\n3. langkah ketiga\n", "block"],
  tabel: ["| Kolom satu | Kolom dua |\n|---|---|\n| ", "isi", " | isi |\n| isi | isi |\n", "block"],
  "salah-kaprah": ['!!! salah-kaprah "', "kode-salah-kaprah", '"\n    Mengapa keyakinan ini keliru.\n', "block"],
  kasus: ['!!! kasus "', "Dinas X ingin aplikasi antrean", '"\n    Ceritakan kejadiannya.\n', "block"],
  dasar: ['!!! dasar "', "perpres-95-2018", '" "Pasal 1"\n    Apa yang diatur.\n', "block"],
  penting: ['!!! penting "', "Ingat urutannya", '"\n    Isi pesannya.\n', "block"],
  latihan: ['!!! latihan "', "kunci-soal-latihan", '"\n', "block"],
  tunggal: ["## ", "Pertanyaannya?", " {#kunci-soal}\n\n- [ ] Pilihan keliru\n    > Mengapa menggoda, dan mengapa keliru.\n- [x] Pilihan yang tepat\n    > Mengapa tepat.\n- [ ] Pilihan keliru lain\n\n### Penjelasan\n\nTulis penjelasannya.\n", "block"],
  ganda: ["## ", "Mana saja yang benar? Pilih semua yang tepat.", " {#kunci-soal jenis=ganda}\n\n- [x] Benar satu\n- [x] Benar dua\n- [ ] Keliru\n\n### Penjelasan\n\nTulis penjelasannya.\n", "block"],
  urutan: ["## ", "Susun langkahnya.", " {#kunci-soal jenis=urutan}\n\n1. Langkah pertama\n2. Langkah kedua\n3. Langkah ketiga\n\n### Penjelasan\n\nTulis penjelasannya.\n", "block"],
  jodoh: ["## ", "Pasangkan.", " {#kunci-soal jenis=jodoh}\n\n| Kiri | Kanan |\n|---|---|\n| satu | pasangan satu |\n| dua | pasangan dua |\n|  | pengecoh |\n\n### Penjelasan\n\nTulis penjelasannya.\n", "block"],
  isian: ["## ", "Apa namanya?", " {#kunci-soal jenis=isian}\n\n- [x] jawaban\n- [x] jawaban lain yang diterima\n- [ ] jawaban keliru yang sering muncul\n\n### Penjelasan\n\nTulis penjelasannya.\n", "block"],
  angka: ["## ", "Berapa hasilnya?", " {#kunci-soal jenis=angka toleransi=0,01}\n\n- [x] 3,80\n\n### Penjelasan\n\nTulis penjelasannya.\n", "block"],
};
const TOO_LARGE = "Gambar ini melebihi 15 MB. Kecilkan dahulu, lalu coba lagi.";
const RICH = /<(?:h[1-6]|table|ul|ol|li|b|strong|i|em)[\s>]|mso-list|font-weight:\s*(?:bold|[6-9]00)/i;

export function openTools({ box, form }) {
  const bar = document.querySelector("#alat"), drawer = document.querySelector("#gambar-baru"), say = document.querySelector("#kabar-alat"), told = document.querySelector("#kabar-gambar");
  const token = () => form.elements.csrf_token.value;

  function insert(text, from, to) {
    box.focus();
    if (from !== undefined) box.setSelectionRange(from, to);
    if (!document.execCommand("insertText", false, text)) {
      box.setRangeText(text, box.selectionStart, box.selectionEnd, "end");
      box.dispatchEvent(new Event("input"));
    }
  }

  function write(name) {
    const [before, sample, after, kind] = SNIPPETS[name];
    const { selectionStart: start, selectionEnd: end, value } = box;
    const chosen = value.slice(start, end) || sample;
    let lead = "";
    if (kind && start && !value.slice(0, start).endsWith("\n\n")) lead = value[start - 1] === "\n" ? "\n" : "\n\n";
    const tail = kind && !value.slice(end).startsWith("\n") ? "\n" : "";
    insert(lead + before + chosen + after + tail, start, end);
    const at = start + lead.length + before.length;
    box.setSelectionRange(at, at + chosen.length);
  }

  function tell(words, where = say) { where.textContent = words; where.hidden = !words; }

  async function post(address, body) {
    body.set("csrf_token", token());
    try {
      const reply = await fetch(address, { method: "POST", body, headers: { Accept: "application/json" } });
      if (reply.status === 413) return { pesan: "Berkas ini terlalu besar. Kecilkan dahulu, lalu coba lagi." };
      return await reply.json();
    } catch { return { pesan: "Sinyal terputus. Gambar belum terkirim; coba lagi." }; }
  }

  // A picture is asked what it shows before it is sent.
  function askAbout(file) {
    if (file.size > MOST) return tell(TOO_LARGE);
    const hand = new DataTransfer();
    hand.items.add(file);
    drawer.querySelector("[type=file]").files = hand.files;
    drawer.open = true;
    tell("");
    tell("", told);
    drawer.querySelector("[name=alt]").focus();
  }

  async function send(button) {
    const [file, alt, caption] = ["gambar", "alt", "keterangan"].map((name) => drawer.querySelector(`[name=${name}]`));
    if (file.files[0]?.size > MOST) return tell(TOO_LARGE, told);
    const body = new FormData();
    if (file.files[0]) body.set("gambar", file.files[0]);
    body.set("alt", alt.value);
    body.set("keterangan", caption.value);
    button.disabled = true;
    tell("Gambar sedang dikirim dan dikecilkan.", told);
    const { baris, pesan } = await post(button.formAction, body);
    button.disabled = false;
    tell(pesan || "", told);
    if (!baris) return;
    for (const field of [file, alt, caption]) field.value = "";
    drawer.open = false;
    const start = box.selectionEnd, before = box.value.slice(0, start);
    insert(`${before && !before.endsWith("\n\n") ? "\n\n" : ""}${baris}\n\n`, start, start);
  }

  async function fromWord(html, plain) {
    const [start, end] = [box.selectionStart, box.selectionEnd];
    tell("Teks dari Word sedang diubah ke Markdown.");
    const { teks, pesan } = await post(form.dataset.tempel, new URLSearchParams({ html, bagian: form.dataset.naskah }));
    tell(teks ? (pesan || "") : "Susunan teks tidak terbawa; tulisannya ditempel apa adanya.");
    insert(teks || plain, start, end);
  }

  bar.hidden = false;
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("[data-sisip]");
    if (button) write(button.dataset.sisip);
    if (event.target.closest("[data-gambar]")) { drawer.open = true; drawer.querySelector("[type=file]").focus(); }
  });
  bar.addEventListener("change", (event) => {
    if (!event.target.value) return;
    write(event.target.value);
    event.target.value = "";
  });
  drawer.addEventListener("click", (event) => {
    const button = event.target.closest("[formaction]");
    if (!button) return;
    event.preventDefault();
    send(button);
  });
  box.addEventListener("paste", (event) => {
    const data = event.clipboardData, html = data.getData("text/html");
    const picture = [...data.files].find((file) => file.type.startsWith("image/"));
    if (html && RICH.test(html)) {
      event.preventDefault();
      fromWord(html, data.getData("text/plain"));
    } else if (picture && !data.getData("text/plain")) {
      event.preventDefault();
      askAbout(picture);
    }
  });
  box.addEventListener("dragover", (event) => { if ([...event.dataTransfer.items].some((item) => item.kind === "file")) event.preventDefault(); });
  box.addEventListener("drop", (event) => {
    const [file] = event.dataTransfer.files;
    if (!file) return;
    event.preventDefault();
    askAbout(file);
  });
}
