/** What a worker is started with. */
export interface WorkerSettings {
  /** The bundle's path. */
  readonly bundle: string;
  /** As the template has it, such as `index.handler`. */
  readonly handler: string;
}

export interface InvocationRequest {
  readonly event: unknown;
  readonly requestId: string;
  readonly functionName: string;
  readonly functionArn: string;
  readonly memoryMb: number;
  /** When Lambda would end the invocation, in milliseconds since the epoch. */
  readonly deadline: number;
}

export type InvocationAnswer =
  | { readonly ok: true; readonly result: string }
  | { readonly ok: false; readonly errorType: string; readonly errorMessage: string };
