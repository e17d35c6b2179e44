import { type FindingsList, LISTED_FINDINGS, type Said } from "../findings-list.ts";
import type { DatasetSchema } from "../schema/dataset-schema.ts";
import type { JsonProblem } from "./json-values.ts";
import * as say from "./json-words.ts";
import type { KeyTable } from "./key-table.ts";
import { LITERAL, MISSING, NESTED, type RecordReader } from "./record-reader.ts";

/** What several records have alike, and the line of the first. */
interface Alike {
  readonly line: number;
  readonly text: string;
  count: number;
}

/** Of a text that is quoted, so many bytes are enough. */
const QUOTED_BYTES = 400;

/** Puts what is met in lines into findings; what many lines may have alike is counted, and is one finding at the end. */
export class JsonFindings {
  readonly #findings: FindingsList;
  readonly #schema: DatasetSchema;
  readonly #keys: KeyTable;
  /** The field whose missing value is an error of its own: the row without a task group. */
  readonly #judgedElsewhere: number | undefined;
  /** Whether any record has a value for a field. */
  readonly #present: Uint8Array;
  readonly #extras = new Map<number, Alike>();
  /** The fields that the first record with a key has, by the key's place. */
  readonly #knownNextTo = new Map<number, ReadonlySet<string>>();
  readonly #numbers = new Map<number, Alike>();
  #others: Alike | undefined;
  /** What is said of the first lines that are no records, until it is known whether any line is one. */
  readonly #refused: Said[] = [];
  #refusedCount = 0;
  /** The text of the first of them. */
  #firstRefused = "";

  constructor(findings: FindingsList, schema: DatasetSchema, keys: KeyTable) {
    this.#findings = findings;
    this.#schema = schema;
    this.#keys = keys;
    this.#present = new Uint8Array(keys.fields);
    const group = [...schema.fields.values()].findIndex(({ type }) => type === "task_group_id");
    this.#judgedElsewhere = findings.rejects("task-group-blank") ? group : undefined;
  }

  /** @param problem with its place in the text; undefined where it is the whole line */
  refuse(line: number, kind: JsonProblem["kind"], text?: Uint8Array, at = 0): void {
    this.#refusedCount++;
    if (this.#refusedCount === 1 && text) this.#firstRefused = textOf(text, 0, text.length);
    if (this.#refused.length === LISTED_FINDINGS) return;
    const place = text &&
      at < text.length && { character: countCharacters(text, at) + 1, text: textOf(text, at, text.length) };
    this.#refused.push(say.sayBadLine(line, kind, place || undefined));
  }

  /** Where no line is a record, one cause explains all of them. */
  #reportRefused(records: number): void {
    const [first] = this.#refused;
    if (!first) return;
    const cause = records === 0 && this.#refusedCount > 1 ? this.#causeOfAll(first) : undefined;
    if (cause) {
      this.#findings.add("json-line", () => cause);
      return;
    }
    for (const said of this.#refused) this.#findings.add("json-line", () => said);
    this.#findings.count("json-line", this.#refusedCount - this.#refused.length);
  }

  #causeOfAll(first: Said): Said | undefined {
    const isSame = this.#refused.every(({ message }) => message === first.message);
    return (
      say.sayNoRecords(first, this.#firstRefused, this.#refusedCount) ??
      (isSame ? say.sayNoLine(first, this.#refusedCount) : undefined)
    );
  }

  /** @param learn called with the places of keys that many records may have alike, and of fields with numbers */
  judge(record: RecordReader, bytes: Uint8Array, line: number, learn: (place: number) => void): void {
    const { kinds, starts, ends, extras, duplicateKey, hasOtherKeys } = record;
    for (let field = 0; field < kinds.length; field++) {
      const kind = kinds[field];
      if (kind === MISSING) {
        if (this.#schema.strict && field !== this.#judgedElsewhere)
          this.#findings.add("missing-field", () => say.sayMissingValue(line, this.#keys.nameOf(field)));
        continue;
      }
      this.markPresent(field);
      if (kind !== LITERAL && kind !== NESTED) continue;
      const text = () => textOf(bytes, starts[field] ?? 0, ends[field] ?? 0);
      if (kind === NESTED) {
        this.#findings.add("json-nesting", () => say.sayNested(line, this.#keys.nameOf(field), text()));
        continue;
      }
      countAlike(this.#numbers, field, line, text);
      learn(field);
    }
    if (duplicateKey !== undefined) this.#findings.add("json-key", () => say.sayDuplicateKey(line, duplicateKey));
    for (const place of extras) {
      if (!this.#extras.has(place)) this.#knownNextTo.set(place, this.#fieldsOf(record));
      countAlike(this.#extras, place, line, () => "");
      learn(place);
    }
    if (!hasOtherKeys) return;
    this.#others ??= { line, text: "", count: 0 };
    this.#others.count++;
  }

  #fieldsOf({ kinds }: RecordReader): ReadonlySet<string> {
    return new Set([...this.#schema.fields.keys()].filter((_, field) => kinds[field] !== MISSING));
  }

  markPresent(field: number): void {
    this.#present[field] = 1;
  }

  /** Whether no record has a value for a field. */
  isNowhere(field: number): boolean {
    return this.#present[field] === 0;
  }

  /** More records with a key, or of a field, with a number. */
  add(place: number, count: number): void {
    const alike = (place < this.#keys.fields ? this.#numbers : this.#extras).get(place);
    if (alike) alike.count += count;
  }

  /** @param records how many there were */
  report(records: number): void {
    const [findings, schema] = [this.#findings, this.#schema];
    this.#reportRefused(records);
    for (const [field, { line, text, count }] of this.#numbers) {
      findings.add("json-value", () => say.sayNumbers(line, this.#keys.nameOf(field), text, count, schema));
      findings.count("json-value", count - 1);
    }
    for (const [place, { line, count }] of this.#extras) {
      const key = this.#keys.nameOf(place);
      const known = this.#knownNextTo.get(place);
      findings.add("unknown-field", () => say.sayUnknownKey({ line, key, count }, schema, known));
    }
    const others = this.#others;
    if (others) findings.add("unknown-field", () => say.sayOtherKeys(others.line, others.count));
    if (schema.strict || records === 0) return;
    for (let field = 0; field < this.#keys.fields; field++) {
      if (!this.isNowhere(field)) continue;
      findings.add("missing-field", () => say.sayMissingEverywhere(this.#keys.nameOf(field), records));
    }
  }
}

function countAlike(alike: Map<number, Alike>, place: number, line: number, text: () => string): void {
  const known = alike.get(place);
  if (known) known.count++;
  else alike.set(place, { line, text: text(), count: 1 });
}

/** How many characters of UTF-8 begin before a place. */
function countCharacters(bytes: Uint8Array, end: number): number {
  let count = 0;
  for (let at = 0; at < end; at++) if (((bytes[at] ?? 0) & 0xc0) !== 0x80) count++;
  return count;
}

function textOf(bytes: Uint8Array, start: number, end: number): string {
  // Where it is cut, half a character is left out.
  const cut = bytes.subarray(start, Math.min(end, start + QUOTED_BYTES));
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(cut, { stream: true });
}
