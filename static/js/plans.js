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

function fillRow(row, first, values) {
  const controls = controlsOf(row);
  values.forEach((value, place) => {
    const control = controls[first + place];
    if (control) fill(control, value);
  });
}

/** A community's name without its office: 金光村, 金光村委会 and 金光村村委会 are one. */
function bareName(text = "") {
  return text
    .normalize("NFKC")
    .replace(/\s+/g, "")
    .replace(/村?村(民委员会|委会|委)$/, "村")
    .replace(/居(民委员会|民区|委会|委)$/, "");
}

/** Whether a line heads the columns: one as here, or the column of names as sheets call it. */
function isHeadLine(table, line, names) {
  const labels = [...table.querySelectorAll("thead th")].map((head) => head.textContent.trim());
  const name = line[names]?.normalize("NFKC").trim();
  return (
    line.some((cell) => labels.includes(cell.trim())) || /^[居村委会民社区单位名称()、/]+$/.test(name)
  );
}

/** Whether a column before the names says nothing of the row: a running number, the street. */
function isIdle(lines, place) {
  const words = lines.map((line) => line[place].trim());
  const isOneWord = lines.length > 1 && new Set(words.filter(Boolean)).size < 2;
  return isOneWord || words.every((word) => /^\d{0,3}$/.test(word));
}

/** Where most lines name a row of the table, each goes to the row it names, in whatever order;
 * returns what is to be told of it, and nothing where the lines name no rows. */
function pasteByName(table, texts, first) {
  // The first of a name comes last, and stays.
  const heads = [...table.querySelectorAll("[data-name]")].reverse();
  const rows = new Map(heads.map((head) => [bareName(head.dataset.name), head.closest("tr")]));
  const rowOf = (cell) => rows.get(bareName(cell));
  const pasted = texts.filter((text) => text.trim()).map((text) => text.split("\t"));
  const isHead = (line, place) => !rowOf(line[place]) && isHeadLine(table, line, place);
  const below = (place) => pasted.slice(isHead(pasted[0], place) ? 1 : 0);
  const areNames = (place) => {
    const lines = below(place);
    return lines.filter((line) => rowOf(line[place])).length * 2 > lines.length;
  };
  const names = [0, 1, 2].find(areNames);
  if (names === undefined || pasted.every((line) => line.length === 1)) return "";
  const lines = below(names);
  const found = lines.filter((line) => rowOf(line[names]));
  const isKept = (_, place) => place > names || (place < names && !isIdle(found, place));
  const filled = new Set();
  const lost = [];
  const again = [];
  for (const line of lines) {
    const row = rowOf(line[names]);
    const name = line[names]?.trim() || "（没有名称的一行）";
    if (!row) lost.push(name);
    else if (filled.has(row)) again.push(name);
    else fillRow(row, first, line.filter(isKept));
    if (row) filled.add(row);
  }
  const unfound = lost.length ? `；没有找到：${lost.join("、")}` : "";
  const repeated = again.length ? `；不止一行，只填了第一行：${again.join("、")}` : "";
  return `已按名称填入 ${filled.size} 行${unfound}${repeated}`;
}

/** Cells copied from a sheet: columns by tab, from the cell on that has the focus; lines by the
 * rows they name, else one after the other. */
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
  const words = pasteByName(table, lines, first);
  const toldHere = table.querySelector("[data-pasted]");
  if (toldHere) toldHere.textContent = words;
  for (const line of words ? [] : lines) {
    row ??= addRow(table);
    if (!row) break;
    fillRow(row, first, line.split("\t"));
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
