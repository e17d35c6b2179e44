import type { Said } from "../findings-list.ts";
import { listNames } from "./list-names.ts";
import { quoteValue } from "./quote-value.ts";
import { QUOTE_IT } from "./row-words.ts";

/** The row-width finding of a file in which every row has the same wrong width. @param records as far as they could be read */
export function sayUniformWidth(
  line: number,
  rows: number,
  fields: number,
  names: readonly string[],
  records: readonly (readonly string[])[],
): Said {
  const all = `Each of the ${rows} rows has ${fields} field${fields === 1 ? "" : "s"}, and the header has ${names.length}`;
  const place = { line, column: null };
  if (fields < names.length) {
    return {
      ...place,
      message: `${all}: no row has a value for ${listNames(names.slice(fields))}.`,
      hint: "Remove these columns from the header, or give each row their fields; an empty field still needs its comma.",
    };
  }
  const [name = ""] = names;
  if (names.length === 1 && name.split(",").length === fields) {
    return {
      ...place,
      message: `${all}: quotes are around the whole header, ${quoteValue(name)}, so it is one name.`,
      hint: "Remove the quotes around the header; a single name may have its own.",
    };
  }
  const isOneMore = fields === names.length + 1;
  if (isOneMore && records.length > 0 && records.every((record) => record[0] === "")) {
    return {
      ...place,
      message: `${all}: each row begins with a comma, which makes one more field.`,
      hint: 'Remove the comma at the start of each row. JavaScript writes it if an array of rows becomes a text: use rows.join("\\n").',
    };
  }
  if (isOneMore && records.length > 0 && records.every((record) => record.at(-1)?.trim() === "")) {
    return {
      ...place,
      message: `${all}: each row ends in a comma, which makes one more field.`,
      hint: "Remove the comma at the end of each row.",
    };
  }
  const parted = placeOfPartedField(records);
  if (parted !== undefined) {
    const value = records[0]?.slice(parted - 1, parted + 1).join(",") ?? "";
    return {
      ...place,
      message: `${all}: a field seems to contain a comma, such as ${quoteValue(value)} in the first row.`,
      hint: "Put every field that contains a comma in quotes.",
    };
  }
  const areNumbered = countsRows(records.map((record) => record[0] ?? ""));
  const decimals = isOneMore && (!areNumbered || ID.test(name)) ? placeOfDecimals(records) : undefined;
  if (decimals !== undefined) {
    const value = records[0]?.slice(decimals - 1, decimals + 1).join(",") ?? "";
    return {
      ...place,
      message: `${all}: a number seems to be written with a decimal comma, such as ${quoteValue(value)} in the first row.`,
      hint: "Write numbers with a decimal point, or put them in quotes.",
    };
  }
  if (isOneMore && areNumbered) {
    return {
      ...place,
      message: `${all}: the first field, ${quoteValue(records[0]?.[0] ?? "")} in the first row, seems to be a row name without a column.`,
      hint: "In R, export with write.csv(…, row.names=FALSE); write.table leaves the row names' column out of the header.",
    };
  }
  const surplus = records[0]?.[names.length];
  return {
    ...place,
    message: `${all}${surplus === undefined ? "" : `; ${quoteValue(surplus)} in the first row is in none of its columns`}.`,
    hint: hintOfMore(fields, names.length),
  };
}

/** What may be wrong where every row has more fields than the header has names. */
function hintOfMore(fields: number, names: number): string {
  if (names === 1) return `${QUOTE_IT} If the first line is a title, delete it.`;
  if (fields > names + 1) return `${QUOTE_IT} Otherwise give the header a name for each field.`;
  return `${QUOTE_IT} If each row begins with a name of its own, as R writes it, name that column too, or leave it out with row.names=FALSE.`;
}

/** The place of a field that begins with a space in every row, while the one before it does not; undefined if there is none. */
function placeOfPartedField(records: readonly (readonly string[])[]): number | undefined {
  const isParted = (place: number) =>
    records.every((record) => /^ \S/.test(record[place] ?? "") && /^\S/.test(record[place - 1] ?? ""));
  const place = (records[0] ?? []).findIndex((_, index) => index > 0 && isParted(index));
  return place < 0 ? undefined : place;
}

/** A column that numbers the rows: below it, they have no names of their own. */
const ID = /^(?:id|nr|no|row|index)\.?$|[_ ]id$/i;

/** The place of the decimals behind whole numbers in every row, not at its start; undefined if there is none, or more than one. */
function placeOfDecimals(records: readonly (readonly string[])[]): number | undefined {
  const areDecimals = (place: number) =>
    records.every((record) => /^-?\d+$/.test(record[place - 1] ?? "") && /^\d+$/.test(record[place] ?? ""));
  const places = (records[0] ?? []).flatMap((_, place) => (place > 1 && areDecimals(place) ? [place] : []));
  return places.length === 1 ? places[0] : undefined;
}

/** Whether each is a number that is one more than that before it. */
function countsRows(firsts: readonly string[]): boolean {
  return firsts.length > 1 && firsts.every((first, index) => first === String(Number(firsts[0]) + index));
}
