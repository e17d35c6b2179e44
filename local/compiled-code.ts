import { fileURLToPath } from "node:url";

/** Where a checkout keeps what V8 compiled, so that the next process of the same code need not compile it again. */
export const COMPILED_CODE = fileURLToPath(new URL("../node_modules/.cache/dropset", import.meta.url));
