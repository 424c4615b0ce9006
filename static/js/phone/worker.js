// Lets the page of visits open without a network. VERSION, SHELL and FILES stand above, written
// by the server (casework.phone.shell). What is kept here holds nothing personal: the page as
// anybody gets it, without cookies, and its files. All else goes to the network.
/* global VERSION, SHELL, FILES */

const PREFIX = "phone-";
const CACHE = PREFIX + VERSION;
const KEPT = new Set([SHELL, ...FILES]);

async function fetchAndKeep(cache, address) {
  const answer = await fetch(new Request(address, { cache: "reload", credentials: "omit" }));
  if (!answer.ok || answer.redirected) throw new Error(`${address}: ${answer.status}`);
  await cache.put(address, answer);
}

async function install() {
  const cache = await caches.open(CACHE);
  await Promise.all([...KEPT].map((address) => fetchAndKeep(cache, address)));
  await self.skipWaiting();
}

async function activate() {
  const old = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function keptOrFetched(address, request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(address)) ?? fetch(request);
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("fetch", (event) => {
  const { origin, pathname } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== self.location.origin) return;
  if (KEPT.has(pathname)) event.respondWith(keptOrFetched(pathname, event.request));
});
