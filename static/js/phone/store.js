// What the phone keeps, in IndexedDB and nowhere else. Two stores:
//   keys  {of, key, until}: the key of whoever is signed in, which no script can read out
//   kept  {id, of, kind, until?, iv, data, photos}: sealed rows; `id` is a visit's key, `of` a
//         mark of whose they are that names nobody, `kind` draft, waiting, receipt or households
// Nothing that stands in clear here says anything about a household.

const NAME = "phone";
const VERSION = 1;

export const KEYS = "keys";
export const KEPT = "kept";

let opening = null;

function open() {
  opening ??= new Promise((resolve, reject) => {
    const asking = indexedDB.open(NAME, VERSION);
    asking.onupgradeneeded = () => {
      asking.result.createObjectStore(KEYS, { keyPath: "of" });
      asking.result.createObjectStore(KEPT, { keyPath: "id" });
    };
    asking.onsuccess = () => {
      asking.result.onversionchange = () => asking.result.close();
      resolve(asking.result);
    };
    asking.onerror = () => reject(asking.error);
  });
  return opening;
}

/** `work(store)` in one transaction; resolves once it is written, to what `work` asked for. */
async function within(name, mode, work) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(name, mode);
    const asked = work(transaction.objectStore(name));
    transaction.oncomplete = () => resolve(asked?.result);
    transaction.onabort = () => reject(transaction.error);
  });
}

export const all = (name) => within(name, "readonly", (store) => store.getAll());
export const get = (name, id) => within(name, "readonly", (store) => store.get(id));
export const put = (name, row) => within(name, "readwrite", (store) => store.put(row));
export const drop = (name, id) => within(name, "readwrite", (store) => store.delete(id));
export const clear = (name) => within(name, "readwrite", (store) => store.clear());

/** Put a row where none stands, or one of a kind that may be written over. */
export function putOver(name, row, kind) {
  return within(name, "readwrite", (store) => {
    const asking = store.get(row.id);
    asking.onsuccess = () => {
      if (!asking.result || asking.result.kind === kind) store.put(row);
    };
  });
}

/** Whether this browser has ever kept anything here; asking must not make the database. */
export async function isThere() {
  if (!("indexedDB" in globalThis)) return false;
  if (!indexedDB.databases) return true;
  return (await indexedDB.databases()).some((one) => one.name === NAME);
}
