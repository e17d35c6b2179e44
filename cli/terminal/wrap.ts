import { textWidth } from "./text-width.ts";

/**
 * A text after a lead, in lines that are broken between words and begin where the text does.
 *
 * @param width of the terminal; undefined where there is none, and the text stays on one line for other programs
 */
export function wrap(lead: string, text: string, width: number | undefined): string[] {
  if (width === undefined) return [lead + text];
  const indent = " ".repeat(textWidth(lead));
  const lines: string[] = [];
  let line = lead;
  let isEmpty = true;
  for (const word of text.split(" ")) {
    if (!isEmpty && textWidth(`${line} ${word}`) > width) {
      lines.push(line);
      line = indent;
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line];
}
