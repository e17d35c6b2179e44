import { once } from "node:events";
import { startWebServer, type WebServer } from "../../page/server/server.ts";
import { type Stack, withStack } from "../stack/connect.ts";
import { explainFailure } from "../stack/explain-failure.ts";
import { STACK_HELP, STACK_OPTIONS } from "../stack/options.ts";
import { Explained, errorText } from "../terminal/explained.ts";
import { quoted } from "../terminal/one-line.ts";
import { readOptions } from "../terminal/read-options.ts";
import { type ExitCode, runCommand } from "../terminal/run-command.ts";
import { WrongUse } from "../terminal/wrong-use.ts";
import { findAssets } from "./find-assets.ts";
import { connectPage } from "./own-page.ts";

const USAGE = `Usage: dropset page [options]

Serves a page on this machine to upload files to the stack's bucket and to follow them, with your AWS credentials. It
prints the page's URL with a key: anyone with that URL on this machine can do what your credentials allow. It runs until
Ctrl-C.

  --port N               the page's port (default: any free one)
${STACK_HELP}
  --help                 print this help

Exits with 0 after Ctrl-C, or with 2 on incorrect usage.
`;

/** @returns the exit code */
export function pageCommand(args: readonly string[]): Promise<ExitCode> {
  return runCommand("page", (signal) => servePage(args, signal), explainFailure, 2);
}

async function servePage(args: readonly string[], signal: AbortSignal): Promise<ExitCode> {
  const { values, positionals } = readOptions(args, OPTIONS);
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  if (positionals.length > 0) throw new WrongUse("dropset page takes no files: upload them on the page.");
  const port = readPort(values.port);
  return withStack<ExitCode>(values, async (stack) => {
    const page = await connectPage(stack);
    const server = await startServer(port);
    try {
      server.open(page.page);
      process.stdout.write(`The page of ${describe(stack)}: ${server.url}\nPress Ctrl-C to stop.\n`);
      if (!signal.aborted) await once(signal, "abort");
      return 0;
    } finally {
      await server.close();
      page.close();
    }
  });
}

function readPort(text: string | undefined): number {
  const port = Number(text ?? 0);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new WrongUse(`--port needs a number up to 65535, not ${quoted(text ?? "")}.`);
}

async function startServer(port: number): Promise<WebServer> {
  try {
    return await startWebServer({ port, assets: findAssets(), failed: sayWhatFailed });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code !== "EADDRINUSE" && code !== "EACCES") throw error;
    const why = code === "EACCES" ? "is not allowed for this user" : "is in use";
    throw new Explained(`Port ${port} ${why}. Choose another with --port, or leave it out to use any free port.`, {
      exitCode: 2,
      cause: error,
    });
  }
}

/** The page has no more than a general sentence for it. */
function sayWhatFailed(error: unknown): void {
  process.stderr.write(`${explainFailure(error) ?? errorText(error)}\n`);
}

function describe({ name, bucket }: Stack): string {
  return `the stack ${name} (bucket ${bucket})`;
}

const OPTIONS = {
  ...STACK_OPTIONS,
  port: { type: "string" },
  help: { type: "boolean", short: "h", default: false },
} as const;
