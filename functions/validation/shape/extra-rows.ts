import type { SampleRecord } from "./sample.ts";

/** Rows below the header that stand for others, and rows that are the header in other letters, by their lines. */
export interface ExtraRows {
  readonly leftOut: readonly SampleRecord[];
  readonly headers: readonly SampleRecord[];
}

export function findExtraRows([header, ...rows]: readonly SampleRecord[]): ExtraRows {
  const names = header?.fields ?? [];
  const fitting = names.length < 2 ? [] : rows.filter(({ fields }) => fields.length === names.length);
  const isSame = (field: string, place: number) => bare(field) === bare(names[place] ?? "");
  // The same in the same letters is found in all rows, and not only in the first ones.
  const isOther = (field: string, place: number) => field !== names[place];
  return {
    leftOut: fitting.filter(({ fields }) => fields.every((field) => ["...", "…"].includes(bare(field)))),
    headers: fitting.filter(({ fields }) => fields.every(isSame) && fields.some(isOther)),
  };
}

/** A byte order mark is another matter. */
function bare(text: string): string {
  return text.replace(/^ +| +$/g, "").toLowerCase();
}
