// The form of a visit, as data and back; what is wrong with it, at its fields.

const NOT_TOLD = new Set(["csrfmiddlewaretoken", "photos", "key"]);

/** What stands in the form: [name, value] pairs, without photos. */
export function read(form) {
  return [...new FormData(form)].filter(
    ([name, value]) => typeof value === "string" && value !== "" && !NOT_TOLD.has(name),
  );
}

/** Put pairs back into the form, which is emptied first. */
export function write(form, pairs) {
  for (const control of form.elements) {
    if (!control.name || NOT_TOLD.has(control.name)) continue;
    const values = pairs.filter(([name]) => name === control.name).map(([, value]) => value);
    if (control.type === "checkbox") control.checked = values.includes(control.value);
    else if (control.type === "radio") control.checked = values.includes(control.value);
    else if (control.tagName === "SELECT" && values.length && !hasOption(control, values[0])) {
      control.value = ""; // No longer hers to choose.
    } else control.value = values[0] ?? "";
  }
}

const hasOption = (select, value) => [...select.options].some((one) => one.value === value);

/** One value out of pairs. */
export const valueOf = (pairs, name) => pairs.find(([one]) => one === name)?.[1] ?? "";

/** Options of a select after its first, empty one. */
export function fill(select, options) {
  select.replaceChildren(select.options[0], ...options.map(([value, words]) => new Option(words, value)));
}

/** What would be refused in any case, said on the spot: {field: [sentence]}. */
export function wrongIn(form, { shortestNote, mostPhotos }, today) {
  const pairs = read(form);
  const says = (name) => [form.querySelector(`[data-says=${name}]`).textContent];
  const wrong = {};
  if (!valueOf(pairs, "household")) wrong.household = says("household");
  const day = valueOf(pairs, "visited_on");
  if (!day) wrong.visited_on = says("visited_on");
  else if (day > today) wrong.visited_on = [`${day}还没有到，走访要在今天（${today}）或以前。`];
  const isTicked = pairs.some(([name]) => name === "findings" || name === "deeds");
  const note = valueOf(pairs, "note").trim();
  if (!isTicked && note.length < Number(shortestNote)) wrong.note = says("note");
  const asksWho = !form.querySelector("[data-ask=advisor]").hidden;
  if (asksWho && !valueOf(pairs, "advisor")) wrong.advisor = says("advisor");
  if (form.elements.photos.files.length > Number(mostPhotos)) wrong.photos = says("photos");
  return wrong;
}

function controlOf(form, name) {
  const found = name ? form.elements[name] : null;
  return found instanceof RadioNodeList ? found[0] : found;
}

/** Show what is wrong (or nothing): a summary that leads to the fields, and each at its field. */
export function showWrong(form, wrong) {
  for (const old of form.querySelectorAll(".field-error.is-said")) old.remove();
  for (const old of form.querySelectorAll(".field.has-error")) old.classList.remove("has-error");
  for (const old of form.querySelectorAll("[aria-invalid]")) old.removeAttribute("aria-invalid");
  const summary = form.querySelector("[data-problems]");
  const list = summary.querySelector("[data-part=list]");
  const found = Object.entries(wrong).flatMap(([name, words]) => words.map((one) => [name, one]));
  list.replaceChildren(...found.map(([name, words]) => line(form, name, words)));
  summary.querySelector("[data-part=title]").textContent = `有 ${found.length} 处要改`;
  summary.hidden = !found.length;
  for (const [name, words] of found) sayAt(form, name, words);
  if (found.length) summary.focus();
}

function line(form, name, words) {
  const item = document.createElement("li");
  const control = controlOf(form, name);
  if (!control?.id) {
    item.textContent = words;
    return item;
  }
  const link = document.createElement("a");
  link.href = `#${control.id}`;
  link.textContent = words;
  link.addEventListener("click", (event) => {
    event.preventDefault();
    control.focus();
  });
  item.append(link);
  return item;
}

/** At the field; what is only asked when the server asks comes into view. */
function sayAt(form, name, words) {
  const asked = name && form.querySelector(`[data-ask=${CSS.escape(name)}]`);
  if (asked) asked.hidden = false;
  const control = controlOf(form, name);
  const field = control?.closest(".field");
  if (!field) return;
  field.classList.add("has-error");
  control.setAttribute("aria-invalid", "true");
  control.closest("details")?.setAttribute("open", "");
  const said = document.createElement("p");
  said.className = "field-error is-said";
  said.textContent = words;
  const place = field.querySelector(".choices, .field-control, .dropzone, .check");
  place.before(said);
}
