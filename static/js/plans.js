// A part of a plan saves itself while it is typed; rows are added, dropped and pasted in place.
// Without this file the buttons send the form, and the server does the same.

const PAUSE = 1500; // ms without a key before saving
const AGAIN = 15000; // ms before trying again where the network is gone

const form = document.querySelector("form[data-autosave]");
const told = document.querySelector("[data-saved]");
const banners = Object.fromEntries(
  ["offline", "clash", "refused"].map((name) => [name, document.getElementById(name)]),
);

let timer = 0;
let running = null; // the save under way
let refusals = 0;
let isDirty = false;
let isStopped = false; // somebody else was quicker: the person chooses, not the machine

function show(name) {
  for (const [key, banner] of Object.entries(banners)) if (banner) banner.hidden = key !== name;
}

function tell(words) {
  if (told) told.textContent = words;
}

async function send() {
  clearTimeout(timer);
  isDirty = false;
  tell("正在保存…");
  let response;
  try {
    response = await fetch(form.action || location.href, {
      method: "POST",
      body: new FormData(form),
      headers: { Accept: "application/json", "X-Requested-With": "fetch", "X-Autosave": "1" },
    });
  } catch {
    return later("offline");
  }
  if (response.status === 401 || response.status === 403) {
    // The session has ended, or began anew in another window: session.js finds out.
    isDirty = true;
    refusals += 1;
    tell("还没有保存，内容还在本页");
    return refusals > 2 ? show("refused") : document.dispatchEvent(new Event("session:doubt"));
  }
  if (response.status === 409) {
    isStopped = true;
    isDirty = true;
    tell("还没有保存");
    return show("clash");
  }
  if (!response.ok) {
    isDirty = true;
    tell("还没有保存");
    return show("refused");
  }
  const saved = await response.json();
  refusals = 0;
  form.elements.version.value = saved.version;
  show("");
  const { problems } = saved;
  const unread = problems.length ? `；有 ${problems.length} 处看不懂，先替您留着：${problems[0]}` : "";
  if (!isDirty) tell(`已保存 ${saved.saved_at}${unread}`);
  tellLacks(saved.lacks);
}

function later(name) {
  isDirty = true;
  tell("还没有保存");
  show(name);
  timer = setTimeout(save, AGAIN);
}

function save() {
  if (isStopped) return null;
  running ??= send().finally(() => {
    running = null;
  });
  return running;
}

function wait() {
  isDirty = true;
  tell("正在填写…");
  clearTimeout(timer);
  // One after the other: the later text must not arrive first.
  timer = setTimeout(() => (running ? wait() : save()), PAUSE);
}

/** What is still lacking, as the server says after each save. */
function tellLacks(lacks) {
  const list = document.querySelector("[data-lacks]");
  list.querySelector("ul").replaceChildren(
    ...lacks.map(({ words, target }) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = `#${target}`;
      link.textContent = words;
      item.append(link);
      return item;
    }),
  );
  list.hidden = !lacks.length;
}

// Rows -----------------------------------------------------------------------------------

function addRow(table) {
  const count = form.elements[`${table.dataset.rows}-rows`];
  const pattern = table.querySelector("template");
  if (!pattern) return null;
  const holder = document.createElement("tbody");
  holder.innerHTML = pattern.innerHTML
    .replaceAll("__n__", count.value)
    .replaceAll("新的一行", `第${Number(count.value) + 1}行`);
  const row = holder.querySelector("tr");
  table.querySelector("tbody").append(row);
  count.value = Number(count.value) + 1;
  return row;
}

function controlsOf(row) {
  return [...row.querySelectorAll("[data-cell] :is(input, select, textarea)")];
}

function dayOf(text) {
  const found = text.trim().match(/^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$/);
  return found ? `${found[1]}-${found[2].padStart(2, "0")}-${found[3].padStart(2, "0")}` : "";
}

function fill(control, text) {
  if (control.tagName === "SELECT") {
    const word = text.trim();
    const option = [...control.options].find((one) => one.text.trim() === word || one.value === word);
    if (option) control.value = option.value;
    return;
  }
  if (control.type === "date") {
    const day = dayOf(text);
    // A day that can't be read stays as it was written: the server says what is wrong with it.
    if (!day && text.trim()) control.type = "text";
    control.value = day || text.trim();
    return;
  }
  control.value = text.trim();
}

/** Cells copied from a sheet: rows by line, columns by tab, from the cell on that has the focus. */
function paste(event) {
  const cell = event.target.closest("[data-cell]");
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (!cell || !/[\t\n]/.test(text.trimEnd())) return;
  if (event.target.tagName === "TEXTAREA" && !text.includes("\t")) return;
  event.preventDefault();
  const table = cell.closest("[data-rows]");
  const lines = text.replaceAll("\r", "").replace(/\n+$/, "").split("\n");
  let row = cell.closest("tr");
  const first = controlsOf(row).indexOf(event.target);
  for (const line of lines) {
    row ??= addRow(table);
    if (!row) break;
    const controls = controlsOf(row);
    line.split("\t").forEach((value, place) => {
      const control = controls[first + place];
      if (control) fill(control, value);
    });
    row = row.nextElementSibling;
  }
  wait();
}

function click(event) {
  const adder = event.target.closest("[data-add-row]");
  if (adder) {
    event.preventDefault();
    const row = addRow(adder.closest("[data-rows]"));
    if (row) controlsOf(row)[0]?.focus();
    return;
  }
  const dropper = event.target.closest("[data-drop-row]");
  if (dropper) {
    event.preventDefault();
    const table = dropper.closest("[data-rows]");
    dropper.closest("tr").remove();
    table.querySelector("[data-add-row]")?.focus();
    wait();
  }
}

/** A save under way would look like somebody else's: let it end first. */
function submit(event) {
  clearTimeout(timer);
  isDirty = false;
  if (!running) return;
  event.preventDefault();
  const button = event.submitter;
  running.finally(() => {
    isDirty = false;
    form.requestSubmit(button);
  });
}

// An earlier draft is not written over before its writer has looked at it.
if (document.querySelector("[data-draft-waits]")) {
  isStopped = true;
  tell("上面有一份没有保存的草稿：恢复或丢弃之后，才会自动保存。");
}

if (form) {
  form.addEventListener("input", () => !isStopped && wait());
  form.addEventListener("change", () => !isStopped && wait());
  form.addEventListener("click", click);
  form.addEventListener("paste", paste);
  form.addEventListener("submit", submit);
  window.addEventListener("online", () => isDirty && save());
  document.addEventListener("session:back", () => isDirty && save());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && isDirty) save();
  });
  window.addEventListener("beforeunload", (event) => {
    if (isDirty) event.preventDefault();
  });
}
