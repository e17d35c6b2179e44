import { Explained } from "../../cli/terminal/explained.ts";

/**
 * On the port that was asked for; else on the usual one, so that addresses stay the same, or on any if that is taken.
 *
 * @param option the command-line option that asks for it
 * @throws {Explained} the port that was asked for can't be had
 */
export async function onUsualPort<T>(
  option: string,
  asked: number | undefined,
  usual: number,
  start: (port: number) => Promise<T>,
): Promise<T> {
  try {
    return await start(asked ?? usual);
  } catch (error) {
    const why = error instanceof Error && "code" in error ? REASONS[String(error.code)] : undefined;
    if (why === undefined) throw error;
    if (asked === undefined) return start(0);
    throw new Explained(`Port ${asked} ${why}: choose another with ${option}, or leave it out for any that is free.`, {
      cause: error,
    });
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: "is in use",
  EACCES: "may not be used by this user",
};
