import type { NotWritten } from "../../patient-file.ts";

export interface LambdaFunctionOptions {
  readonly name: string;
  /** The bundle's file, an ES module. */
  readonly bundle: string;
  /** As the template has it: `index.handler`. */
  readonly handler: string;
  /** The folder for what V8 compiled of the bundle. Default: none, and each process compiles it again. */
  readonly compiled?: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  /** How many invocations run at once; further ones wait. Default: what keeps two cores busy. */
  readonly mostEnvironments?: number | undefined;
  /** How long no environment becomes idle before a waiting invocation gets a new one, in milliseconds. */
  readonly patienceMs?: number | undefined;
  /** The template's environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Laid over it, and not shown as the function's configuration. */
  readonly access?: Readonly<Record<string, string>>;
  /** Where the function's standard output goes, and its standard error. */
  readonly logFile: string;
  /** Called when the log cannot be written. */
  readonly notWritten?: NotWritten | undefined;
  /** Called with each line that it writes to either of them. */
  readonly logged?: (line: string) => void;
}
