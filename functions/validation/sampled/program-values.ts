/** What programs write in place of a value that they cannot show, or around one. */
const PROGRAM_VALUE = new RegExp(
  `^(?:${[
    // Power Query, databases and their clients, and SharePoint.
    "\\[(?:Record|Table|List|Binary|Error)\\]",
    "\\[BLOB - [\\d.]+ ?[KMG]?i?B\\]|\\((?:HUGE)?[BC]LOB\\)|<(?:Long Text|BLOB|CLOB|Binary)>",
    "\\d+;#.*|i:0#\\.\\w\\|membership\\|.*",
    // Swift, Scala and Java, where the value is no number that a question may be about; PowerShell and .NET; PHP.
    "Optional(?:\\(.*\\p{L}.*\\)|\\[.*\\]|\\.empty)|(?:Some|WrappedArray)\\(.*\\p{L}.*\\)",
    "@\\{\\w+=.*\\}|System\\.[\\w.]+(?:\\+\\w+|`\\d+.*|\\[.*\\])",
    '[aO]:\\d+:[{"].*|s:\\d+:".*";',
    // Python, and JavaScript.
    "<Response \\[\\d{3}\\]>|<PIL\\.\\S+ image mode=\\w+ size=\\d+x\\d+>",
    "dict_(?:keys|values|items)\\(\\[.*\\]\\)|(?:default|Ordered)[dD]ict\\(.*\\)|array\\(\\[(?=.*['\"]).*\\](?:, dtype=\\S+)?\\)",
    "\\['[^']*'(?:\\s+'[^']*')+\\]",
    "\\[object \\w+\\]|Symbol\\([\\w.]+\\)",
  ].join("|")})$`,
  "su",
);
const MISSING = /^(?:None|nil|null|\(null\)|NULL|nan|NaN)$/;

/** The texts of a column if programs wrote all of them, next to missing values. */
export function programValues(texts: readonly string[]): readonly string[] {
  const values = texts.filter((text) => PROGRAM_VALUE.test(text));
  return texts.every((text) => PROGRAM_VALUE.test(text) || MISSING.test(text)) ? values : [];
}

const OF_SHEET = /^=(?:HYPERLINK|IMAGE)\(/i;
/** The reference to a cell in a formula: its column, and its row. */
const REFERENCE = /\b([A-Z]{1,3})(\d+)\b/g;

/** Formulas in place of their values: links and pictures, or the same one for each row. Formulas as data differ in more. */
export function uncalculatedFormulas(texts: readonly string[]): readonly string[] {
  if (!texts.every((text) => text.startsWith("="))) return [];
  if (texts.every((text) => OF_SHEET.test(text))) return texts;
  const forms = new Set(texts.map((text) => text.replace(REFERENCE, "$1")));
  const rows = texts.map((text) => Array.from(text.matchAll(REFERENCE), ([, , row]) => Number(row)));
  const first = rows[0] ?? [];
  // Each row's own cells, next to others that stay.
  const isNext = (own: readonly number[], index: number) =>
    own.every((row, place) => [0, index].includes(row - (first[place] ?? 0)));
  return forms.size === 1 && new Set(texts).size === texts.length && rows.every(isNext) ? texts : [];
}
