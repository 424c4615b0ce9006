// The key that seals what the phone keeps. The server gives it to whoever is signed in, the same
// each time; here it is made a CryptoKey that no script can read out, and goes at sign-out, when
// the session is over, and after the hours that the server allows.

import * as store from "./store.js";

const HOUR_MS = 3_600_000;
const IV_BYTES = 12;
// Nobody is signed in; she may not any more; somebody else is.
const REFUSED = [401, 403, 409];
// A network that is there by name alone must not keep the page shut.
const PATIENCE_MS = 6_000;
// A channel carries one word, that the key is gone, to the other windows.
const CHANNEL = "phone-key";

let current = null; // {of, key, until}
let timer = 0;

const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel(CHANNEL) : null;

/** Whose rows can be read now; "" for nobody's. */
export const whose = () => current?.of ?? "";

/** Called before the key is let go, so that what was typed is still sealed, and after. */
export const watchers = { before: async () => {}, after: () => {} };

if (channel) {
  channel.onmessage = () => letGo();
}

/** The token that the server expects; signing in gives a new one. */
function token() {
  return document.cookie.match(/(?:^|;\s*)csrftoken=([^;]+)/)?.[1] ?? "";
}

/** POST as a script of ours; a network that isn't there, or takes too long, is an error. */
export function post(address, body, patience = PATIENCE_MS) {
  return fetch(address, {
    method: "POST",
    body,
    headers: {
      Accept: "application/json",
      "X-Requested-With": "fetch",
      "X-CSRFToken": token(),
    },
    cache: "no-store",
    redirect: "error",
    signal: AbortSignal.timeout(patience),
  });
}

/** An answer that says: whoever asks is not signed in, or may not any more. The key goes. */
export async function isRefusal(answer) {
  if (!REFUSED.includes(answer.status)) return false;
  await lock();
  return true;
}

/**
 * Get the key: from the server, or without a network the one that is still allowed.
 * "open", "refused" (nobody is signed in), or "closed" (no network, and no key here).
 */
export async function unlock(address) {
  let answer = null;
  if (navigator.onLine) {
    try {
      answer = await post(address);
    } catch {
      answer = null; // Not to be reached: as without a network.
    }
  }
  if (answer?.ok) {
    await adopt(await answer.json());
    return "open";
  }
  if (answer && (await isRefusal(answer))) return "refused";
  const kept = (await store.all(store.KEYS)).find((one) => one.until > Date.now());
  if (!kept) {
    await lock();
    return "closed";
  }
  hold(kept);
  return "open";
}

async function adopt({ key: text, of, hours }) {
  const bytes = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  const key = await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, [
    "encrypt",
    "decrypt",
  ]);
  bytes.fill(0);
  const row = { of, key, until: Date.now() + hours * HOUR_MS };
  await store.clear(store.KEYS);
  await store.put(store.KEYS, row);
  hold(row);
}

function hold(row) {
  current = row;
  clearTimeout(timer);
  timer = setTimeout(lock, row.until - Date.now());
}

/** A phone that slept has missed its timer. */
export async function checkTime() {
  if (current && current.until <= Date.now()) await lock();
}

/** Delete the key here and in every window. */
export async function lock() {
  await letGo();
  await forget();
}

async function letGo() {
  clearTimeout(timer);
  if (current) await watchers.before();
  const was = current;
  current = null;
  if (was) watchers.after();
}

/** Delete every key from the store, and the lists that the server gives anew. */
export async function forget() {
  await store.clear(store.KEYS);
  for (const row of await store.all(store.KEPT)) {
    if (row.kind === "households") await store.drop(store.KEPT, row.id);
  }
  channel?.postMessage("gone");
}

// Sealing -------------------------------------------------------------------------------------

const bound = (row) => new TextEncoder().encode(`${row.of}:${row.id}`);

async function seal(bytes, row, key) {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const way = { name: "AES-GCM", iv, additionalData: bound(row) };
  return { iv, data: await crypto.subtle.encrypt(way, key, bytes) };
}

const unseal = (sealed, row) =>
  crypto.subtle.decrypt(
    { name: "AES-GCM", iv: sealed.iv, additionalData: bound(row) },
    current.key,
    sealed.data,
  );

/** A row for the store: `value` (plain data) and `photos` (ArrayBuffers) sealed for her alone. */
export async function sealed(kind, id, value, { photos = [], until = null } = {}) {
  const { of, key } = current;
  const row = { id, of, kind, until };
  const text = new TextEncoder().encode(JSON.stringify(value));
  Object.assign(row, await seal(text, row, key));
  row.photos = await Promise.all(photos.map((one) => seal(one, row, key)));
  return row;
}

/** What `sealed` was given, of a row of hers; null where it does not open. */
export async function opened(row) {
  try {
    const value = JSON.parse(new TextDecoder().decode(await unseal(row, row)));
    const photos = await Promise.all((row.photos ?? []).map((one) => unseal(one, row)));
    return { ...value, id: row.id, kind: row.kind, photos };
  } catch {
    return null;
  }
}
