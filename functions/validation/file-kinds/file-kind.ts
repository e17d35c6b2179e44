import type { FileFormat } from "../file-format.ts";
import { isCompound } from "./compound-kind.ts";
import { EXPORT, type Hints, type OtherKind, UNPACK } from "./kind-hints.ts";
import { SIGNATURES } from "./kinds-by-signature.ts";
import { TEXTS } from "./kinds-by-text.ts";
import { describeCompound, describeZip } from "./kinds-of-containers.ts";
import { findWideEncoding, isNulAlone } from "./wide-text.ts";
import { BREAK_LINES, hasWrittenLineEnds, WRITTEN_LINE_ENDS } from "./written-line-ends.ts";
import { guessZipKind, isZip } from "./zip-kind.ts";

/** How many bytes show what a file is. */
export const KIND_BYTES = 4096;

/** For any format: what the file was to be is lost. */
const NUL_ALONE: OtherKind = {
  what: "a damaged file that has only NUL bytes",
  hint: "Fetch the file again, or export it again.",
};
const SAVE_AGAIN: Hints = { csv: "Save it as CSV UTF-8.", jsonl: "Save it in UTF-8." };

/** What a file is when it is no CSV, by its first bytes; undefined where they show no other kind. */
export function recognizeOtherKind(start: Uint8Array): OtherKind | undefined {
  const other = recognizeNoText(start, "csv");
  if (other) return other;
  if (beginsWithJson(startOfText(start)))
    return { what: "JSON", hint: "Convert it to a CSV with a header and one row per datapoint." };
  return undefined;
}

/** The same for what is to be JSON Lines. */
export function recognizeNoJsonLines(start: Uint8Array): OtherKind | undefined {
  const other = recognizeNoText(start, "jsonl");
  if (other || startOfText(start)[0] !== "[") return other;
  return {
    what: "a JSON array",
    hint: "Write one object per line, without the brackets around them and the commas between them: jq -c '.[]' data.json > data.jsonl.",
  };
}

function startOfText(start: Uint8Array): string {
  return new TextDecoder().decode(start.subarray(0, KIND_BYTES)).trimStart();
}

/** What a file is when it is neither a CSV nor JSON of any kind. */
export function recognizeNoText(start: Uint8Array, format: FileFormat): OtherKind | undefined {
  if (isZip(start)) return describeZip(guessZipKind(start), format);
  if (isCompound(start)) return describeCompound(start, format);
  const bySignature = SIGNATURES.find(([bytes]) => hasBytes(start, 0, bytes) && (!WORD.test(bytes) || isBinary(start)));
  if (bySignature) return { what: bySignature[1], hint: bySignature[2][format] };
  if (isMediaContainer(start)) return { what: "a film or a picture (MP4, HEIC)", hint: EXPORT[format] };
  if (isTar(start)) return { what: "a tar archive", hint: UNPACK[format] };
  if (isNulAlone(start)) return NUL_ALONE;
  const wide = findWideEncoding(start);
  if (wide) return { what: `text in ${wide.slice(0, 6).toUpperCase()}`, hint: SAVE_AGAIN[format] };

  const text = startOfText(start);
  for (const [pattern, what, hints] of TEXTS) if (pattern.test(text)) return { what, hint: hints[format] };
  return hasWrittenLineEnds(start) ? { what: WRITTEN_LINE_ENDS, hint: BREAK_LINES[format] } : undefined;
}

/** A signature that is short enough to begin a header, such as ORCID. */
const WORD = /^\w{3,6}$/;

/** Whether there are bytes that no text has. */
function isBinary(start: Uint8Array): boolean {
  return start.subarray(0, KIND_BYTES).some((byte) => byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d);
}

/** https://www.iso.org/standard/83102.html, 4.3: its first box is the type of the file. */
function isMediaContainer(start: Uint8Array): boolean {
  return hasBytes(start, 0, "\0\0") && hasBytes(start, 4, "ftyp");
}

function isTar(start: Uint8Array): boolean {
  return hasBytes(start, 257, "ustar");
}

/** @param bytes each as the character of its number */
function hasBytes(start: Uint8Array, at: number, bytes: string): boolean {
  return [...bytes].every((char, index) => start[at + index] === char.charCodeAt(0));
}

/** `[1] Question,[2] Answer` is a header, and so is `[id],[text]`: JSON is a whole object, or an array on lines of its own. */
function beginsWithJson(text: string): boolean {
  if (text[0] !== "{" && text[0] !== "[") return false;
  const end = endOfValue(text);
  if (end === undefined) return /^(?:\[\s*)*\{\s*"(?:[^"\\]|\\.)*"\s*:/.test(text);
  try {
    const value: unknown = JSON.parse(text.slice(0, end));
    if (!Array.isArray(value)) return true;
    const isAlone = /^\s*(?:$|,?\s*[\r\n])/.test(text.slice(end));
    return isAlone && value.some((element) => typeof element !== "number");
  } catch {
    return false;
  }
}

/** Where the object or array that a text begins with ends; undefined where that is beyond the text. */
function endOfValue(text: string): number | undefined {
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"?|[{}[\]]/g)) {
    if (token === "{" || token === "[") depth++;
    else if (token === "}" || token === "]") depth--;
    if (depth === 0) return index + 1;
  }
  return undefined;
}
