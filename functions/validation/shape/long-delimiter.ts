import type { Sample, SampleRecord } from "./sample.ts";
import { areNames, hasNumbersBelowHeader } from "./table.ts";

/** A table whose fields are separated by several characters, as in `1::1193::5`. */
export interface LongDelimiter {
  readonly delimiter: string;
  readonly header: SampleRecord;
  readonly width: number;
}

/** More lines add nothing. */
const MOST_LINES = 200;

/** Two colons, bars, or three signs that no text has. Hyphens, asterisks and the like are in texts, as gaps and arrows. */
const SIGNS = /(?<![|:~^§¦+$#@&%])(?:::|\|\||[|:~^§¦+$#@&%]{3,})(?![|:~^§¦+$#@&%])/g;

/** The delimiter of several characters that is in each line as often as in the first one; undefined where there is none. */
export function findLongDelimiter({ text, isWhole }: Sample): LongDelimiter | undefined {
  const all = text.split(/\r\n|\r|\n/, MOST_LINES + 1);
  const lines = (isWhole || all.length > MOST_LINES ? all : all.slice(0, -1)).filter((line) => line.trim() !== "");
  const [top = ""] = lines;
  if (lines.length < 2) return undefined;
  for (const delimiter of new Set(top.match(SIGNS))) {
    const records = lines.map((line, index) => {
      const fields = line.split(delimiter).map((field) => field.trim());
      return { line: index + 1, fields, quoted: fields.map(() => false) };
    });
    const [header] = records;
    const width = header?.fields.length ?? 0;
    if (!header || header.fields.includes("") || records.some(({ fields }) => fields.length !== width)) continue;
    // Of two parts, a header may say what the sign in each text means.
    const isTable =
      (width > 2 && lines.length > 2) ||
      areNames(header.fields) ||
      hasNumbersBelowHeader({ records, header: 0, width });
    if (isTable) return { delimiter, header: { ...header, line: all.indexOf(top) + 1, fields: [top] }, width };
  }
  return undefined;
}
