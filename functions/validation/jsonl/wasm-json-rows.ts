import type { CsvRows } from "./csv-rows.ts";
import type { JsonFindings } from "./json-findings.ts";
import { JSON_ROWS_WASM } from "./json-rows-wasm.generated.ts";
import type { KeyTable } from "./key-table.ts";

/** What scanners/assembly/json-rows.ts exports. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  prepare(): void;
  reset(fields: number, strict: boolean): void;
  hasRoom(length: number): number;
  addKey(length: number): void;
  run(from: number, length: number): number;
  getInput(): number;
  getInputBytes(): number;
  getOutput(): number;
  getOutputLength(): number;
  getStoppedAt(): number;
  getLines(): number;
  getKeyEnd(): number;
  getCounts(): number;
  getPresent(): number;
  getKnown(): number;
}

/** What was written must be taken first. */
const FULL = 1;

let compiled: WebAssembly.Module | undefined;

/** Instances that are not in use, so that their memory is not made again. */
const free: Exports[] = [];

function takeInstance(): Exports {
  const instance = free.pop();
  if (instance) return instance;
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(JSON_ROWS_WASM), (char) => char.charCodeAt(0)));
  // The generated module's interface is this file's other half.
  const made = new WebAssembly.Instance(compiled, {}).exports as unknown as Exports;
  made.prepare();
  return made;
}

/** Whether this platform runs the WebAssembly that this file needs, SIMD included. */
export function hasWasmJsonRows(): boolean {
  try {
    free.push(takeInstance());
    return true;
  } catch {
    return false;
  }
}

/** Reads what most lines are in WebAssembly, and leaves the others to the reader that knows them all. */
export class WasmJsonRows {
  /** How many lines were read since this was last set. */
  lines = 0;
  readonly #exports: Exports;
  readonly #keys: KeyTable;
  readonly #bytes: Uint8Array;
  readonly #input: Uint8Array;
  /** How many keys it knows; none, where there is no room for the schema's. */
  #known = 0;
  #length = 0;

  constructor(keys: KeyTable, { strict }: { readonly strict: boolean }) {
    this.#exports = takeInstance();
    this.#keys = keys;
    const { memory, getInput, getInputBytes, reset } = this.#exports;
    // The memory has its size from the start, so these views stay good.
    this.#bytes = new Uint8Array(memory.buffer);
    this.#input = this.#bytes.subarray(getInput(), getInput() + getInputBytes());
    reset(keys.fields, strict);
    this.learnKeys();
  }

  /** Takes lines that are to be read, if they fit. */
  load(bytes: Uint8Array): boolean {
    if (bytes.length > this.#input.length || this.#known < this.#keys.fields) return false;
    this.#input.set(bytes);
    this.#length = bytes.length;
    return true;
  }

  /** @returns where a line begins that needs a closer look; the length of what was loaded where none does */
  read(from: number, csv: CsvRows): number {
    const { run, getOutput, getOutputLength, getStoppedAt, getLines } = this.#exports;
    for (let at = from; ; at = getStoppedAt()) {
      const end = run(at, this.#length);
      csv.append(this.#bytes.subarray(getOutput(), getOutput() + getOutputLength()));
      this.lines += getLines();
      if (end !== FULL) return getStoppedAt();
    }
  }

  /** Keys that were met elsewhere. */
  learnKeys(): void {
    const { hasRoom, addKey, getKeyEnd } = this.#exports;
    for (; this.#known < this.#keys.size; this.#known++) {
      const key = this.#keys.encodedAt(this.#known);
      if (hasRoom(key.length) === 0) return;
      this.#bytes.set(key, getKeyEnd());
      addKey(key.length);
    }
  }

  /** A key's first record, or a field's first number, was looked at: of the others it is only counted how many there are. */
  learn(place: number): void {
    this.#bytes[this.#exports.getKnown() + place] = 1;
  }

  /** Adds what was counted here. */
  end(findings: JsonFindings): void {
    const { memory, getCounts, getPresent } = this.#exports;
    const counts = new Float64Array(memory.buffer, getCounts(), this.#known);
    for (const [place, count] of counts.entries()) {
      findings.add(place, count);
      if (place < this.#keys.fields && this.#bytes[getPresent() + place] === 1) findings.markPresent(place);
    }
  }

  release(): void {
    free.push(this.#exports);
  }
}
