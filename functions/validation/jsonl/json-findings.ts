import type { FindingsList } from "../findings-list.ts";
import type { DatasetSchema } from "../schema/dataset-schema.ts";
import { sayMissingEverywhere, sayNumbers, sayOtherKeys, sayUnknownKey } from "./json-words.ts";
import type { KeyTable } from "./key-table.ts";

/** What several lines have alike, and the first of them. */
interface Alike {
  readonly line: number;
  readonly text: string;
  count: number;
}

/** Counts what many lines of a file may have alike, which is one finding then. */
export class JsonFindings {
  /** Whether any record has a value for a field. */
  readonly #present: Uint8Array;
  readonly #extras = new Map<number, Alike>();
  readonly #numbers = new Map<number, Alike>();
  #others: Alike | undefined;
  readonly #keys: KeyTable;

  constructor(keys: KeyTable) {
    this.#keys = keys;
    this.#present = new Uint8Array(keys.fields);
  }

  markPresent(field: number): void {
    this.#present[field] = 1;
  }

  /** Whether no record has a value for a field. */
  isNowhere(field: number): boolean {
    return this.#present[field] === 0;
  }

  countExtra(place: number, line: number): void {
    countAlike(this.#extras, place, line, () => "");
  }

  /** More of what was met before. */
  addExtras(place: number, count: number): void {
    addAlike(this.#extras, place, count);
  }

  addNumbers(field: number, count: number): void {
    addAlike(this.#numbers, field, count);
  }

  countOthers(line: number): void {
    if (this.#others) this.#others.count++;
    else this.#others = { line, text: "", count: 1 };
  }

  countNumber(field: number, line: number, text: () => string): void {
    countAlike(this.#numbers, field, line, text);
  }

  /** @param records how many there were */
  report(schema: DatasetSchema, records: number, findings: FindingsList): void {
    for (const [field, { line, text, count }] of this.#numbers) {
      findings.add("json-value", () => sayNumbers(line, this.#keys.nameOf(field), text, count, schema));
      findings.count("json-value", count - 1);
    }
    for (const [place, { line, count }] of this.#extras) {
      findings.add("unknown-field", () => sayUnknownKey(line, this.#keys.nameOf(place), count, schema));
    }
    const others = this.#others;
    if (others) findings.add("unknown-field", () => sayOtherKeys(others.line, others.count));
    if (schema.strict || records === 0) return;
    for (let field = 0; field < this.#keys.fields; field++) {
      if (!this.isNowhere(field)) continue;
      findings.add("missing-field", () => sayMissingEverywhere(this.#keys.nameOf(field), records));
    }
  }
}

function addAlike(alike: Map<number, Alike>, place: number, count: number): void {
  const known = alike.get(place);
  if (known) known.count += count;
}

function countAlike(alike: Map<number, Alike>, place: number, line: number, text: () => string): void {
  const known = alike.get(place);
  if (known) known.count++;
  else alike.set(place, { line, text: text(), count: 1 });
}
