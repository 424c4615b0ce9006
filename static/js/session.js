// Whether the server still knows whoever has this page open. Other scripts tell of their doubt;
// this one asks, says what to do, and once she is back it has renewed the tokens of all forms:
//   document.dispatchEvent(new Event("session:doubt"))    an answer was 401 or 403
//   document.addEventListener("session:back", …)          a form can be sent again
//   document.addEventListener("session:over", …)          nobody is signed in any more

const place = document.querySelector("[data-session]");
let isOver = false;
let isAsking = false;
let known = token();

/** The token that the server expects with a form; signing in gives a new one. */
function token() {
  return document.cookie.match(/(?:^|;\s*)csrftoken=([^;]+)/)?.[1] ?? "";
}

function renewTokens() {
  known = token();
  if (!known) return;
  for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = known;
}

function show(state) {
  for (const notice of place.querySelectorAll("[data-when]")) {
    notice.hidden = notice.dataset.when !== state;
  }
}

/** `of`: the key of whoever is signed in; null: nobody. */
function hear(of) {
  if (of === null) {
    isOver = true;
    show("over");
    document.dispatchEvent(new Event("session:over"));
  } else if (String(of) !== place.dataset.of) {
    // Her page must not be sent in the name of another.
    isOver = true;
    show("other");
  } else {
    renewTokens();
    if (isOver) show("back");
    isOver = false;
    document.dispatchEvent(new Event("session:back"));
  }
}

async function ask() {
  if (isAsking) return;
  isAsking = true;
  try {
    const answer = await fetch(place.dataset.session, {
      headers: { Accept: "application/json", "X-Requested-With": "fetch" },
      cache: "no-store",
    });
    if (answer.status === 401) hear(null);
    else if (answer.ok) hear((await answer.json()).of);
  } catch {
    // Not to be reached: whoever doubted tries again by himself.
  } finally {
    isAsking = false;
  }
}

/** She may have signed in elsewhere while this page lay behind. */
function lookAgain() {
  if (document.visibilityState === "visible" && (isOver || token() !== known)) ask();
}

if (place) {
  document.addEventListener("session:doubt", ask);
  document.addEventListener("visibilitychange", lookAgain);
  window.addEventListener("focus", lookAgain);
  document.addEventListener("htmx:responseError", (event) => {
    if (event.detail.xhr.status === 401) ask();
  });
}
