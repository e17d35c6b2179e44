import { didYouMean } from "./terminal/nearest-word.ts";
import { quoted } from "./terminal/one-line.ts";

const USAGE = `Usage: dropset COMMAND

  validate FILE...   check CSV and JSON Lines files before you upload them
  fix FILE...        fix what can be fixed in CSV files without guessing
  schema FILE        propose a _dataset.json for typed datasets from a file

With a deployed stack and AWS credentials:

  doctor             check the stack: its parts, the token, the workspaces and the quotas
  push FILE...       upload files to the stack's bucket, wait for the results, and print one table
  status [KEY]       show the status of drops
  report KEY         print a drop's report
  redrive [KEY...]   move messages back from the dead-letter queue, and restart failed drops
  page               serve a page on this machine to upload files and follow them

Run a command with --help for its options. dropset --version prints the version.
`;

type Command = (args: readonly string[]) => Promise<number>;

// Only the command that runs is loaded: validate does not wait for the AWS SDK to load.
const COMMANDS: ReadonlyMap<string, Command> = new Map<string, Command>([
  ["validate", async (args) => (await import("./validate/command.ts")).validateCommand(args)],
  ["fix", async (args) => (await import("./fix/command.ts")).fixCommand(args)],
  ["schema", async (args) => (await import("./schema/command.ts")).schemaCommand(args)],
  ["doctor", async (args) => (await import("./doctor/command.ts")).doctorCommand(args)],
  ["push", async (args) => (await import("./push/command.ts")).pushCommand(args)],
  ["status", async (args) => (await import("./status/command.ts")).statusCommand(args)],
  ["report", async (args) => (await import("./report/command.ts")).reportCommand(args)],
  ["redrive", async (args) => (await import("./redrive/command.ts")).redriveCommand(args)],
  ["page", async (args) => (await import("./page/command.ts")).pageCommand(args)],
  ["version", printVersion],
  ["--version", printVersion],
  ["help", help],
  ["--help", help],
  ["-h", help],
]);

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // A reader such as head closes the pipe early.
  if (error.code === "EPIPE") process.exit(0);
  process.stderr.write(`Standard output cannot be written: ${error.message}\n`);
  process.exit(2);
});

const [name, ...args] = process.argv.slice(2);
process.exitCode = await run(name, args);

/** @returns the exit code */
async function run(name: string | undefined, args: readonly string[]): Promise<number> {
  if (name === undefined) {
    process.stderr.write(USAGE);
    return 2;
  }
  const command = COMMANDS.get(name);
  if (command) return command(args);
  const what = name.startsWith("-") ? "option" : "command";
  const similar = didYouMean(name, [...COMMANDS.keys()]);
  process.stderr.write(`Unknown ${what} ${quoted(name)}.${similar}\nFor usage, run: dropset --help\n`);
  return 2;
}

/** `dropset help push` is `dropset push --help`. */
async function help([name]: readonly string[]): Promise<number> {
  if (name !== undefined && COMMANDS.get(name) !== help) return run(name, ["--help"]);
  process.stdout.write(USAGE);
  return 0;
}

async function printVersion(): Promise<number> {
  const { VERSION } = await import("../functions/datasets/version.ts");
  process.stdout.write(`${VERSION}\n`);
  return 0;
}
