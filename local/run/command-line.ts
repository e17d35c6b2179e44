import { readDuration } from "../../cli/terminal/duration.ts";
import { quoted } from "../../cli/terminal/one-line.ts";
import { readOptions } from "../../cli/terminal/read-options.ts";
import { WrongUse } from "../../cli/terminal/wrong-use.ts";

export const USAGE = `Usage: npm start -- [options] [FILE...]

Runs the whole pipeline on this machine. With files, it publishes them, waits for the results, and prints one table.
Without files, it serves the page and watches the drop folder until Ctrl-C.

  --json                print one line of JSON per drop, its report, and nothing else to standard output
  --fix                 fix what can be fixed in the files without guessing, and upload the fixed files
  --fresh               delete everything from earlier runs
  --folder FOLDER       the folder for all state (default .dropset)
  --drop-folder FOLDER  the folder to watch (default drop)
  --settle TIME         how long a growing file must stay unchanged before it is uploaded, such as 5s or 2m (default 5s);
                        a file that a program has open is always waited for
  --ignore PATTERN      ignore files in the watched folder whose name matches, such as '*.bak'; can be repeated
  --port PORT           the S3 endpoint's port (default 4566, or any free port)
  --web-port PORT       the page's port (default 4567, or any free port)
  --sign-in             ask people who open the page to sign in, as the setting page in cdk.json says
  --faults FILE         inject faults: {"cloud": [rules], "sandbox": [rules]} (see docs/reliability.md)
  --help                print this help

Exits with 0 when all files are READY or, for a _dataset.json, accepted, 1 when any was rejected, imported in part or
failed, or retrying cannot help, 2 on incorrect usage, or if the run could not start.

To use a dataset service instead of the sandbox, set DATASET_API_URL, DATASET_API_TOKEN and WORKSPACE_ID.`;

export interface CommandLine {
  readonly files: readonly string[];
  readonly json: boolean;
  readonly fix: boolean;
  readonly fresh: boolean;
  readonly folder: string;
  readonly dropFolder: string;
  readonly settleMs: number;
  readonly ignore: readonly string[];
  readonly port: number | undefined;
  readonly webPort: number | undefined;
  readonly signIn: boolean;
  readonly faults: string | undefined;
  readonly help: boolean;
}

/** @throws {WrongUse} */
export function readCommandLine(args: readonly string[]): CommandLine {
  const { values, positionals } = readOptions(args, OPTIONS);
  const port = readPort("--port", values.port);
  const webPort = readPort("--web-port", values["web-port"]);
  if (values.json && positionals.length === 0) throw new WrongUse("--json needs files.");
  if (values.fix && positionals.length === 0) throw new WrongUse("--fix needs files.");
  if (values["sign-in"] && positionals.length > 0)
    throw new WrongUse("--sign-in is for the page, and a run of files has none.");
  return {
    files: positionals,
    json: values.json,
    fix: values.fix,
    fresh: values.fresh,
    folder: values.folder,
    dropFolder: values["drop-folder"],
    settleMs: readDuration("--settle", values.settle),
    ignore: values.ignore,
    port,
    webPort,
    signIn: values["sign-in"],
    faults: values.faults,
    help: values.help,
  };
}

function readPort(option: string, value: string | undefined): number | undefined {
  const port = value === undefined ? undefined : Number(value);
  if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port < 65_536)) {
    throw new WrongUse(`${option} needs a port from 0 to 65535 (0: any free one), not ${quoted(value ?? "")}.`);
  }
  return port;
}

const OPTIONS = {
  json: { type: "boolean", default: false },
  fix: { type: "boolean", default: false },
  fresh: { type: "boolean", default: false },
  folder: { type: "string", default: ".dropset" },
  "drop-folder": { type: "string", default: "drop" },
  settle: { type: "string", default: "5s" },
  ignore: { type: "string", multiple: true, default: [] as string[] },
  port: { type: "string" },
  "web-port": { type: "string" },
  "sign-in": { type: "boolean", default: false },
  faults: { type: "string" },
  help: { type: "boolean", short: "h", default: false },
} as const;
