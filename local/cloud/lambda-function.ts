import { type ChildProcess, fork } from "node:child_process";
import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { type NotWritten, PatientFile } from "../patient-file.ts";
import { arn, REGION } from "./arns.ts";
import type { AnswerMessage, InvocationAnswer, InvocationRequest } from "./function-protocol.ts";

/** A function that ended in an error, with the error's name and message as Lambda gives them to whoever invoked it. */
export class InvocationError extends Error {
  override readonly name: string;

  constructor(errorType: string, errorMessage: string) {
    super(JSON.stringify({ errorType, errorMessage }));
    this.name = errorType;
  }
}

/** An invocation that is under way. */
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
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Where the function's standard output goes, and its standard error. */
  readonly logFile: string;
  /** Called when the log can't be written. */
  readonly notWritten?: NotWritten | undefined;
  /** Called with each line that it writes to either of them. */
  readonly logged?: (line: string) => void;
}

// Two cores run no more than this at once to any use; what comes on top waits its turn.
const MOST_ENVIRONMENTS = 4;

// What streams makes much garbage and keeps little: in Node's usual 16 MB and more, it would lie for longer, in every process.
const YOUNG_HALF_MB = 4;

// A process keeps what a large file had it take. Here the functions share the machine's memory: one that holds more than
// this after its work is ended, and the next invocation starts another.
const MOST_KEPT_BYTES = 180e6;
// How much of a log waits for a disk that is full: the last hours of a quiet function.
const MOST_LOG_BYTES = 16e6;

const PROCESS = fileURLToPath(new URL("./function-process.ts", import.meta.url));

/**
 * One function of the template: its bundle in processes of its own, one invocation at a time in each, kept warm.
 *
 * The memory limit bounds the process's heap, as V8 counts it; buffers lie outside of it. A thread would start sooner,
 * but one that fills its memory may take the whole process with it.
 */
export class LambdaFunction {
  readonly #options: LambdaFunctionOptions;
  readonly #log: PatientFile;
  readonly #idle: ExecutionEnvironment[] = [];
  readonly #all = new Set<ExecutionEnvironment>();
  readonly #waiting: ((environment: ExecutionEnvironment) => void)[] = [];
  #stopped = false;

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
    // Lambda gives a start ten seconds of its own, which don't count.
    await environment.ready;
    try {
      const answer = await environment.run(event);
      if (answer.ok) return JSON.parse(answer.result);
      throw new InvocationError(answer.errorType, answer.errorMessage);
    } finally {
      this.#release(environment);
    }
  }

  /** Ends every environment at once, in the middle of whatever it does: what a killed function looks like. */
  async kill(): Promise<void> {
    await Promise.all([...this.#all].map((environment) => environment.end()));
  }

  /** The invocation with this trace, while it is under way. */
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
    // What an execution comes to while the cloud stops would start a process that nobody ends.
    if (this.#stopped) throw new InvocationError("Runtime.ExitError", "Error: The cloud is stopping");
    const idle = this.#idle.pop();
    if (idle?.alive) return idle;
    if (idle) return this.#acquire();
    if (this.#all.size >= MOST_ENVIRONMENTS) return new Promise((resolve) => this.#waiting.push(resolve));
    return this.#start();
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
    const next = this.#waiting.shift();
    // One that has ended answers by its end.
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
        PATH: process.env.PATH ?? "",
        TZ: ":UTC",
        // Memory that one thread gave back is of use to the others: glibc gives each an area of its own.
        MALLOC_ARENA_MAX: "2",
        AWS_REGION: REGION,
        AWS_DEFAULT_REGION: REGION,
        AWS_LAMBDA_FUNCTION_NAME: options.name,
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(options.memoryMb),
        AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
        _HANDLER: options.handler,
      },
      execArgv: [`--max-old-space-size=${options.memoryMb}`, `--max-semi-space-size=${YOUNG_HALF_MB}`],
      // A group of its own: the terminal's Ctrl-C is for the cloud, which lets what runs come to its end.
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
      // A process that has just ended answers by its end.
      this.#process.send(request, () => {});
    });
  }

  /** The event of the invocation with this trace, where that is the one under way. */
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

/** In X-Ray's form. https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader */
function traceOf(requestId: string): string {
  const digits = requestId.replaceAll("-", "");
  return `Root=1-${digits.slice(0, 8)}-${digits.slice(8)}`;
}

function failed(errorType: string, errorMessage: string): InvocationAnswer {
  return { ok: false, errorType, errorMessage };
}
