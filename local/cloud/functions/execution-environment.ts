import { type ChildProcess, fork } from "node:child_process";
import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { PatientFile } from "../../patient-file.ts";
import { arn, REGION } from "../arns.ts";
import type { LambdaFunctionOptions } from "./function-options.ts";
import type { AnswerMessage, InvocationAnswer, InvocationRequest } from "./function-protocol.ts";

// Streaming makes much garbage and keeps little: with Node's default of 16 MB or more, each process would hold more of it.
const YOUNG_HALF_MB = 4;

const PROCESS = fileURLToPath(new URL("./function-process.ts", import.meta.url));

/** A process with a function's bundle, which runs one invocation at a time. */
export class ExecutionEnvironment {
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

/** In X-Ray's form. https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader */
function traceOf(requestId: string): string {
  const digits = requestId.replaceAll("-", "");
  return `Root=1-${digits.slice(0, 8)}-${digits.slice(8)}`;
}

function failed(errorType: string, errorMessage: string): InvocationAnswer {
  return { ok: false, errorType, errorMessage };
}
