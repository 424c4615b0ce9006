// On the sign-in page: whoever comes next must not read what the last one kept on this phone.
// It stays sealed until she signs in again.

import { isThere } from "./store.js";
import { forget } from "./vault.js";

if (await isThere()) await forget();
