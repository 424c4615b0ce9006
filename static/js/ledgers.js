// The preview: what was typed there is not lost, neither by a wrong click nor by a session that
// ended meanwhile. Without this file the form is sent as any other.

/** Whether the server still knows us: "yes", "no", or "unheard" where it can't be reached. */
async function signedIn(address) {
  try {
    const answer = await fetch(address, { method: "HEAD", redirect: "manual", cache: "no-store" });
    return answer.ok ? "yes" : "no";
  } catch {
    return "unheard";
  }
}

/** Somebody who signed in again in another window has another token. */
function renewToken(form) {
  const cookie = document.cookie.match(/(?:^|;\s*)csrftoken=([^;]+)/);
  if (cookie) form.querySelector("[name=csrfmiddlewaretoken]").value = cookie[1];
}

function watch(form) {
  let isSending = false;
  const isTyped = () =>
    [...form.querySelectorAll("input[type=text], textarea")].some(
      (field) => field.value !== field.defaultValue,
    );

  window.addEventListener("beforeunload", (event) => {
    if (!isSending && isTyped()) event.preventDefault();
  });
  window.addEventListener("pageshow", () => {
    isSending = false;
  });

  // Another view of the same batch takes along what was typed in this one: it is checked first.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (!link || !isPlain || link.target || link.hash || !isTyped()) return;
    if (link.pathname !== location.pathname) return;
    event.preventDefault();
    form.setAttribute("action", link.href);
    form.requestSubmit();
  });

  form.addEventListener("submit", async (event) => {
    if (isSending) return;
    event.preventDefault();
    const button = event.submitter;
    const known = await signedIn(form.dataset.typed);
    for (const notice of form.querySelectorAll("[data-unless]")) {
      notice.hidden = notice.dataset.unless !== known;
      if (!notice.hidden) notice.focus();
    }
    if (known !== "yes") {
      form.removeAttribute("action");
      return;
    }
    renewToken(form);
    if (button?.dataset.words) form.dataset.once = button.dataset.words;
    isSending = true;
    form.requestSubmit(button);
  });
}

/** A correction that did not do: its line is in the address, its field takes the focus. */
function focusLine() {
  const line = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  line?.querySelector?.(".fix")?.focus();
}

for (const form of document.querySelectorAll("form[data-typed]")) watch(form);
// After the browser has gone to that line by itself, which takes the focus away.
window.addEventListener("load", focusLine);
