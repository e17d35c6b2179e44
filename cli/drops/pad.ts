import { textWidth } from "../terminal/text-width.ts";

/** Fills a text with spaces to a width in characters of a terminal. */
export function pad(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - textWidth(text)));
}
