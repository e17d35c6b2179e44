/** Whether a file is JSON Lines, by its name. */
export function isJsonLines(name: string): boolean {
  return /\.jsonl$/i.test(name);
}
