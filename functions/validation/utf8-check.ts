import { joinBytes } from "./join-bytes.ts";

/** Says whether bytes are whole, valid UTF-8. Node's own is native; a browser's edge passes one on TextDecoder. */
export type IsUtf8 = (bytes: Uint8Array) => boolean;

/** As every runtime of JavaScript can say it. */
export function isDecodable(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** Checks a stream for UTF-8, chunk by chunk, wherever a chunk may cut a character. */
export class Utf8Check {
  readonly #isUtf8: IsUtf8;
  /** The start of a character whose end is in the next chunk: three bytes at most. */
  #rest = new Uint8Array(0);
  #offset = 0;
  /** How much of the chunk that is being read was the end of that character. */
  #taken = 0;

  constructor(isUtf8: IsUtf8) {
    this.#isUtf8 = isUtf8;
  }

  /** @returns the offset of the first bad byte from the stream's start, or -1 */
  push(chunk: Uint8Array): number {
    const bad = this.#rest.length > 0 ? this.#finishCharacter(chunk) : -1;
    if (bad >= 0 || this.#rest.length > 0) return bad;
    const bytes = chunk.subarray(this.#taken);
    this.#taken = 0;
    const whole = bytes.length - unfinishedLength(bytes);
    const start = this.#offset;
    this.#rest = bytes.slice(whole);
    this.#offset += whole;
    const body = bytes.subarray(0, whole);
    return this.#isUtf8(body) ? -1 : start + firstBadByte(body);
  }

  /** Reads on in the character that the last chunk ended within; so a chunk is never copied to be put after it. */
  #finishCharacter(chunk: Uint8Array): number {
    const missing = lengthOfCharacter(this.#rest[0] ?? 0) - this.#rest.length;
    const character = joinBytes([this.#rest, chunk.subarray(0, missing)]);
    if (chunk.length < missing && unfinishedLength(character) === character.length) {
      this.#rest = character;
      return -1;
    }
    if (!this.#isUtf8(character)) return this.#offset + firstBadByte(character);
    this.#offset += character.length;
    this.#rest = new Uint8Array(0);
    this.#taken = missing;
    return -1;
  }

  /** @returns the offset of a character that the stream ends within, or -1 */
  end(): number {
    return this.#rest.length > 0 ? this.#offset : -1;
  }
}

/** How many bytes at the end begin a character that is not complete: 0 to 3. */
function unfinishedLength(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    return lengthOfCharacter(byte) > back ? back : 0;
  }
  return 0;
}

export function lengthOfCharacter(lead: number): number {
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  return lead >= 0xf0 && lead <= 0xf4 ? 4 : 1;
}

/** The Unicode Standard, table 3-7: which bytes may follow which. @returns how many bytes are those of one character, or begin it */
export function validBytesAt(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) return 1;
  const length = lengthOfCharacter(lead);
  if (length === 1) return 0;
  const lowest = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const highest = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  const second = bytes[at + 1] ?? 0;
  if (second < lowest || second > highest) return 1;
  let valid = 2;
  while (valid < length && ((bytes[at + valid] ?? 0) & 0xc0) === 0x80) valid++;
  return valid;
}

function firstBadByte(bytes: Uint8Array): number {
  let index = 0;
  while (index < bytes.length) {
    const valid = validBytesAt(bytes, index);
    if (valid < lengthOfCharacter(bytes[index] ?? 0)) return index;
    index += valid;
  }
  return bytes.length;
}
