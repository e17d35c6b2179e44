import type { Said } from "../findings-list.ts";
import { cutAt, quoteValue } from "../rules/quote-value.ts";
import { hintFor } from "../rules/schema-rules.ts";
import { type DatasetSchema, isShown } from "../schema/dataset-schema.ts";
import { type JsonProblemKind, LONGEST_LINE } from "./json-problems.ts";

// What there is to say of JSON Lines, as a person reads it.

const ONE_OBJECT = "Write each record as one JSON object on a line of its own; any program's JSON writer does.";

const NEEDS: Readonly<Record<JsonProblemKind, string>> = {
  "no-object": "an object, which begins with {, is needed",
  "byte-order-mark": "there is a byte order mark, which may only be at the start of the file",
  key: "a key in double quotes is needed",
  colon: "a colon is needed after the key",
  value: "a value is needed: a string in double quotes, a number, true, false or null",
  comma: "a comma or } is needed",
  "control-character": "a string contains a control character that is not escaped",
  escape: "a backslash is not followed by a valid JSON escape",
  "line-end": "the line ends within the object",
  "text-behind": "there is text after the object",
  "carriage-return": "the line ends in a carriage return without a line feed",
  "too-long": `the line is longer than ${LONGEST_LINE} bytes`,
};

const HINTS: Readonly<Partial<Record<JsonProblemKind, string>>> = {
  "byte-order-mark": 'It often comes from concatenated files: in Python, write with encoding="utf-8".',
  "control-character": "Write it as an escape: \\n for a line break, \\t for a tab.",
  value:
    "Write null, or leave the key out, where there is no value: JSON has no NaN, None or undefined, and text needs double quotes.",
  escape: 'A backslash is written as two: "C:\\\\data".',
  "text-behind": "Begin a new line for each record.",
  "carriage-return": "End lines in LF, or in CR and LF.",
  "too-long": "Split the record, or leave out what participants do not need.",
};

const NO_COMMA = "Remove the comma behind the object: JSON Lines have none between records.";

/** How much of a key a finding names: a line may be one key. */
const LONGEST_NAME = 256;

/** Where in a line a problem shows. */
export interface ProblemPlace {
  /** In characters, from 1. */
  readonly character: number;
  /** What begins there. */
  readonly text: string;
}

/** @param place undefined where the whole line is meant */
export function sayBadLine(line: number, kind: JsonProblemKind, place: ProblemPlace | undefined): Said {
  const where = place ? ` at character ${place.character}, before ${quoteValue(cutAt(place.text, 20))},` : "";
  return {
    line,
    column: null,
    message: `The line is not a JSON object:${where} ${NEEDS[kind]}.`,
    hint: (kind === "text-behind" && place?.text.startsWith(",") ? NO_COMMA : HINTS[kind]) ?? ONE_OBJECT,
  };
}

/**
 * About a file without any record: JSON that was written in another way, or a CSV; undefined where it is something else.
 *
 * @param first what there is to say of its first line
 * @param text that line
 */
export function sayNoRecords(first: Said, text: string, lines: number): Said | undefined {
  const begin = text.trimStart();
  if (/^[{[]\s*$/.test(begin)) {
    return {
      ...first,
      message: `No line is a JSON object: the JSON is written over ${lines} lines, as for people to read.`,
      hint: "Write each record on a line of its own: in Python, json.dumps(record) without indent; for a whole file, jq -c . data.json > data.jsonl.",
    };
  }
  if (/^"\s*[{[]/.test(begin)) {
    return {
      ...first,
      message: `No line is a JSON object: each of the ${lines} lines is a string that has JSON in it, so that it was written as JSON twice.`,
      hint: "Write it once: a record that is text already must not go through a JSON writer again.",
    };
  }
  if (/^[^{["][^{]{0,200}[\s:]\{\s*"/.test(begin)) {
    return {
      ...first,
      message: `No line is a JSON object: each of the ${lines} lines has other text before its object, as a log has.`,
      hint: "Remove what is before the first { of each line: sed 's/^[^{]*//' data.log > data.jsonl.",
    };
  }
  if (!/^[{["]/.test(begin) && begin.includes(",")) {
    return {
      ...first,
      message: `No line is a JSON object: the ${lines} lines look like a CSV.`,
      hint: "If it is one, give it a name that ends in .csv.",
    };
  }
  return undefined;
}

/** @param first what there is to say of each line */
export function sayNoLine(first: Said, lines: number): Said {
  return { ...first, message: `${first.message} No other of the ${lines} lines is one either.` };
}

export function sayDuplicateKey(line: number, key: string): Said {
  return {
    line,
    column: cutAt(key.slice(0, 2 * LONGEST_NAME), LONGEST_NAME),
    message: `The key ${quoteValue(key.slice(0, LONGEST_NAME))} is in this record more than once: programs differ in which of its values they use.`,
    hint: "Keep only one.",
  };
}

export function sayNested(line: number, key: string, text: string): Said {
  return {
    line,
    column: key,
    message: `The value of ${quoteValue(key)} is an ${text.startsWith("[") ? "array" : "object"}, ${quoteValue(text)}, but the service accepts only a single value.`,
    hint: "Give each part a key of its own, or write it as one text.",
  };
}

/** @param count in how many records */
export function sayNumbers(line: number, key: string, text: string, count: number, schema: DatasetSchema): Said {
  const type = schema.fields.get(key)?.type ?? "metadata";
  const reads = isShown(type) ? "participants would read it as it is written here" : "it is kept as it is written here";
  const others = count === 1 ? "" : ` This is the case in ${count} records.`;
  return {
    line,
    column: key,
    message: `The value of ${quoteValue(key)} is ${/^[tf]/.test(text) ? "a boolean" : "a number"}, ${quoteValue(text)}, not text: ${reads}.${others}`,
    hint: `Write it in quotes, exactly as it should be read: "${cutAt(text, 20)}".`,
  };
}

/**
 * @param count on how many lines
 * @param known the fields that the first of these records has under their own names
 */
export function sayUnknownKey(
  { line, key, count }: { readonly line: number; readonly key: string; readonly count: number },
  schema: DatasetSchema,
  known: ReadonlySet<string> | undefined,
): Said {
  const where = count === 1 ? "one line has it" : `${count} lines have it`;
  return {
    line,
    column: key,
    message: `The schema has no field ${quoteValue(key)}: the service ignores the key, and ${where}.`,
    hint: hintFor(key, schema, "key", known),
  };
}

/** Of keys that are too many, or too long, to be distinguished. */
export function sayOtherKeys(line: number, count: number): Said {
  return {
    line,
    column: null,
    message: `More keys are not in the schema, on ${count} ${count === 1 ? "line" : "lines"}: the service ignores them.`,
    hint: "Check that keys and values were not mixed up.",
  };
}

export function sayMissingValue(line: number, key: string): Said {
  return {
    line,
    column: key,
    message: `The record has no value for ${quoteValue(key)}, and the schema is strict.`,
    hint: "Fill it in, or set strict to false in the schema.",
  };
}

export function sayMissingEverywhere(key: string, records: number): Said {
  return {
    severity: "warning",
    line: null,
    column: key,
    message: `${records === 1 ? "The only record has no" : `None of the ${records} records has a`} value for the schema's field ${quoteValue(key)}.`,
    hint: "Add the key, unless no record has a value for it.",
  };
}
