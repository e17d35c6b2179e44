import type { SampleRecord } from "./sample.ts";

/** Rows below the header that stand for others, and rows that are the header in other letters, by their lines. */
export interface ExtraRows {
  readonly leftOut: readonly SampleRecord[];
  readonly headers: readonly SampleRecord[];
  /** Rows that have the header's names in another order: files were joined whose columns are in other places. */
  readonly moved: readonly SampleRecord[];
}

export function findExtraRows([header, ...rows]: readonly SampleRecord[]): ExtraRows {
  const names = header?.fields ?? [];
  const fitting = names.length < 2 ? [] : rows.filter(({ fields }) => fields.length === names.length);
  const isSame = (field: string, place: number) => bare(field) === bare(names[place] ?? "");
  // The same in the same letters is found in all rows, and not only in the first ones.
  const isOther = (field: string, place: number) => field !== names[place];
  return {
    leftOut: fitting.filter(({ fields }) => fields.every((field) => ["...", "…"].includes(bare(field)))),
    moved: findMoved(names, fitting),
    headers: fitting.filter(({ fields }) => fields.every(isSame) && fields.some(isOther)),
  };
}

/** Where names are values too, as in an order of answers, they say nothing. */
function findMoved(names: readonly string[], rows: readonly SampleRecord[]): readonly SampleRecord[] {
  const known = new Set(names);
  if (known.size < names.length || known.has("")) return [];
  const hasAll = ({ fields }: SampleRecord) =>
    fields.every((field) => known.has(field)) && new Set(fields).size === known.size;
  const others = rows.filter((row) => !hasAll(row));
  const isValue = others.some(({ fields }) => fields.some((field) => known.has(field)));
  const moved = rows.filter((row) => hasAll(row) && row.fields.some((field, place) => field !== names[place]));
  return isValue || moved.length >= others.length ? [] : moved;
}

/** A byte order mark is another matter. */
function bare(text: string): string {
  return text.replace(/^ +| +$/g, "").toLowerCase();
}
