import { isShown } from "../column-kinds.ts";
import { BY_NUMBER, DOUBTFUL, ESCAPED, OBJECT, QUESTIONS } from "../damage-kinds.ts";
import { wholeCellDamage } from "../lost-values.ts";
import { damageEndingAt, endsDamage } from "../misread-text.ts";
import { endsAddress, endsEscape, endsHash, mayBeLetter } from "../signs-of-damage.ts";
import type { EventCounts } from "./event-counts.ts";
import type { LookBack } from "./look-back.ts";

const TAB = 9;
const LF = 10;
const CR = 13;
const SPACE = 32;
const QUOTE = 34;
const HASH = 35;
const PLUS = 43;
const COMMA = 44;
const LESS = 0x3c;
const GREATER = 0x3e;
const QUESTION = 0x3f;
const LETTER_E = 69;
const LETTER_U = 0x55;
const BRACKET = 91;
const SMALL_E = 101;

/** Finds control characters and damaged text in fields, a byte at a time. Each is reported once for a field. */
export class FieldFindings {
  readonly #events: EventCounts;
  readonly #at: LookBack["at"];
  #hasNul = false;
  #hasControl = false;
  #hasMark = false;
  #hasDamage = false;
  #hasDoubt = false;
  /** The line of a character that a cell has which may stand for a lost value as a whole. */
  #wholeLine: number | undefined;

  constructor(events: EventCounts, { at }: LookBack) {
    this.#events = events;
    this.#at = at;
  }

  beginField(): void {
    this.#hasNul = false;
    this.#hasControl = false;
    this.#hasMark = false;
    this.#hasDamage = false;
    this.#hasDoubt = false;
    this.#wholeLine = undefined;
  }

  /** @param byte of a field's text, the one that is being read */
  look(byte: number, kind: number, column: number, line: number, offset: number): void {
    if (byte < SPACE && byte !== TAB && byte !== LF && byte !== CR) this.#control(byte, kind, column, line, offset);
    if (byte >= 0x80 && this.#endsDamage()) this.#character(kind, column, line, offset);
    if (!isShown(kind)) return;
    if (!this.#hasDamage) this.#damage(this.#loss(byte), column, line, offset);
    if (this.#mayBeWholeCell(byte)) this.#wholeLine = line;
  }

  /** The byte that is being read comes after a field. */
  endField(column: number, offset: number): void {
    if (this.#wholeLine === undefined || this.#hasDamage) return;
    const damage = wholeCellDamage((back) => this.#at(back + 1));
    this.#damage(damage, column, this.#wholeLine, offset - 1);
  }

  #control(byte: number, kind: number, column: number, line: number, offset: number): void {
    if (byte === 0) {
      if (!this.#hasNul) this.#events.meet("nul-byte", line, column, offset);
      this.#hasNul = true;
    } else if (isShown(kind)) {
      if (!this.#hasControl) this.#events.meet("control-character", line, column, offset, byte);
      this.#hasControl = true;
    }
  }

  /** Whether the last byte of a character was read that begins as those do that show damage. */
  #endsDamage(): boolean {
    if ((this.#at(0) & 0xc0) !== 0x80) return false;
    const isThird = (this.#at(1) & 0xc0) === 0x80;
    const lead = this.#at(isThird ? 2 : 1);
    return isThird === lead >= 0xe0 && endsDamage(lead);
  }

  #character(kind: number, column: number, line: number, offset: number): void {
    if (this.#at(2) === 0xef && this.#at(1) === 0xbb && this.#at(0) === 0xbf) {
      if (!this.#hasMark) this.#events.meet("byte-order-mark", line, column, offset);
      this.#hasMark = true;
    }
    if (isShown(kind) && !this.#hasDamage) this.#damage(damageEndingAt(this.#at), column, line, offset);
  }

  /** The damage that shows at a byte of ASCII. */
  #loss(byte: number): number {
    // A character's number follows.
    if (byte === PLUS && this.#at(1) === LETTER_U && this.#at(2) === LESS) return BY_NUMBER;
    if (byte === GREATER && endsAddress(this.#at)) return OBJECT + DOUBTFUL;
    if (endsHash(this.#at)) return OBJECT + DOUBTFUL;
    if (this.#at(1) === QUESTION && mayBeLetter(this.#at)) return QUESTIONS + DOUBTFUL;
    return endsEscape(this.#at) ? ESCAPED + DOUBTFUL : 0;
  }

  /** What a cell has that as a whole stands for a lost value: its first sign, the exponent of a number, or a bracket. */
  #mayBeWholeCell(byte: number): boolean {
    if (byte === BRACKET) return true;
    if (byte !== PLUS && byte !== HASH) return false;
    const before = this.#at(1);
    if (byte === PLUS) return before === LETTER_E || before === SMALL_E;
    return before === COMMA || before === LF || before === CR || before === QUOTE;
  }

  #damage(kind: number, column: number, line: number, offset: number): void {
    if (kind === 0) return;
    if (kind >= DOUBTFUL) {
      if (!this.#hasDoubt) this.#events.meet("doubtful-text", line, column, offset, kind - DOUBTFUL);
      this.#hasDoubt = true;
      return;
    }
    this.#hasDamage = true;
    this.#events.meet("damaged-text", line, column, offset, kind);
  }
}
