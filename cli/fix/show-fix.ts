import { describeChange, showPlace } from "../../functions/validation/fix/change-words.ts";
import type { Change } from "../../functions/validation/fix/changes.ts";
import type { EncodingCandidate } from "../../functions/validation/fix/encoding-candidates.ts";
import type { Refusal } from "../../functions/validation/fix/refusals.ts";
import { describeFile } from "../terminal/amounts.ts";
import { oneLine, shownName } from "../terminal/one-line.ts";
import { type Paint, painterFor } from "../terminal/paint.ts";
import { quoteFileForShell, quoteForShell } from "../terminal/quote-for-shell.ts";
import type { FixResult } from "./fix-file.ts";

/** Prints what was changed, each kind with its first place before and after. */
export function showFix(
  name: string,
  result: FixResult,
  output: string | undefined,
  stream: NodeJS.WriteStream,
  action = "written to",
): void {
  const paint = painterFor(stream);
  const width = stream.columns || 100;
  stream.write(
    `${[headline(name, result, output, action, paint), ...details(name, result, width, paint), ""].join("\n")}\n`,
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

function details(name: string, result: FixResult, width: number, paint: Paint): string[] {
  switch (result.outcome) {
    case "not-fixable":
      return [
        "",
        `  ${oneLine(result.refusal.message)}`,
        ...(result.refusal.encodings ?? []).map((candidate) => `    ${showCandidate(candidate, result.refusal)}`),
        `  ${paint("dim", hintOf(name, result.refusal))}`,
      ];
    case "fixed":
      return result.changes.flatMap((change) => showChange(change, width, paint));
    case "nothing-to-fix":
      return [];
  }
}

/** The option, and how the file's text reads with it. */
function showCandidate({ label, sample }: EncodingCandidate, { encodings = [] }: Refusal): string {
  const width = Math.max(...encodings.map((other) => other.label.length));
  return oneLine(`--encoding ${label.padEnd(width)}  ${sample.join("  ")}`);
}

/** The hint, with the whole command where there is one. */
function hintOf(name: string, { code, sheets, encodings, hint }: Refusal): string {
  const file = quoteFileForShell(name);
  if (encodings) {
    const command = `dropset fix --encoding ${encodings[0]?.label ?? "windows-1252"} ${file}`;
    const use = encodings.length > 0 ? "choose the one that reads right" : "name its encoding, if you know it";
    return `Save it as CSV UTF-8 in the program that wrote it, or ${use}, for example: ${command}`;
  }
  if (code === "quote") return `${hint} To see the rows: dropset validate ${file}`;
  const [sheet] = sheets ?? [];
  if (sheet === undefined) return hint;
  const command = `dropset fix --sheet ${quoteForShell(sheet)} ${quoteFileForShell(name)}`;
  return `Save the sheet with the data as CSV UTF-8, or choose it: ${command}`;
}

function showChange(change: Change, width: number, paint: Paint): string[] {
  const { code, line, before, after } = change;
  const place = line === null ? "" : change.count === 1 ? `  line ${line}` : `  first on line ${line}`;
  const room = Math.max(20, width - 8);
  return [
    "",
    `  ${paint("bold", code)}${place}  ${describeChange(change)}.`,
    `    ${paint("red", `- ${fitted(before, room)}`)}`,
    ...(after === null ? [] : [`    ${paint("green", `+ ${fitted(after, room)}`)}`]),
  ];
}

function fitted(text: string, room: number): string {
  const line = showPlace(text);
  return line.length > room ? `${line.slice(0, room - 1)}…` : line;
}
