import { describeChange, showPlace } from "../../functions/validation/fix/change-words.ts";
import type { Change } from "../../functions/validation/fix/changes.ts";
import type { EncodingCandidate } from "../../functions/validation/fix/encoding-candidates.ts";
import type { Refusal } from "../../functions/validation/fix/refusals.ts";
import { describeFile } from "../terminal/amounts.ts";
import { oneLine, shownName } from "../terminal/one-line.ts";
import type { Paint } from "../terminal/paint.ts";
import { quoteFileForShell, quoteForShell } from "../terminal/quote-for-shell.ts";
import { type Terminal, terminalOf } from "../terminal/terminal.ts";
import { titled } from "../terminal/titled.ts";
import { wrap } from "../terminal/wrap.ts";
import type { FixResult } from "./fix-file.ts";

/** Prints what was changed, each kind with its first place before and after. */
export function showFix(
  name: string,
  result: FixResult,
  output: string | undefined,
  stream: NodeJS.WriteStream,
  action = "written to",
): void {
  const terminal = terminalOf(stream);
  stream.write(
    `${[headline(name, result, output, action, terminal.paint), ...details(name, result, terminal), ""].join("\n")}\n`,
  );
}

function headline(name: string, result: FixResult, output: string | undefined, action: string, paint: Paint): string {
  const title = paint("bold", shownName(name));
  if (result.outcome === "not-fixable") return `${title}  ${paint("red", "not fixable")}`;
  const { ok, file } = result.validation;
  if (result.outcome === "nothing-to-fix") {
    if (!ok) return `${title}  ${paint("red", "not fixed: its problems need a decision")}`;
    const copied = result.isCopied && output !== undefined && output !== "-" ? `, copied to ${shownName(output)}` : "";
    return `${title}  ${paint("green", "valid, nothing to fix")}${copied}`;
  }
  const verdict = ok ? paint("green", "fixed") : paint("yellow", "fixed in part");
  const where =
    output === undefined ? "dry run, nothing was written" : output === "-" ? "" : `${action} ${shownName(output)}`;
  return `${title}  ${verdict}${where === "" ? "" : `, ${where}`}  (${describeFile(file)})`;
}

function details(name: string, result: FixResult, terminal: Terminal): string[] {
  switch (result.outcome) {
    case "not-fixable":
      return showRefusal(name, result.refusal, terminal);
    case "fixed":
      return result.changes.flatMap((change) => showChange(change, terminal));
    case "nothing-to-fix":
      return [];
  }
}

/** Why the file cannot be fixed, and what to do; a command has a line of its own, to be copied. */
export function showRefusal(name: string, refusal: Refusal, { width, paint }: Terminal): string[] {
  const { hint, command } = adviceOf(name, refusal);
  const advice = [...wrap("  ", hint, width), ...(command === undefined ? [] : [`    ${command}`])];
  return [
    "",
    ...wrap("  ", oneLine(refusal.message), width),
    ...(refusal.encodings ?? []).map((candidate) => `    ${showCandidate(candidate, refusal)}`),
    ...advice.map((line) => paint("dim", line)),
  ];
}

/** The option, and how the file's text reads with it. */
function showCandidate({ label, sample }: EncodingCandidate, { encodings = [] }: Refusal): string {
  const width = Math.max(...encodings.map((other) => other.label.length));
  return oneLine(`--encoding ${label.padEnd(width)}  ${sample.join("  ")}`);
}

interface Advice {
  readonly hint: string;
  readonly command?: string;
}

function adviceOf(name: string, { code, sheets, encodings, hint }: Refusal): Advice {
  const file = quoteFileForShell(name);
  if (encodings) {
    const use = encodings.length > 0 ? "choose the one that reads right" : "name its encoding, if you know it";
    return {
      hint: `Save it as CSV UTF-8 in the program that wrote it, or ${use}, for example:`,
      command: `dropset fix --encoding ${encodings[0]?.label ?? "windows-1252"} ${file}`,
    };
  }
  if (code === "quote") return { hint: `${hint} To see the rows:`, command: `dropset validate ${file}` };
  const [sheet] = sheets ?? [];
  if (sheet === undefined) return { hint };
  return {
    hint: "Save the sheet with the data as CSV UTF-8, or choose it:",
    command: `dropset fix --sheet ${quoteForShell(sheet)} ${file}`,
  };
}

export function showChange(change: Change, { width, paint }: Terminal): string[] {
  const { code, line, before, after } = change;
  const place = line === null ? "" : change.count === 1 ? `  line ${line}` : `  first on line ${line}`;
  const room = Math.max(20, (width ?? 100) - 8);
  const painted = `  ${paint("bold", code)}${place}`;
  const text = `${describeChange(change)}.`;
  return [
    "",
    ...titled({ title: `  ${code}${place}`, painted, text, lead: "    " }, width),
    `    ${paint("red", `- ${fitted(before, room)}`)}`,
    ...(after === null ? [] : [`    ${paint("green", `+ ${fitted(after, room)}`)}`]),
  ];
}

function fitted(text: string, room: number): string {
  const line = showPlace(text);
  return line.length > room ? `${line.slice(0, room - 1)}…` : line;
}
