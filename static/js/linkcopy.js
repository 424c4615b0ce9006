/** A one-time link, shown once: copy it with the words around it. */

async function copy(button) {
  const field = document.getElementById(button.dataset.linkcopy);
  const told = document.getElementById(`${button.dataset.linkcopy}-told`);
  field.focus();
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    told.textContent = "已复制，请发给联系人本人";
  } catch {
    // The browser refuses its clipboard (a page without https): the text is chosen to be copied.
    told.textContent = document.execCommand("copy")
      ? "已复制，请发给联系人本人"
      : "请按 Ctrl+C 复制选中的文字";
  }
}

for (const button of document.querySelectorAll("[data-linkcopy]")) {
  button.hidden = false;
  button.addEventListener("click", () => copy(button));
}
