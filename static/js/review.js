// The review of a plan with the keyboard, and texts to be copied.
// Without this file every button and link works as it stands.

/** Whether keys are meant for what is being typed. */
function isTyping(target) {
  return Boolean(target.closest?.("input, textarea, select, dialog[open], details.pop[open]"));
}

function go(step) {
  document.querySelector(`[data-part="${step}"]`)?.click();
}

const KEYS = {
  j: () => go("next"),
  k: () => go("previous"),
  a: () => document.querySelector("[data-accept]")?.click(),
  r: () => document.querySelector("[data-comment]")?.focus(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && event.target.matches?.("[data-comment]")) {
    event.target.blur();
    return;
  }
  const deed = KEYS[event.key];
  if (!deed || event.repeat || isTyping(event.target)) return;
  event.preventDefault();
  deed();
});

/** The list of parts scrolls sideways on a phone: show the one that is open. */
function showCurrent() {
  const list = document.querySelector(".review-parts");
  const current = list?.querySelector("[aria-current]");
  if (!current || list.scrollWidth <= list.clientWidth) return;
  list.scrollLeft = current.offsetLeft - list.clientWidth / 3;
}

/** Where the browser refuses its clipboard (a page without https), the text is chosen to be copied. */
async function copy(button) {
  const field = document.getElementById(button.dataset.copy);
  const told = document.querySelector("[data-copied]");
  try {
    await navigator.clipboard.writeText(field.value);
    told.textContent = "已复制，可以粘贴到微信群";
  } catch {
    field.focus();
    field.select();
    told.textContent = document.execCommand("copy")
      ? "已复制，可以粘贴到微信群"
      : "请按 Ctrl+C 复制选中的文字";
  }
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", () => copy(button));
}
showCurrent();
