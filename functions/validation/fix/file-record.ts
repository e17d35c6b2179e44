/** One record as its dialect reads it. */
export interface FileRecord {
  /** As it is in the file, without its line end. */
  readonly text: string;
  readonly fields: readonly string[];
  /** How many fields it has. */
  readonly width: number;
  /** The physical line it begins on, counted from 1. */
  readonly line: number;
  /** Whether it has neither quotes nor line ends, so that its fields are what stands between delimiters. */
  readonly isPlain: boolean;
  /** Whether it needs a closer look for damaged text. */
  readonly mayBeDamaged: boolean;
  /** Places of the fields that were in quotes. */
  readonly quoted: readonly number[];
  /** Places of fields that no reading explains: text follows their closing quote. They are as in the file. */
  readonly unexplained: readonly number[];
  /** What was written in another way than RFC 4180 has it. */
  readonly oddities: readonly Oddity[];
  /** As the whole record is in the file, if it was in quotes as a whole. */
  readonly wrapped?: string | undefined;
}

/** A field that a strict parser would refuse or read otherwise, and its value. */
export interface Oddity {
  readonly kind: "quote" | "line-ends";
  /** The field's place; the number of fields for the line end. */
  readonly place: number;
  readonly before: string;
  readonly value: string;
}

const NONE: readonly never[] = [];

/** Most records: their fields are only split if somebody asks for them. */
export class PlainRecord implements FileRecord {
  readonly text: string;
  readonly line: number;
  readonly mayBeDamaged: boolean;
  readonly isPlain = true;
  readonly quoted = NONE;
  readonly unexplained = NONE;
  readonly oddities = NONE;
  readonly #delimiter: string;
  #fields: readonly string[] | undefined;

  constructor(text: string, delimiter: string, line: number, mayBeDamaged: boolean) {
    this.text = text;
    this.#delimiter = delimiter;
    this.line = line;
    this.mayBeDamaged = mayBeDamaged;
  }

  get fields(): readonly string[] {
    this.#fields ??= this.text.split(this.#delimiter);
    return this.#fields;
  }

  get width(): number {
    if (this.#fields) return this.#fields.length;
    let width = 1;
    for (let at = this.text.indexOf(this.#delimiter); at >= 0; at = this.text.indexOf(this.#delimiter, at + 1)) width++;
    return width;
  }
}

/** A quote opens and never closes. */
export class OpenQuoteError extends Error {
  override readonly name = "OpenQuoteError";
  readonly line: number;
  /** The text from the field on, as much as shows how it is written. */
  readonly text: string;

  constructor(line: number, text: string) {
    super(`The quote that opens on line ${line} never closes.`);
    this.line = line;
    this.text = text.slice(0, 1 << 14);
  }
}
