import { type CodePage, CodePageVotes } from "../encodings/misread-as.ts";
import { isInvisible } from "../scanners/invisible.ts";
import { type ExtraHeader, findExtraHeader } from "../shape/extra-header.ts";
import { isHeaderMissing } from "../shape/header-missing.ts";
import { UNNAMED_COLUMN } from "../shape/index-column.ts";
import type { FixCode } from "./changes.ts";
import { plainRowsOf } from "./copy-plain-rows.ts";
import type { FileRecord } from "./file-record.ts";
import type { PlainRows } from "./plain-rows.ts";
import type { Reading, RecordSink } from "./read-table.ts";
import { repairCell } from "./repair-cell.ts";
import { beginsWithMark, surplusOf } from "./rows.ts";

/** Rows below the header that a fix leaves: they have what is nowhere else, or only look like no datapoint. */
const LEFT: ReadonlySet<ExtraHeader["source"]> = new Set(["units", "split", "labels", "example"]);

function isRemoved({ source }: ExtraHeader, names: readonly string[]): boolean {
  // SurveyMonkey leaves names out that its second row has.
  return !LEFT.has(source) && (source !== "SurveyMonkey" || !names.some(isInvisible));
}

/** What a whole file showed when it was read in a dialect. */
export interface TableFacts {
  /** The columns' names as they are in the file. */
  readonly names: readonly string[];
  readonly isHeaderMissing: boolean;
  /** Datapoints: neither blank rows, repeated headers nor the number of rows. */
  readonly rows: number;
  /** Rows that are wider or narrower than the header, for no reason that all of them share. */
  readonly misfits: number;
  /** Fields that no reading explains. */
  readonly unexplained: number;
  readonly extraHeaderRows: number;
  readonly emptyFieldsAtEnd: number;
  readonly hasRowNumbers: boolean;
  /** Columns without a name that are empty in all rows. */
  readonly emptyColumns: readonly number[];
  /** Columns that number the rows, and have no name. */
  readonly indexColumns: readonly number[];
  /** The changes that rows need, each by itself. */
  readonly rowChanges: ReadonlySet<FixCode>;
  /** Whether there is more below the end of a Markdown code block. */
  readonly goesOnBelowBlock: boolean;
  /** Whether any text may be damaged, repairable or not. */
  readonly mayBeDamaged: boolean;
  /** In which UTF-8 was read, as cells show together. */
  readonly codePage: CodePage | undefined;
  /** What no reading explains, as much as shows why. */
  readonly evidence: string;
}

const EVIDENCE_LENGTH = 1 << 14;

/** The header, and the rows below it that could belong to it. */
const HEAD_RECORDS = 200;

/** Looks at all records of a file, in memory that does not grow with them. */
export class TableSurvey implements RecordSink {
  readonly #reading: Reading;
  #plainRows: PlainRows | undefined;
  #head: FileRecord[] | undefined = [];
  #names: readonly string[] = [];
  #isHeaderMissing = false;
  #extraHeaderRows = 0;
  #rows = 0;
  #misfits = 0;
  #unexplained = 0;
  #evidence = "";
  #goesOnBelowBlock = false;
  #mayBeDamaged = false;
  readonly #codePages = new CodePageVotes();
  readonly #rowChanges = new Set<FixCode>();
  readonly #wider = new WiderRows();
  readonly #columns = new Map<number, ColumnFacts>();

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  get plainRows(): PlainRows | undefined {
    return this.#plainRows;
  }

  tookPlain(rows: number): void {
    this.#rows += rows;
  }

  /** A survey is not interested in what was copied. */
  forgetCopies(): void {
    this.#plainRows?.begin();
  }

