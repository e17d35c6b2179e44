import { decoderOf } from "../../../functions/validation/encodings/code-pages.ts";

/** A text in UTF-8, read in another encoding. @param label its name for a decoder */
export function misreadAs(text: string, label: string): string {
  return decoderOf(label, { fatal: false }).decode(new TextEncoder().encode(text));
}
