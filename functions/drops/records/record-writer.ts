import { ConditionalCheckFailedException, type DynamoDBClient, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { type Drop, dropId } from "../drop.ts";
import { type DropRecord, type DropStep, listedStateOf, placeOf, type Trouble } from "./drop-record.ts";
import { FOLDER_STATE, folderItem, hourOf, listedAt, RECORD_EXPIRY } from "./record-table.ts";

/** A drop's new step, and what was learned of it. What is not given stays as it was. */
export interface RecordChange extends Partial<RecordFacts> {
  readonly drop: Drop;
  readonly attempt: number;
  /** When the file was uploaded, in ISO 8601. */
  readonly startedAt: string;
  readonly step: DropStep;
  /** The share of the file that the step has read, 0 to 1. Forgotten by the next change that does not give it. */
  readonly done?: number | null | undefined;
  /** Why it waits. Forgotten by the next change that does not give it. */
  readonly trouble?: Trouble | null | undefined;
  /** Whether the state machine enters the step again, which begins the count of its failed tries. */
  readonly isEntered?: boolean | undefined;
}

type RecordFacts = Pick<
  DropRecord,
  "workspaceId" | "droppedBy" | "bytes" | "rows" | "outcome" | "failedWith" | "findings" | "datasetId" | "finishedAt"
>;

/** A failed try of a step that the state machine retries. */
export interface StepFailure {
  readonly drop: Drop;
  readonly attempt: number;
  readonly startedAt: string;
  readonly step: DropStep;
  /** What is tried: failures of the same are counted, such as the second poll's. */
  readonly tried: string;
  /** The error's name, by which the state machine retries it. */
  readonly error: string;
  readonly reason: string;
  readonly needsPerson: boolean;
}

/** Records how far each drop is. No call throws: a failed write does not hold up the drop. */
export interface RecordWriter {
  /** Moves a drop's record on. A step that the record is past, in this or a later attempt, changes nothing. */
  write(change: RecordChange): Promise<void>;
  /** Keeps that a folder has a definition, or had one. */
  keepFolder(path: string): Promise<void>;
  /** Keeps a failed try of the step that the drop is at. */
  fail(failure: StepFailure): Promise<void>;
}

export interface RecordWriterOptions {
  readonly tableName: string;
  readonly client: DynamoDBClient;
  /** How long a record is kept, in days. */
  readonly keptDays: number;
  /** Called with the error of a write that failed. */
  readonly notWritten: (error: unknown) => void;
}

const NOT_ENDED = { outcome: null, failedWith: null, finishedAt: null };

/** The longest time for a write. If it fails, the next step writes the record again. */
const PATIENCE_MS = 1500;

export function connectRecordWriter({ tableName, client, keptDays, notWritten }: RecordWriterOptions): RecordWriter {
  /** @returns whether the condition held, as far as that is known */
  async function update(id: string, expression: Expression): Promise<boolean> {
    try {
      const change = new UpdateItemCommand({ TableName: tableName, Key: { id: { S: id } }, ...expression.input() });
      await client.send(change, { abortSignal: AbortSignal.timeout(PATIENCE_MS) });
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      notWritten(error);
      return true;
    }
  }

  function begin({ drop, attempt, startedAt, step }: Pick<RecordChange, "drop" | "attempt" | "startedAt" | "step">) {
    const id = dropId(drop);
    const now = new Date();
    const changedAt = now.toISOString();
    const uploadedAt = new Date(startedAt).toISOString();
    const place = placeOf(attempt, step);
    return {
      id,
      expression: new Expression()
        .set("key", drop.key)
        .set("versionId", drop.versionId)
        .set("startedAt", uploadedAt)
        .set("listedAt", listedAt(uploadedAt, id))
        .set("attempt", attempt)
        .set("step", step)
        .set("place", place)
        .set("changedAt", changedAt)
        .set("changedHour", hourOf(changedAt))
        .set(RECORD_EXPIRY, Math.floor(now.getTime() / 1000) + keptDays * 24 * 60 * 60)
        .onlyIf("(attribute_not_exists(#place) OR #place <= :place)"),
    };
  }

  return {
    async write({ done, trouble, isEntered = done === undefined && trouble === undefined, ...change }) {
      const { drop, attempt, startedAt, step, ...facts } = change;
      const { id, expression } = begin({ drop, attempt, startedAt, step });
      expression.set("state", listedStateOf(step, facts.outcome ?? null));
      // An earlier attempt's end is no longer the drop's.
      for (const [name, value] of Object.entries({ ...NOT_ENDED, ...facts })) {
        if (value !== undefined) expression.set(name, value);
      }
      expression.set("done", done ?? null).set("trouble", trouble ? JSON.stringify(trouble) : null);
      // Progress within a try, and calls that it repeats itself, are not the end of the step's failures.
      if (isEntered) expression.set("tried", null).set("tries", null);
      await update(id, expression);
    },

    async keepFolder(path) {
      const id = folderItem(path);
      await update(id, new Expression().set("state", FOLDER_STATE).set("listedAt", id));
    },

    async fail({ tried, error, reason, needsPerson, ...at }) {
      const failure = JSON.stringify({ error, reason, needsPerson, failedAt: new Date().toISOString() });
      const failing = () => {
        const { id, expression } = begin(at);
        return { id, expression: expression.set("trouble", failure).set("state", "in-progress") };
      };
      const again = failing();
      again.expression.value("tried", tried).add("tries").onlyIf("#tried = :tried");
      if (await update(again.id, again.expression)) return;
      const first = failing();
      await update(first.id, first.expression.set("tried", tried).set("tries", 1));
    },
  };
}

/** An update of some attributes: names of attributes may be words of DynamoDB's own. */
class Expression {
  readonly #sets: string[] = [];
  readonly #removed: string[] = [];
  readonly #conditions: string[] = [];
  readonly #names: Record<string, string> = {};
  readonly #values: Record<string, { S: string } | { N: string }> = {};

  /** Sets an attribute; null removes it. */
  set(name: string, value: string | number | null): this {
    if (value === null) {
      this.#names[`#${name}`] = name;
      this.#removed.push(`#${name}`);
      return this;
    }
    this.value(name, value);
    this.#sets.push(`#${name} = :${name}`);
    return this;
  }

  /** Names an attribute and a value, for a condition. */
  value(name: string, value: string | number): this {
    this.#names[`#${name}`] = name;
    this.#values[`:${name}`] = typeof value === "number" ? { N: String(value) } : { S: value };
    return this;
  }

  /** Adds 1 to an attribute. */
  add(name: string): this {
    this.#names[`#${name}`] = name;
    this.#values[":one"] = { N: "1" };
    this.#sets.push(`#${name} = #${name} + :one`);
    return this;
  }

  onlyIf(condition: string): this {
    this.#conditions.push(condition);
    return this;
  }

  input() {
    const remove = this.#removed.length > 0 ? ` REMOVE ${this.#removed.join(", ")}` : "";
    return {
      UpdateExpression: `SET ${this.#sets.join(", ")}${remove}`,
      ...(this.#conditions.length > 0 && { ConditionExpression: this.#conditions.join(" AND ") }),
      ExpressionAttributeNames: this.#names,
      ExpressionAttributeValues: this.#values,
    };
  }
}
