#!/usr/bin/env node
import { existsSync } from "node:fs";
import module from "node:module";
import { fileURLToPath } from "node:url";

// Compiled code is cached in the temporary folder, so that a command starts in a third of the time. Node 20 has no such cache.
module.enableCompileCache?.();

// A checkout runs the sources; an installed package has only the build.
const source = new URL("../cli/dropset.ts", import.meta.url);
if (!existsSync(source)) await import(new URL("../dist/package/cli/dropset.js", import.meta.url).href);
else if (process.features.typescript) await import(source.href);
else await runOnInstalledNode();

/** An older Node cannot run TypeScript; npm ci has installed one that can. */
async function runOnInstalledNode() {
  const node = new URL(
    `../node_modules/node/bin/${process.platform === "win32" ? "node.exe" : "node"}`,
    import.meta.url,
  );
  if (!existsSync(node)) {
    console.error(
      `A checkout of dropset needs Node 22.18 or later, but this is ${process.version}. Run npm ci, which installs a newer one.`,
    );
    process.exitCode = 2;
    return;
  }
  const { spawn } = await import("node:child_process");
  const [, ...args] = process.argv;
  const child = spawn(fileURLToPath(node), args, { stdio: "inherit" });
  // A terminal sends Ctrl-C to both processes; other signals only reach this one. The child decides how to stop.
  process.on("SIGINT", () => {});
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.once("close", (code, signal) => {
    process.exitCode = code ?? 1;
    if (signal !== null) process.exitCode = 128;
  });
}
