import { randomUUID } from "node:crypto";
import { createWriteStream, type WriteStream } from "node:fs";
import { Worker } from "node:worker_threads";
import { arn, REGION } from "./arns.ts";
import type { InvocationAnswer, InvocationRequest, WorkerSettings } from "./function-protocol.ts";

/** A function that ended in an error, with the error's name and message as Lambda gives them to whoever invoked it. */
export class InvocationError extends Error {
  override readonly name: string;

  constructor(errorType: string, errorMessage: string) {
    super(JSON.stringify({ errorType, errorMessage }));
    this.name = errorType;
  }
}

export interface LambdaFunctionOptions extends WorkerSettings {
  readonly name: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Where the function's standard output goes. */
  readonly logFile: string;
}

// Two cores run no more than this at once to any use; what comes on top waits its turn.
const MOST_ENVIRONMENTS = 8;

/**
 * One function of the template: its bundle in workers of its own, one invocation at a time in each, kept warm.
 *
 * The memory limit bounds the worker's heap, as V8 counts it; buffers lie outside of it.
 */
export class LambdaFunction {
  readonly #options: LambdaFunctionOptions;
  readonly #log: WriteStream;
  readonly #idle: ExecutionEnvironment[] = [];
  readonly #all = new Set<ExecutionEnvironment>();
  readonly #waiting: ((environment: ExecutionEnvironment) => void)[] = [];

  constructor(options: LambdaFunctionOptions) {
    this.#options = options;
    this.#log = createWriteStream(options.logFile, { flags: "a" });
  }

  /** Has an environment ready before the first event, as provisioned concurrency would. */
  async warm(): Promise<void> {
    const environment = await this.#acquire();
    await environment.ready;
    this.#release(environment);
  }

  /** @throws {InvocationError} the function threw, ran out of time, or its worker ended */
  async invoke(event: unknown): Promise<unknown> {
    const environment = await this.#acquire();
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

  async stop(): Promise<void> {
    await this.kill();
    await new Promise((resolve) => this.#log.end(resolve));
  }

  async #acquire(): Promise<ExecutionEnvironment> {
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
    if (!environment.alive) this.#all.delete(environment);
    const next = this.#waiting.shift();
    if (next) next(environment.alive ? environment : this.#start());
    else if (environment.alive) this.#idle.push(environment);
  }
}

class ExecutionEnvironment {
  readonly ready: Promise<unknown>;
  readonly ended: Promise<void>;
  alive = true;
  readonly #options: LambdaFunctionOptions;
  readonly #worker: Worker;
  #answer: ((answer: InvocationAnswer) => void) | undefined;
  /** Why the worker ended, once it has. */
  #epitaph: InvocationAnswer | undefined;

  constructor(options: LambdaFunctionOptions, log: WriteStream) {
    this.#options = options;
    this.#worker = new Worker(new URL("./function-worker.ts", import.meta.url), {
      workerData: { bundle: options.bundle, handler: options.handler } satisfies WorkerSettings,
      env: {
        ...options.environment,
        PATH: process.env.PATH ?? "",
        TZ: ":UTC",
        AWS_REGION: REGION,
        AWS_DEFAULT_REGION: REGION,
        AWS_LAMBDA_FUNCTION_NAME: options.name,
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(options.memoryMb),
        AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
        _HANDLER: options.handler,
      },
      resourceLimits: { maxOldGenerationSizeMb: options.memoryMb },
      stdout: true,
      stderr: true,
    });
    this.#worker.stdout.pipe(log, { end: false });
    this.#worker.stderr.pipe(log, { end: false });

    this.ready = new Promise((resolve) => this.#worker.once("message", resolve));
    this.#worker.on("message", (message: InvocationAnswer | "ready") => {
      if (message !== "ready") this.#settle(message);
    });
    this.#worker.on("error", (error) => {
      this.#epitaph = { ok: false, errorType: "Runtime.ExitError", errorMessage: error.message };
    });
    this.ended = new Promise((resolve) => {
      this.#worker.once("exit", () => {
        this.alive = false;
        this.#epitaph ??= { ok: false, errorType: "Runtime.ExitError", errorMessage: "The function's process ended" };
        this.#settle(this.#epitaph);
        resolve();
      });
    });
  }

  run(event: unknown): Promise<InvocationAnswer> {
    if (this.#epitaph) return Promise.resolve(this.#epitaph);
    const { name, memoryMb, timeoutSeconds } = this.#options;
    const request: InvocationRequest = {
      event,
      requestId: randomUUID(),
      functionName: name,
      functionArn: arn("lambda", `function:${name}`),
      memoryMb,
      deadline: Date.now() + timeoutSeconds * 1000,
    };
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#timeOut(request.requestId), timeoutSeconds * 1000);
      this.#answer = (answer) => {
        clearTimeout(timer);
        resolve(answer);
      };
      this.#worker.postMessage(request);
    });
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
    await this.ended;
  }

  #timeOut(requestId: string): void {
    const message = `${requestId} Error: Task timed out after ${this.#options.timeoutSeconds.toFixed(2)} seconds`;
    this.#epitaph = { ok: false, errorType: "Sandbox.Timedout", errorMessage: `RequestId: ${message}` };
    this.alive = false;
    void this.end();
  }

  #settle(answer: InvocationAnswer): void {
    this.#answer?.(answer);
    this.#answer = undefined;
  }
}
