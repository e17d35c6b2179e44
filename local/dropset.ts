import { validateCommand } from "./validate/command.ts";

const USAGE = `Usage: dropset COMMAND

  validate FILE...   say what is wrong with CSV files before they are dropped

Each command explains itself with --help.
`;

const [command, ...args] = process.argv.slice(2);

// Whoever reads the output may have had enough of it, as head has.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));

switch (command) {
  case "validate":
    process.exitCode = await validateCommand(args);
    break;
  case "--help":
  case "-h":
    process.stdout.write(USAGE);
    break;
  default:
    process.stderr.write(command ? `There is no command ${JSON.stringify(command)}.\n\n${USAGE}` : USAGE);
    process.exitCode = 2;
}
