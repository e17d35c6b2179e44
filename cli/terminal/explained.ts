import { shownLines } from "./one-line.ts";

/** An error that the user can fix: the message names the file, setting or port, and what to do. */
export class Explained extends Error {
  override readonly name: string = "Explained";
  readonly exitCode: 1 | 2;

  /** @param facts `exitCode` is 2 if nothing was started, since 1 is a result about a file */
  constructor(message: string, { exitCode = 1, cause }: { readonly exitCode?: 1 | 2; readonly cause?: unknown } = {}) {
    super(message, { cause });
    this.exitCode = exitCode;
  }
}

/** The text of an error: its message if it is an explained one; the stack and its causes otherwise, or with `DEBUG` set. */
export function errorText(error: unknown): string {
  const { DEBUG } = process.env;
  if (!(error instanceof Error)) return String(error);
  if (DEBUG) return stackOf(error);
  return error instanceof Explained ? shownLines(error.message) : `${error.stack ?? error}`;
}

function stackOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\n  caused by ${stackOf(error.cause)}` : "";
  return `${error.stack ?? error}${cause}`;
}
