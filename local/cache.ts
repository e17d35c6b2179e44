import { fileURLToPath } from "node:url";

// What a checkout keeps so that the next process starts sooner. Each can be deleted at any time.

/** What V8 compiled. */
export const COMPILED_CODE = fileURLToPath(new URL("../node_modules/.cache/dropset/compiled", import.meta.url));

/** Synthesized assemblies, one for each set of sources and settings. */
export const ASSEMBLIES = fileURLToPath(new URL("../node_modules/.cache/dropset/assemblies", import.meta.url));
