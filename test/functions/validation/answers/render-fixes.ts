import { describeChange, showPlace } from "../../../../functions/validation/fix/change-words.ts";
import { type Change, FIX_CODES } from "../../../../functions/validation/fix/changes.ts";
import { fixBytes } from "../fix/fix-bytes.ts";
import { type Case, escapeUnseen, renderContent } from "./render-answers.ts";

/** Fixes each file, and renders its content, what was changed, and what is in it then. */
export async function renderFixes(cases: readonly Case[]): Promise<string> {
  const parts: string[] = [];
  for (const [name, content] of cases) {
    parts.push([`# ${name}`, ...renderContent(content), ...(await renderFix(content)), ""].join("\n"));
  }
  return parts.join("\n");
}

async function renderFix(content: string | Uint8Array): Promise<string[]> {
  const { outcome, refusal, changes, csv } = await fixBytes(content);
  if (refusal) {
    const { code, line, message, hint } = refusal;
    return [`not fixable: ${code}, ${line === null ? "the file" : `line ${line}`}`, `  ${message}`, `  ${hint}`];
  }
  return outcome === "nothing-to-fix" ? ["nothing to fix"] : [...changes.flatMap(renderChange), ...renderContent(csv)];
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
