import { connectStack } from "../stack/connect.ts";
import { explainFailure } from "../stack/explain-failure.ts";
import { STACK_HELP, STACK_OPTIONS } from "../stack/options.ts";
import { oneLine } from "../terminal/one-line.ts";
import { type Paint, painterFor } from "../terminal/paint.ts";
import { readOptions } from "../terminal/read-options.ts";
import { type ExitCode, runCommand } from "../terminal/run-command.ts";
import { WrongUse } from "../terminal/wrong-use.ts";
import { inspect } from "./deployment.ts";
import { CHECKS, type Examined, examine } from "./examine.ts";
import type { Finding } from "./finding.ts";
import { PERMISSIONS } from "./permissions.ts";

const USAGE = `Usage: dropset doctor [options]

Checks a deployed stack and prints one line for each part: ✓ no problem, ✗ a problem and what to do, ? not checked and
the missing permission. It changes nothing. It calls the dataset service with the stack's token, which it never prints.

  --json                 print one line of JSON per finding, and nothing else to standard output: check, result (ok, wrong
                         or unchecked), message, todo, permission
${STACK_HELP}
  --help                 print this help

Exits with 0 if everything was checked and there is no problem, 1 if there is something to do or a part was not checked,
2 on incorrect usage or if the stack cannot be found. It needs these permissions, and kms:Decrypt if the stack has its
own key:

${Object.entries(PERMISSIONS)
  .map(([action, resource]) => `  ${action.padEnd(34)} ${resource}`)
  .join("\n")}
`;

/** @returns the exit code */
export function doctorCommand(args: readonly string[]): Promise<ExitCode> {
  return runCommand("doctor", () => doctor(args), explainFailure, 2);
}

async function doctor(args: readonly string[]): Promise<ExitCode> {
  const { values: options, positionals } = readOptions(args, OPTIONS);
  if (options.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  if (positionals.length > 0) throw new WrongUse("dropset doctor takes no arguments. Name the stack with --stack.");
  const stack = await connectStack(options, process.env);
  const deployment = inspect(stack);
  try {
    const findings = await examine(deployment);
    if (options.json) for (const finding of findings) process.stdout.write(`${JSON.stringify(finding)}\n`);
    else process.stdout.write(`${describe(findings, painterFor(process.stdout))}\n`);
    return findings.every(({ result }) => result === "ok") ? 0 : 1;
  } finally {
    deployment.close();
    stack.close();
  }
}

const WIDTH = Math.max(...Object.keys(CHECKS).map((name) => name.length));

function describe(findings: readonly Examined[], paint: Paint): string {
  const lines = findings.map((finding) => {
    const todo = finding.result === "ok" ? "" : ` ${finding.todo}`;
    return `${mark(finding.result, paint)} ${finding.check.padEnd(WIDTH)}  ${oneLine(finding.message + todo)}`;
  });
  return [...lines, "", summary(findings)].join("\n");
}

function mark(result: Finding["result"], paint: Paint): string {
  switch (result) {
    case "ok":
      return paint("green", "✓");
    case "wrong":
      return paint("red", "✗");
    case "unchecked":
      return paint("yellow", "?");
  }
}

function summary(findings: readonly Finding[]): string {
  const wrong = findings.filter(({ result }) => result === "wrong").length;
  const unchecked = findings.filter(({ result }) => result === "unchecked").length;
  if (wrong + unchecked === 0) return "Everything is right.";
  return `${wrong} to fix, ${unchecked} not checked.`;
}

const OPTIONS = {
  ...STACK_OPTIONS,
  json: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;
