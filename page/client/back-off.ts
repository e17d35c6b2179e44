const FIRST_MS = 1000;
const LONGEST_MS = 15_000;

/** How long to wait after so many failures in a row. @param random 0 to 1, so that not everybody comes back at once */
export function backOffMs(failures: number, random = Math.random()): number {
  const longest = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, failures - 1));
  return longest * (0.5 + random / 2);
}
