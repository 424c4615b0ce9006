// Forms: files dropped on their place, and one press of a button sends once.

function sizeOf(bytes) {
  return bytes < 1024 * 1024
    ? `${Math.ceil(bytes / 1024)} KB`
    : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

function watchDropzone(zone) {
  const input = zone.querySelector("input[type=file]");
  const name = zone.querySelector(".dropzone-name");
  const tell = () => {
    const files = [...input.files].map((file) => `${file.name}（${sizeOf(file.size)}）`);
    name.textContent = files.length ? `已选：${files.join("、")}` : "还没有选文件";
  };

  zone.classList.add("is-live"); // from here on the name of the file is told below

  input.addEventListener("change", tell);
  for (const type of ["dragenter", "dragover"]) {
    zone.addEventListener(type, (event) => {
      event.preventDefault();
      zone.classList.add("is-over");
    });
  }
  for (const type of ["dragleave", "drop"]) {
    zone.addEventListener(type, () => zone.classList.remove("is-over"));
  }
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    tell();
  });
  tell();
}

// A form that takes a while says so, and a second press does nothing:
// <form data-once="正在核对，请稍候…">
function sendOnce(event) {
  const form = event.target;
  if (!form.dataset.once || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  const button = event.submitter;
  if (!button) return;
  form.dataset.words = button.textContent;
  button.textContent = form.dataset.once;
  button.setAttribute("aria-disabled", "true");
}

// The browser's way back shows the form as it was sent: make it usable again.
function wakeForms() {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    const button = form.querySelector("[aria-disabled=true]");
    if (button) {
      button.textContent = form.dataset.words;
      button.removeAttribute("aria-disabled");
    }
    delete form.dataset.sent;
  }
}

function watch(root) {
  for (const zone of root.querySelectorAll("[data-dropzone]")) watchDropzone(zone);
}

document.addEventListener("submit", sendOnce);
window.addEventListener("pageshow", (event) => event.persisted && wakeForms());
document.addEventListener("htmx:afterSwap", (event) => watch(event.target));
watch(document);
