// Sends what waits, one visit after the other. A visit goes under its own key: sent twice, it is
// one visit, and the server answers the same again.

import * as store from "./store.js";
import { isRefusal, opened, post, sealed, whose } from "./vault.js";

const DAY_MS = 86_400_000;
const RECEIPT_DAYS = 7;
const PAUSES_MS = [5_000, 15_000, 60_000, 300_000];
// Photos take their time where the network is poor.
const PATIENCE_MS = 120_000;
const LOCK = "phone-send";
const TOO_LARGE = 413;

let failures = 0;
let timer = 0;
let isAgain = false;
let running = null;

/** The rows of whoever is signed in, opened; the oldest first. */
export async function waiting() {
  const rows = (await store.all(store.KEPT)).filter(
    (row) => row.kind === "waiting" && row.of === whose(),
  );
  const found = (await Promise.all(rows.map(opened))).filter(Boolean);
  return found.sort((one, other) => one.written_at.localeCompare(other.written_at));
}

/**
 * Send all; `told` is called after each with {sent}, {refused: id} or {failed: seconds}.
 * Asked for while it runs, it looks once more when it is through.
 */
export function sendAll(address, told) {
  clearTimeout(timer);
  if (running) {
    isAgain = true;
    return running;
  }
  running = oneWindow(() => round(address, told)).finally(() => {
    running = null;
    if (!isAgain) return;
    isAgain = false;
    sendAll(address, told);
  });
  return running;
}

/** Back in the network: don't wait out a long pause. */
export function hopeAgain() {
  failures = 0;
}

/** One window sends at a time. */
const oneWindow = (work) => (navigator.locks ? navigator.locks.request(LOCK, work) : work());

async function round(address, told) {
  for (const visit of await waiting()) {
    if (!whose()) return;
    let answer;
    try {
      answer = await post(address, bodyOf(visit), PATIENCE_MS);
    } catch {
      answer = null;
    }
    if (!answer || answer.status >= 500 || answer.status === 429) {
      later(address, told);
      return;
    }
    failures = 0;
    // The session is over: the key goes, and the visit waits for her next sign-in.
    if (await isRefusal(answer)) return;
    if (answer.ok) {
      await keepReceipt(visit, await answer.json());
      told({ sent: visit.id });
    } else {
      await giveBack(visit, await wordsOf(answer));
      told({ refused: visit.id });
    }
  }
}

function later(address, told) {
  const pause = PAUSES_MS[Math.min(failures, PAUSES_MS.length - 1)];
  failures += 1;
  timer = setTimeout(() => sendAll(address, told), pause);
  told({ failed: pause / 1000 });
}

function bodyOf({ id, pairs, photos, written_at: writtenAt }) {
  const body = new FormData();
  for (const [name, value] of pairs) body.append(name, value);
  for (const [index, bytes] of photos.entries()) {
    body.append("photos", new Blob([bytes]), `照片${index + 1}.jpg`);
  }
  body.append("key", id);
  body.append("of", whose());
  body.append("version", "0");
  body.append("written_at", writtenAt);
  return body;
}

/** What was wrong: {field: [sentence]}. */
async function wordsOf(answer) {
  if (answer.status === TOO_LARGE) return { photos: ["照片太大，服务器没有收，请换一张小的。"] };
  try {
    const { errors } = await answer.json();
    if (errors && Object.keys(errors).length) return errors;
  } catch {
    // Not ours: an answer of something in between.
  }
  return { "": [`服务器没有收下（${answer.status}），请核对后再保存一次。`] };
}

/** The receipt is all that stays of a visit that arrived: no text, no photo. */
async function keepReceipt({ id, pairs, written_at: writtenAt }, { recorded_at: recordedAt }) {
  const kept = { pairs: pairs.filter(([name]) => ["household", "visited_on"].includes(name)) };
  const value = { ...kept, written_at: writtenAt, recorded_at: recordedAt };
  const until = Date.now() + RECEIPT_DAYS * DAY_MS;
  await store.put(store.KEPT, await sealed("receipt", id, value, { until }));
}

/** Nothing is lost: it is a draft again, with what is to be put right. */
async function giveBack({ id, pairs, photos }, wrong) {
  const value = { pairs, wrong, saved_at: new Date().toISOString() };
  await store.put(store.KEPT, await sealed("draft", id, value, { photos }));
}

/** Receipts that are old enough go. */
export async function clearOld() {
  for (const row of await store.all(store.KEPT)) {
    if (row.until && row.until <= Date.now()) await store.drop(store.KEPT, row.id);
  }
}
