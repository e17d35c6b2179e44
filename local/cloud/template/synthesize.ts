import { spawn } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

import * as z from "zod";
import { Explained } from "../../../cli/terminal/explained.ts";
import { messageOf } from "../../../cli/terminal/system-error.ts";
import { areMadeFrom } from "../../../infra/made-from.ts";
import { hashSources } from "../../../infra/sources.ts";
import { ASSEMBLIES, COMPILED_CODE } from "../../cache.ts";
import { forgetOldAssemblies, keepInUse, putInPlace } from "./kept-assemblies.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** More than the tests need at a time. */
const KEPT_ASSEMBLIES = 32;

/**
 * Runs the CDK app.
 *
 * @param output the folder for the assembly
 * @param context as cdk.json has it, with the settings
 * @param sources their hash: bundles of the same sources are used again
 */
export type RunApp = (output: string, context: Record<string, unknown>, sources: string) => Promise<void>;

/**
 * Synthesizes the CDK app, or reuses an earlier result of the same sources and settings.
 *
 * @param settings override the settings in cdk.json
 * @param run by default, runs the app as the CDK CLI does
 * @returns the assembly's folder
 * @throws {Error} with the app's output
 */
export async function synthesize(settings: Record<string, unknown> = {}, run: RunApp = runApp): Promise<string> {
  for (let tries = 1; tries <= MOST_TRIES; tries++) {
    const context = await readContext(settings);
    const sources = await hashSources();
    const hash = createHash("sha256").update(sources).update(JSON.stringify(context)).digest("hex");
    const assembly = join(ASSEMBLIES, hash.slice(0, 32));
    if (await keepInUse(assembly)) return assembly;

    // This process may synthesize the same one at the same time.
    const unfinished = `${assembly}.${randomUUID().slice(0, 8)}`;
    await mkdir(unfinished, { recursive: true });
    try {
      await run(unfinished, context, sources);
      // It would be taken for that of its sources from now on.
      if (sources !== (await hashSources()) || !(await areMadeFrom(sources))) continue;
      await putInPlace(unfinished, assembly);
    } finally {
      await rm(unfinished, { recursive: true, force: true });
    }
    // Another process may have deleted it just now.
    if (!(await keepInUse(assembly))) continue;
    await forgetOldAssemblies(ASSEMBLIES, KEPT_ASSEMBLIES);
    return assembly;
  }
  throw new Explained("The sources change while they are bundled. Start again once they are saved.", { exitCode: 2 });
}

/** A file may be saved while the sources are bundled, or another process may bundle other ones. */
const MOST_TRIES = 3;

/** The settings in cdk.json that all stages share, since one machine has one stack. */
export async function readSharedSettings(): Promise<Record<string, unknown>> {
  return sharedSettings(await readCdkContext());
}

async function readContext(settings: Record<string, unknown>): Promise<Record<string, unknown>> {
  const context = await readCdkContext();
  return { ...context, dropset: { ...sharedSettings(context), ...settings } };
}

function sharedSettings({ dropset = {} }: CdkContext): Record<string, unknown> {
  const { stages: _stages, ...shared } = dropset;
  return shared;
}

interface CdkContext extends Record<string, unknown> {
  readonly dropset?: Record<string, unknown>;
}

const cdkJson = z.looseObject({
  context: z.looseObject({ dropset: z.record(z.string(), z.unknown()).optional() }).default({}),
});

const CDK_JSON = join(root, "cdk.json");

/** @throws {Explained} cdk.json is missing or invalid */
export async function readCdkContext(path = CDK_JSON): Promise<CdkContext> {
  try {
    return cdkJson.parse(JSON.parse(await readFile(path, "utf8"))).context;
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error);
    throw new Explained(`${path} cannot be used: ${why}`, { exitCode: 2, cause: error });
  }
}

/**
 * Runs the app as the CDK CLI does, with the output folder and the context in environment variables. It leaves out the
 * comparison with CloudFormation's schemas, which is half of the work: the commands that deploy, and a test, have it.
 */
async function runApp(output: string, context: Record<string, unknown>, sources: string): Promise<void> {
  // A small young generation: otherwise the app sets the peak memory of the whole run.
  const app = spawn(process.execPath, ["--max-semi-space-size=4", join(root, "infra/app.ts")], {
    cwd: root,
    env: {
      ...process.env,
      NODE_COMPILE_CACHE: COMPILED_CODE,
      CDK_VALIDATION: "false",
      CDK_OUTDIR: output,
      CDK_CONTEXT_JSON: JSON.stringify(context),
      DROPSET_SOURCES: sources,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exit = new Promise<number | null>((resolve, reject) => app.once("error", reject).once("close", resolve));
  const [code, out, err] = await Promise.all([exit, buffer(app.stdout), buffer(app.stderr)]);
  if (code === 0) return;
  const printed = `${err}${out}`;
  // The settings' check names each invalid one; the stack trace below it is left out.
  const [, wrongSettings] = /(dropset's settings are invalid:\n(?: {2}\S.*\n)+)/.exec(printed) ?? [];
  if (wrongSettings === undefined) throw new Error(`The CDK app could not be synthesized:\n${printed}`);
  throw new Explained(`${CDK_JSON}: ${wrongSettings.trimEnd()}`, { exitCode: 2, cause: new Error(printed) });
}
