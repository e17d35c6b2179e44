import { CODE } from "../rules/doubtful-text.ts";

/** A value within an object of numpy, torch, pandas or Python, as `repr` writes it in a list or a dictionary. */
const VALUE = new RegExp(
  `^(?:${[
    "np\\.(?:str_|bool_?|float\\d+|u?int\\d+|datetime64)\\((?:-?[\\d.e+-]+|nan|True|False|'.*'|\".*\")\\)",
    "tensor\\([-\\d.e+[\\], ]+(?:, \\w+=[\\w.:<>']+)*\\)",
    "Timestamp\\('[^']+'(?:, \\w+='[^']*')*\\)",
    "datetime\\.(?:date|datetime|time|timedelta)\\((?:\\w+=)?\\d[\\w=, ]*\\)",
    "(?:Decimal|UUID|ObjectId)\\(['\"][-\\w.]+['\"]\\)",
  ].join("|")})$`,
  "s",
);
const MISSING = /^(?:None|nan|NaN|NaT|NULL|null)$/;
/** What JavaScript writes for a date that is none. */
const NO_DATE = "Invalid Date";

/** The cells of a column that hold an object in place of its text. @param others the texts of the other columns */
export function objectValues(texts: readonly string[], others: () => readonly string[]): ReadonlySet<string> {
  const noDates = texts.filter((text) => text === NO_DATE);
  if (noDates.length > 0 && texts.every((text) => text === NO_DATE || /\d/.test(text))) return new Set(noDates);
  const values = texts.filter((text) => VALUE.test(text));
  // Questions about Python have such values as answers.
  const areAll = values.length > 0 && texts.every((text) => VALUE.test(text) || MISSING.test(text));
  return new Set(areAll && !others().some((text) => !VALUE.test(text) && CODE.test(text)) ? values : []);
}
