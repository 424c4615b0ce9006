// Signing out, from any page: <form data-sign-out>. The key of what is kept on this phone goes
// first, and whoever leaves hears what has not been sent.

import * as store from "./store.js";
import { forget } from "./vault.js";

async function wordsOfUnsent() {
  const mine = new Set((await store.all(store.KEYS)).map((one) => one.of));
  // Without a key here nobody knows whose they are.
  const rows = (await store.all(store.KEPT)).filter((one) => !mine.size || mine.has(one.of));
  const count = (kind) => rows.filter((one) => one.kind === kind).length;
  const told = [];
  if (count("waiting")) told.push(`${count("waiting")} 条走访没有送出`);
  if (count("draft")) told.push(`${count("draft")} 条没有写完`);
  return told.length
    ? `还有 ${told.join("，")}。退出后它们加密留在这台手机上，下次登录后接着送、接着写。确定退出吗？`
    : "";
}

async function mayLeave() {
  try {
    if (!(await store.isThere())) return true;
    const words = await wordsOfUnsent();
    if (words && !window.confirm(words)) return false;
    await forget();
  } catch {
    // The sign-in page, which comes next, deletes the key too.
  }
  return true;
}

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-sign-out]");
  if (!form || event.defaultPrevented) return;
  event.preventDefault();
  if (await mayLeave()) form.submit();
});

document.addEventListener("session:over", async () => {
  if (await store.isThere()) await forget();
});
