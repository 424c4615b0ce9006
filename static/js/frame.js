// The frame: where the focus goes, panels that close, dialogs, printing.
// Without this file every page can still be read and every form be sent.

/** Put the focus on what needs it first: an error summary. */
function focusFirst(root) {
  root.querySelector("[data-focus]")?.focus();
}

document.addEventListener("click", (event) => {
  // A panel closes when one clicks elsewhere.
  for (const panel of document.querySelectorAll("details.pop[open]")) {
    if (!panel.contains(event.target)) panel.open = false;
  }

  const opener = event.target.closest("[data-dialog]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.dialog);
    if (dialog?.showModal) {
      event.preventDefault();
      dialog.showModal();
    }
  }
  if (event.target.closest("[data-close]")) event.target.closest("dialog")?.close();
  if (event.target.closest("[data-print]")) window.print();
});

// <form data-confirm="重设后，旧密码马上失效。要重设吗？">
document.addEventListener("submit", (event) => {
  const { confirm: question } = event.target.dataset;
  if (question && !window.confirm(question)) event.preventDefault();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const panel = document.querySelector("details.pop[open]");
  if (panel) {
    panel.open = false;
    panel.querySelector("summary").focus();
  } else if (location.hash === "#rail") {
    location.hash = "#main";
  }
});

/** Rows that scroll sideways on a phone begin with what is in force in view. */
for (const row of document.querySelectorAll(".tabs, .chips")) {
  const current = row.querySelector("[aria-current]");
  if (current && row.scrollWidth > row.clientWidth) {
    row.scrollLeft = current.offsetLeft - row.offsetLeft - (row.clientWidth - current.offsetWidth) / 2;
  }
}

document.addEventListener("htmx:afterSwap", (event) => focusFirst(event.target));
focusFirst(document);
