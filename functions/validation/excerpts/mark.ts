import type { Finding } from "../findings.ts";
import { OTHER_DELIMITERS } from "../shape/delimiter.ts";
import { findJsonMark, looksLikeJson } from "./json-mark.ts";

/** The part of a line that a finding is about, in characters. */
export interface Mark {
  readonly start: number;
  readonly end: number;
}

const OTHER_DELIMITER = new RegExp(
  `[${[...OTHER_DELIMITERS.keys()].map((char) => `\\u{${char.codePointAt(0)?.toString(16)}}`).join("")}]`,
  "u",
);

/**
 * Finds the place in a physical line that a finding is about. A row that began on an earlier line is marked whole.
 *
 * @param columns the header's names, in their order
 */
export function findMark(finding: Finding, text: string, columns: readonly string[]): Mark {
  const { code, line, column } = finding;
  const whole = { start: 0, end: Math.max(1, text.length) };
  if (code.startsWith("json-") || looksLikeJson(text)) return findJsonMark(finding, text) ?? whole;
  const fields = splitFields(text);
  const field = column === null ? undefined : fields[columns.indexOf(column)];
  switch (code) {
    case "row-width": {
      const surplus = fields[columns.length];
      return surplus ? { start: surplus.start, end: whole.end } : { start: text.length, end: text.length + 1 };
    }
    case "control-character":
    case "nul-byte":
      return firstMatch(text, /(?!\t)\p{Cc}/u, field) ?? field ?? whole;
    case "encoding":
      return firstMatch(text, /\ufffd/, undefined) ?? whole;
    case "quote":
      return line === 1 ? (firstMatch(text, /"/, undefined) ?? whole) : (markQuote(text, field) ?? whole);
    case "delimiter":
      return firstMatch(text, OTHER_DELIMITER, undefined) ?? whole;
    case "byte-order-mark":
      return firstMatch(text, /\ufeff/, undefined) ?? field ?? whole;
    case "blank-column":
      return field ?? fields.find(({ start, end }) => text.slice(start, end).trim() === "") ?? whole;
    default:
      return field && field.end > field.start
        ? field
        : ((field && { start: field.start, end: field.start + 1 }) ?? whole);
  }
}

/**
 * The header's names in the file's order: the columns of a typed file's summary are in that of its schema.
 *
 * @param header the file's first line; one that does not have the same names says nothing
 */
export function columnsInFile(header: string | undefined, columns: readonly string[]): readonly string[] {
  if (header === undefined) return columns;
  const text = header.replace(/^\ufeff/, "");
  const names = splitFields(text).map(({ start, end }) => nameIn(text.slice(start, end)));
  const isSame = names.length === columns.length && new Set([...names, ...columns]).size === new Set(columns).size;
  return isSame ? names : columns;
}

function nameIn(field: string): string {
  return field.startsWith('"') && field.endsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field;
}

/** The bare quote in a field, the text after its closing quote, or the opening quote that is never closed. */
function markQuote(text: string, field: Mark | undefined): Mark | undefined {
  if (!field) return undefined;
  const { start, end } = field;
  if (text[start] !== '"') return firstMatch(text, /"/, field);
  const closed = /^"(?:[^"]|"")*"(?!")/.exec(text.slice(start));
  if (!closed) return { start, end: start + 1 };
  const after = start + closed[0].length;
  return { start: after, end: Math.max(after + 1, end) };
}

function firstMatch(text: string, pattern: RegExp, within: Mark | undefined): Mark | undefined {
  const from = within?.start ?? 0;
  const found = pattern.exec(text.slice(from, within?.end ?? text.length));
  return found ? { start: from + found.index, end: from + found.index + found[0].length } : undefined;
}

/** The place of each field in a line, with its quotes. */
function splitFields(text: string): Mark[] {
  const fields: Mark[] = [];
  let start = 0;
  let quoted = false;
  for (let index = 0; index <= text.length; index++) {
    const char = text[index];
    if (char === '"' && (quoted || index === start || text[index - 1] === '"')) quoted = !quoted;
    if (char === undefined || (char === "," && !quoted)) {
      fields.push({ start, end: index });
      start = index + 1;
    }
  }
  return fields;
}
