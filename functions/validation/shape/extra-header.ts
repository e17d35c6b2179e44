import type { SampleRecord } from "./sample.ts";
import { isNumber } from "./table.ts";
import { areTypeNames } from "./type-names.ts";

export interface ExtraHeader {
  /** The first and the last physical line that is no datapoint. */
  readonly from: number;
  readonly to: number;
  readonly source: "Qualtrics" | "SurveyMonkey" | "sqlcmd" | "types" | "questions";
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
export function findExtraHeader([header, ...rows]: readonly SampleRecord[]): ExtraHeader | undefined {
  const [first] = rows;
  const ids = rows.slice(0, MOST_EXTRA_ROWS).find(({ fields: [start = "", ...others] }) => {
    // pandas numbers these rows too.
    const fields = /^\d+$/.test(start) ? others : [start, ...others];
    const filled = fields.filter((field) => field.trim() !== "");
    return filled.length > 0 && filled.every((field) => QUALTRICS.test(field.trim()));
  });
  if (first && ids) return { from: first.line, to: ids.line, source: "Qualtrics" };
  if (header && first && areQuestions(first, header, rows.slice(1))) {
    return { from: first.line, to: first.line, source: "Qualtrics" };
  }
  if (header && first && isRule(first, header)) return { from: first.line, to: first.line, source: "sqlcmd" };
  if (first && areTypeNames(first, rows.slice(1))) return { from: first.line, to: first.line, source: "types" };
  if (header && first && areTextsAboveNumbers(first, header, rows.slice(1))) {
    return { from: first.line, to: first.line, source: "questions" };
  }
  const answers = first?.fields.filter((field) => field.trim() !== "") ?? [];
  // Of a question with several answers it is the answers, and nothing below the columns of each response's own.
  const isOfResponses =
    /^respondent.id$/i.test(header?.fields[0] ?? "") && /^collector.id$/i.test(header?.fields[1] ?? "");
  const hasIds = ({ fields }: SampleRecord) => fields.slice(0, 2).some((field) => field.trim() !== "");
  if (isOfResponses && first && !hasIds(first) && rows.some(hasIds) && answers.length > 0) {
    return { from: first.line, to: first.line, source: "SurveyMonkey" };
  }
  const isSurveyMonkey =
    first !== undefined &&
    rows.length > 1 &&
    first.fields.length > 1 &&
    answers.length > 0 &&
    answers.every((field) => SURVEY_MONKEY.has(field));
  return isSurveyMonkey ? { from: first.line, to: first.line, source: "SurveyMonkey" } : undefined;
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
  const areNumbers = (place: number) => rows.every((row) => isNumber(row.fields[place] ?? ""));
  return names.filter((_, place) => areNumbers(place)).length > 1;
}

/** Hyphens below each name, as many as it has characters at least. */
function isRule({ fields }: SampleRecord, { fields: names }: SampleRecord): boolean {
  const isLine = (field: string, name = "") => /^-+$/.test(field.trim()) && field.trim().length >= name.trim().length;
  return (
    fields.length > 1 && fields.length === names.length && fields.every((field, place) => isLine(field, names[place]))
  );
}
