// Which sittings this device can open without a signal.
const COPIES = "paham-upaya-";
const place = document.querySelector("#kuis");

for (const name of "caches" in window ? await caches.keys() : []) {
  const about = name.startsWith(COPIES) && JSON.parse(localStorage.getItem(name) || "null");
  if (!about) continue;
  const row = document.createElement("li");
  const link = row.appendChild(document.createElement("div")).appendChild(document.createElement("a"));
  link.href = about.di;
  link.textContent = `Lanjutkan ${about.judul}`;
  place.querySelector("ul").append(row);
  place.hidden = false;
}

if (location.pathname === "/keluar") {
  document.querySelector("#keluar").hidden = false;
  document.querySelector("main .button").href = "/";
}
