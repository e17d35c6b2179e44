#!/usr/bin/env node
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import module from "node:module";
import { fileURLToPath } from "node:url";

// What was compiled once is kept in the temporary folder: a command then starts in a third of the time. Node 20 has none.
module.enableCompileCache?.();

// In a checkout the sources run as they are; an installed package holds what was built from them.
const source = new URL("../cli/dropset.ts", import.meta.url);
if (!existsSync(source)) await import(new URL("../dist/package/cli/dropset.js", import.meta.url).href);
else if (process.features.typescript) await import(source.href);
else runOnInstalledNode();

/** An older Node can't read the sources; npm ci has installed one that can. */
function runOnInstalledNode() {
  const node = new URL("../node_modules/node/bin/node", import.meta.url);
  if (!existsSync(node)) {
    console.error(
      `A checkout of dropset needs Node 22.18 or later, and this is ${process.version}: run npm ci, which installs one for it.`,
    );
    process.exitCode = 2;
    return;
  }
  const [, ...args] = process.argv;
  const child = spawn(fileURLToPath(node), args, { stdio: "inherit" });
  // A terminal sends Ctrl-C to both; the other signals come to this process alone. What they end is the child's to say.
  process.on("SIGINT", () => {});
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.once("close", (code, signal) => {
    process.exitCode = code ?? 1;
    if (signal !== null) process.exitCode = 128;
  });
}
