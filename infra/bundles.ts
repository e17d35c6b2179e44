import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";

/** The functions, by the folder below `functions/` that holds their `handler.ts`. */
export const STEPS = ["ingest", "upload", "poll", "report"] as const;
export type Step = (typeof STEPS)[number];

const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * Bundles every function in one run of esbuild, which takes a quarter of a second; CDK's own bundling starts npx for
 * each. The same sources give the same bytes, so that nothing is deployed anew without a change.
 *
 * @returns the folder that holds a folder for each step
 */
export function bundleFunctions(): string {
  const folder = join(root, "dist", "functions");
  buildSync({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(STEPS.map((step) => [`${step}/index`, `functions/${step}/handler.ts`])),
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    target: "node24",
    format: "esm",
    minify: true,
    sourcemap: true,
    sourcesContent: false,
    // ES modules first: a third less of the SDK is bundled. Lambda's own copy of it would change under us.
    mainFields: ["module", "main"],
    alias: { "@aws-sdk/credential-provider-node": "./functions/runtime/lambda-credentials.ts" },
    // What is still CommonJS asks for Node's modules by require, which an ES module doesn't have.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    logLevel: "warning",
  });
  return folder;
}
