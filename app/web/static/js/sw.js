// The guard at the door: pages come from the server; those of an open sitting also from this device.
const SHELF = `paham-luring-${FILES.join("").replace(/[^0-9a-f]/g, "").slice(0, 64)}`;
const PATIENCE = 4000;

self.addEventListener("install", (event) => {
  const kept = caches.open(SHELF).then((shelf) => shelf.addAll(FILES));
  event.waitUntil(kept.then(() => self.skipWaiting()));
});

// A new release takes its own shelf; the copies of a sitting hold the scripts that they were made with.
self.addEventListener("activate", (event) => {
  const old = (name) => name.startsWith("paham-luring-") && name !== SHELF;
  const tidy = caches.keys().then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))));
  event.waitUntil(tidy.then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (origin !== location.origin) return;
  if (event.request.mode === "navigate") event.respondWith(page(event.request, pathname));
  else if (pathname.startsWith("/static/")) event.respondWith(file(event.request));
});

const file = async (request) => (await caches.match(request)) || fetch(request);

async function page(request, pathname) {
  const copy = request.method === "GET" && pathname.startsWith("/upaya/") && (await caches.match(pathname));
  try {
    const reply = await (copy ? soon(fetch(request)) : fetch(request));
    return copy && !isOurs(reply) ? copy : reply;
  } catch {
    return copy || (await caches.match("/luring")) || Response.error();
  }
}

const isOurs = (reply) => reply.type === "opaqueredirect" || (reply.headers.has("Paham-Tanda") && reply.status < 500);

function soon(reply) {
  return new Promise((done, fail) => {
    setTimeout(fail, PATIENCE);
    reply.then(done, fail);
  });
}
