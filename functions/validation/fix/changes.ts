import { cutAt } from "../rules/quote-value.ts";

/** What a fix changes. Most codes are those of the findings that it resolves. */
export const FIX_CODES = [
  "not-csv",
  "workbook",
  "code-block",
  "encoding",
  "preamble",
  "delimiter",
  "wrapped-row",
  "quote",
  "line-ends",
  "byte-order-mark",
  "extra-header",
  "header-repeated",
  "blank-row",
  "row-count",
  "extra-row",
  "blank-column",
  "index-column",
  "row-width",
  "column-whitespace",
  "meta-lookalike",
  "damaged-text",
] as const;
export type FixCode = (typeof FIX_CODES)[number];

/** One kind of change that a fix made. */
export interface Change {
  readonly code: FixCode;
  /** In how many places. */
  readonly count: number;
  /** The physical line of the first place in the file as it was; null if the change is to the whole file. */
  readonly line: number | null;
  /** The column of the first place, by its new name; null if a column has no meaning. */
  readonly column: string | null;
  /** The first place as it was. */
  readonly before: string;
  /** The first place as it is now; null if it was removed. */
  readonly after: string | null;
}

/** Where a change was made, and what it changed. */
export type Place = Pick<Change, "line" | "column" | "before" | "after">;

/** How much of a place is quoted. */
const QUOTED_LENGTH = 200;

/** Counts changes by code, and keeps the first place of each. */
export class Changes {
  readonly #found = new Map<FixCode, { place: Place; count: number }>();

  /** @param place is only called for the first place of a code */
  add(code: FixCode, place: () => Place, count = 1): void {
    const found = this.#found.get(code);
    if (found) found.count += count;
    else this.#found.set(code, { place: place(), count });
  }

  list(): Change[] {
    return FIX_CODES.flatMap((code) => {
      const found = this.#found.get(code);
      if (!found) return [];
      const { line, column, before, after } = found.place;
      const cut = (text: string) => cutAt(text, QUOTED_LENGTH);
      return [
        { code, count: found.count, line, column, before: cut(before), after: after === null ? null : cut(after) },
      ];
    });
  }
}
