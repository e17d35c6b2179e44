const USAGE = `Usage: dropset COMMAND

  validate FILE...   say what is wrong with CSV files before they are dropped

With a deployed stack, and the AWS SDK's usual credentials:

  push FILE...       send files to the stack's bucket, follow them to the end, and print one table
  status [KEY]       say where drops are
  report KEY         print what is said about a drop
  redrive [KEY...]   move the dead-letter queue back, and restart what failed

Each command explains itself with --help.
`;

const [command, ...args] = process.argv.slice(2);

// Whoever reads the output may have had enough of it, as head has.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));

// Each command is loaded alone: validating needs no AWS SDK, and is not to wait for one.
switch (command) {
  case "validate":
    process.exitCode = await (await import("./validate/command.ts")).validateCommand(args);
    break;
  case "push":
    process.exitCode = await (await import("./push/command.ts")).pushCommand(args);
    break;
  case "status":
    process.exitCode = await (await import("./status/command.ts")).statusCommand(args);
    break;
  case "report":
    process.exitCode = await (await import("./report/command.ts")).reportCommand(args);
    break;
  case "redrive":
    process.exitCode = await (await import("./redrive/command.ts")).redriveCommand(args);
    break;
  case "--help":
  case "-h":
    process.stdout.write(USAGE);
    break;
  default:
    process.stderr.write(command ? `There is no command ${JSON.stringify(command)}.\n\n${USAGE}` : USAGE);
    process.exitCode = 2;
}
