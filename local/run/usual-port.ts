import { Explained } from "../../cli/terminal/explained.ts";

/**
 * Starts on the requested port; without one, on the usual port, or on any free port if that is in use.
 *
 * @param option the command-line option for the port
 * @throws {Explained} the requested port cannot be used
 */
export async function onUsualPort<T>(
  option: string,
  asked: number | undefined,
  usual: number,
  start: (port: number) => Promise<T>,
): Promise<T> {
  const port = asked ?? usual;
  try {
    return await start(port);
  } catch (error) {
    const { code, port: failed = port } = Object(error);
    const why = REASONS[String(code)];
    // What is started may listen on other ports, too.
    if (why === undefined || failed !== port) throw error;
    if (asked === undefined) return start(0);
    throw new Explained(`Port ${asked} ${why}. Choose another with ${option}, or leave it out to use any free port.`, {
      exitCode: 2,
      cause: error,
    });
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: "is in use",
  EACCES: "is not allowed for this user",
};
