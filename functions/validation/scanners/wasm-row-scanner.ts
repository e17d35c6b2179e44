import { kindsOf } from "./column-kinds.ts";
import { OBJECT } from "./damage-kinds.ts";
import { foldGroup } from "./fold-group.ts";
import { judgeGroupBytes } from "./group-value.ts";
import { OBJECT_ENDINGS, WHOLE_CELLS } from "./lost-values.ts";
import { DOUBTFUL_HOSTS } from "./media-hosts.ts";
import { IMAGE_ENDINGS, judgeMediaBytes, MEDIA_ENDINGS, MEDIA_TYPES } from "./media-url.ts";
import {
  CHUNK_BYTES,
  type ColumnKinds,
  EVENT_KINDS,
  type EventKind,
  type GroupCounts,
  type RowEvent,
  type RowsStart,
  type Scanner,
  type ScannerOptions,
} from "./row-events.ts";
import { ROW_SCANNER_WASM } from "./row-scanner-wasm.generated.ts";

/** What assembly/row-scanner.ts exports. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  prepare(): void;
  reset(columns: number, groupColumn: number, comparesRows: boolean, needsMedia: boolean, isRowPerLine: boolean): void;
  begin(line: number, byteBefore: number): void;
  endHeader(): void;
  scan(length: number): void;
  finish(): void;
  getInput(): number;
  getKinds(): number;
  getEvents(): number;
  getEventCount(): number;
  getCounts(): number;
  getRows(): number;
  getRowsWithText(): number;
  getLine(): number;
  getAfterCr(): number;
  getRowStart(): number;
  getQuoteStart(): number;
  getMediaStart(): number;
  getEndings(): number;
  getDoubtfulHosts(): number;
  getGroupTable(): number;
  getGroupSlots(): number;
  getGroupCount(): number;
  getGroupsFull(): number;
  getDoubledCrs(): number;
  getBlankLines(): number;
  getUnseen(): number;
  getUnseenColumns(): number;
  getUnfolded(): number;
  getUnfoldedEnd(): number;
  getScratch(): number;
  getWholeCells(): number;
  foldInScratch(length: number, line: number, offset: number): void;
}

const LF = 10;
const EVENT_BYTES = 32;
const SLOT_WORDS = 3;

let compiled: WebAssembly.Module | undefined;

/** Instances that are not in use. A validation takes one and gives it back, so that their memory is not made again. */
const free: Exports[] = [];

function takeInstance(): Exports {
  const instance = free.pop();
  if (instance) return instance;
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(ROW_SCANNER_WASM), (char) => char.charCodeAt(0)));
  // The generated module's interface is this file's other half.
  const made = new WebAssembly.Instance(compiled, {
    // What the module does not see to be a fine URL at once, which is rare.
    media: {
      judge: (media: number, at: number, length: number): number =>
        judgeMediaBytes(new Uint8Array(made.memory.buffer, at, length), media, true),
    },
    // What may be no group's value, which is as rare.
    group: { judge: (at: number, length: number) => judgeGroupBytes(new Uint8Array(made.memory.buffer, at, length)) },
  }).exports as unknown as Exports;
  made.prepare();
  writeWholeCells(made);
  writeEndings(made);
  writeDoubtfulHosts(made);
  return made;
}

function writeWholeCells({ memory, getWholeCells }: Exports): void {
  const cells = new Uint8Array(memory.buffer, getWholeCells());
  let at = 0;
  // What ends a cell has the highest bit.
  const endings = OBJECT_ENDINGS.map((text) => [text, OBJECT + 0x80] as const);
  for (const [text, kind] of [...endings, ...WHOLE_CELLS]) {
    const bytes = new TextEncoder().encode(text);
    cells.set([kind, bytes.length, ...bytes], at);
    at += bytes.length + 2;
  }
  cells[at] = 0;
}

/** For each of MEDIA_TYPES: its endings, each with its length first, and a 0. */
function writeEndings({ memory, getEndings }: Exports): void {
  const encoder = new TextEncoder();
  const lists = MEDIA_TYPES.map((type) => (type === "image_url" ? IMAGE_ENDINGS : MEDIA_ENDINGS[type]));
  const bytes = lists.flatMap((endings) => [
    ...endings.flatMap((ending) => [ending.length, ...encoder.encode(ending)]),
    0,
  ]);
  new Uint8Array(memory.buffer, getEndings(), bytes.length).set(bytes);
}

/** For each its last 16 bytes, and the bits of those that it has. */
function writeDoubtfulHosts({ memory, getDoubtfulHosts }: Exports): void {
  const hosts = new Uint8Array(memory.buffer, getDoubtfulHosts(), DOUBTFUL_HOSTS.length * 32);
  for (const [index, host] of DOUBTFUL_HOSTS.entries()) {
    const end = new TextEncoder().encode(host).subarray(-16);
    hosts.set(end, index * 32 + 16 - end.length);
    hosts.fill(0xff, index * 32 + 32 - end.length, index * 32 + 32);
  }
}

