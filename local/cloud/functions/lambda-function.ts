import { type ChildProcess, fork } from "node:child_process";
import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { type NotWritten, PatientFile } from "../../patient-file.ts";
import { arn, REGION } from "../arns.ts";
import type { AnswerMessage, InvocationAnswer, InvocationRequest } from "./function-protocol.ts";

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

// More processes are not faster on two cores; further invocations wait.
const MOST_ENVIRONMENTS = 4;

// A new process takes as long to start, and for its first ten invocations it is slow, since V8 has not compiled its code.
const PATIENCE_MS = 200;

/** Lambda's own limit for an event and for a result. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const LARGEST_PAYLOAD_BYTES = 6_291_556;

// Streaming makes much garbage and keeps little: with Node's default of 16 MB or more, each process would hold more of it.
const YOUNG_HALF_MB = 4;

// A process does not return the memory that a large file took. The functions share the machine's memory here, so a process
// that holds more than this after an invocation is replaced.
const MOST_KEPT_BYTES = 180e6;
// How much of a log is buffered while the disk is full.
const MOST_LOG_BYTES = 16e6;

const PROCESS = fileURLToPath(new URL("./function-process.ts", import.meta.url));

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

class ExecutionEnvironment {
  readonly ready: Promise<void>;
  readonly ended: Promise<void>;
  alive = true;
  /** How much memory its process held after its last work, in bytes. */
  held = 0;
  readonly #options: LambdaFunctionOptions;
  readonly #process: ChildProcess;
  #answer: ((answer: InvocationAnswer) => void) | undefined;
  #request: InvocationRequest | undefined;
  /** Why the process ended, once that is known. */
  #epitaph: InvocationAnswer | undefined;

  constructor(options: LambdaFunctionOptions, log: PatientFile) {
    this.#options = options;
    this.#process = fork(PROCESS, [options.bundle, options.handler], {
      env: {
        ...options.environment,
        ...options.access,
        PATH: process.env.PATH ?? "",
        TZ: ":UTC",
        ...(options.compiled !== undefined && { NODE_COMPILE_CACHE: options.compiled }),
        // Lets threads share freed memory: by default, glibc gives each thread its own arena.
        MALLOC_ARENA_MAX: "2",
        AWS_REGION: REGION,
        AWS_DEFAULT_REGION: REGION,
        AWS_LAMBDA_FUNCTION_NAME: options.name,
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(options.memoryMb),
        AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
        _HANDLER: options.handler,
      },
      execArgv: [`--max-old-space-size=${options.memoryMb}`, `--max-semi-space-size=${YOUNG_HALF_MB}`],
      // Its own process group: the terminal's Ctrl-C only reaches the cloud, which lets running invocations finish.
      detached: true,
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    this.#process.stdout?.on("data", (chunk: Buffer) => log.add(chunk));
    this.#process.stderr?.on("data", (chunk: Buffer) => log.add(chunk));
    const { logged } = options;
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      if (logged && stream) createInterface(stream).on("line", logged);
    }

    this.ended = new Promise((resolve) => {
      const end = (how: string) => {
        this.alive = false;
        this.#epitaph ??= failed("Runtime.ExitError", `Error: Runtime exited with error: ${how}`);
        this.#settle(this.#epitaph);
        resolve();
      };
      this.#process.once("exit", (code, signal) => end(signal === null ? `exit status ${code}` : `signal: ${signal}`));
      this.#process.once("error", ({ message }) => end(message));
    });
    const listening = new Promise<void>((resolve) => this.#process.once("message", () => resolve()));
    this.ready = Promise.race([listening, this.ended]);
    this.#process.on("message", (message: AnswerMessage | "ready") => {
      if (message === "ready") return;
      this.held = message.held;
      this.#settle(message.answer);
    });
  }

  run(event: unknown): Promise<InvocationAnswer> {
    if (this.#epitaph) return Promise.resolve(this.#epitaph);
    const { name, memoryMb, timeoutSeconds } = this.#options;
    const requestId = randomUUID();
    const request: InvocationRequest = {
      event,
      requestId,
      traceId: traceOf(requestId),
      functionName: name,
      functionArn: arn("lambda", `function:${name}`),
      memoryMb,
      deadline: Date.now() + timeoutSeconds * 1000,
    };
    this.#request = request;
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.timeOut(), timeoutSeconds * 1000);
      this.#answer = (answer) => {
        this.#request = undefined;
        clearTimeout(timer);
        resolve(answer);
      };
      // A process that has just ended is handled by its exit event.
      this.#process.send(request, () => {});
    });
  }

  /** The event of the running invocation with this trace. */
  eventOf(traceId: string): unknown {
    return this.#request?.traceId === traceId ? this.#request.event : undefined;
  }

  /** Ends it between two invocations: it gets no other. */
  retire(): void {
    this.alive = false;
    void this.end();
  }

  async end(): Promise<void> {
    this.#process.kill("SIGKILL");
    await this.ended;
  }

  /** Ends it as Lambda does when its time is over. */
  timeOut(): Promise<void> {
    const message = `RequestId: ${this.#request?.requestId} Error: Task timed out after ${this.#options.timeoutSeconds.toFixed(2)} seconds`;
    this.#epitaph = failed("Sandbox.Timedout", message);
    this.alive = false;
    return this.end();
  }

  #settle(answer: InvocationAnswer): void {
    this.#answer?.(answer);
    this.#answer = undefined;
  }
}

function readPayload(result: string): unknown {
  if (Buffer.byteLength(result) <= LARGEST_PAYLOAD_BYTES) return JSON.parse(result);
  const message = `Response payload size exceeded maximum allowed payload size (${LARGEST_PAYLOAD_BYTES} bytes).`;
  throw new InvocationError("Function.ResponseSizeTooLarge", message);
}

/** In X-Ray's form. https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader */
function traceOf(requestId: string): string {
  const digits = requestId.replaceAll("-", "");
  return `Root=1-${digits.slice(0, 8)}-${digits.slice(8)}`;
}

function failed(errorType: string, errorMessage: string): InvocationAnswer {
  return { ok: false, errorType, errorMessage };
}
