/** What a person can act on: the message is one sentence that names the file, the setting or the port, and what to do. */
export class Explained extends Error {
  override readonly name: string = "Explained";
  readonly exitCode: 1 | 2;

  /** @param facts `exitCode` is 2 where nothing was begun, and 1 would say something about a file */
  constructor(message: string, { exitCode = 1, cause }: { readonly exitCode?: 1 | 2; readonly cause?: unknown } = {}) {
    super(message, { cause });
    this.exitCode = exitCode;
  }
}

/** What is printed of an error: the sentence, where it has one; with `DEBUG` set, the stack and what lies beneath it too. */
export function errorText(error: unknown): string {
  const { DEBUG } = process.env;
  if (!(error instanceof Error)) return String(error);
  if (DEBUG) return stackOf(error);
  return error instanceof Explained ? error.message : `${error.stack ?? error}`;
}

function stackOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\n  caused by ${stackOf(error.cause)}` : "";
  return `${error.stack ?? error}${cause}`;
}
