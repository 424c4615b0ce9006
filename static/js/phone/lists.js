// Draws the lists: her households, and what she has written.

import { valueOf } from "./fields.js";

const NEAR_MS = 7 * 86_400_000;

const part = (root, name) => root.querySelector(`[data-part=${name}]`);
const cloned = (id) => document.getElementById(id).content.cloneNode(true);

function count(root, name, number) {
  root.querySelector(`[data-count=${name}]`).textContent = number;
}

/** 9月30日 */
const dayWords = (iso) => `${Number(iso.slice(5, 7))}月${Number(iso.slice(8, 10))}日`;

function clockWords(iso) {
  const way = { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" };
  return new Date(iso).toLocaleString("zh-CN", way);
}

/** The number on the receipt, which the phone knows before the server does. */
export const receiptOf = (id) => id.slice(0, 8).toUpperCase();

/** As an option of the select reads: 王小明 PT00012（石里一居委）. */
export const wordsOf = (one) => `${one.name} ${one.reference}（${one.place}）`;

export function drawHouseholds(root, households, today, choose) {
  count(root, "households", households.length);
  root.querySelector("[data-none=households]").hidden = households.length > 0;
  const rows = households.map((one) => householdRow(one, today, choose));
  root.querySelector("[data-list=households]").replaceChildren(...rows);
}

function householdRow(one, today, choose) {
  const row = cloned("household-row");
  part(row, "name").textContent = one.name;
  part(row, "reference").textContent = `${one.reference} · ${one.place}`;
  const last = one.last_on ? `，上次 ${dayWords(one.last_on)}` : "，还没有走访过";
  part(row, "due").textContent = `${dayWords(one.due_on)}前${last}`;
  const isLate = one.due_on < today;
  part(row, "late").hidden = !isLate;
  part(row, "near").hidden = isLate || new Date(one.due_on) - new Date(today) > NEAR_MS;
  row.querySelector("button").addEventListener("click", () => choose(one.id));
  return row;
}

/** `visits` as `opened` gives them: waiting, drafts, receipts; `open(visit)` takes a draft up. */
export function drawVisits(root, visits, names, open) {
  const of = (kind) => visits.filter((one) => one.kind === kind);
  count(root, "waiting", of("waiting").length);
  count(root, "draft", of("draft").length);
  root.querySelector("[data-none=visits]").hidden = visits.length > 0;
  root.querySelector("[data-send-now]").hidden = !of("waiting").length;
  const at = (one) => one.written_at ?? one.saved_at;
  const newest = [...visits].sort((one, other) => at(other).localeCompare(at(one)));
  const rows = newest.map((one) => visitRow(one, names, open));
  root.querySelector("[data-list=visits]").replaceChildren(...rows);
}

function visitRow(visit, names, open) {
  const row = cloned("visit-row");
  const isRefused = Object.keys(visit.wrong ?? {}).length > 0;
  const state = isRefused ? "refused" : visit.kind;
  row.querySelector(`[data-kind=${state}]`).hidden = false;
  const household = valueOf(visit.pairs, "household");
  part(row, "name").textContent = names.get(household) ?? (household ? "已不在名下的户" : "还没有选户");
  part(row, "receipt").textContent = receiptOf(visit.id);
  const day = valueOf(visit.pairs, "visited_on");
  part(row, "day").textContent = day ? ` · ${day} 走访` : "";
  part(row, "times").textContent = timesOf(visit);
  if (visit.kind === "draft") {
    const button = part(row, "open");
    button.hidden = false;
    button.addEventListener("click", () => open(visit));
  }
  return row;
}

/** Both clocks: the phone's, and the server's once it has it. */
function timesOf({ written_at: written, recorded_at: recorded, saved_at: saved }) {
  if (recorded) return `手机 ${clockWords(written)} 写好，服务器 ${clockWords(recorded)} 收到`;
  return written ? `手机 ${clockWords(written)} 写好` : `手机 ${clockWords(saved)} 存下`;
}
