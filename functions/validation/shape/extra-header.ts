import type { SampleRecord } from "./sample.ts";
import { findSecondHeader, type SecondHeader } from "./second-header.ts";
import { areNames, areNumbersIn, hasSeveralWords, isNumber } from "./table.ts";
import { areTypeNames } from "./type-names.ts";

export interface ExtraHeader {
  /** The first and the last physical line that is no datapoint. */
  readonly from: number;
  readonly to: number;
  readonly source: "Qualtrics" | "SurveyMonkey" | "sqlcmd" | "types" | "questions" | "names" | "labels" | SecondHeader;
}

const QUALTRICS = /^\{\s*"ImportId"/;
/** Columns that each of its exports has, whose question is their name in words. */
const QUALTRICS_NAME =
  /^(?:StartDate|EndDate|RecordedDate|ResponseId|UserLanguage|DistributionChannel|(?:Recipient|Location)[A-Z]\w+)$/;
const RESPONSE_ID = /^R_\w+$/;
const SURVEY_MONKEY = new Set(["Response", "Open-Ended Response", "Other (please specify)"]);
/** Qualtrics has two rows below the names: the questions, and the ids. */
const MOST_EXTRA_ROWS = 3;

/** Rows below the header that other programs write for themselves: participants would get them as datapoints. */
export function findExtraHeader([header, first, ...rows]: readonly SampleRecord[]): ExtraHeader | undefined {
  if (!header || !first) return undefined;
  const ids = [first, ...rows].slice(0, MOST_EXTRA_ROWS).find(areImportIds);
  if (ids) return { from: first.line, to: ids.line, source: "Qualtrics" };
  const source = sourceOf(first, header, rows);
  return source && { from: first.line, to: first.line, source };
}

/** What wrote the row below the names, if it is no datapoint. */
function sourceOf(
  first: SampleRecord,
  header: SampleRecord,
  rows: readonly SampleRecord[],
): ExtraHeader["source"] | undefined {
  if (areQuestions(first, header, rows)) return "Qualtrics";
  if (isRule(first, header)) return "sqlcmd";
  if (areTypeNames(first, rows)) return "types";
  if (areTextsAboveNumbers(first, header, rows)) return "questions";
  if (areIdsTwice(first, header, rows) || areNumberedLabels(first, header, rows)) return "names";
  if (areLabels(first, header, rows)) return "labels";
  return findSecondHeader(header, first, rows) ?? (isOfSurveyMonkey(first, header, rows) ? "SurveyMonkey" : undefined);
}

function areImportIds({ fields: [start = "", ...others] }: SampleRecord): boolean {
  // pandas numbers these rows too.
  const fields = /^\d+$/.test(start) ? others : [start, ...others];
  const filled = fields.filter((field) => field.trim() !== "");
  return filled.length > 0 && filled.every((field) => QUALTRICS.test(field.trim()));
}

function isOfSurveyMonkey(
  first: SampleRecord,
  { fields: names }: SampleRecord,
  rows: readonly SampleRecord[],
): boolean {
  const answers = first.fields.filter((field) => field.trim() !== "");
  if (answers.length === 0) return false;
  // Of a question with several answers it is the answers, and nothing below the columns of each response's own.
  const isOfResponses = /^respondent.id$/i.test(names[0] ?? "") && /^collector.id$/i.test(names[1] ?? "");
  const hasIds = ({ fields }: SampleRecord) => fields.slice(0, 2).some((field) => field.trim() !== "");
  if (isOfResponses && !hasIds(first) && rows.some(hasIds)) return true;
  return rows.length > 0 && first.fields.length > 1 && answers.every((field) => SURVEY_MONKEY.has(field));
}

/** Qualtrics' questions, of which somebody deleted the import ids. In other languages, only the id of a response is missing. */
function areQuestions(
  { fields }: SampleRecord,
  { fields: names }: SampleRecord,
  rows: readonly SampleRecord[],
): boolean {
  return names.some((name, place) => {
    const field = fields[place]?.trim() ?? "";
    if (!QUALTRICS_NAME.test(name) || field === "") return false;
    if (field.toLowerCase() === name.replace(/(?<=[a-z])[A-Z]/g, " $&").toLowerCase()) return true;
    const ids = rows.map((row) => row.fields[place] ?? "");
    const areIds = ids.length > 0 && ids.every((id) => RESPONSE_ID.test(id));
    // One in fifteen ids has no digit either.
    return name === "ResponseId" && areIds && !/\d/.test(field) && !RESPONSE_ID.test(field);
  });
}

/** Fewer answers could be numbers by chance. */
const FEWEST_ANSWERS = 5;

/** The texts of questions that are only numbered, above answers that are numbers. */
function areTextsAboveNumbers(
  { fields }: SampleRecord,
  { fields: names }: SampleRecord,
  rows: readonly SampleRecord[],
): boolean {
  if (rows.length < FEWEST_ANSWERS || fields.length !== names.length) return false;
  if (!names.every((name) => /^Q\d+(?:_\d+)*$/.test(name)) || fields.some((field) => !/\p{L}/u.test(field)))
    return false;
  return names.filter((_, place) => areNumbersIn(rows, place)).length > 1;
}

/** The name of a column of ids: `record_id`, `Response ID`, `respId`. */
function namesIds(text: string): boolean {
  return !/\d/.test(text) && (/(?:^|[^a-z])id$|^id /i.test(text.trim()) || /[a-z]I[dD]$/.test(text));
}

/** Names above the same names in other words, as REDCap and LimeSurvey write them: both call a column of numbers an id. */
function areIdsTwice(first: SampleRecord, { fields: names }: SampleRecord, rows: readonly SampleRecord[]): boolean {
  if (rows.length < 2 || !areTexts(first, names)) return false;
  return names.some(
    (name, place) => namesIds(name) && namesIds(first.fields[place] ?? "") && areNumbersIn(rows, place),
  );
}

/** Fewer rows could have numbers below a text by chance. */
const FEWEST_NUMBERS = 3;

/** Labels in words below names that are only numbered, such as `v1` and `item_2`, above columns of numbers, as for SPSS. */
function areNumberedLabels(
  first: SampleRecord,
  { fields: names }: SampleRecord,
  rows: readonly SampleRecord[],
): boolean {
  if (rows.length < FEWEST_NUMBERS || !areTexts(first, names)) return false;
  if (!names.every((name) => /^[a-z]+[_.]?\d+(?:[_.][a-z\d]+)*$/i.test(name))) return false;
  const labels = first.fields.filter((label, place) => hasSeveralWords(label) && areNumbersIn(rows, place));
  return labels.length > 1;
}

/**
 * The same below any names, as for Stata: a label of several words for each column, the first of which numbers the rows. The U.S.
 * Census Bureau has labels below `GEO_ID`.
 */
function areLabels({ fields }: SampleRecord, { fields: names }: SampleRecord, rows: readonly SampleRecord[]): boolean {
  if (names[0] === "GEO_ID" && /^(?:Geography|id)$/.test(fields[0] ?? "")) return true;
  if (rows.length < FEWEST_ANSWERS || names.length < 2 || fields.length !== names.length) return false;
  const areOfWords = fields.every(hasSeveralWords) && new Set(fields).size === names.length;
  const withNumbers = fields.filter((_, place) => areNumbersIn(rows, place)).length;
  return areNames(names) && areOfWords && areNumbersIn(rows, 0) && withNumbers > 1;
}

/** Whether a row has a text in each column, and none of them is a number. */
function areTexts({ fields }: SampleRecord, names: readonly string[]): boolean {
  if (names.length < 2 || fields.length !== names.length) return false;
  // Where names are the same, those below them tell them apart.
  return new Set(names).size === names.length && fields.every((field) => /\p{L}/u.test(field) && !isNumber(field));
}

/** Hyphens below each name, as many as it has characters at least. */
function isRule({ fields }: SampleRecord, { fields: names }: SampleRecord): boolean {
  const isLine = (field: string, name = "") => /^-+$/.test(field.trim()) && field.trim().length >= name.trim().length;
  return (
    fields.length > 1 && fields.length === names.length && fields.every((field, place) => isLine(field, names[place]))
  );
}
