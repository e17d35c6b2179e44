// The messages between the cloud and a function's process.

export interface InvocationRequest {
  readonly event: unknown;
  readonly requestId: string;
  /** Sent along with every call that the invocation makes, as X-Ray's tracing does. */
  readonly traceId: string;
  readonly functionName: string;
  readonly functionArn: string;
  readonly memoryMb: number;
  /** When Lambda would end the invocation, in milliseconds since the epoch. */
  readonly deadline: number;
}

/** An answer, and how much memory the process holds after it, in bytes. */
export interface AnswerMessage {
  readonly answer: InvocationAnswer;
  readonly held: number;
}

export type InvocationAnswer =
  | { readonly ok: true; readonly result: string }
  | { readonly ok: false; readonly errorType: string; readonly errorMessage: string };
