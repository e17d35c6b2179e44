import { ExecutionTimeoutError, StateMachine, type StateMachineDefinition } from "aws-local-stepfunctions";
import * as z from "zod";
import { arn, nameOfArn } from "../arns.ts";
import { readInput, ServiceFailure } from "../gateway/json-protocol.ts";
import type { Quotas } from "../quotas.ts";
import type { Resources } from "../template/resources.ts";
import type { ExecutionRecord, ExecutionsStore } from "./executions-store.ts";

/** One state machine of the template, and how its tasks are run. */
export interface MachineSettings {
  readonly arn: string;
  readonly definition: StateMachineDefinition;
  /** Runs the function with this ARN. */
  readonly invoke: (functionArn: string, input: unknown) => Promise<unknown>;
}

/** The template's state machines. @param invoke runs the function of this name */
export function readMachines(
  resources: Resources,
  invoke: (functionName: string, input: unknown) => Promise<unknown>,
): MachineSettings[] {
  return resources.ofType("AWS::StepFunctions::StateMachine").map(({ name, properties }) => ({
    arn: arn("states", `stateMachine:${name}`),
    definition: JSON.parse(properties.DefinitionString) as StateMachineDefinition,
    invoke: (functionArn, input) => invoke(nameOfArn(functionArn), input),
  }));
}

/**
 * Step Functions: the calls around executions, with the service's rule for repeated names, on a runner of the
 * language. Each state is stored as it is entered, so that an execution continues from there after a restart.
 */
export class StepFunctions {
  readonly #machines: Map<string, MachineSettings>;
  readonly #quotas: Pick<Quotas, "openExecutions">;
  readonly #created = new Date().toISOString();
  readonly #store: ExecutionsStore;
  readonly #ended: (execution: ExecutionRecord) => void;
  readonly #pauseMs: number | undefined;
  readonly #running = new Map<string, () => void>();
  #stopped = false;

  /** @param pauseMs how long a Wait state and the pause before a retry take, where not as the definition has it */
  constructor(
    machines: readonly MachineSettings[],
    store: ExecutionsStore,
    ended: (execution: ExecutionRecord) => void,
    quotas: Pick<Quotas, "openExecutions">,
    pauseMs?: number,
  ) {
    this.#quotas = quotas;
    this.#pauseMs = pauseMs;
    this.#machines = new Map(machines.map((machine) => [machine.arn, machine]));
    this.#store = store;
    this.#ended = ended;
  }

