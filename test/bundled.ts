import { bundleFunctions } from "../infra/bundle-functions.ts";

/** The functions' bundles: resolves when they are built, which each of Vitest's workers does once. */
export const bundled = bundleFunctions();
