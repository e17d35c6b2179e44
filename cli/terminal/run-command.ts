import { Explained, errorText } from "./explained.ts";
import { WrongUse } from "./wrong-use.ts";

/** The exit code after Ctrl-C. */
export const INTERRUPTED = 130;

export type ExitCode = 0 | 1 | 2 | typeof INTERRUPTED;

/**
 * Runs a command. On Ctrl-C, `work` is aborted by its signal, cleans up and returns the exit code. A second Ctrl-C ends the
 * process immediately.
 *
 * @param explain the message for a known failure; undefined for any other
 * @param failure the exit code of such a failure: 2 if 1 is a result about a drop
 */
export async function runCommand(
  name: string,
  work: (signal: AbortSignal) => Promise<ExitCode>,
  explain: (error: unknown) => string | undefined = () => undefined,
  failure: 1 | 2 = 1,
): Promise<ExitCode> {
  const interrupt = new AbortController();
  const stop = () => interrupt.abort();
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  process.on("SIGHUP", stop);
  try {
    return await work(interrupt.signal);
  } catch (error) {
    if (error instanceof WrongUse) {
      process.stderr.write(`${errorText(error)}\nFor usage, run: dropset ${name} --help\n`);
      return 2;
    }
    const known = error instanceof Explained ? error : explainedBy(error, explain, failure);
    if (!known) throw error;
    process.stderr.write(`${errorText(known)}\n`);
    return known.exitCode;
  } finally {
    process.off("SIGINT", stop);
    process.off("SIGTERM", stop);
    process.off("SIGHUP", stop);
  }
}

function explainedBy(cause: unknown, explain: (error: unknown) => string | undefined, exitCode: 1 | 2) {
  const explanation = explain(cause);
  return explanation === undefined ? undefined : new Explained(explanation, { exitCode, cause });
}