  /** Continues the executions that were running when the cloud stopped. */
  resume(): void {
    for (const record of this.#store.all()) if (record.status === "RUNNING") void this.#run(record);
  }

  handle(operation: string, input: Record<string, unknown>): unknown {
    switch (operation) {
      case "StartExecution":
        return this.#start(String(input.stateMachineArn), String(input.name), String(input.input ?? "{}"));
      case "DescribeExecution":
        return describe(this.#find(String(input.executionArn)));
      case "DescribeStateMachine":
        return this.#describe(String(input.stateMachineArn));
      case "DeleteStateMachine":
        // Its executions go on.
        this.#machines.delete(String(input.stateMachineArn));
        return {};
      case "DescribeStateMachineForExecution":
        return this.#describeMachine(this.#find(String(input.executionArn)));
      case "ListExecutions":
        return this.#list(readInput(listInput, input));
      case "GetExecutionHistory":
        return this.#history(readInput(historyInput, input));
      default:
        throw ServiceFailure.unknownOperation("Step Functions", operation);
    }
  }

  // https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachine.html
  #describe(stateMachineArn: string) {
    const machine = this.#machines.get(stateMachineArn);
    if (!machine) throw noMachine(stateMachineArn);
    return {
      stateMachineArn,
      name: nameOfArn(stateMachineArn),
      status: "ACTIVE",
      type: "STANDARD",
      definition: JSON.stringify(machine.definition),
      roleArn: "arn:aws:iam::000000000000:role/embedded",
      creationDate: seconds(this.#created),
    };
  }

  /** Only the definition. */
  #describeMachine({ stateMachineArn }: ExecutionRecord) {
    const definition = JSON.stringify(this.#machines.get(stateMachineArn)?.definition ?? {});
    return { stateMachineArn, name: nameOfArn(stateMachineArn), definition };
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const abort of this.#running.values()) abort();
    await this.#store.flush();
  }

  // https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
  async #start(stateMachineArn: string, name: string, input: string) {
    if (!this.#machines.has(stateMachineArn)) throw noMachine(stateMachineArn);
    if (!/^[0-9A-Za-z_-]{1,80}$/.test(name)) throw new ServiceFailure(400, "InvalidName", `Invalid Name: '${name}'`);

    const executionArn = `${stateMachineArn.replace(":stateMachine:", ":execution:")}:${name}`;
    const known = this.#store.get(executionArn);
    if (known) {
      if (known.status === "RUNNING" && known.input === input) return started(known);
      throw new ServiceFailure(400, "ExecutionAlreadyExists", `Execution Already Exists: '${executionArn}'`);
    }

    if (this.#running.size >= this.#quotas.openExecutions) {
      throw new ServiceFailure(400, "ExecutionLimitExceeded", "The maximum number of open executions is reached.");
    }
    const startDate = new Date().toISOString();
    const record: ExecutionRecord = {
      name,
      stateMachineArn,
      executionArn,
      input,
      startDate,
      status: "RUNNING",
      at: null,
    };
    await this.#store.save(record);
    void this.#run(record);
    return started(record);
  }

  #find(executionArn: string): ExecutionRecord {
    const record = this.#store.get(executionArn);
    if (record) return record;
    throw new ServiceFailure(400, "ExecutionDoesNotExist", `Execution Does Not Exist: '${executionArn}'`);
  }

  // https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html
  #list({ stateMachineArn, statusFilter, maxResults, nextToken }: z.infer<typeof listInput>) {
    if (!this.#machines.has(stateMachineArn)) throw noMachine(stateMachineArn);
    const after = nextToken === undefined ? undefined : readToken(nextToken);
    const found = this.#store
      .all()
      .filter((record) => record.stateMachineArn === stateMachineArn)
      .filter((record) => statusFilter === undefined || record.status === statusFilter)
      .sort(newestFirst)
      // By the last item and not by its index, so that new executions do not shift pages.
      .filter((record) => after === undefined || newestFirst(after, record) < 0);
    const page = found.slice(0, maxResults || DEFAULT_PAGE);
    const last = page.at(-1);
    return {
      executions: page.map(({ name, executionArn, ...record }) => ({
        name,
        executionArn,
        stateMachineArn,
        ...datesOf(record),
      })),
      ...(last && page.length < found.length && { nextToken: tokenFor(last) }),
    };
  }

  /** The store keeps how an execution began, the state it is in with its failures, and how it ended: its history is these. */
  #history({ executionArn, reverseOrder, maxResults, includeExecutionData }: z.infer<typeof historyInput>) {
    const record = this.#find(executionArn);
    const states = this.#machines.get(record.stateMachineArn)?.definition.States;
    const detail = (content: object) => (includeExecutionData ? content : {});
    const events: { type: string; timestamp: number; [details: string]: unknown }[] = [
      {
        type: "ExecutionStarted",
        timestamp: seconds(record.startDate),
        executionStartedEventDetails: detail({ input: record.input }),
      },
    ];
    if (record.at) {
      events.push({
        type: `${states?.[record.at.state]?.Type ?? "Task"}StateEntered`,
        timestamp: seconds(record.at.entered ?? record.startDate),
        stateEnteredEventDetails: { name: record.at.state, ...detail({ input: JSON.stringify(record.at.input) }) },
      });
    }
    for (const { error, cause, at } of record.at?.failures ?? []) {
      const details = { error, ...detail({ cause }) };
      events.push({
        type: "LambdaFunctionFailed",
        timestamp: seconds(at),
        lambdaFunctionFailedEventDetails: details,
      });
    }
    if (record.stopDate !== undefined) events.push({ timestamp: seconds(record.stopDate), ...endOf(record, detail) });
    const numbered = events.map((event, index) => ({ id: index + 1, previousEventId: index, ...event }));
    const page = (reverseOrder ? numbered.reverse() : numbered).slice(0, maxResults || DEFAULT_PAGE);
    return { events: page };
  }

