// Photos and files: chosen, dropped, pasted or taken, and sent one by one; the review by keyboard.
// Without this file the form sends all at once, and the review goes by its buttons.

// Handing in ---------------------------------------------------------------------------------

const FACE = { width: 144, height: 108 };
const WORDS = {
  waiting: "待上传",
  unheard: "没有传成：连不上服务器。请再点一次“上传”。",
  signedOut: "登录时间到了，这张还没有传。请在新窗口登录，再回来点一次“上传”。",
  tooLarge: "文件太大，服务器没有收。请压缩到 20 MB 以内再传。",
  failed: "没有传成：服务器出错。请过一会儿再点一次“上传”。",
};

/** A small picture of a file, where the browser can draw it. */
async function draw(file, face) {
  if (!file.type.startsWith("image/")) return;
  try {
    const picture = await createImageBitmap(file, { resizeWidth: FACE.width });
    face.width = FACE.width;
    face.height = Math.round((picture.height / picture.width) * FACE.width);
    face.getContext("2d").drawImage(picture, 0, 0);
    picture.close();
  } catch {
    // Whether it is a photo at all, the server tells.
  }
}

function element(name, className, words = "") {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = words;
  return made;
}

/** One file in the list: what it is, how far it has come, and the way out of the list. */
class Piece {
  constructor(file, forget) {
    this.file = file;
    this.state = "waiting";
    this.line = document.createElement("li");
    this.face = element("canvas", "outcome-face");
    this.face.setAttribute("aria-hidden", "true");
    this.words = element("span", "outcome-words", WORDS.waiting);
    this.bar = document.createElement("progress");
    this.bar.max = 1;
    this.bar.value = 0;
    this.bar.hidden = true;
    this.bar.setAttribute("aria-label", `${file.name} 上传进度`);
    this.out = element("button", "btn", "移除");
    this.out.type = "button";
    this.out.setAttribute("aria-label", `移除 ${file.name}`);
    this.out.addEventListener("click", () => forget(this));
    this.line.append(this.face, element("span", "outcome-name", file.name), this.words, this.bar);
    this.line.append(this.out);
    draw(file, this.face);
  }

  get isOpen() {
    return this.state === "waiting";
  }

  tell(words, tone = "") {
    this.words.textContent = words;
    this.words.className = `outcome-words ${tone}`;
    this.bar.hidden = true;
  }

  settle(outcome) {
    this.state = outcome.isKept ? "kept" : "refused";
    this.tell(outcome.words, outcome.isKept ? "is-good" : "is-bad");
    if (!outcome.isKept) return;
    this.out.remove();
    const link = element("a", "btn", "查看");
    link.href = outcome.url;
    link.setAttribute("aria-label", `查看 ${this.file.name}`);
    this.line.append(link);
  }
}

/** Send one file with the rest of the form; resolves to what the server says of it. */
function send(form, piece) {
  const data = new FormData(form);
  data.delete("files");
  data.append("files", piece.file, piece.file.name);
  const cookie = document.cookie.match(/(?:^|;\s*)csrftoken=([^;]+)/);
  if (cookie) data.set("csrfmiddlewaretoken", cookie[1]);
  piece.bar.hidden = false;
  piece.words.textContent = "正在上传…";
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) piece.bar.value = event.loaded / event.total;
    });
    request.addEventListener("error", () => resolve({ failed: WORDS.unheard }));
    request.addEventListener("load", () => {
      const type = request.getResponseHeader("Content-Type") ?? "";
      if (request.status === 401) resolve({ failed: WORDS.signedOut });
      else if (type.startsWith("application/json")) resolve(JSON.parse(request.responseText));
      else if (request.status === 413) resolve({ failed: WORDS.tooLarge });
      else if (request.status < 400 || request.status === 403) resolve({ failed: WORDS.signedOut });
      else resolve({ failed: WORDS.failed });
    });
    request.send(data);
  });
}

