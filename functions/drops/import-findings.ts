import type { Finding } from "../validation/findings.ts";
import { cutAt, nameUnseen, quoteValue } from "../validation/rules/quote-value.ts";
import { elapsedText } from "./elapsed-text.ts";
import { failure } from "./findings.ts";
import type { FolderFiles } from "./folder-definition.ts";

// What there is to say about the import of a file into a typed dataset. docs/rules.md has a section for each code.

const FIX = "Fix it in the file of the refused rows, which is next to the report, and upload that file";
const HINTS = {
  "one-dataset": `${FIX} to this folder: only these rows are added.`,
  "a-dataset-each": `${FIX}: it becomes a dataset of its own.`,
} as const satisfies Record<FolderFiles, string>;
/** What becomes of the whole file when it is uploaded again. */
const WHOLE_FILE = {
  "one-dataset": "upload the file again: records that are already in the dataset are skipped.",
  "a-dataset-each": "upload the file again: it becomes another dataset, with all of its records.",
} as const satisfies Record<FolderFiles, string>;
const REASON_LENGTH = 300;

export interface RefusedPlace {
  readonly field: string | null;
  readonly reason: string;
  /** The lines of the file that it may be about: none, one, or two. */
  readonly lines: readonly number[];
  /** The record's number as the service counts it. */
  readonly index: number;
  /** The field's value, of the first of the lines; undefined where it is not known. */
  readonly value: unknown;
  /** What becomes of the refused rows when they are uploaded again. */
  readonly files: FolderFiles;
}

export function recordRefused({ field, reason, lines, index, value, files }: RefusedPlace): Finding {
  const why = sentence(reason);
  const [line, other] = lines;
  const isKnown = line !== undefined && other === undefined;
  const what =
    isKnown && typeof value === "string" && value !== ""
      ? `The service refused this record for ${quoteValue(value)}: ${why}`
      : `The service refused ${isKnown ? "this record" : `record ${index}`}: ${why}`;
  return {
    ...failure("record-refused", isKnown ? what : `${what} ${whereText(line, other)}`, HINTS[files]),
    line: isKnown ? line : null,
    column: field,
  };
}

function whereText(line: number | undefined, other: number | undefined): string {
  if (line === undefined) return "The file has no such record.";
  return `The service does not say whether it counts from 0 or 1, so this is line ${line} or line ${other}; both rows are in the file of the refused rows.`;
}

/** Said where the file of refused rows does not have all of them, so that fixing it is not enough. */
export function recordsNotInFile(count: number, inFile: number, files: FolderFiles): Finding {
  return failure(
    "record-refused",
    `The service refused ${count} records, but the file of the refused rows has only ${inFile} of them: the service did not list the others, or they did not fit.`,
    `Fix them in the whole file, and ${WHOLE_FILE[files]}`,
  );
}

/** About records of which the service said only how many there are. */
export function recordsNotNamed(count: number, files: FolderFiles): Finding {
  return failure(
    "record-refused",
    `The service refused ${count} record${count === 1 ? "" : "s"} without saying which.`,
    `Look at the import in the service, fix what it refused, and ${WHOLE_FILE[files]}`,
  );
}

/** About records whose place in the file could not be found out. */
export function refusedNotFound(count: number, files: FolderFiles): Finding {
  return failure(
    "record-refused",
    `The service refused ${count} record${count === 1 ? "" : "s"}, but their lines could not be determined.`,
    `Look at the import in the service, fix what it refused, and ${WHOLE_FILE[files]}`,
  );
}

export function importFailed(datasetId: string, reason: string | null): Finding {
  return failure(
    "import-failed",
    `The dataset service could not import the file into dataset ${datasetId}: ${sentence(reason ?? "no reason was given")}`,
    "Fix what the service says, and upload the file again. None of its records are in the dataset.",
  );
}

const CONTINUE = "It may still complete: redrive the drop to continue to wait for it";
const WAIT_HINTS = {
  "one-dataset": `${CONTINUE}. If you upload the same file again, it is imported afterwards, and adds no record twice.`,
  "a-dataset-each": `${CONTINUE}. If you upload the same file again, it becomes another dataset.`,
} as const satisfies Record<FolderFiles, string>;

export interface ImportWait {
  /** The import's status as the service last said it; null where it would not say. */
  readonly status: string | null;
  /** Without the time in the service's queue. */
  readonly elapsedSeconds: number;
  /** How long it waited for earlier imports of the dataset. */
  readonly queuedSeconds: number;
  readonly files: FolderFiles;
}

export function importTimedOut(datasetId: string, wait: ImportWait): Finding {
  return failure(
    "processing-timeout",
    `The import of the file into dataset ${datasetId} ${waitText(wait)}`,
    WAIT_HINTS[wait.files],
  );
}

function waitText({ status, elapsedSeconds, queuedSeconds }: ImportWait): string {
  const queued = elapsedText(queuedSeconds);
  if (status === "queued") {
    return `was still queued after ${queued}: the service has not finished an earlier import of this dataset.`;
  }
  const times = elapsedText(elapsedSeconds) + (queuedSeconds > 0 ? `, and ${queued} in the service's queue` : "");
  return status === null
    ? `was not complete after ${times}: the service kept asking to wait.`
    : `was still ${status} after ${times}.`;
}

/** The service says of an import with this status that no file has arrived. */
export function importNotBegun(datasetId: string, seconds: number): Finding {
  return failure(
    "upload-not-processed",
    `The file was uploaded, but its import into dataset ${datasetId} had not started ${elapsedText(seconds)} later.`,
    "The service did not process the upload. Redrive the drop, or upload the file again; if it happens twice, ask the service's support.",
  );
}

export function schemaPending(datasetId: string): Finding {
  return failure(
    "schema-needed",
    `The import waits for a schema: dataset ${datasetId} has none in the service.`,
    "Set its schema in the service, and then redrive the drop or upload the file again.",
  );
}

/** A file that was imported before, or whose records came with others. */
export function nothingAdded(datasetId: string, rows: number): Finding {
  return {
    ...failure(
      "nothing-added",
      `${rows === 1 ? "The file's only record was" : `All ${rows} records of the file were`} in dataset ${datasetId} already: nothing was added.`,
      "Check that it is the file you meant to upload. If an earlier upload of it was interrupted, its records may have been added by that upload.",
    ),
    severity: "warning",
  };
}

/** A complete import is only proof if the service read the file as validation did. */
export function recordsDiffer(datasetId: string, added: number, present: number, rows: number): Finding {
  return {
    ...failure(
      "datapoint-count",
      `The service added ${added} records to dataset ${datasetId} and found ${present} there already, and the file has ${rows} rows.`,
      "Compare the dataset in the service with the file before you set up a batch, and send the numbers to the service's support.",
    ),
    severity: "warning",
  };
}

function sentence(reason: string): string {
  const text = cutAt(nameUnseen(reason.trim()), REASON_LENGTH);
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
