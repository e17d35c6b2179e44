import type { FindingCode } from "../findings.ts";
import type { EventKind } from "../scanners/row-events.ts";

/** The code of the finding that an event is. */
export const EVENT_CODES: Readonly<Record<EventKind, FindingCode>> = {
  "row-width": "row-width",
  "quote-never-closes": "quote",
  "text-after-quote": "quote",
  "bare-quote": "quote",
  "nul-byte": "nul-byte",
  "control-character": "control-character",
  "blank-row": "blank-row",
  "task-group-blank": "task-group-blank",
  "task-group-size": "task-group-size",
  "duplicate-row": "duplicate-row",
  "byte-order-mark": "byte-order-mark",
  "damaged-text": "damaged-text",
  "group-lookalike": "group-lookalike",
  "media-url": "media-url",
  "group-value": "group-value",
  "doubtful-text": "damaged-text",
};

/** The codes of findings that single rows have. A row that is a duplicate of the header repeats it. */
export const ROW_CODES: readonly string[] = [...Object.values(EVENT_CODES), "header-repeated"];
