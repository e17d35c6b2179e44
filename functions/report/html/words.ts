import { INCOMING_PREFIX } from "../../drops/prefixes.ts";
import type { ReportedImport } from "../../drops/report.ts";
import { numberText } from "../../validation/number-text.ts";

/** A size in B, KiB, MiB or GiB. */
export function bytesText(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB"];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  return `${(bytes / 1024 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}

export function plural(count: number, what: string): string {
  return `${numberText(count)} ${what}${count === 1 ? "" : "s"}`;
}

/** What became of an import's records, as "240 added, 3 there already, 2 refused"; empty where the service did not say. */
export function importText({ added, duplicates, rejected }: ReportedImport): string {
  const parts = [
    [added, "added"],
    [duplicates, "there already"],
    [rejected, "refused"],
  ] as const;
  return parts.flatMap(([count, what]) => (count === null ? [] : [`${numberText(count)} ${what}`])).join(", ");
}

/** A duration. @param milliseconds negative where two clocks disagree, which counts as 0 */
export function durationText(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.floor(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A time in UTC, since a report may be read in any time zone. @param iso in ISO 8601 */
export function momentText(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
}

/** In place of a column's name in which there is nothing to see. */
export const NO_NAME = "(no name)";

/** A key as people know it: without `incoming/`. */
export function dropName(key: string): string {
  return visibleText(key.startsWith(INCOMING_PREFIX) ? key.slice(INCOMING_PREFIX.length) : key);
}

/** Control characters as Unicode control pictures; characters that change the text direction are replaced. */
export function visibleText(text: string): string {
  return visibleLines(text.replaceAll("\t", "\u21e5")).replaceAll("\n", "\u240a");
}

/** Control characters, line breaks among them, and what changes the text direction. */
export const UNSEEN = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;

/** The same, but tabs and line breaks stay. */
export function visibleLines(text: string): string {
  return text.replaceAll("\r\n", "\n").replace(UNSEEN, (char) => {
    if (char === "\t" || char === "\n") return char;
    return char < " " ? String.fromCharCode(0x2400 + char.charCodeAt(0)) : "\ufffd";
  });
}
