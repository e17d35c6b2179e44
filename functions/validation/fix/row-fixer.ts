import { type CodePage, mayBeMisread } from "../encodings/misread-as.ts";
import { isInvisible } from "../scanners/invisible.ts";
import type { Changes, FixCode } from "./changes.ts";
import { csvField, csvRecord, type FieldForms } from "./csv-text.ts";
import type { Dialect } from "./dialect.ts";
import type { FileRecord } from "./file-record.ts";
import { type Rename, renamesOf } from "./fix-names.ts";
import { repairCell } from "./repair-cell.ts";
import { beginsWithMark, surplusOf, withoutMark } from "./rows.ts";

export interface RowFixerFacts {
  readonly dialect: Dialect;
  /** Whether the first record has names that may be changed. */
  readonly canRename: boolean;
  /** In which the UTF-8 of cells was read. */
  readonly codePage: CodePage | undefined;
  readonly isWanted: (code: FixCode) => boolean;
}

/** Turns the records of a file into those of the fixed one, and notes what it changes. */
export class RowFixer {
  readonly #dialect: Dialect;
  readonly #isWanted: (code: FixCode) => boolean;
  readonly #changes: Changes;
  readonly #canRename: boolean;
  readonly #codePage: CodePage | undefined;
  readonly #dropped: ReadonlySet<number>;
  readonly #numbering: ReadonlySet<number>;
  readonly #hasSameColumns: boolean;
  #names: readonly string[] | undefined;
  #fixedNames: readonly string[] = [];
  #extraRowsLeft: number;
  /** Datapoints so far. */
  #rows = 0;

  constructor({ dialect, canRename, codePage, isWanted }: RowFixerFacts, changes: Changes) {
    this.#dialect = dialect;
    this.#canRename = canRename;
    this.#codePage = codePage;
    this.#isWanted = isWanted;
    this.#changes = changes;
    this.#dropped = new Set(dialect.droppedColumns);
    this.#numbering = new Set(dialect.numberingColumns);
    this.#extraRowsLeft = dialect.extraHeaderRows;
    const { hasRowNumbers, emptyFieldsAtEnd } = dialect;
    this.#hasSameColumns = this.#dropped.size === 0 && !hasRowNumbers && emptyFieldsAtEnd === 0;
  }

  /** Whether rows from here on have the same fields in the fixed file. */
  get keepsFields(): boolean {
    return this.#hasSameColumns && this.#extraRowsLeft === 0;
  }

  /** Whether what bytes alone do not show is repaired too. */
  get looksAtAll(): boolean {
    return this.#codePage !== undefined;
  }

  /** The header's names as they are in the file. */
  get names(): readonly string[] {
    return this.#names ?? [];
  }

