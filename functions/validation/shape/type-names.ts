import type { SampleRecord } from "./sample.ts";

/** As R prints them below the names. */
const OF_R = /^<(?:chr|int|dbl|lgl|fct|ord|date|dttm|time|list|num|cplx|drtn|int64)>$/;
/** A width and a kind, as the U.S. Geological Survey writes them: https://waterdata.usgs.gov/nwis/?tab_delimited_format_info */
const OF_RDB = /^\d+[sdn]$/;
/** Types that are no words of any language, as databases and programs call them. */
const HARD =
  /^(?:(?:tiny|small|big|u)?int(?:eger|8|16|32|64)?|string|float(?:32|64)?|double(?: precision)?|bool(?:ean)?|varchar2?(?:\(\d+\))?|(?:date)?timestamp|datetime(?:64)?)$/i;
const SOFT = /^(?:date|time|text|number|numeric|decimal|object|category|char|character|real|str|json|uuid)$/i;

/** Whether a row has the types of the columns: none of its values is in a row below it. */
export function areTypeNames({ fields }: SampleRecord, rows: readonly SampleRecord[]): boolean {
  const types = fields.map((field) => field.trim());
  if (/^#q2:types$/i.test(types[0] ?? "") || areOfRdb(types, rows)) return true;
  // Tags of HTML are in brackets too.
  if (types.every((type) => OF_R.test(type)))
    return !rows.some(({ fields }) => fields.some((field) => /^<\w+>$/.test(field)));
  if (types.length < 2 || rows.length < 2 || !types.some((type) => HARD.test(type))) return false;
  return types.every(isType) && !rows.some((row) => row.fields.some((field) => isType(field.trim())));
}

/** The agency's code comes first. */
function areOfRdb(types: readonly string[], rows: readonly SampleRecord[]): boolean {
  const isAgain = rows.some((row) => row.fields.some((field) => OF_RDB.test(field.trim())));
  return types[0] === "5s" && types.length > 1 && types.every((type) => OF_RDB.test(type)) && !isAgain;
}

function isType(text: string): boolean {
  return HARD.test(text) || SOFT.test(text);
}