function watchHandIn(form) {
  const list = form.querySelector("[data-files]");
  const button = form.querySelector("button[type=submit]");
  const words = form.querySelector("[data-send]");
  const done = form.querySelector("[data-done]");
  const needsTag = form.querySelector("[data-needs-tag]");
  const drop = form.querySelector("[data-drop]");
  let pieces = [];
  let isSending = false;

  form.classList.add("is-live");

  const tell = () => {
    const open = pieces.filter((piece) => piece.isOpen).length;
    words.textContent = open ? `上传 ${open} 份` : "上传";
    const isDone = !open && pieces.some((piece) => piece.state === "kept");
    done.textContent = isDone ? "完成，看已上传的" : "看已上传的";
    done.classList.toggle("btn-primary", isDone);
    button.classList.toggle("btn-primary", !isDone);
  };
  const forget = (piece) => {
    pieces = pieces.filter((one) => one !== piece);
    piece.line.remove();
    tell();
  };
  const take = (files) => {
    for (const file of files) {
      const piece = new Piece(file, forget);
      pieces.push(piece);
      list.append(piece.line);
    }
    tell();
  };

  for (const input of form.querySelectorAll("input[type=file]")) {
    input.addEventListener("change", () => {
      take(input.files);
      input.value = ""; // the list holds them from here on
    });
  }
  for (const type of ["dragenter", "dragover"]) {
    form.addEventListener(type, (event) => {
      event.preventDefault();
      drop.classList.add("is-over");
    });
  }
  form.addEventListener("dragleave", () => drop.classList.remove("is-over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("is-over");
    take(event.dataTransfer.files);
  });
  document.addEventListener("paste", (event) => {
    const files = [...event.clipboardData.files];
    if (!files.length) return;
    event.preventDefault();
    take(files);
  });
  form.addEventListener("change", (event) => {
    if (event.target.name === "tags") needsTag.hidden = true;
  });

  form.addEventListener("submit", async (event) => {
    const open = pieces.filter((piece) => piece.isOpen);
    if (!open.length && !pieces.length) return; // the server says what is missing
    event.preventDefault();
    if (isSending || !open.length) return;
    if (!form.querySelector("[name=tags]:checked")) {
      needsTag.hidden = false;
      form.querySelector("[name=tags]").focus();
      return;
    }
    isSending = true;
    button.setAttribute("aria-disabled", "true");
    for (const piece of open) {
      const answer = await send(form, piece);
      if (answer.failed) piece.tell(answer.failed, "is-bad");
      else if (answer.problems.length) piece.tell(answer.problems.join("；"), "is-bad");
      else piece.settle(answer.outcomes[0]);
      tell();
    }
    isSending = false;
    button.removeAttribute("aria-disabled");
  });

  window.addEventListener("beforeunload", (event) => {
    if (isSending || pieces.some((piece) => piece.isOpen)) event.preventDefault();
  });
}

// The review ---------------------------------------------------------------------------------

const SAME_AS = { arrowleft: "k", arrowright: "j" };
const STEPS = { arrowdown: 1, arrowup: -1 };
let underWay = null;

function currentItem(review) {
  return review.querySelector("[data-current]");
}

/** Put the keys to another item of the same photo. */
function move(review, step) {
  const items = [...review.querySelectorAll("[data-item]")];
  const at = items.indexOf(currentItem(review));
  const next = items[at + step];
  if (!next) return false;
  if (at >= 0) {
    items[at].classList.remove("is-current");
    items[at].removeAttribute("data-current");
    items[at].removeAttribute("aria-current");
  }
  next.classList.add("is-current");
  next.setAttribute("data-current", "");
  next.setAttribute("aria-current", "true");
  next.scrollIntoView({ block: "nearest" });
  return true;
}

/** Open the place for an own reason, and put the focus in it. */
function openReasons(review) {
  const details = currentItem(review)?.querySelector("details");
  if (!details) return false;
  details.open = true;
  details.querySelector("input[name=reason]").focus();
  return true;
}

function press(review, key) {
  if (key in STEPS) return move(review, STEPS[key]);
  if (key === "r") return openReasons(review);
  const name = SAME_AS[key] ?? key;
  if (!/^[ajku1-6]$/.test(name)) return false;
  const scope = /^[a1-6]$/.test(name) ? currentItem(review) : review;
  const target = scope?.querySelector(`[data-key="${name}"]`);
  if (!target) return false;
  target.click();
  return true;
}

/** R and a number: the field for other reasons has the focus, and nothing stands in it yet. */
function isReasonByNumber({ key, target }) {
  return /^[1-6]$/.test(key) && target.matches("input[name=reason]") && !target.value;
}

document.addEventListener("keydown", (event) => {
  const review = document.querySelector("[data-review]");
  if (!review || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest("input, select, textarea, dialog") && !isReasonByNumber(event)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  // A key held down decides one photo, not twenty.
  if (event.repeat || underWay) return;
  if (press(review, event.key.toLowerCase())) event.preventDefault();
});

// Other parts of the page ask the server too; they hold up no key.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.elt.closest("[data-review]")) underWay = event.detail.xhr;
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.xhr !== underWay) return;
  underWay = null;
  const notice = document.querySelector("[data-unheard]");
  if (notice) notice.hidden = event.detail.successful;
});

for (const form of document.querySelectorAll("[data-handin]")) watchHandIn(form);