  /** @returns the record as CSV without its line end; undefined if it is left out */
  fix(record: FileRecord): string | undefined {
    if (!this.#names) return this.#fixHeader(record);
    if (this.#extraRowsLeft > 0) {
      this.#extraRowsLeft--;
      return this.#remove("extra-header", record);
    }
    const surplus = surplusOf(record, this.#names, this.#rows, this.#dialect);
    if (surplus === undefined) this.#rows++;
    else if (this.#isWanted(surplus)) return this.#remove(surplus, record);
    if (this.keepsFields && record.isPlain && !this.#mayBeDamaged(record) && !beginsWithMark(record))
      return this.#copy(record);
    this.#noteOddities(record);
    const shift = this.#dialect.hasRowNumbers ? 1 : 0;
    return csvRecord(this.#kept(this.#fixCells(record)), this.#formsOf(record, shift));
  }

  /** So many rows were copied without a look at them. */
  passRows(rows: number): void {
    this.#rows += rows;
  }

  /** Most records: only the delimiter is another one. */
  #copy(record: FileRecord): string {
    const { text } = record;
    const { delimiter } = this.#dialect;
    if (text === "") return csvRecord([text]);
    if (delimiter === ",") return text;
    return text.includes(",") ? record.fields.map(quoteCommas).join(",") : text.replaceAll(delimiter, ",");
  }

  #fixHeader(record: FileRecord): string {
    this.#names = record.fields;
    this.#noteOddities(record);
    const renames = this.#canRename ? renamesOf(record.fields, this.#isWanted, this.#codePage) : [];
    const names = [...record.fields];
    for (const { place, name } of renames) names[place] = name;
    for (const rename of renames) this.#noteRename(record, rename);
    this.#fixedNames = names;
    for (const place of this.#dropped) this.#noteDropped(record, place);
    return csvRecord(this.#withoutDropped(names), this.#formsOf(record, 0));
  }

  /** The fields that belong to columns of the fixed file. */
  #kept(fields: readonly string[]): readonly string[] {
    const { emptyFieldsAtEnd, hasRowNumbers } = this.#dialect;
    if (hasRowNumbers) return fields.slice(1);
    return this.#withoutDropped(emptyFieldsAtEnd > 0 ? fields.slice(0, -emptyFieldsAtEnd) : fields);
  }

  #withoutDropped(fields: readonly string[]): readonly string[] {
    return this.#dropped.size === 0 ? fields : fields.filter((_, place) => !this.#dropped.has(place));
  }

  #formsOf({ fields, unexplained, quoted }: FileRecord, shift: number): FieldForms {
    // Without quotes, a comma that was a part of its field would now end it.
    const isSafe = (place: number) => quoted.includes(place) || !fields[place]?.includes(",");
    const verbatim = this.#dialect.delimiter === "," ? unexplained : unexplained.filter(isSafe);
    return { verbatim: this.#places(verbatim, shift), quoted: this.#places(quoted, shift) };
  }

  /** Where fields are after columns are left out. @param places in their order */
  #places(places: readonly number[], shift: number): ReadonlySet<number> {
    const { droppedColumns } = this.#dialect;
    const kept = new Set<number>();
    let before = 0;
    for (const place of places) {
      while (before < droppedColumns.length && (droppedColumns[before] ?? 0) < place) before++;
      if (droppedColumns[before] !== place) kept.add(place - before - shift);
    }
    return kept;
  }

  #fixCells(record: FileRecord): readonly string[] {
    let fields = record.fields;
    if (this.#isWanted("byte-order-mark") && beginsWithMark(record)) {
      fields = withoutMark(fields);
      this.#noteCell("byte-order-mark", record, 0, fields[0] ?? "");
    }
    if (this.#dialect.emptyFieldsAtEnd > 0) this.#noteEmptyFields(record);
    if (this.#dialect.hasRowNumbers) this.#noteRowNumber(record);
    return this.#mayBeDamaged(record) && this.#isWanted("damaged-text") ? this.#repair(record, fields) : fields;
  }

  #mayBeDamaged(record: FileRecord): boolean {
    return record.mayBeDamaged || (this.#codePage !== undefined && mayBeMisread(record.text));
  }

  #repair(record: FileRecord, fields: readonly string[]): readonly string[] {
    let repaired: string[] | undefined;
    const unexplained = new Set(record.unexplained);
    for (const [place, field] of fields.entries()) {
      const text = repairCell(field, this.#codePage);
      if (text === undefined || unexplained.has(place)) continue;
      repaired ??= [...fields];
      repaired[place] = text;
      this.#noteCell("damaged-text", record, place, text);
    }
    return repaired ?? fields;
  }

  #remove(code: FixCode, record: FileRecord): undefined {
    this.#changes.add(code, () => ({ line: record.line, column: null, before: record.text, after: null }));
  }

  #noteOddities({ oddities, line, wrapped, fields }: FileRecord): void {
    if (wrapped !== undefined) {
      this.#changes.add("wrapped-row", () => ({ line, column: null, before: wrapped, after: csvRecord(fields) }));
    }
    for (const { kind, before, value } of oddities) {
      const after = kind === "quote" ? csvField(value) : value;
      this.#changes.add(kind, () => ({ line, column: null, before, after }));
    }
  }

  #noteRename({ fields, line }: FileRecord, { code, place, name }: Rename): void {
    this.#changes.add(code, () => ({ line, column: name, before: fields[place] ?? "", after: name }));
  }

  #noteDropped({ fields, line }: FileRecord, place: number): void {
    const code = this.#numbering.has(place) ? "index-column" : "blank-column";
    const before = isInvisible(fields[place] ?? "") ? `column ${place + 1}, which has no name` : (fields[place] ?? "");
    this.#changes.add(code, () => ({ line, column: null, before, after: null }));
  }

  #noteCell(code: FixCode, { fields, line }: FileRecord, place: number, after: string): void {
    const column = this.#fixedNames[place] ?? null;
    this.#changes.add(code, () => ({ line, column, before: fields[place] ?? "", after }));
  }

  #noteEmptyFields(record: FileRecord): void {
    const kept = record.fields.slice(0, -this.#dialect.emptyFieldsAtEnd);
    this.#noteRow("row-width", record, kept);
  }

  #noteRowNumber(record: FileRecord): void {
    this.#noteRow("index-column", record, record.fields.slice(1));
  }

  #noteRow(code: FixCode, record: FileRecord, kept: readonly string[]): void {
    this.#changes.add(code, () => ({
      line: record.line,
      column: null,
      before: record.text,
      after: csvRecord(kept),
    }));
  }
}

/** A field of a plain record has nothing else that needs quotes. */
function quoteCommas(field: string): string {
  return field.includes(",") ? `"${field}"` : field;
}
