// Keeps the page's own files for use without a network, and nothing else. Packing puts `const version` and `const own`
// before this text.
"use strict";

const CACHE = `darkroom-${version}`;
const ADDRESSES = own.map((name) => new URL(name, location.href).href);

addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(ADDRESSES.map((address) => new Request(address, { cache: "reload" })))));
});

addEventListener("activate", (event) => {
  const old = (name) => name.startsWith("darkroom-") && name !== CACHE;
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name)))));
});

addEventListener("fetch", (event) => {
  const address = event.request.url.split(/[?#]/)[0];
  if (event.request.method !== "GET" || !ADDRESSES.includes(address)) return;
  event.respondWith(caches.open(CACHE).then(async (cache) => (await cache.match(address)) ?? fetch(event.request)));
});
