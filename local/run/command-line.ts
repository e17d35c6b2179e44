import { readDuration } from "../../cli/terminal/duration.ts";
import { readOptions } from "../../cli/terminal/read-options.ts";
import { WrongUse } from "../../cli/terminal/wrong-use.ts";

export const USAGE = `Usage: npm start -- [options] [FILE...]

Runs the whole pipeline on this machine. With files, drops them, waits until each has its answer, prints one table,
and exits 0 when all are READY, 1 when any was rejected or failed or retrying cannot help, 2 on wrong use. Without files, watches the drop
folder until Ctrl-C.

  --json              print one JSON line per drop, its report, and nothing else on standard output
  --fresh             forget everything that was dropped before
  --folder FOLDER     where all state is kept (default .dropset)
  --drop-folder FOLDER  the folder to watch (default drop)
  --settle TIME       how long a file in it that was seen to grow must stay unchanged before it is dropped, such as 5s
                      or 2m (default 5s); a file that a program has open is waited for in any case
  --ignore PATTERN    leave files in it alone whose name matches, such as '*.bak'; may be given several times
  --port PORT         the S3 endpoint's port (default 4566, or any that is free)
  --web-port PORT     the web page's port (default 4567, or any that is free); it is served while the folder is watched
  --faults FILE       break what the file says: {"cloud": [rules], "sandbox": [rules]} (docs/reliability.md)
  --help              print this

Environment: DATASET_API_URL and DATASET_API_TOKEN, with WORKSPACE_ID, use a dataset service in place of the sandbox.`;

export interface CommandLine {
  readonly files: readonly string[];
  readonly json: boolean;
  readonly fresh: boolean;
  readonly folder: string;
  readonly dropFolder: string;
  readonly settleMs: number;
  readonly ignore: readonly string[];
  readonly port: number | undefined;
  readonly webPort: number | undefined;
  readonly faults: string | undefined;
  readonly help: boolean;
}

/** @throws {WrongUse} */
export function readCommandLine(args: readonly string[]): CommandLine {
  const { values, positionals } = readOptions(args, OPTIONS);
  const port = readPort("--port", values.port);
  const webPort = readPort("--web-port", values["web-port"]);
  if (values.json && positionals.length === 0) throw new WrongUse("--json goes with files to drop.");
  return {
    files: positionals,
    json: values.json,
    fresh: values.fresh,
    folder: values.folder,
    dropFolder: values["drop-folder"],
    settleMs: readDuration("--settle", values.settle),
    ignore: values.ignore,
    port,
    webPort,
    faults: values.faults,
    help: values.help,
  };
}

function readPort(option: string, value: string | undefined): number | undefined {
  const port = value === undefined ? undefined : Number(value);
  if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port < 65_536)) {
    throw new WrongUse(`${option} takes a port's number, not ${JSON.stringify(value)}.`);
  }
  return port;
}

const OPTIONS = {
  json: { type: "boolean", default: false },
  fresh: { type: "boolean", default: false },
  folder: { type: "string", default: ".dropset" },
  "drop-folder": { type: "string", default: "drop" },
  settle: { type: "string", default: "5s" },
  ignore: { type: "string", multiple: true, default: [] as string[] },
  port: { type: "string" },
  "web-port": { type: "string" },
  faults: { type: "string" },
  help: { type: "boolean", short: "h", default: false },
} as const;
