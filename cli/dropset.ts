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

Run a command with --help for its options.
`;

const [command, ...args] = process.argv.slice(2);

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // A reader such as head closes the pipe early.
  if (error.code === "EPIPE") process.exit(0);
  process.stderr.write(`Standard output cannot be written: ${error.message}\n`);
  process.exit(2);
});

// Only the command that runs is loaded: validate does not wait for the AWS SDK to load.
switch (command) {
  case "validate":
    process.exitCode = await (await import("./validate/command.ts")).validateCommand(args);
    break;
  case "fix":
    process.exitCode = await (await import("./fix/command.ts")).fixCommand(args);
    break;
  case "schema":
    process.exitCode = await (await import("./schema/command.ts")).schemaCommand(args);
    break;
  case "doctor":
    process.exitCode = await (await import("./doctor/command.ts")).doctorCommand(args);
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
  case "page":
    process.exitCode = await (await import("./page/command.ts")).pageCommand(args);
    break;
  case "--help":
  case "-h":
    process.stdout.write(USAGE);
    break;
  default:
    process.stderr.write(command ? `Unknown command ${JSON.stringify(command)}.\n\n${USAGE}` : USAGE);
    process.exitCode = 2;
}
