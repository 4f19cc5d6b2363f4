// Keeps the page's own files for use without a network, and nothing else. Packing puts `const release` before this
// text: its version, the SHA-256 of each of its files, and whether it mends something critical.
"use strict";

const WHERE = new URL("./", location.href).href;
// Another folder of the same origin may hold another copy.
const CACHES = `darkroom ${WHERE} `;
const CACHE = CACHES + release.version;

/** A file of the release, as the server sends it. While a release is being uploaded it may be another's. */
async function fetched([name, digest]) {
  // Some servers know the page by its folder alone, others by its name alone.
  for (const address of name === "index.html" ? [WHERE, WHERE + name] : [WHERE + name]) {
    const response = await fetch(address, { cache: "reload" });
    const bytes = await response.arrayBuffer();
    const found = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    const hex = Array.from(found, (byte) => byte.toString(16).padStart(2, "0")).join("");
    if (!response.ok || hex !== digest) continue;
    const headers = new Headers(response.headers);
    // Of the bytes on their way, not of these.
    for (const header of ["content-encoding", "content-length", "transfer-encoding"]) headers.delete(header);
    return [WHERE + name, new Response(bytes, { headers })];
  }
  throw new TypeError(`${name} is not of this release`);
}

/** All files or none: a failed install is tried again at the next visit. */
async function install() {
  const files = await Promise.all(Object.entries(release.files).map(fetched));
  const cache = await caches.open(CACHE);
  await Promise.all(files.map(([address, response]) => cache.put(address, response)));
}

/** Under what address a file lies in the cache, if it is of the release; the page has two. */
function place(address) {
  const [plain] = address.split(/[?#]/);
  const file = plain === WHERE ? `${WHERE}index.html` : plain;
  return file.startsWith(WHERE) && Object.keys(release.files).includes(file.slice(WHERE.length)) ? file : undefined;
}

addEventListener("install", (event) => event.waitUntil(install()));

addEventListener("activate", (event) => {
  const old = (name) => name.startsWith(CACHES) && name !== CACHE;
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name)))));
});

addEventListener("fetch", (event) => {
  const file = event.request.method === "GET" ? place(event.request.url) : undefined;
  if (!file) return;
  event.respondWith(caches.open(CACHE).then(async (cache) => (await cache.match(file)) ?? fetch(event.request)));
});

addEventListener("message", ({ data, ports }) => {
  if (data === "what") ports[0]?.postMessage({ page: release.files["index.html"], critical: release.critical });
  if (data === "look") registration.update().catch(() => undefined);
  if (data === "use") skipWaiting();
});
