// Saves a form while it is filled in: <form data-draft="/its/address/">, with a line
// <p data-draft-state="/where/drafts/are/kept/"> in it that says so ({% draft_state %}).
// Without this file the form is sent as any other; a session that ended loses nothing then either.

const QUIET_MS = 2000;
const AGAIN_MS = 10_000;
const PATIENCE_MS = 3000;
// What a browser still sends of a page that is being closed.
const KEEPALIVE_CHARS = 60_000;
const NOT_TYPED = new Set(["csrfmiddlewaretoken", "draft_of"]);

function fieldsOf(form) {
  const fields = {};
  for (const [name, value] of new FormData(form)) {
    const isSecret = form.querySelector(`[type=password][name="${CSS.escape(name)}"]`);
    if (typeof value !== "string" || isSecret || NOT_TYPED.has(name)) continue;
    (fields[name] ??= []).push(value);
  }
  return JSON.stringify(fields);
}

function watch(form) {
  const line = form.querySelector("[data-draft-state]");
  // A form that comes back with something wrong in it is not kept as it stands.
  const isRefused = "draftRefused" in line.dataset;
  let saved = isRefused ? "" : fieldsOf(form);
  let sending = null; // the fields under way, and the promise of their answer
  let timer = 0;
  let refusals = 0;
  let isSent = false;

  const say = (words) => {
    if (line.textContent !== words) line.textContent = words;
  };
  const later = (pause) => {
    clearTimeout(timer);
    timer = setTimeout(save, pause);
  };

  function save({ isLeaving = false } = {}) {
    clearTimeout(timer);
    const fields = fieldsOf(form);
    if (isSent || fields === saved || fields === sending?.fields) return;
    if (sending && !isLeaving) {
      later(QUIET_MS); // one after the other: the later text must not arrive first
      return;
    }
    const answer = send(fields, isLeaving).finally(() => {
      if (sending?.answer === answer) sending = null;
    });
    sending = { fields, answer };
  }

  async function send(fields, isLeaving) {
    const body = new URLSearchParams({
      key: form.dataset.draft,
      of: form.elements.draft_of.value,
      csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value,
      fields,
    });
    try {
      const answer = await fetch(line.dataset.draftState, {
        method: "POST",
        body,
        headers: { Accept: "application/json", "X-Requested-With": "fetch" },
        keepalive: isLeaving && body.toString().length < KEEPALIVE_CHARS,
      });
      await hear(answer, fields);
    } catch {
      say("未保存，网络断开，恢复后自动保存");
      later(AGAIN_MS);
    }
  }

  async function hear(answer, fields) {
    if (answer.ok) {
      saved = fields;
      refusals = 0;
      say(`已保存 ${(await answer.json()).saved_at}（草稿，还没有提交）`);
    } else if ([401, 403, 409].includes(answer.status)) {
      // The session has ended, or began anew in another window: session.js finds out.
      refusals += 1;
      say("未保存，登录已过期，内容还在本页");
      if (refusals < 3) document.dispatchEvent(new Event("session:doubt"));
      else later(AGAIN_MS);
    } else if (answer.status === 400) {
      say((await answer.json()).reason);
    } else {
      say("未保存，服务器暂时没有答复，稍后自动再存");
      later(AGAIN_MS);
    }
  }

  for (const type of ["input", "change"]) form.addEventListener(type, () => later(QUIET_MS));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save({ isLeaving: true });
  });
  window.addEventListener("pagehide", () => save({ isLeaving: true }));
  window.addEventListener("online", () => save());
  document.addEventListener("session:back", () => save());

  // A draft that arrives after the form itself would stay behind: it goes first, or not at all.
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (sending) {
      const button = event.submitter;
      const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
      event.preventDefault();
      Promise.race([sending.answer, patience]).then(() => {
        sending = null;
        form.requestSubmit(button);
      });
      return;
    }
    isSent = true;
    setTimeout(() => {
      if (event.defaultPrevented) isSent = false;
    });
  });
  // The browser's way back shows the form as it was sent.
  window.addEventListener("pageshow", () => {
    isSent = false;
  });

  say(`填写时会自动存成草稿。${line.textContent}`);
  if (isRefused) later(QUIET_MS);
}

for (const form of document.querySelectorAll("form[data-draft]")) {
  // An earlier draft is not written over before she has looked at it.
  if (document.querySelector("[data-draft-waits]")) {
    form.querySelector("[data-draft-state]").textContent =
      "上面有一份没有提交的草稿：恢复或丢弃之后，才会自动保存。";
  } else watch(form);
}
