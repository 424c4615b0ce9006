// The panel beside the score board: closed with its button or Escape, and the cell it came
// from has the focus again. Moving between cells: tables.js. Without this file the button
// leads back to the board.

function close(link) {
  const panel = link.closest(".split-side");
  const table = panel.parentElement.querySelector("table");
  if (!table) return false;
  panel.replaceChildren();
  history.pushState(null, "", link.href);
  const cell = table.querySelector("[aria-current]");
  cell?.removeAttribute("aria-current");
  cell?.focus();
  return true;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-close-panel]");
  if (link && close(link)) event.preventDefault();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || document.querySelector("dialog[open], details.pop[open]")) return;
  const link = document.querySelector(".split-side [data-close-panel]");
  if (link && close(link)) event.preventDefault();
});
