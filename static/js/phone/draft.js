// The visit that is being written: sealed and kept with each input, so that a closed window, an
// empty battery or a session that ends loses nothing.

import { read, showWrong, valueOf, write } from "./fields.js";
import { bytesOf, choose, filesOf, smaller } from "./photos.js";
import * as store from "./store.js";
import { sealed, whose } from "./vault.js";

const QUIET_MS = 200;
const SECOND_ASKS = ["is_old_confirmed", "is_second_confirmed"];

export class Draft {
  /** `today()` is the day to begin with; `changed()` is called after each saving. */
  constructor(form, { today, changed }) {
    Object.assign(this, { form, today, changed });
    this.photos = form.elements.photos;
    this.line = form.querySelector("[data-saved]");
    this.writing = Promise.resolve(); // one saving after the other
    this.isTouched = false;
    this.timer = 0;
    form.addEventListener("input", () => this.later());
    form.addEventListener("change", (event) => this.heed(event));
    document.addEventListener("visibilitychange", () => this.save());
    window.addEventListener("pagehide", () => this.save());
  }

  get id() {
    return this.form.elements.key.value;
  }

  /** An empty form with a key of its own. */
  begin(household = "") {
    this.form.reset();
    this.#fill(crypto.randomUUID(), [], []);
    this.form.elements.visited_on.value = this.today();
    this.form.elements.household.value = household;
    this.isTouched = false;
    this.line.textContent = "边写边加密存在这台手机上。";
    this.form.querySelector("[data-discard]").hidden = true;
  }

  /** Take up one that was kept: as `opened` gives it. */
  resume({ id, pairs, photos, wrong, saved_at: at }) {
    this.form.reset();
    this.#fill(id, pairs, filesOf(photos));
    this.isTouched = true;
    this.#say(at);
    showWrong(this.form, wrong ?? {});
  }

  #fill(id, pairs, files) {
    for (const name of SECOND_ASKS) {
      const ask = this.form.querySelector(`[data-ask=${name}]`);
      ask.hidden = !valueOf(pairs, name);
    }
    if (pairs.length) write(this.form, pairs);
    this.form.elements.key.value = id;
    this.#choose(files);
    const more = this.form.querySelector("details");
    if (more) {
      const folded = new Set([...more.querySelectorAll("[name]")].map((one) => one.name));
      more.open = files.length > 0 || pairs.some(([name]) => folded.has(name));
    }
    showWrong(this.form, {});
  }

  #choose(files) {
    this.isChoosing = true;
    choose(this.photos, files);
    this.photos.dispatchEvent(new Event("change"));
    this.isChoosing = false;
  }

  async heed(event) {
    if (event.target === this.photos && !this.isChoosing) {
      this.#choose(await smaller(this.photos.files));
    }
    this.later();
  }

  later() {
    if (this.isChoosing) return;
    this.isTouched = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), QUIET_MS);
  }

  /** Keep it as it stands now; resolves when it is kept. */
  save() {
    clearTimeout(this.timer);
    if (this.isTouched && whose()) {
      const { id } = this;
      const value = { pairs: read(this.form), saved_at: new Date().toISOString() };
      const files = [...this.photos.files];
      this.writing = this.writing.then(() => this.#keep(id, value, files)).catch(() => {
        this.line.textContent = "没有存下来：这台手机的存储空间可能满了。";
      });
    }
    return this.writing;
  }

  async #keep(id, value, files) {
    const row = await sealed("draft", id, value, { photos: await bytesOf(files) });
    // Sent meanwhile, in another window: it stays sent.
    await store.putOver(store.KEPT, row, "draft");
    if (id === this.id) this.#say(value.saved_at);
    this.changed();
  }

  #say(at) {
    const clock = new Date(at).toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit" });
    this.line.textContent = `已加密存在这台手机上 ${clock}`;
    this.form.querySelector("[data-discard]").hidden = false;
  }

  /** Done with: from here on it waits to be sent. */
  async finish() {
    await this.save();
    const { id } = this;
    const value = { pairs: read(this.form), written_at: new Date().toISOString() };
    const photos = await bytesOf([...this.photos.files]);
    await store.put(store.KEPT, await sealed("waiting", id, value, { photos }));
    return id;
  }

  /** Forget it. */
  async discard() {
    const { id } = this;
    this.isTouched = false;
    await this.save();
    await store.drop(store.KEPT, id);
  }
}
