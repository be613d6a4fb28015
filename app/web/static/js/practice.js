// Judges a practice in its place; without this, or when anything is amiss, the form leads to a page of its own.
async function fetched(address, options) {
  const reply = await fetch(address, { ...options, headers: { Accept: "application/json" } });
  return (await reply.json()).latihan;
}

function put(box, html) {
  box.outerHTML = html;
  const fresh = document.getElementById(box.id);
  dispatchEvent(new Event("isi-baru"));
  fresh.focus({ preventScroll: true });
  fresh.scrollIntoView({ block: "nearest" });
}

async function replace(box, address, options, otherwise) {
  let html;
  try { html = await fetched(address, options); } catch { /* as without a script */ }
  if (html) put(box, html); else otherwise();
}

addEventListener("submit", (event) => {
  const form = event.target, box = form.closest(".practice .trial");
  if (!box) return;
  event.preventDefault();
  replace(box, form.action, { method: "POST", body: new FormData(form) }, () => form.submit());
});

addEventListener("click", (event) => {
  const link = event.target.closest(".practice [data-lagi]");
  if (!link) return;
  event.preventDefault();
  replace(link.closest(".trial"), link.href, {}, () => location.assign(link.href));
});
