import { AS_TABLE, type Hints, OTHER_FILE } from "./kind-hints.ts";

// What a program printed for people, or for its own language.

const TERMINAL: Hints = {
  csv: "Have the program export the data as CSV instead of printing it, for example psql with --csv, DuckDB with -csv, polars with write_csv, or R with write.csv.",
  jsonl: "Have the program export the data as JSON Lines instead of printing it.",
};
const PRINTED: Hints = {
  csv: "Have the program write it as CSV: in Python, by csv.writer or pandas' to_csv.",
  jsonl: "Have the program write each record as JSON: in Python, by json.dumps; in JavaScript, by JSON.stringify.",
};
const PASS_OBJECTS =
  "Pass objects with properties to Export-Csv, such as [pscustomobject]@{text = $_}, and not texts or what Format-Table returns.";
const OBJECTS: Hints = { csv: PASS_OBJECTS, jsonl: PASS_OBJECTS };

/** psql's expanded rows, also in other languages and below a message; MySQL's; and SQLite's and DuckDB's, from one to the next. */
const DATABASE_ROWS =
  /^(?:[^\n,]*\n)?(?:-\[ RECORD \d+ \]|-\[ \p{L}+ 1 \]-*\+?-*\r?\n[^\n]* \| |\*{9,} *1\. row \*{9,})|^([^\n=,]+) = [^\n]*\n(?:[^\n]*\n)*?\r?\n *\1 = /u;

/** As R prints a tibble, with the types of the columns below their names; and as Julia prints a data frame. */
const DATA_FRAME =
  /^# A (?:tibble|data frame): [^\n]*\n(?:# [^\n]*\n)*[^\n,]*\n *(?:<\w+> +)*<\w+>\s*\n|^\d+×\d+ (?:Sub)?DataFrame[ \t]*\r?\n/;

/** Of Python, Spark and Node; of Ruby, Go and Rust; and of classes in Java, Kotlin and Swift. */
const PRINTED_ROWS =
  /^(?:(?:\{ ?'|\{ \w+: |\(['"]|\(\d+, |\['|[A-Z]\w*[([]\w+(?:=|: )|OrderedDict\(\[\(|\{(?::\w+|"\w+")=>|map\[\w+:|[A-Z]\w* \{ \w+: )[^\n]*[\])}],?[ \t]*(?:\r?\n\s*|$)){2}/;

/** print_r and var_dump of PHP; str, dput and print of R. */
const PRINTED_VALUE =
  /^(?:Array\s*\n\s*\(\s*\n\s*\[\w+\] =>|array\(\d+\) \{\s*\n\s*\[|'data\.frame':\t\d+ obs\.|structure\(list\(|\[1\] [^\n,]*\n *\[\d+\] )/;

/** The same name before the first value of each row. */
const NAMED_VALUES = /^(\w+)=[^\n]*\n\1=[^\n]*\n\1=/;

/** What Export-Csv writes of Format-Table, and of texts: their length. */
const POWERSHELL =
  /^(?:#TYPE [^\n]*\n)?"?ClassId2e4f51ef21dd47e99d3c952918aff9cd"?,|^#TYPE System\.String\r?\n"Length"/;

/** Of ls -l. */
const FILE_LIST = /^(?:total \d+\r?\n)?[-dl][-rwxsSt]{9}[.+@]? +\d+ /;

export const PRINTED_TEXTS: readonly (readonly [pattern: RegExp, what: string, hints: Hints])[] = [
  [/^(?:shape: \(\d+, \d+\)\s+)?[┌╔╭┏][─═━]/, "a table that a program printed", TERMINAL],
  [DATA_FRAME, "a table that a program printed", TERMINAL],
  [DATABASE_ROWS, "rows that a database printed", TERMINAL],
  [PRINTED_ROWS, "rows as a program printed them", PRINTED],
  [PRINTED_VALUE, "a table as a program printed it", PRINTED],
  [NAMED_VALUES, "rows with a name before each value", AS_TABLE],
  [POWERSHELL, "what PowerShell writes of other objects than rows", OBJECTS],
  [FILE_LIST, "a list of files", OTHER_FILE],
];
