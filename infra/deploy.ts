import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { PACKAGE_FOLDER } from "./bundles.ts";

const CDK = join(dirname(createRequire(import.meta.url).resolve("aws-cdk/package.json")), "bin", "cdk");
const DROPSET = join(PACKAGE_FOLDER, "bin", "dropset.mjs");

/**
 * Runs `cdk deploy`, and then `dropset doctor` for each stack that was deployed.
 *
 * @param args for `cdk deploy`, which gets all of them
 * @returns the exit code of `cdk deploy`. What the doctor finds does not change it: the stack is deployed, and on the first day
 *   its secret is still empty.
 */
export async function deploy(args: readonly string[], { cdk = CDK } = {}): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: OPTIONS, strict: false, allowPositionals: true });
  const folder = await mkdtemp(join(tmpdir(), "dropset-deploy-"));
  try {
    // CDK writes there which stacks it has deployed, whatever the arguments are.
    const own = text(values["outputs-file"]);
    const file = own ?? join(folder, "outputs.json");
    const code = await run(cdk, ["deploy", ...args, ...(own === undefined ? ["--outputs-file", file] : [])]);
    if (code !== 0) return code;
    const [profile, region] = [text(values.profile), text(values.region)];
    const account = [...(profile ? ["--profile", profile] : []), ...(region ? ["--region", region] : [])];
    for (const stack of await readStacks(file)) await examine(stack, account);
    return code;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const OPTIONS = {
  "outputs-file": { type: "string", short: "O" },
  profile: { type: "string" },
  region: { type: "string" },
} as const;

function text(value: string | boolean | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** No file means that nothing was deployed, as with `--help` or `--no-execute`. */
async function readStacks(outputs: string): Promise<string[]> {
  const written = await readFile(outputs, "utf8").catch(() => "{}");
  return Object.keys(JSON.parse(written));
}

async function examine(stack: string, account: readonly string[]): Promise<void> {
  console.log(`\ndropset doctor checks ${stack}:\n`);
  const code = await run(DROPSET, ["doctor", "--stack", stack, ...account]);
  if (code === 0) return;
  const again = `npx dropset doctor --stack ${stack}`;
  const what = code === 1 ? "Fix what is marked above" : "It could not be checked";
  console.log(`\n${stack} is deployed. ${what}; to check it again, run: ${again}`);
}

function run(program: string, args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [program, ...args], { stdio: "inherit" });
  return new Promise((resolve, reject) => {
    child.once("error", reject).once("close", (code) => resolve(code ?? 1));
  });
}

if (import.meta.main) {
  // A terminal sends Ctrl-C to the child as well, which decides how to stop.
  process.on("SIGINT", () => {});
  process.exitCode = await deploy(process.argv.slice(2));
}