/** Whether this platform runs the scanner's WebAssembly, SIMD included. */
export function hasWasmScanner(): boolean {
  try {
    free.push(takeInstance());
    return true;
  } catch {
    return false;
  }
}

/** The scanner in WebAssembly: the same as the plain one, and many times as fast. */
export class WasmRowScanner implements Scanner {
  readonly #exports: Exports;
  readonly #onEvent: (event: RowEvent) => void;
  readonly #columns: ColumnKinds;
  readonly #input: Uint8Array;
  readonly #memory: DataView;
  #passedOn = 0;

  constructor(
    columns: ColumnKinds,
    start: RowsStart,
    onEvent: (event: RowEvent) => void,
    { header, isRowPerLine = false }: ScannerOptions = {},
  ) {
    this.#onEvent = onEvent;
    this.#columns = columns;
    this.#exports = takeInstance();
    const { memory, getInput, getKinds, reset } = this.#exports;
    // The memory has its size from the start, so these views stay good.
    this.#input = new Uint8Array(memory.buffer, getInput(), CHUNK_BYTES);
    this.#memory = new DataView(memory.buffer);
    new Uint8Array(memory.buffer, getKinds(), columns.count).set(kindsOf(columns));
    reset(
      columns.count,
      columns.groupColumn,
      columns.visible.includes(true),
      columns.needsMedia === true,
      isRowPerLine,
    );
    if (header) this.#readHeader(header);
    this.#exports.begin(start.line, start.byteBefore ?? LF);
  }

  #readHeader(header: Uint8Array): void {
    for (let from = 0; from < header.length; from += CHUNK_BYTES) {
      const part = header.subarray(from, from + CHUNK_BYTES);
      this.#input.set(part);
      this.#exports.scan(part.length);
    }
    this.#exports.endHeader();
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
    return this.#exports.getAfterCr() !== 0;
  }

  get openPlaces(): readonly number[] {
    const { getRowStart, getQuoteStart, getMediaStart } = this.#exports;
    return [getRowStart(), ...[getQuoteStart(), getMediaStart()].filter((place) => place >= 0)];
  }

  get doubledCrs(): number {
    return this.#exports.getDoubledCrs();
  }

  get blankLines(): number {
    return this.#exports.getBlankLines();
  }

  get emptyColumns(): readonly number[] {
    const { memory, getUnseen, getUnseenColumns } = this.#exports;
    if (getUnseenColumns() === 0) return [];
    const unseen = new Uint8Array(memory.buffer, getUnseen(), this.#columns.count);
    return [...unseen.keys()].filter((index) => unseen[index] === 1);
  }

  get groups(): GroupCounts | undefined {
    if (this.#columns.groupColumn < 0) return undefined;
    const { getGroupCount, getGroupsFull } = this.#exports;
    return { size: getGroupCount(), full: getGroupsFull() !== 0, values: () => this.#groupSizes() };
  }

  count(kind: EventKind): number {
    return this.#memory.getUint32(this.#exports.getCounts() + EVENT_KINDS.indexOf(kind) * 4, true);
  }

  push(chunk: Uint8Array): void {
    this.#input.set(chunk);
    this.#exports.scan(chunk.length);
    this.#foldGroups();
    this.#passOnEvents();
  }

  end(): void {
    this.#exports.finish();
    this.#foldGroups();
    this.#passOnEvents();
  }

  /** Of the values of new groups, those that are not all ASCII. */
  #foldGroups(): void {
    const { memory, getUnfolded, getUnfoldedEnd, getScratch, foldInScratch } = this.#exports;
    const end = getUnfoldedEnd();
    for (let at = getUnfolded(); at < end; ) {
      const length = this.#memory.getUint32(at + 16, true);
      const folded = foldGroup(new Uint8Array(memory.buffer, at + 20, length));
      new Uint8Array(memory.buffer, getScratch()).set(folded);
      foldInScratch(folded.length, this.#memory.getFloat64(at, true), this.#memory.getFloat64(at + 8, true));
      at += (20 + length + 7) & ~7;
    }
  }

  release(): void {
    free.push(this.#exports);
  }

  #passOnEvents(): void {
    const { getEvents, getEventCount } = this.#exports;
    for (const count = getEventCount(); this.#passedOn < count; this.#passedOn++) {
      const at = getEvents() + this.#passedOn * EVENT_BYTES;
      const kind = EVENT_KINDS[this.#memory.getInt32(at, true)];
      if (kind === undefined) continue;
      this.#onEvent({
        kind,
        column: this.#memory.getInt32(at + 4, true),
        line: this.#memory.getFloat64(at + 8, true),
        offset: this.#memory.getFloat64(at + 16, true),
        value: this.#memory.getFloat64(at + 24, true),
      });
    }
  }

  *#groupSizes(): Generator<number> {
    const { memory, getGroupTable, getGroupSlots } = this.#exports;
    const slots = new Uint32Array(memory.buffer, getGroupTable(), getGroupSlots() * SLOT_WORDS);
    for (let index = SLOT_WORDS - 1; index < slots.length; index += SLOT_WORDS) {
      const size = slots[index] ?? 0;
      if (size !== 0) yield size;
    }
  }
}
