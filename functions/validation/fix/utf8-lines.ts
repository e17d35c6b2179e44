import { isOfOneLanguage } from "../encodings/alphabets.ts";
import { judgeText } from "../encodings/plausible-text.ts";
import type { IsUtf8 } from "../utf8-check.ts";

const LF = 10;

/**
 * Whether some lines of a file that is not UTF-8 are UTF-8 anyway. A few characters of another encoding may be valid in it
 * by accident, but seldom make sense in it. So most of these lines must.
 *
 * @param lines those that are not ASCII
 */
export function hasLinesOfUtf8(lines: Uint8Array, isUtf8: IsUtf8): boolean {
  let valid = 0;
  let sensible = 0;
  for (let from = 0; from < lines.length; ) {
    const end = lines.indexOf(LF, from);
    const line = lines.subarray(from, end < 0 ? lines.length : end);
    from += line.length + 1;
    if (!isUtf8(line)) continue;
    valid++;
    const text = new TextDecoder().decode(line);
    if (judgeText(text) === "clearly" && isOfOneLanguage(text)) sensible++;
  }
  return sensible > valid / 2;
}
