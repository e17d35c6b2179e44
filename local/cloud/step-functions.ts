import { ExecutionTimeoutError, StateMachine, type StateMachineDefinition } from "aws-local-stepfunctions";
import type { ExecutionRecord, ExecutionsStore } from "./executions-store.ts";
import { ServiceFailure } from "./json-protocol.ts";

/** One state machine of the template, and how its tasks are run. */
export interface MachineSettings {
  readonly arn: string;
  readonly definition: StateMachineDefinition;
  /** Runs the function with this ARN. */
  readonly invoke: (functionArn: string, input: unknown) => Promise<unknown>;
}

/** What happens in executions, for whoever watches. */
export interface ExecutionWatcher {
  stateEntered(execution: ExecutionRecord, state: string, input: unknown): void;
  executionEnded(execution: ExecutionRecord): void;
}

/**
 * Step Functions: the calls around executions, with the service's rule for repeated names, on a runner of the
 * language. Each state is kept on disk as it is entered, so that after a restart an execution goes on from there.
 */
export class StepFunctions {
  readonly #machines: ReadonlyMap<string, MachineSettings>;
  readonly #store: ExecutionsStore;
  readonly #watcher: ExecutionWatcher;
  readonly #running = new Map<string, () => void>();
  #stopped = false;

  constructor(machines: readonly MachineSettings[], store: ExecutionsStore, watcher: ExecutionWatcher) {
    this.#machines = new Map(machines.map((machine) => [machine.arn, machine]));
    this.#store = store;
    this.#watcher = watcher;
    // What the runner can't run is refused here, before anything starts.
    for (const { definition } of machines) new StateMachine(asDefinition(definition));
  }

  /** Goes on with what was under way when the cloud last stopped. */
  resume(): void {
    for (const record of this.#store.all()) if (record.status === "RUNNING") void this.#run(record);
  }

  handle(operation: string, input: Record<string, unknown>): unknown {
    switch (operation) {
      case "StartExecution":
        return this.#start(String(input.stateMachineArn), String(input.name), String(input.input ?? "{}"));
      case "DescribeExecution":
        return describe(this.#find(String(input.executionArn)));
      case "ListExecutions":
        return { executions: this.#list(String(input.stateMachineArn), input.statusFilter) };
      default:
        throw ServiceFailure.unknownOperation("Step Functions", operation);
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const abort of this.#running.values()) abort();
    await this.#store.flush();
  }

  // https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
  async #start(stateMachineArn: string, name: string, input: string) {
    if (!this.#machines.has(stateMachineArn)) {
      throw new ServiceFailure(400, "StateMachineDoesNotExist", `State Machine Does Not Exist: '${stateMachineArn}'`);
    }
    if (!/^[0-9A-Za-z_-]{1,80}$/.test(name)) throw new ServiceFailure(400, "InvalidName", `Invalid Name: '${name}'`);

    const executionArn = `${stateMachineArn.replace(":stateMachine:", ":execution:")}:${name}`;
    const known = this.#store.get(executionArn);
    if (known) {
      if (known.status === "RUNNING" && known.input === input) return started(known);
      throw new ServiceFailure(400, "ExecutionAlreadyExists", `Execution Already Exists: '${executionArn}'`);
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

  #list(stateMachineArn: string, status: unknown) {
    return this.#store
      .all()
      .filter((record) => record.stateMachineArn === stateMachineArn && (!status || record.status === status))
      .sort((a, b) => b.startDate.localeCompare(a.startDate))
      .map(({ name, executionArn, ...record }) => ({ name, executionArn, stateMachineArn, ...datesOf(record) }));
  }

  async #run(record: ExecutionRecord): Promise<void> {
    const machine = this.#machines.get(record.stateMachineArn);
    if (!machine) return;
    const from = record.at ?? { state: machine.definition.StartAt, input: JSON.parse(record.input) };
    const definition = asDefinition({ ...machine.definition, StartAt: from.state });
    // From its middle on, some states can't be reached any more, which is no fault here; the whole was checked at first.
    const execution = new StateMachine(definition, { validationOptions: { noValidate: true } }).run(from.input, {
      overrides: { taskResourceLocalHandlers: taskHandlers(machine) },
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
    this.#watcher.executionEnded(record);
  }

  async #watch(record: ExecutionRecord, events: ReturnType<StateMachine["run"]>["eventLogs"]): Promise<void> {
    for await (const event of events) {
      if (event.type !== "StateEntered" || this.#stopped) continue;
      record.at = { state: event.state.name, input: event.state.input };
      await this.#store.save(record);
      this.#watcher.stateEntered(record, event.state.name, event.state.input);
    }
  }
}

/**
 * The runner says its own start time in the context's `Execution`, whatever it is given. An execution that goes on
 * after a restart keeps its first one, so the machine is made to read it from a part of ours.
 */
const CONTEXT = "LocalExecution";

function asDefinition(definition: StateMachineDefinition): StateMachineDefinition {
  return JSON.parse(JSON.stringify(definition).replaceAll("$$.Execution.", () => `$$.${CONTEXT}.`));
}

function taskHandlers({ definition, invoke }: MachineSettings) {
  const tasks = Object.entries(definition.States).flatMap(([name, state]) =>
    state.Type === "Task" ? [[name, (input: unknown) => invoke(state.Resource, input)] as const] : [],
  );
  return Object.fromEntries(tasks) as Record<string, (input: unknown) => Promise<never>>;
}

function started({ executionArn, startDate }: ExecutionRecord) {
  return { executionArn, startDate: Date.parse(startDate) / 1000 };
}

function describe({ at: _at, ...record }: ExecutionRecord) {
  return { ...record, ...datesOf(record) };
}

/** AWS's JSON protocol has dates as seconds since the epoch. */
function datesOf({ status, startDate, stopDate }: Pick<ExecutionRecord, "status" | "startDate" | "stopDate">) {
  return {
    status,
    startDate: Date.parse(startDate) / 1000,
    ...(stopDate !== undefined && { stopDate: Date.parse(stopDate) / 1000 }),
  };
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
