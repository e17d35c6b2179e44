import { QUOTE } from "./json-problems.ts";

/** How many keys that the schema does not have are distinguished, and how long they may be, in bytes. */
const MOST_EXTRA_KEYS = 1000;
const LONGEST_EXTRA_KEY = 256;

/**
 * The keys of a file's records, by their place: those of the schema's fields in its order, and after them other keys in
 * the order in which they occur, up to {@link MOST_EXTRA_KEYS}.
 */
export class KeyTable {
  /** How many the schema has. */
  readonly fields: number;
  readonly #names: string[];
  readonly #encoded: Uint8Array[];
  readonly #places = new Map<string, number>();

  constructor(fields: readonly string[]) {
    this.fields = fields.length;
    this.#names = [...fields];
    this.#encoded = fields.map(encode);
    for (const [place, name] of fields.entries()) this.#places.set(name, place);
  }

  get size(): number {
    return this.#names.length;
  }

  /** How many there can be. */
  get capacity(): number {
    return this.fields + MOST_EXTRA_KEYS;
  }

  nameOf(place: number): string {
    return this.#names[place] ?? "";
  }

  /** The key as most records have it: in quotes, without escapes. */
  encodedAt(place: number): Uint8Array {
    return this.#encoded[place] ?? NOTHING;
  }

  /** The place of a key, which it gets if it has none yet; -1 for one that is not distinguished from others. */
  placeOf(key: string): number {
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    if (this.size === this.capacity || key.length > LONGEST_EXTRA_KEY) return -1;
    const encoded = encode(key);
    if (encoded.length > LONGEST_EXTRA_KEY) return -1;
    const place = this.size;
    this.#names.push(key);
    this.#encoded.push(encoded);
    this.#places.set(key, place);
    return place;
  }
}

const NOTHING = new Uint8Array(0);

/** Nothing for a key that JSON cannot have as it is, or that UTF-8 cannot. */
function encode(key: string): Uint8Array {
  if (/["\\\p{Cs}]|[^\P{Cc}\x7f-\x9f]/u.test(key)) return NOTHING;
  return Uint8Array.of(QUOTE, ...new TextEncoder().encode(key), QUOTE);
}
