// What is met in the rows. All of it is counted, and the first of each kind are passed on. The order of the kinds is that of
// EVENT_KINDS in ../../row-events.ts.
import { COUNTS, EVENT_BYTES, EVENTS } from "./memory-map";

export const ROW_WIDTH: i32 = 0;
export const QUOTE_NEVER_CLOSES: i32 = 1;
export const TEXT_AFTER_QUOTE: i32 = 2;
export const BARE_QUOTE: i32 = 3;
export const NUL_BYTE: i32 = 4;
export const CONTROL_CHARACTER: i32 = 5;
export const BLANK_ROW: i32 = 6;
export const GROUP_BLANK: i32 = 7;
export const GROUP_TOO_LARGE: i32 = 8;
export const DUPLICATE_ROW: i32 = 9;
export const BYTE_ORDER_MARK: i32 = 10;
export const DAMAGED_TEXT: i32 = 11;
export const GROUP_LOOKALIKE: i32 = 12;
export const MEDIA_URL: i32 = 13;
export const GROUP_VALUE: i32 = 14;
export const DOUBTFUL_TEXT: i32 = 15;
const EVENT_KINDS: i32 = 16;

/** As ../../row-events.ts has it: how many of each kind are passed on. */
const MOST_EVENTS: u32 = 100;

let events: i32 = 0;

export function getEvents(): usize { return EVENTS; }
export function getEventCount(): i32 { return events; }
export function getCounts(): usize { return COUNTS; }

export function clearEvents(): void {
  events = 0;
  memory.fill(COUNTS, 0, EVENT_KINDS * 4);
}

export function report(what: i32, inColumn: i32, onLine: i64, offset: i64, extra: i64): void {
  const counter = COUNTS + ((what as usize) << 2);
  const count = load<u32>(counter) + 1;
  store<u32>(counter, count);
  if (count > MOST_EVENTS) return;
  const event = EVENTS + (events++ as usize) * EVENT_BYTES;
  store<i32>(event, what);
  store<i32>(event, inColumn, 4);
  store<f64>(event, onLine as f64, 8);
  store<f64>(event, offset as f64, 16);
  store<f64>(event, extra as f64, 24);
}

/** Whether further events of a kind are only counted. */
export function areEnough(what: i32): bool {
  return load<u32>(COUNTS + ((what as usize) << 2)) >= MOST_EVENTS;
}
