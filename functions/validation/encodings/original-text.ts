import { ESCAPED_BY_EXCEL, FORMULA } from "../sampled/cell-damage.ts";
import type { CellDamage } from "../sampled/cell-damage-kinds.ts";
import { isReadAsLatin } from "./read-as-latin.ts";
import { bytesIn, READ_AS, repairText, unescapeText } from "./repair-text.ts";
import { decodeAs } from "./sensible-readings.ts";

/** The text as it was before it was damaged; undefined where that is not clear. */
export function originalText(text: string, kind: CellDamage): string | undefined {
  if (isReadAsLatin(kind)) {
    const bytes = bytesIn(text, "windows-1252");
    return bytes && decodeAs(bytes, kind);
  }
  switch (kind) {
    case "escaped":
    case "in-bytes":
      return unescapeText(text);
    case "escaped-by-excel":
      return text.replace(ESCAPED_BY_EXCEL, (code) => {
        const char = String.fromCharCode(Number.parseInt(code.slice(2), 16));
        return char === "\r" ? "" : char;
      });
    case "formula":
      return FORMULA.exec(text)?.[1];
    case "in-url-code":
      return decodeUrl(text);
    default: {
      const encoding = READ_AS[kind];
      return encoding && repairText(text, encoding);
    }
  }
}

function decodeUrl(text: string): string | undefined {
  try {
    return decodeURIComponent(/\s|%20/.test(text) ? text : text.replaceAll("+", " "));
  } catch {
    return undefined;
  }
}
