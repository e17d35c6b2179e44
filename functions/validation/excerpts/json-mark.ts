import type { Finding } from "../findings.ts";
import { KeyTable } from "../jsonl/key-table.ts";
import { RecordReader } from "../jsonl/record-reader.ts";
import { KEPT_BYTES } from "./file-lines.ts";
import type { Mark } from "./mark.ts";

/** No line of a CSV begins so, but within a field in quotes that began before. */
export function looksLikeJson(text: string): boolean {
  return /^\s*\{\s*["}]/.test(text);
}

/** The place in a line of JSON Lines that a finding is about; undefined where it is not sure. */
export function findJsonMark({ code, column }: Finding, text: string): Mark | undefined {
  if (code === "json-line") return findProblem(text);
  if (column === null) return undefined;
  const members = readMembers(text).filter(({ key }) => key === column);
  return members.at(-1)?.mark;
}

/** Where the line stops being a record. */
function findProblem(text: string): Mark | undefined {
  const line = new TextEncoder().encode(`${text}\n`);
  // A longer one was cut: what would be wrong there is not in the file.
  if (line.length > KEPT_BYTES) return undefined;
  const begin = text.length - text.trimStart().length;
  const end = new RecordReader(new KeyTable([])).read(line, begin);
  const at = typeof end === "number" ? end : end.at;
  const start = new TextDecoder("utf-8", { ignoreBOM: true }).decode(line.subarray(0, at)).length;
  return start < text.length ? { start, end: text.length } : { start: text.length, end: text.length + 1 };
}

/** The members of the object that a line is, as far as they are there: each key, and where it and its value are. */
function readMembers(text: string): { key: string; mark: Mark }[] {
  const members: { key: string; mark: Mark }[] = [];
  let depth = 0;
  let key: { text: string; start: number } | undefined;
  let end = 0;
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],]|[^\s{}[\],:"]+/g)) {
    if (depth === 1 && (token === "," || token === "}")) {
      if (key) members.push({ key: key.text, mark: { start: key.start, end } });
      key = undefined;
    } else if (depth === 1 && key === undefined && token[0] === '"') key = { text: readKey(token), start: index };
    if (token === "{" || token === "[") depth++;
    if (token === "}" || token === "]") depth--;
    end = index + token.length;
  }
  return members;
}

function readKey(token: string): string {
  try {
    return String(JSON.parse(token));
  } catch {
    return "";
  }
}
