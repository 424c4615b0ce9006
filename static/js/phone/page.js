// The page of visits that opens without a network: unlocks what is kept, draws it, keeps what is
// written, sends it when it can.

import { Draft } from "./draft.js";
import { fill, showWrong, wrongIn } from "./fields.js";
import { drawHouseholds, drawVisits, receiptOf, wordsOf } from "./lists.js";
import { clearOld, hopeAgain, sendAll } from "./sending.js";
import * as store from "./store.js";
import * as vault from "./vault.js";

const AGAIN_MS = 300;
const OURS = new Set(["draft", "waiting", "receipt"]);

const root = document.querySelector("[data-phone]");
const form = document.getElementById("visit");
const place = (name) => root.querySelector(`[data-${name}]`);
const addresses = root.dataset;

let lists = { day: "", asked_at: "", households: [], advisors: [] };

const draft = new Draft(form, { today, changed: () => drawSoon() });

// What is seen -------------------------------------------------------------------------------

function show(state) {
  for (const part of root.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== state;
}

function showNetwork() {
  for (const badge of document.querySelectorAll("[data-net]")) {
    badge.hidden = (badge.dataset.net === "on") !== navigator.onLine;
  }
}

function say(name, words) {
  const notice = place(name);
  const part = notice.querySelector("[data-part=words]") ?? notice;
  part.textContent = words;
  if (part !== notice) notice.hidden = !words;
}

/** A day by the phone's clock: 2024-09-20. */
function dayOf(time) {
  const two = (number) => String(number).padStart(2, "0");
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
}

/** The portal's day: what the server said last, and the days gone by on the phone since. */
function today() {
  if (!lists.day) return dayOf(new Date());
  const gone = new Date(dayOf(new Date())) - new Date(dayOf(new Date(lists.asked_at)));
  return new Date(new Date(lists.day).getTime() + gone).toISOString().slice(0, 10);
}

async function draw() {
  const rows = (await store.all(store.KEPT)).filter((row) => OURS.has(row.kind));
  const mine = rows.filter((row) => row.of === vault.whose());
  const others = rows.filter((row) => row.of !== vault.whose() && row.kind === "waiting").length;
  const visits = (await Promise.all(mine.map(vault.opened))).filter(Boolean);
  const broken = vault.whose() ? mine.length - visits.length : 0;
  const names = new Map(lists.households.map((one) => [one.id, wordsOf(one)]));
  drawHouseholds(root, lists.households, today(), choose);
  drawVisits(root, visits, names, takeUp);
  say("unreadable", broken ? `有 ${broken} 条是用已经销毁的密钥存的，再也打不开。` : "");
  const whoseWaits = vault.whose() ? "另一账号有" : "这台手机上有";
  say("others", others ? `${whoseWaits} ${others} 条待发，要用写它的账号登录才能送出。` : "");
  return visits;
}

let drawing = 0;

function drawSoon() {
  clearTimeout(drawing);
  drawing = setTimeout(draw, AGAIN_MS);
}

// Unlocking and locking ----------------------------------------------------------------------

vault.watchers.before = () => draft.save();
vault.watchers.after = async () => {
  // Nothing of hers stays on the screen.
  lists = { day: "", asked_at: "", households: [], advisors: [] };
  draft.begin();
  fill(form.elements.household, []);
  fill(form.elements.advisor, []);
  say("told", "");
  say("sending", "");
  show(navigator.onLine ? "refused" : "closed");
  await draw();
};

async function askForLists() {
  const id = `households:${vault.whose()}`;
  if (navigator.onLine) {
    try {
      const answer = await vault.post(addresses.mine, new URLSearchParams({ of: vault.whose() }));
      if (await vault.isRefusal(answer)) return;
      if (answer.ok) {
        const told = { ...(await answer.json()), asked_at: new Date().toISOString() };
        await store.put(store.KEPT, await vault.sealed("households", id, told));
      }
    } catch {
      // Not to be reached: as kept.
    }
  }
  const row = await store.get(store.KEPT, id);
  lists = (row && (await vault.opened(row))) || lists;
}

function fillSelects() {
  const chosen = form.elements.household.value;
  fill(form.elements.household, lists.households.map((one) => [one.id, wordsOf(one)]));
  form.elements.household.value = chosen;
  const { advisors } = lists;
  const advisor = form.elements.advisor.value;
  fill(form.elements.advisor, advisors.map((one) => [one.id, one.name]));
  form.elements.advisor.value = advisor;
  form.querySelector("[data-ask=advisor]").hidden = !advisors.length;
}

async function start() {
  show("opening");
  const state = await vault.unlock(addresses.key);
  if (state !== "open") {
    show(state);
    await draw();
    return;
  }
  await clearOld();
  await askForLists();
  if (!vault.whose()) return; // Locked meanwhile.
  fillSelects();
  draft.begin();
  const visits = await draw();
  const drafts = visits.filter((one) => one.kind === "draft");
  const latest = drafts.sort((one, other) => other.saved_at.localeCompare(one.saved_at))[0];
  if (latest) {
    draft.resume(latest);
    say("told", "上次没有写完的走访已经填回来了，请接着写。");
  }
  show("open");
  send();
}

// Writing ------------------------------------------------------------------------------------

/** One of her households, tapped: a visit to it begins. */
async function choose(household) {
  const now = form.elements.household.value;
  if (draft.isTouched && now && now !== household) {
    await draft.save();
    draft.begin(household);
  } else {
    form.elements.household.value = household;
    draft.later();
  }
  place("told").hidden = true;
  root.querySelector(".phone-mine").open = false;
  form.scrollIntoView();
  form.elements.household.focus({ preventScroll: true });
}

async function takeUp(visit) {
  await draft.save();
  draft.resume(visit);
  root.querySelector("[data-written]").open = false;
  if (!visit.wrong) form.scrollIntoView();
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const wrong = wrongIn(form, addresses, today());
  showWrong(form, wrong);
  say("told", "");
  if (Object.keys(wrong).length) return;
  const button = form.querySelector("[type=submit]");
  button.disabled = true;
  try {
    // What is not sent must not be cleared away by a browser that runs short of space.
    navigator.storage?.persist?.();
    const id = await draft.finish();
    draft.begin();
    say("told", `已保存，编号 ${receiptOf(id)}${navigator.onLine ? "，正在送出。" : "。没有网络，先存在这台手机上，有网络时自动送出。"}`);
    window.scrollTo(0, 0);
    await draw();
    send();
  } catch {
    say("told", "");
    showWrong(form, { "": ["没有存下来：这台手机的存储空间可能满了，请先送出一些，再按“保存走访”。"] });
  } finally {
    button.disabled = false;
  }
});

