import { type Decoder, decoderOf } from "../encodings/code-pages.ts";
import { joinBytes } from "../join-bytes.ts";

/** Bytes that an encoding does not have: another one was meant, or the file has more than one. */
export class UndecodableError extends Error {
  override readonly name = "UndecodableError";
}

/** Decodes a text in parts, wherever they cut its characters. A byte order mark at its start is left out. */
export class TextParts {
  readonly #encoding: string;
  readonly #decoder: Decoder;

  /** @param encoding its label, or utf-32le or utf-32be */
  constructor(encoding: string) {
    this.#encoding = encoding;
    const isUtf32 = encoding === "utf-32le" || encoding === "utf-32be";
    this.#decoder = isUtf32 ? new Utf32Decoder(encoding) : decoderOf(encoding, { fatal: true });
  }

  /** @param bytes undefined for the text's end; @throws {UndecodableError} the text is not in this encoding */
  decode(bytes?: Uint8Array): string {
    try {
      return bytes ? this.#decoder.decode(bytes, { stream: true }) : this.#decoder.decode();
    } catch (error) {
      if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
      throw new UndecodableError(this.#encoding, { cause: error });
    }
  }
}

/** The Encoding Standard has no UTF-32. */
class Utf32Decoder implements Decoder {
  readonly #isLittleEndian: boolean;
  #rest = new Uint8Array(0);
  #isStart = true;

  constructor(encoding: "utf-32le" | "utf-32be") {
    this.#isLittleEndian = encoding === "utf-32le";
  }

  decode(bytes?: Uint8Array): string {
    const joined = joinBytes([this.#rest, bytes ?? new Uint8Array(0)]);
    const whole = joined.length - (joined.length % 4);
    this.#rest = joined.slice(whole);
    if (!bytes && this.#rest.length > 0) throw new RangeError("The text ends within a character.");
    const view = new DataView(joined.buffer);
    let text = "";
    for (let at = 0; at < whole; at += 4) {
      const code = view.getUint32(at, this.#isLittleEndian);
      if (code >= 0xd800 && code < 0xe000) throw new RangeError("Half of a pair is no character.");
      text += String.fromCodePoint(code);
    }
    if (!this.#isStart || text === "") return text;
    this.#isStart = false;
    return text.startsWith("\ufeff") ? text.slice(1) : text;
  }
}
