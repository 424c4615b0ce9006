// Tables: arrows move between the cells of the heat table; boxes choose many rows.

const STEPS = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
};

document.addEventListener("keydown", (event) => {
  const cell = event.target.closest?.("[data-cell]");
  const step = STEPS[event.key];
  if (!cell || !step || event.ctrlKey || event.metaKey || event.altKey) return;
  const [down, right] = step;
  const rows = [...cell.closest("tbody").rows].map((row) => [
    ...row.querySelectorAll("[data-cell]"),
  ]);
  const row = rows.findIndex((cells) => cells.includes(cell));
  const next = rows[row + down]?.[rows[row].indexOf(cell) + right];
  if (!next) return;
  event.preventDefault();
  next.focus();
});

// A cell whose explanation was opened beside the table stays marked.
document.addEventListener("click", (event) => {
  const cell = event.target.closest("[data-cell][hx-get]");
  if (!cell) return;
  cell.closest("table").querySelector("[aria-current]")?.removeAttribute("aria-current");
  cell.setAttribute("aria-current", "true");
});

// On a narrow screen that panel lies below the table: go to it.
document.addEventListener("htmx:afterSwap", (event) => {
  const panel = event.target.closest(".split-side");
  if (panel && window.matchMedia("(max-width: 64em)").matches) {
    panel.scrollIntoView();
    panel.focus({ preventScroll: true });
  }
});

// <form data-bulk>: the box [data-all] chooses every row; [data-chosen] tells how many;
// [data-needs-choice] buttons wait for the first.
function countChosen(form) {
  const boxes = [...form.querySelectorAll("tbody input[type=checkbox]")];
  const chosen = boxes.filter((box) => box.checked).length;
  const all = form.querySelector("[data-all]");
  if (all) {
    all.checked = chosen > 0 && chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  }
  const words = form.querySelector("[data-chosen]");
  if (words) words.textContent = `已选 ${chosen} 行`;
  for (const button of form.querySelectorAll("[data-needs-choice]")) button.disabled = !chosen;
}

document.addEventListener("change", (event) => {
  const form = event.target.closest?.("form[data-bulk]");
  if (!form) return;
  if (event.target.matches("[data-all]")) {
    for (const box of form.querySelectorAll("tbody input[type=checkbox]")) {
      box.checked = event.target.checked;
    }
  }
  countChosen(form);
});

for (const form of document.querySelectorAll("form[data-bulk]")) countChosen(form);