  take(record: FileRecord): void {
    if (!this.#head) {
      this.#judge(record);
      return;
    }
    this.#head.push(record);
    if (this.#head.length === HEAD_RECORDS) this.#readHead();
  }

  end(): TableFacts {
    if (this.#head) this.#readHead();
    const wider = this.#misfits === this.#rows ? this.#wider.explain() : undefined;
    const isRegular = this.#misfits === 0 || (wider?.emptyFieldsAtEnd ?? 0) > 0;
    const columns = isRegular && this.#rows > 0 ? [...this.#columns] : [];
    const isEmpty = (place: number) => this.#columns.get(place)?.isEmpty === true;
    return {
      names: this.#names,
      isHeaderMissing: this.#isHeaderMissing,
      rows: this.#rows,
      misfits: wider ? 0 : this.#misfits,
      unexplained: this.#unexplained,
      extraHeaderRows: this.#extraHeaderRows,
      emptyFieldsAtEnd: wider?.emptyFieldsAtEnd ?? 0,
      hasRowNumbers: wider?.hasRowNumbers ?? false,
      emptyColumns: columns.flatMap(([place]) => (isEmpty(place) ? [place] : [])),
      indexColumns: columns.flatMap(([place, { isNumbering }]) => (isNumbering && !isEmpty(place) ? [place] : [])),
      rowChanges: this.#rowChanges,
      goesOnBelowBlock: this.#goesOnBelowBlock,
      mayBeDamaged: this.#mayBeDamaged,
      codePage: this.#codePages.clearCodePage,
      evidence: this.#evidence,
    };
  }

  #readHead(): void {
    const [header, ...rows] = this.#head ?? [];
    this.#head = undefined;
    if (!header) return;
    this.#names = header.fields;
    this.#noteOddities(header);
    const records = [header, ...rows].map(({ line, fields }) => ({ line, fields, quoted: [] }));
    this.#isHeaderMissing = isHeaderMissing(records);
    const extra = findExtraHeader(records);
    if (extra && isRemoved(extra, header.fields)) {
      this.#extraHeaderRows = rows.filter(({ line }) => line <= extra.to).length;
    }
    if (this.#reading.hasSheetNumbers) {
      const numbers = new ColumnFacts(0);
      numbers.add(header.fields);
      this.#columns.set(0, numbers);
    }
    for (const [place, name] of header.fields.entries()) {
      if (isInvisible(name) || UNNAMED_COLUMN.test(name)) this.#columns.set(place, new ColumnFacts(place));
    }
    // A program that numbered the rows has numbered these too.
    for (const { fields } of rows.slice(0, this.#extraHeaderRows)) this.#columns.get(0)?.add(fields);
    for (const row of rows.slice(this.#extraHeaderRows)) this.#judge(row);
    for (const text of [header, ...rows].flatMap(({ fields }) => fields)) this.#codePages.add(text);
    const codePage = this.#codePages.clearCodePage;
    if (
      codePage !== undefined &&
      rows.some(({ fields }) => fields.some((field) => repairCell(field, codePage) !== undefined))
    ) {
      this.#rowChanges.add("damaged-text");
    }
    if (this.#columns.size === 0) this.#plainRows = plainRowsOf(this.#reading, this.#names, false);
  }

  #judge(record: FileRecord): void {
    if (!record.isPlain) this.#noteOddities(record);
    const surplus = surplusOf(record, this.#names, this.#rows, this.#reading);
    if (surplus !== undefined) {
      this.#rowChanges.add(surplus);
      return;
    }
    if (this.#rowChanges.has("code-block")) this.#goesOnBelowBlock = true;
    this.#rows++;
    if (record.width !== this.#names.length) {
      this.#misfits++;
      this.#wider.add(record, this.#names.length);
      this.#keepEvidence(record);
    }
    if (beginsWithMark(record)) this.#rowChanges.add("byte-order-mark");
    if (record.mayBeDamaged && !this.#rowChanges.has("damaged-text")) {
      this.#mayBeDamaged = true;
      if (record.fields.some(isRepairable)) this.#rowChanges.add("damaged-text");
    }
    for (const column of this.#columns.values()) column.add(record.fields);
  }

  #noteOddities(record: FileRecord): void {
    const { oddities, unexplained } = record;
    this.#unexplained += unexplained.length;
    for (const { kind } of oddities) this.#rowChanges.add(kind);
    if (unexplained.length > 0 || oddities.some(({ kind }) => kind === "quote")) this.#keepEvidence(record);
  }

  #keepEvidence({ text }: FileRecord): void {
    if (this.#evidence.length < EVIDENCE_LENGTH) this.#evidence += `${text}\n`;
  }
}

function isRepairable(field: string): boolean {
  return repairCell(field) !== undefined;
}

/** Rows that have more fields than the header, if all rows do. */
class WiderRows {
  #extra: number | undefined;
  #areLastEmpty = true;
  #areFirstQuoted = true;
  readonly #first = new ColumnFacts(0);

  add({ fields, quoted }: FileRecord, width: number): void {
    const extra = fields.length - width;
    // R quotes the names of rows; a number without quotes could as well belong to the first column of the header.
    this.#areFirstQuoted &&= quoted.includes(0);
    if (this.#extra !== undefined && this.#extra !== extra) this.#extra = -1;
    this.#extra ??= extra;
    this.#first.add(fields);
    if (this.#areLastEmpty) this.#areLastEmpty = fields.slice(width).every(isInvisible);
  }

  explain(): { readonly emptyFieldsAtEnd: number; readonly hasRowNumbers: boolean } | undefined {
    if (this.#extra === undefined || this.#extra < 1) return undefined;
    if (this.#areLastEmpty) return { emptyFieldsAtEnd: this.#extra, hasRowNumbers: false };
    const hasRowNumbers = this.#extra === 1 && this.#areFirstQuoted && this.#first.isNumbering;
    return hasRowNumbers ? { emptyFieldsAtEnd: 0, hasRowNumbers } : undefined;
  }
}

/** What a column without a name holds. */
class ColumnFacts {
  isEmpty = true;
  #areNumbers = true;
  readonly #place: number;
  #rows = 0;
  #last = -1;

  constructor(place: number) {
    this.#place = place;
  }

  /** Whether it has whole numbers from 0 or 1 that only grow; rows may have been left out if it is the first one. */
  get isNumbering(): boolean {
    return this.#areNumbers && this.#rows > 1;
  }

  add(fields: readonly string[]): void {
    const value = fields[this.#place] ?? "";
    if (this.isEmpty && !isInvisible(value)) this.isEmpty = false;
    if (!this.#areNumbers) return;
    const number = /^\d{1,15}$/.test(value) ? Number(value) : -1;
    const follows = this.#rows === 0 ? number === 0 || number === 1 : number > this.#last;
    this.#areNumbers = follows && (this.#place === 0 || this.#rows === 0 || number === this.#last + 1);
    this.#last = number;
    this.#rows++;
  }
}
