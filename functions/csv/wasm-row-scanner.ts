import { type ColumnKinds, LARGEST_GROUP, LARGEST_TABLE, type RowEvents, type Scanner } from "./row-events.ts";
import { ROW_SCANNER_WASM } from "./row-scanner-wasm.generated.ts";

/** What assembly/row-scanner.ts exports. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  begin(chunkBytes: number, columns: number, firstLine: number, largestGroup: number, largestTable: number): number;
  setKind(column: number, kind: number): void;
  makeTables(): void;
  scan(length: number): void;
  finish(): void;
  getLine(): number;
  isAfterCr(): number;
  getRows(): number;
  getRowsWithText(): number;
  getGroupTable(): number;
  getGroupCapacity(): number;
  getGroupSize(): number;
  getGroupName(): number;
  getGroupNameLength(): number;
}

const HIDDEN = 0;
const VISIBLE = 1;
const GROUP = 2;
const SLOT_WORDS = 3;

/** How much is copied in and scanned at once. */
const CHUNK_BYTES = 1 << 18;

let compiled: WebAssembly.Module | undefined;

function scannerModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(ROW_SCANNER_WASM), (char) => char.charCodeAt(0)));
  return compiled;
}

/** Whether this platform runs the scanner's WebAssembly, SIMD included. */
export function hasWasmScanner(): boolean {
  try {
    scannerModule();
    return true;
  } catch {
    return false;
  }
}

/** The scanner in WebAssembly: the same as the plain one, and several times as fast. */
export class WasmRowScanner implements Scanner {
  readonly #exports: Exports;
  readonly #input: number;
  readonly #hasGroups: boolean;

  /** @param firstLine the physical line on which the first row begins */
  constructor(columns: ColumnKinds, firstLine: number, events: RowEvents) {
    // By the numbers of assembly/row-scanner.ts.
    const meetings: readonly ((line: number, column: number, value: number) => void)[] = [
      (line, _, fields) => events.rowWidth(line, fields),
      (line, column) => events.quoteNeverCloses(line, column),
      (line, column) => events.textAfterQuote(line, column),
      (line, column) => events.bareQuote(line, column),
      (line, column) => events.nulByte(line, column),
      (line, column, byte) => events.controlCharacter(line, column, byte),
      (line) => events.blankRow(line),
      (line) => events.groupBlank(line),
      (line) => events.groupTooLarge(line, this.#groupName()),
      (line, _, firstLine) => events.duplicateRow(line, firstLine),
    ];
    const meet = (kind: number, line: number, column: number, value: number) => meetings[kind]?.(line, column, value);
    const instance = new WebAssembly.Instance(scannerModule(), { events: { meet } });
    // The generated module's interface is this file's other half.
    this.#exports = instance.exports as unknown as Exports;
    this.#hasGroups = columns.groupColumn >= 0;
    this.#input = this.#exports.begin(CHUNK_BYTES, columns.count, firstLine, LARGEST_GROUP, LARGEST_TABLE);
    for (const [index, visible] of columns.visible.entries()) {
      this.#exports.setKind(index, index === columns.groupColumn ? GROUP : visible ? VISIBLE : HIDDEN);
    }
    this.#exports.makeTables();
  }

  get rows(): number {
    return this.#exports.getRows();
  }

  get rowsWithText(): number {
    return this.#exports.getRowsWithText();
  }

  get line(): number {
    return this.#exports.getLine();
  }

  get afterCr(): boolean {
    return this.#exports.isAfterCr() !== 0;
  }

  get groups() {
    return this.#hasGroups ? { size: this.#exports.getGroupSize(), values: () => this.#groupSizes() } : undefined;
  }

  push(chunk: Uint8Array): void {
    for (let start = 0; start < chunk.length; start += CHUNK_BYTES) {
      const part = chunk.subarray(start, start + CHUNK_BYTES);
      // The memory may have grown, and its buffer with it, since the last time.
      new Uint8Array(this.#exports.memory.buffer, this.#input, CHUNK_BYTES).set(part);
      this.#exports.scan(part.length);
    }
  }

  end(): void {
    this.#exports.finish();
  }

  *#groupSizes(): Generator<number> {
    const { memory, getGroupTable, getGroupCapacity } = this.#exports;
    const slots = new Uint32Array(memory.buffer, getGroupTable(), getGroupCapacity() * SLOT_WORDS);
    for (let index = SLOT_WORDS - 1; index < slots.length; index += SLOT_WORDS) {
      const size = slots[index] ?? 0;
      if (size !== 0) yield size;
    }
  }

  #groupName(): string {
    const { memory, getGroupName, getGroupNameLength } = this.#exports;
    return new TextDecoder().decode(new Uint8Array(memory.buffer, getGroupName(), getGroupNameLength()));
  }
}
