/** The part of an AWS client that a test replaces: what its calls pass through. */
interface Stack<Input, Output> {
  add(
    middleware: (
      next: unknown,
      context: { commandName?: string },
    ) => (given: { input: Input }) => Promise<{ output: Output; response: unknown }>,
    options: { step: "initialize"; priority: "high" },
  ): void;
}

/**
 * Answers a client's calls in its place: nothing is sent.
 *
 * @returns each call's command and input
 */
export function answerCalls<Input extends object, Output extends object>(
  client: { middlewareStack: Stack<Input, Output> },
  answer: (call: { command: string; input: Input }) => Output,
) {
  const calls: { command: string; input: Input }[] = [];
  client.middlewareStack.add(
    (_next, { commandName = "" }) =>
      async ({ input }) => {
        const call = { command: commandName.replace(/Command$/, ""), input };
        calls.push(call);
        return { output: answer(call), response: {} };
      },
    { step: "initialize", priority: "high" },
  );
  return calls;
}

/** A client that answerCalls answers for needs no account. */
export const NO_ACCOUNT = {
  region: "eu-west-1",
  credentials: { accessKeyId: "local", secretAccessKey: "local" },
} as const;
