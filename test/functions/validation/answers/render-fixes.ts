import { describeChange, showPlace } from "../../../../functions/validation/fix/change-words.ts";
import { type Change, FIX_CODES } from "../../../../functions/validation/fix/changes.ts";
import { fixCsv } from "../../../../functions/validation/fix/fix-csv.ts";
import { inChunks } from "../streams.ts";
import { type Case, escapeUnseen, renderContent } from "./render-answers.ts";

/** Fixes each file, and renders its content, what was changed, and what is in it then. */
export async function renderFixes(cases: readonly Case[]): Promise<string> {
  const parts: string[] = [];
  for (const [name, content] of cases) {
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    parts.push([`# ${name}`, ...renderContent(content), ...(await renderFix(bytes)), ""].join("\n"));
  }
  return parts.join("\n");
}

async function renderFix(bytes: Uint8Array): Promise<string[]> {
  const fix = await fixCsv(() => inChunks(bytes));
  if (fix.outcome === "nothing-to-fix") return ["nothing to fix"];
  if (fix.outcome === "not-fixable") {
    const { code, line, message, hint } = fix.refusal;
    return [`not fixable: ${code}, ${line === null ? "the file" : `line ${line}`}`, `  ${message}`, `  ${hint}`];
  }
  const fixed: Uint8Array[] = [];
  for await (const part of fix.file.csv()) fixed.push(part);
  return [...fix.file.changes.flatMap(renderChange), ...renderContent(Buffer.concat(fixed).toString())];
}

function renderChange({ code, count, line, column, before, after }: Change): string[] {
  const place = [...(line === null ? [] : [`line ${line}`]), ...(column === null ? [] : [`column ${column}`])];
  return [
    `${[code, ...place].join(", ")}: ${describeChange({ code, count })}`,
    `  ${showPlace(before)} -> ${after === null ? "nothing" : showPlace(after)}`,
  ].map(escapeUnseen);
}

/** What each change is called, in one place and in many. */
export function renderChangeWords(): string {
  const lines = FIX_CODES.flatMap((code) => [1, 2, 1234].map((count) => `${code}: ${describeChange({ code, count })}`));
  return `${lines.join("\n")}\n`;
}
