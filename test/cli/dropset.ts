import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { quoteForShell } from "../../cli/terminal/quote-for-shell.ts";
import type { Pipeline } from "../local/pipeline.ts";

const bin = fileURLToPath(new URL("../../bin/dropset.mjs", import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** The environment in which the command finds a test's pipeline, as it finds AWS: the SDK's own variables, and no more. */
export function environmentFor({ cloud }: Pipeline): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: cloud.endpoint,
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_REGION: "us-east-1",
  };
}

/** Starts the command without this machine's AWS settings. Empty variables count as unset. */
export function startDropset(args: string[], environment: Record<string, string>, cwd: string) {
  return start([process.execPath, bin, ...args], environment, cwd);
}

/** Runs the command in a terminal of a width, which only Linux has for tests. What it prints is standard output. */
export function dropsetInTerminal(pipeline: Pipeline, width: number, ...args: string[]): Promise<Ended> {
  const command = [process.execPath, bin, ...args].map(quoteForShell).join(" ");
  const inTerminal = ["script", "-qec", `stty cols ${width}; exec ${command}`, "/dev/null"];
  return start(inTerminal, environmentFor(pipeline), pipeline.folder).ended;
}

function start([program = "", ...args]: string[], environment: Record<string, string>, cwd: string) {
  const { PATH = "", TMPDIR = "", NODE_COMPILE_CACHE = "" } = process.env;
  const all = {
    PATH,
    TMPDIR,
    HOME: cwd,
    NODE_COMPILE_CACHE,
    NO_COLOR: "1",
    AWS_EC2_METADATA_DISABLED: "true",
    ...environment,
  };
  const env = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ""));
  const child: ChildProcessWithoutNullStreams = spawn(program, args, { env, cwd });
  child.stdin.end();
  const exit = new Promise<number | null>((resolve) => child.once("close", resolve));
  const ended = Promise.all([text(child.stdout), text(child.stderr), exit]).then(
    ([out, err, code]): Ended => ({ code, out, err }),
  );
  return { child, ended };
}

/** Runs the command against a test's pipeline. */
export function dropset(pipeline: Pipeline, ...args: string[]): Promise<Ended> {
  return startDropset(args, environmentFor(pipeline), pipeline.folder).ended;
}

/** Standard output's JSON lines. */
export function jsonLines({ out }: Ended) {
  return out
    .trimEnd()
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}
