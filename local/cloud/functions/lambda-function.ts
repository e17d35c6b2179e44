import { PatientFile } from "../../patient-file.ts";
import { ExecutionEnvironment } from "./execution-environment.ts";
import type { LambdaFunctionOptions } from "./function-options.ts";

/** A function ended with an error; the name and message are those that Lambda returns to the caller. */
export class InvocationError extends Error {
  override readonly name: string;

  constructor(errorType: string, errorMessage: string) {
    super(JSON.stringify({ errorType, errorMessage }));
    this.name = errorType;
  }
}

/** A running invocation. */
export interface Invocation {
  readonly functionName: string;
  /** Its event, as JSON. */
  readonly about: string;
  /** Ends it, and its process, at once. Resolves when the process is gone. */
  end(how: "kill" | "time-out"): Promise<void>;
}

// More processes are not faster on two cores; further invocations wait.
const MOST_ENVIRONMENTS = 4;

// A new process takes as long to start, and for its first ten invocations it is slow, since V8 has not compiled its code.
const PATIENCE_MS = 200;

/** Lambda's own limit for an event and for a result. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const LARGEST_PAYLOAD_BYTES = 6_291_556;

// A process does not return the memory that a large file took. The functions share the machine's memory here, so a process
// that holds more than this after an invocation is replaced.
const MOST_KEPT_BYTES = 180e6;
// How much of a log is buffered while the disk is full.
const MOST_LOG_BYTES = 16e6;

/**
 * One function of the template: its bundle in its own warm processes, each with one invocation at a time.
 *
 * The memory limit applies to V8's heap, but not to buffers. Threads would start faster, but one that runs out of memory
 * may end the whole process.
 */
export class LambdaFunction {
  readonly #options: LambdaFunctionOptions;
  readonly #log: PatientFile;
  readonly #idle: ExecutionEnvironment[] = [];
  readonly #all = new Set<ExecutionEnvironment>();
  readonly #waiting: ((environment: ExecutionEnvironment) => void)[] = [];
  /** Runs out when no environment has become idle for long enough. */
  #patience: NodeJS.Timeout | undefined;
  #stopped = false;

  /** What was configured. */
  get configuration(): LambdaFunctionOptions {
    return this.#options;
  }

  constructor(options: LambdaFunctionOptions) {
    this.#options = options;
    this.#log = new PatientFile(options.logFile, options.notWritten, MOST_LOG_BYTES);
  }

  /** Has an environment ready before the first event, as provisioned concurrency would. */
  async warm(): Promise<void> {
    const environment = await this.#acquire();
    await environment.ready;
    this.#release(environment);
  }

  /** @throws {InvocationError} the function threw, ran out of time, or its process ended */
  async invoke(event: unknown): Promise<unknown> {
    const environment = await this.#acquire();
    // Lambda allows ten more seconds for the start, which do not count.
    await environment.ready;
    try {
      const answer = await environment.run(event);
      if (answer.ok) return readPayload(answer.result);
      throw new InvocationError(answer.errorType, answer.errorMessage);
    } finally {
      this.#release(environment);
    }
  }

  /** Ends every environment at once, in the middle of whatever it does: what a killed function looks like. */
  async kill(): Promise<void> {
    await Promise.all([...this.#all].map((environment) => environment.end()));
  }

  /** The running invocation with this trace. */
  invocation(traceId: string): Invocation | undefined {
    for (const environment of this.#all) {
      const event = environment.eventOf(traceId);
      if (event === undefined) continue;
      const end = (how: "kill" | "time-out") => (how === "kill" ? environment.end() : environment.timeOut());
      return { functionName: this.#options.name, about: JSON.stringify(event), end };
    }
    return undefined;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.kill();
    await this.#log.flush();
  }

  async #acquire(): Promise<ExecutionEnvironment> {
    // An execution that continues while the cloud stops would start a process that is never ended.
    if (this.#stopped) throw new InvocationError("Runtime.ExitError", "Error: The cloud is stopping");
    const idle = this.#idle.pop();
    if (idle?.alive) return idle;
    if (idle) return this.#acquire();
    const { patienceMs = PATIENCE_MS } = this.#options;
    if (this.#all.size === 0 || (patienceMs === 0 && !this.#isFull)) return this.#start();
    if (!this.#isFull) this.#patience ??= setTimeout(() => this.#startMore(), patienceMs).unref();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  get #isFull(): boolean {
    return this.#all.size >= (this.#options.mostEnvironments ?? MOST_ENVIRONMENTS);
  }

  #startMore(): void {
    if (!this.#isFull && !this.#stopped) this.#waiting.shift()?.(this.#start());
    if (this.#waiting.length > 0 && !this.#isFull) this.#patience?.refresh();
    else this.#patience = undefined;
  }

  #start(): ExecutionEnvironment {
    const environment = new ExecutionEnvironment(this.#options, this.#log);
    this.#all.add(environment);
    environment.ended.then(() => this.#all.delete(environment));
    return environment;
  }

  #release(environment: ExecutionEnvironment): void {
    if (environment.alive && environment.held > MOST_KEPT_BYTES) environment.retire();
    if (!environment.alive) this.#all.delete(environment);
    this.#patience?.refresh();
    const next = this.#waiting.shift();
    // A process that has ended is handled by its exit event.
    if (next) next(environment.alive || this.#stopped ? environment : this.#start());
    else if (environment.alive) this.#idle.push(environment);
  }
}

function readPayload(result: string): unknown {
  if (Buffer.byteLength(result) <= LARGEST_PAYLOAD_BYTES) return JSON.parse(result);
  const message = `Response payload size exceeded maximum allowed payload size (${LARGEST_PAYLOAD_BYTES} bytes).`;
  throw new InvocationError("Function.ResponseSizeTooLarge", message);
}