place("discard").addEventListener("click", async () => {
  if (!window.confirm("这份没有写完的走访会从手机上删掉，不能恢复。确定不要了吗？")) return;
  await draft.discard();
  draft.begin();
  await draw();
});

// Sending ------------------------------------------------------------------------------------

let hasSent = false;

async function send() {
  if (!vault.whose() || !navigator.onLine) return;
  try {
    await sendAll(addresses.send, told);
    if (hasSent && vault.whose()) await renewLists();
  } catch {
    say("sending", "没有送出，请再按“立即发送”。");
  }
}

/** Whom she visited is due another day now. */
async function renewLists() {
  hasSent = false;
  await askForLists();
  if (!vault.whose()) return;
  fillSelects();
  await draw();
}

async function told({ sent, refused, failed }) {
  if (sent) {
    hasSent = true;
    say("told", `已送达，编号 ${receiptOf(sent)}。`);
    say("sending", "");
  }
  if (failed) say("sending", `服务器没有答复，${failed} 秒后自动再送。`);
  const visits = await draw();
  if (!refused) return;
  say("sending", "");
  const back = visits.find((one) => one.id === refused);
  if (back && !draft.isTouched) draft.resume(back);
  else root.querySelector("[data-written]").open = true;
  say("told", "");
}

place("send-now").addEventListener("click", () => {
  hopeAgain();
  if (navigator.onLine) send();
  else say("sending", "现在没有网络，有网络时会自动送出。");
});

place("again").addEventListener("click", start);

window.addEventListener("online", async () => {
  showNetwork();
  hopeAgain();
  if (!vault.whose()) await start();
  else send();
});
window.addEventListener("offline", showNetwork);

document.addEventListener("visibilitychange", async () => {
  if (document.visibilityState !== "visible") return;
  await vault.checkTime();
  send();
});

// The beginning ------------------------------------------------------------------------------

const isAble =
  window.isSecureContext &&
  crypto.subtle &&
  "indexedDB" in window &&
  "serviceWorker" in navigator &&
  "DataTransfer" in window;

async function begin() {
  showNetwork();
  if (!isAble) {
    show("unable");
    return;
  }
  try {
    navigator.serviceWorker.register(addresses.worker, { scope: addresses.page }).catch(() => {});
    await start();
  } catch {
    show("unable"); // A private window may have all of it and keep nothing.
  }
}

begin();
