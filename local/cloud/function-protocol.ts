// What goes between the cloud and a function's process.

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

export type InvocationAnswer =
  | { readonly ok: true; readonly result: string }
  | { readonly ok: false; readonly errorType: string; readonly errorMessage: string };
