import { randomBytes } from "node:crypto";
import type { EventEmitter } from "node:events";
import { join } from "node:path";
import { nameOfArn } from "../arns.ts";
import type { CloudEvents } from "../cloud-events.ts";
import { crash } from "../faults/call-faults.ts";
import { type CloudFaults, MOMENTS } from "../faults/faults.ts";
import { type LocalAddresses, withAddresses } from "../queues/local-addresses.ts";
import type { Quotas } from "../quotas.ts";
import type { Resources } from "../template/resources.ts";
import type { LambdaFunctionOptions } from "./function-options.ts";
import { type Invocation, InvocationError, LambdaFunction } from "./lambda-function.ts";

export interface FunctionSettings extends Pick<LambdaFunctionOptions, "notWritten"> {
  /** The assembly's folder, which has the bundles. */
  readonly assembly: string;
  /** The folder of their logs. */
  readonly logs: string;
  readonly addresses: LocalAddresses;
  readonly datasetApiUrl: string;
  /** Modules that run in place of the template's bundles, by the functions' names. */
  readonly handlers: Readonly<Record<string, string>>;
}

export interface FunctionsOptions {
  readonly faults: CloudFaults;
  readonly quotas: Quotas;
  readonly events: EventEmitter<CloudEvents>;
}

// Pages wait for news in requests that take no processor time: with as many as keep two cores busy, four open pages would
// leave none for anything else.
const MOST_WAITING_REQUESTS = 16;

/** The template's functions, by their names. */
export class Functions {
  readonly #functions = new Map<string, LambdaFunction>();
  readonly #secrets = new Map<string, string>();
  readonly #options: FunctionsOptions;
  #running = 0;

  constructor(options: FunctionsOptions) {
    this.#options = options;
  }

  all(): LambdaFunction[] {
    return [...this.#functions.values()];
  }

  create(resources: Resources, settings: FunctionSettings): void {
    const { assembly, logs, addresses, datasetApiUrl, handlers, notWritten } = settings;
    const answering = new Set(
      resources.ofType("AWS::ApiGatewayV2::Integration").map(({ properties }) => nameOfArn(properties.IntegrationUri)),
    );
    for (const { name, properties } of resources.ofType("AWS::Lambda::Function")) {
      const variables = properties.Environment?.Variables ?? {};
      const lambda = new LambdaFunction({
        name,
        bundle: handlers[name] ?? join(assembly, bundleFolder(properties.Code.S3Key), "index.mjs"),
        handler: properties.Handler,
        compiled: join(assembly, "compiled"),
        memoryMb: properties.MemorySize,
        timeoutSeconds: properties.Timeout,
        // Somebody is waiting for its answer.
        ...(answering.has(name) && { mostEnvironments: MOST_WAITING_REQUESTS, patienceMs: 0 }),
        // The template's environment, with the addresses of the local services.
        environment: {
          ...withAddresses(variables, addresses),
          ...(variables.DATASET_API_URL && { DATASET_API_URL: datasetApiUrl }),
        },
        access: {
          AWS_ENDPOINT_URL: addresses.endpoint,
          AWS_ACCESS_KEY_ID: name,
          AWS_SECRET_ACCESS_KEY: this.#secretOf(name),
        },
        logFile: join(logs, `${name}.log`),
        notWritten,
        logged: (text) => {
          const line = readLogLine(text);
          if (line) this.#options.events.emit("logged", line);
        },
      });
      this.#functions.set(name, lambda);
    }
  }

  /** The functions' credentials: each has its own name as the key's id, and a secret of this start. */
  accessKeys(): { id: string; secret: string }[] {
    return [...this.#secrets].map(([id, secret]) => ({ id, secret }));
  }

  /** @throws {Error} there is none of this name */
  find(name: string): LambdaFunction {
    const found = this.#functions.get(name);
    if (!found) throw new Error(`There is no function ${name}; there are ${[...this.#functions.keys()].join(", ")}.`);
    return found;
  }

  /** The running invocation with this trace. */
  invocation(traceId: string | undefined): Invocation | undefined {
    if (traceId === undefined) return undefined;
    for (const lambda of this.#functions.values()) {
      const found = lambda.invocation(traceId);
      if (found) return found;
    }
    return undefined;
  }

  /** @throws {InvocationError} the function failed, or a fault refuses it */
  async invoke(name: string, event: unknown): Promise<unknown> {
    const { faults, quotas, events } = this.#options;
    const target = this.find(name);
    events.emit("invoked", { functionName: name, event });
    const fault = faults.play({ at: MOMENTS.invoke, function: name, about: JSON.stringify(event) });
    if (fault?.kind === "refuse") throw new InvocationError(fault.error, "Rate Exceeded.");
    if (fault?.kind === "crash" && fault.effect === "before") crash();
    if (this.#running >= quotas.concurrentExecutions) {
      throw new InvocationError("Lambda.TooManyRequestsException", "Rate Exceeded.");
    }
    this.#running++;
    const result = await target.invoke(event).finally(() => this.#running--);
    if (fault?.kind === "crash") crash();
    return result;
  }

  #secretOf(name: string): string {
    const secret = randomBytes(20).toString("base64url");
    this.#secrets.set(name, secret);
    return secret;
  }

  async warm(): Promise<void> {
    await Promise.all(this.all().map((lambda) => lambda.warm()));
  }

  async stop(): Promise<void> {
    await Promise.all(this.all().map((lambda) => lambda.stop()));
  }
}

/** An asset's key is its folder's name in the assembly and an ending. */
function bundleFolder(key: string): string {
  return `asset.${key.replace(/\.zip$/, "")}`;
}

/** A function's log line, where it is about a drop. */
function readLogLine(line: string): Record<string, unknown> | undefined {
  if (!line.includes('"drop":')) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    // A line that was cut when its process ended.
    return undefined;
  }
}
