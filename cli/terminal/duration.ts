import { quoted } from "./one-line.ts";
import { WrongUse } from "./wrong-use.ts";

const MILLISECONDS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Reads a time such as 90s, 10m, 2h or 14d. @returns milliseconds @throws {WrongUse} */
export function readDuration(option: string, text: string): number {
  const [, amount, unit] = /^(\d+)([smhd])$/.exec(text) ?? [];
  if (amount === undefined || !(unit === "s" || unit === "m" || unit === "h" || unit === "d")) {
    throw new WrongUse(`${option} needs a time such as 90s, 10m, 2h or 14d, not ${quoted(text)}.`);
  }
  return Number(amount) * MILLISECONDS[unit];
}
