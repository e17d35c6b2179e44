import { CODE } from "../rules/doubtful-text.ts";

/** A field of an object of Python: its name and its value. */
const FIELD =
  "[a-z_]\\w*=(?:'(?:[^'\\\\]|\\\\.)*'|\"(?:[^\"\\\\]|\\\\.)*\"|-?[\\d.e+-]+|None|True|False|<\\w+\\.\\w+: '?\\w+'?>|\\[[^\\[\\]]*\\])";
/** A value of R within a vector or a list. */
const VALUE_OF_R = '(?:[\\w.]+ = )?(?:"(?:[^"\\\\]|\\\\.)*"|-?\\d[\\d.]*L?|NA|TRUE|FALSE)';

/** A value within an object of numpy, torch, pandas, Python or R, as `repr` writes it in a list or a dictionary. */
const VALUE = new RegExp(
  `^(?:${[
    "np\\.(?:str_|bool_?|float\\d+|u?int\\d+|datetime64)\\((?:-?[\\d.e+-]+|nan|True|False|'.*'|\".*\")\\)",
    "tensor\\([-\\d.e+[\\], ]+(?:, \\w+=[\\w.:<>']+)*\\)",
    "Timestamp\\('[^']+'(?:, \\w+='[^']*')*\\)",
    "datetime\\.(?:date|datetime|time|timedelta)\\((?:\\w+=)?\\d[\\w=, ]*\\)",
    "(?:Decimal|UUID|ObjectId)\\(['\"][-\\w.]+['\"]\\)",
    // A dataclass, a model of Pydantic, and a named tuple.
    `[A-Z]\\w+\\(${FIELD}(?:, ${FIELD})*\\)`,
    // A column of pandas.
    "0? +[^]*\\n(?:Name: [^\\n]*, )?dtype: \\w+",
    // Of numbers alone, it may be what a question is about.
    `(?:c|list)\\((?=[^]*")${VALUE_OF_R}(?:, ${VALUE_OF_R})*\\)`,
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
