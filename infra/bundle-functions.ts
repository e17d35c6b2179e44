import { readFile } from "node:fs/promises";
import { relative } from "node:path";
import { build, type Plugin, stop } from "esbuild";
import { bundlePage } from "./bundle-page.ts";
import { BUNDLES_FOLDER, PACKAGE_FOLDER, STEPS } from "./bundles.ts";
import { areMadeFrom, hashOf, labelBundles, type MadeFrom } from "./made-from.ts";
import { replaceFile } from "./replace-file.ts";
import { hashSources } from "./sources.ts";

/** Parts that the libraries bring along and no function uses: a tenth of ingest's bundle. Each file says why it may be left out. */
const STAND_INS = {
  "@aws-sdk/credential-provider-node": "./functions/runtime/replacements/credentials.ts",
  "@aws-lambda-powertools/jmespath/functions": "./functions/runtime/replacements/jmespath.ts",
  "@aws-lambda-powertools/jmespath": "./functions/runtime/replacements/jmespath.ts",
  "@aws-sdk/endpoint-cache": "./functions/runtime/replacements/endpoint-cache.ts",
  "@smithy/core/event-streams": "./functions/runtime/replacements/event-streams.ts",
};

/** The SDK's clients read their version from their package.json, and would bundle the whole of it. */
const versionsAlone: Plugin = {
  name: "versions-alone",
  setup({ onLoad }) {
    onLoad({ filter: /@aws-sdk[\\/][^\\/]+[\\/]package\.json$/ }, async ({ path }) => {
      const { version } = JSON.parse(await readFile(path, "utf8"));
      return { contents: JSON.stringify({ version }), loader: "json" };
    });
  },
};

/**
 * The SDK's clients describe every shape of their service in arrays with computed keys, which esbuild keeps although nobody uses
 * them: a computed key could have a side effect. These are strings, so each array may go with what used it.
 */
const usedShapesAlone: Plugin = {
  name: "used-shapes-alone",
  setup({ onLoad }) {
    onLoad({ filter: /@aws-sdk[\\/]client-[^\\/]+[\\/]dist-es[\\/]schemas[\\/]schemas_0\.js$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      const contents = source.replace(
        /^((?:export )?var [\w$]+ = )(\[.*\]|\[[^;]*?\n\]);$/gm,
        "$1/* @__PURE__ */ (() => $2)();",
      );
      return { contents, loader: "js" };
    });
  },
};

/** What ingest loads only for a file that needs it: a bundle of its own, next to the function's. */
const LOADED_LATER = "fix-parts";
const loadedLater: Plugin = {
  name: "loaded-later",
  setup({ onResolve }) {
    onResolve({ filter: new RegExp(`/${LOADED_LATER}\\.ts$`) }, ({ kind }) =>
      kind === "dynamic-import" ? { path: `./${LOADED_LATER}.mjs`, external: true } : undefined,
    );
  },
};

export interface BundleOptions {
  /** Whether the page is bundled too, which takes longer than the other functions together. */
  readonly page?: boolean;
  /** The hash of the sources. Bundles of the same sources are kept; without it, none are. */
  readonly sources?: string | undefined;
}

/**
 * Bundles every function in one run of esbuild, which takes a quarter of a second; CDK's own bundling starts npx for
 * each. The same sources give the same bytes, so that nothing is deployed again without a change.
 */
export async function bundleFunctions({ page = true, sources }: BundleOptions = {}): Promise<void> {
  if (sources !== undefined && (await areMadeFrom(sources, { page }))) return;
  const files = await bundle(page);
  // A file that was saved meanwhile may be in the bundles, and not in the hash.
  if (sources !== undefined && sources === (await hashSources())) await labelBundles({ sources, page, files });
}

/** @returns what it wrote */
async function bundle(isPageWanted: boolean): Promise<MadeFrom["files"]> {
  const page = isPageWanted ? bundlePage() : Promise.resolve({});
  // It is waited for below, whatever happens before.
  page.catch(() => undefined);
  const { outputFiles } = await build({
    absWorkingDir: PACKAGE_FOLDER,
    entryPoints: {
      ...Object.fromEntries(
        STEPS.filter((step) => isPageWanted || step !== "page").map((step) => [
          `${step}/index`,
          `functions/${step}/handler.ts`,
        ]),
      ),
      [`ingest/${LOADED_LATER}`]: `functions/ingest/${LOADED_LATER}.ts`,
    },
    outdir: BUNDLES_FOLDER,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    target: "node24",
    format: "esm",
    minify: true,
    sourcemap: true,
    sourcesContent: false,
    legalComments: "none",
    // ES modules first: a third less of the SDK is bundled. Lambda's own copy of it would change under us.
    mainFields: ["module", "main"],
    alias: STAND_INS,
    // Text in other scripts is not escaped, which would make it three times as long.
    charset: "utf8",
    plugins: [versionsAlone, usedShapesAlone, loadedLater],
    // What is still CommonJS asks for Node's modules by require, which an ES module doesn't have.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    logLevel: "warning",
    write: false,
  });
  const pageFiles = await page;
  // Its process would stay, with as much memory as it had at its peak, while CDK takes its own.
  await stop();
  await Promise.all(outputFiles.map(({ path, contents }) => replaceFile(path, contents)));
  const files = outputFiles.map(({ path, contents }) => [relative(BUNDLES_FOLDER, path), hashOf(contents)]);
  return { ...pageFiles, ...Object.fromEntries(files) };
}

if (import.meta.main) await bundleFunctions();
