import { expect } from "vitest";
import type { Excerpt } from "../../../../functions/report/html/findings-view.tsx";
import { readExcerpts } from "../../../../functions/validation/excerpts/excerpts.ts";
import type { Finding } from "../../../../functions/validation/findings.ts";
import type { ValidationOptions } from "../../../../functions/validation/validate-bytes.ts";
import type { TaskGroups } from "../../../../functions/validation/validation.ts";
import { bytesOf, inChunks, validate } from "../streams.ts";

/** A file's name in words, what is in it, and how it is validated. */
export type Case = readonly [name: string, content: string | Uint8Array, options?: ValidationOptions];

/** Validates each file, and renders its content and all that its findings say, for a person to read. */
export async function renderAnswers(cases: readonly Case[]): Promise<string> {
  const parts: string[] = [];
  for (const [name, content, options] of cases) {
    const { findings, findingCounts, file } = await validate(content, options);
    const more = findings.length - SHOWN_FINDINGS;
    const bytes = bytesOf(content);
    const names = file.columns.map(({ name }) => name);
    const excerpts = await readExcerpts(inChunks(bytes), findings, names);
    if (bytes.length <= SMALL) expect(await readExcerpts(inChunks(bytes, 5), findings, names)).toEqual(excerpts);
    const answer = findings
      .slice(0, SHOWN_FINDINGS)
      .flatMap((finding, index) => [...renderFinding(finding), ...renderExcerpt(excerpts[index] ?? null)]);
    if (more > 0) answer.push(`and ${more} more`);
    const counts = Object.entries(findingCounts).map(([code, count]) => `${code} ${count}`);
    if (findings.length > 1) answer.push(`in all: ${counts.join(", ")}`);
    if (file.taskGroups) answer.push(`groups: ${renderGroups(file.taskGroups)}`);
    parts.push([`# ${name}`, ...renderContent(content), ...answer, ""].join("\n"));
  }
  return parts.join("\n");
}

/** The line that a finding is about, with its place in brackets. */
function renderExcerpt(excerpt: Excerpt | null): string[] {
  return excerpt ? [escapeUnseen(`  > ${excerpt.before}[${excerpt.marked}]${excerpt.after}`)] : [];
}

function renderGroups({ count, smallest, largest, histogram }: TaskGroups): string {
  const sizes = histogram.map(({ from, to, groups }) => `${groups} of ${from === to ? from : `${from} to ${to}`}`);
  return `${count}, of ${smallest} to ${largest} rows: ${sizes.join(", ")}`;
}

/** In bytes: small chunks of larger files take long. */
const SMALL = 10_000;
const SHOWN_CHARACTERS = 120;
const SHOWN_LINES = 12;
const SHOWN_FINDINGS = 6;

export function renderContent(content: string | Uint8Array): string[] {
  const text = typeof content === "string" ? content : Buffer.from(content).toString("latin1");
  if (text === "") return [];
  const lines = text.replace(/\n$/, "").split("\n", SHOWN_LINES + 1);
  const shown = lines.slice(0, SHOWN_LINES).map((line) => `    ${escapeUnseen(line.slice(0, SHOWN_CHARACTERS))}`);
  return lines.length > SHOWN_LINES ? [...shown, "    …"] : shown;
}

/** Not by the code under test: its mistakes would show twice. */
export function escapeUnseen(text: string): string {
  return text.replace(/[^ -~\p{L}\p{N}\p{P}\p{S}]/gu, (char) => JSON.stringify(char).slice(1, -1));
}

function renderFinding({ code, severity, line, column, message, hint }: Finding): string[] {
  const place = [line === null ? "the file" : `line ${line}`, ...(column === null ? [] : [`column ${column}`])];
  return [`${severity} ${code}, ${place.join(", ")}`, `  ${message}`, `  ${hint}`].map(escapeUnseen);
}
