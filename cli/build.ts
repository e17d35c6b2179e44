import { readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";

/** Each command stays in a file of its own. What builds the page in a checkout is not part of a package, which has its assets. */
const loadedLater: Plugin = {
  name: "loaded-later",
  setup({ onResolve }) {
    onResolve({ filter: /\/(?:command|server\/assets)\.ts$/ }, ({ kind, path }) =>
      kind === "dynamic-import" ? { path: path.replace(/\.ts$/, ".js"), external: true } : undefined,
    );
  },
};

const folder = fileURLToPath(new URL(".", import.meta.url));
const commands = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
  (path) => basename(path) === "command.ts",
);

// Each by itself: Node takes longer to find 160 files than to run them. What a command loads only for some files stays apart.
for (const entry of ["dropset.ts", ...commands]) {
  await build({
    absWorkingDir: folder,
    entryPoints: [entry],
    outdir: join("../dist/package/cli", dirname(entry)),
    bundle: true,
    splitting: true,
    packages: "external",
    platform: "node",
    target: "node20",
    format: "esm",
    // Names stay, for the stack of an error.
    minifyWhitespace: true,
    minifySyntax: true,
    charset: "utf8",
    plugins: [loadedLater],
    logLevel: "warning",
  });
}