  async #run(record: ExecutionRecord): Promise<void> {
    const machine = this.#machines.get(record.stateMachineArn);
    if (!machine) return;
    const from = record.at ?? { state: machine.definition.StartAt, input: JSON.parse(record.input) };
    const definition = asDefinition({ ...machine.definition, StartAt: from.state });
    // From a middle state on, some states are unreachable, which is correct here; check-definitions.ts has checked the whole definition.
    const execution = new StateMachine(definition, { validationOptions: { noValidate: true } }).run(from.input, {
      overrides: { taskResourceLocalHandlers: taskHandlers(machine), ...pauses(machine, this.#pauseMs) },
      context: { [CONTEXT]: { Id: record.executionArn, Name: record.name, StartTime: record.startDate } },
    });
    this.#running.set(record.executionArn, execution.abort);
    const watched = this.#watch(record, execution.eventLogs);
    try {
      record.output = JSON.stringify(await execution.result);
      record.status = "SUCCEEDED";
    } catch (error) {
      if (this.#stopped) return;
      record.status = error instanceof ExecutionTimeoutError ? "TIMED_OUT" : "FAILED";
      const { name, message } = error instanceof Error && error.cause instanceof Error ? error.cause : asError(error);
      record.error = name;
      record.cause = message;
    } finally {
      this.#running.delete(record.executionArn);
    }
    await watched;
    record.at = null;
    record.stopDate = new Date().toISOString();
    await this.#store.save(record);
    this.#ended(record);
  }

  async #watch(record: ExecutionRecord, events: ReturnType<StateMachine["run"]>["eventLogs"]): Promise<void> {
    for await (const event of events) {
      if (this.#stopped) continue;
      if (event.type === "StateEntered") {
        record.at = { state: event.state.name, input: event.state.input, entered: new Date().toISOString() };
        await this.#store.save(record);
      } else if (event.type === "StateFailed" && record.at) {
        const failure = { error: event.Error, cause: String(event.Cause), at: new Date().toISOString() };
        record.at = { ...record.at, failures: [...(record.at.failures ?? []), failure] };
        await this.#store.save(record);
      }
    }
  }
}

/**
 * The runner always sets its own start time in the context's `Execution`. An execution that continues after a restart
 * keeps its first one, so the definition is changed to read it from a field of ours.
 */
const CONTEXT = "LocalExecution";

export function asDefinition(definition: StateMachineDefinition): StateMachineDefinition {
  return JSON.parse(JSON.stringify(definition).replaceAll("$$.Execution.", () => `$$.${CONTEXT}.`));
}

function taskHandlers({ definition, invoke }: MachineSettings) {
  const tasks = Object.entries(definition.States).flatMap(([name, state]) =>
    state.Type === "Task" ? [[name, (input: unknown) => invoke(state.Resource, input)] as const] : [],
  );
  return Object.fromEntries(tasks) as Record<string, (input: unknown) => Promise<never>>;
}

function pauses({ definition }: MachineSettings, pauseMs: number | undefined) {
  if (pauseMs === undefined) return {};
  const everywhere = Object.fromEntries(Object.keys(definition.States).map((state) => [state, pauseMs]));
  return { waitTimeOverrides: everywhere, retryIntervalOverrides: everywhere };
}

function started({ executionArn, startDate }: ExecutionRecord) {
  return { executionArn, startDate: seconds(startDate) };
}

// https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html
function describe({ at: _at, ...record }: ExecutionRecord) {
  return {
    ...record,
    ...datesOf(record),
    inputDetails: { included: true },
    ...(record.output !== undefined && { outputDetails: { included: true } }),
    redriveCount: 0,
    redriveStatus: "NOT_REDRIVABLE",
  };
}

function endOf({ status, output, error, cause }: ExecutionRecord, detail: (content: object) => object) {
  switch (status) {
    case "FAILED":
      return { type: "ExecutionFailed", executionFailedEventDetails: { error, ...detail({ cause }) } };
    case "TIMED_OUT":
      return { type: "ExecutionTimedOut", executionTimedOutEventDetails: { error, ...detail({ cause }) } };
    default:
      return { type: "ExecutionSucceeded", executionSucceededEventDetails: detail({ output }) };
  }
}

const DEFAULT_PAGE = 100;
const pageSize = z.number().int().min(0).max(1000).default(0);
const listInput = z.object({
  stateMachineArn: z.string(),
  statusFilter: z.enum(["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED", "PENDING_REDRIVE"]).optional(),
  maxResults: pageSize,
  nextToken: z.string().optional(),
});
const historyInput = z.object({
  executionArn: z.string(),
  reverseOrder: z.boolean().default(false),
  maxResults: pageSize,
  includeExecutionData: z.boolean().default(true),
});
const tokenShape = z.object({ startDate: z.string(), executionArn: z.string() });
type Place = z.infer<typeof tokenShape>;

function newestFirst(a: Place, b: Place): number {
  return b.startDate.localeCompare(a.startDate) || a.executionArn.localeCompare(b.executionArn);
}

function tokenFor({ startDate, executionArn }: Place): string {
  return Buffer.from(JSON.stringify({ startDate, executionArn })).toString("base64url");
}

function readToken(token: string): Place {
  try {
    return tokenShape.parse(JSON.parse(Buffer.from(token, "base64url").toString()));
  } catch {
    throw new ServiceFailure(400, "InvalidToken", `Invalid Token: '${token}'`);
  }
}

function noMachine(stateMachineArn: string): ServiceFailure {
  return new ServiceFailure(400, "StateMachineDoesNotExist", `State Machine Does Not Exist: '${stateMachineArn}'`);
}

/** AWS's JSON protocol has dates as seconds since the epoch. */
function datesOf({ status, startDate, stopDate }: Pick<ExecutionRecord, "status" | "startDate" | "stopDate">) {
  return {
    status,
    startDate: seconds(startDate),
    ...(stopDate !== undefined && { stopDate: seconds(stopDate) }),
  };
}

function seconds(date: string): number {
  return Date.parse(date) / 1000;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
