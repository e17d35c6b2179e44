import { textWidth } from "./text-width.ts";
import { wrap } from "./wrap.ts";

interface Titled {
  readonly title: string;
  /** The title in its color. */
  readonly painted: string;
  readonly text: string;
  /** What begins the text's lines where it does not fit next to the title. */
  readonly lead: string;
}

/** A title and a text: on one line where both fit, else the text below, broken between words. @param width as of {@link wrap} */
export function titled({ title, painted, text, lead }: Titled, width: number | undefined): string[] {
  const isOneLine = width === undefined || textWidth(`${title}  ${text}`) <= width;
  return isOneLine ? [`${painted}  ${text}`] : [painted, ...wrap(lead, text, width)];
}
