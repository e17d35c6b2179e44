import { bytesText } from "../terminal/amounts.ts";
import { shownName } from "../terminal/one-line.ts";

/** Smaller files are done before a bar would be visible. */
const SHOWN_FROM_BYTES = 50e6;
const REDRAW_MS = 100;
const WIDTH = 30;

export interface ProgressBar {
  show(bytes: number): void;
  clear(): void;
}

/** A progress bar, if standard error is a terminal and the file is large. */
export function progressBar(name: string, size: number | undefined): ProgressBar {
  const shown = process.stderr.isTTY && size !== undefined && size > SHOWN_FROM_BYTES;
  if (!shown) return { show() {}, clear() {} };
  const started = performance.now();
  let drawn = 0;

  return {
    show(bytes) {
      const now = performance.now();
      if (now - drawn < REDRAW_MS) return;
      drawn = now;
      const filled = Math.round((bytes / size) * WIDTH);
      const speed = bytesText(bytes / ((now - started) / 1000));
      const bar = "█".repeat(filled) + "░".repeat(WIDTH - filled);
      process.stderr.write(`\r\x1b[K${shownName(name)}  ${bar} ${Math.floor((bytes / size) * 100)}%  ${speed}/s`);
    },
    clear() {
      if (drawn > 0) process.stderr.write("\r\x1b[K");
    },
  };
}
