import type { Excerpt } from "../../report/html/findings-view.tsx";
import { visibleText } from "../../report/html/words.ts";
import type { Finding } from "../findings.ts";
import { readLines } from "./file-lines.ts";
import { columnsInFile, findMark } from "./mark.ts";

/** How much of a line is shown around a place, in characters. */
const SHOWN_BEFORE = 120;
const SHOWN_AFTER = 160;

/**
 * Reads the lines that findings are about, and marks the place in each. Runs in browsers too.
 *
 * @param columns the names of the file's columns
 * @returns an excerpt for each finding, in the same order; null where there is no line to show
 */
export async function readExcerpts(
  file: AsyncIterable<Uint8Array>,
  findings: readonly Finding[],
  columns: readonly string[],
): Promise<(Excerpt | null)[]> {
  const lines = await readLines(file, new Set([1, ...findings.flatMap(({ line }) => (line === null ? [] : [line]))]));
  const names = columnsInFile(lines.get(1), columns);
  return findings.map((finding) => {
    const text = finding.line === null ? undefined : lines.get(finding.line);
    return text === undefined ? null : excerptOf(finding, text, names);
  });
}

function excerptOf(finding: Finding, text: string, columns: readonly string[]): Excerpt {
  const { start, end } = findMark(finding, text, columns);
  const before = text.slice(0, start);
  const marked = text.slice(start, end);
  const after = text.slice(end);
  return {
    before: before.length > SHOWN_BEFORE ? `…${visibleText(before.slice(-SHOWN_BEFORE))}` : visibleText(before),
    marked: shorten(marked),
    after: shorten(after),
  };
}

function shorten(text: string): string {
  return text.length > SHOWN_AFTER ? `${visibleText(text.slice(0, SHOWN_AFTER))}…` : visibleText(text);
}
