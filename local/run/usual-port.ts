/** On the port that was asked for; else on the usual one, so that addresses stay the same, or on any if that is taken. */
export async function onUsualPort<T>(
  asked: number | undefined,
  usual: number,
  start: (port: number) => Promise<T>,
): Promise<T> {
  try {
    return await start(asked ?? usual);
  } catch (error) {
    const taken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
    if (!taken || asked !== undefined) throw error;
    return start(0);
  }
}
