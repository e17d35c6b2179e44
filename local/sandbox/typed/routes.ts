import type { Context } from "hono";
import type { AppOptions } from "../app-options.ts";
import type { FaultyEnv } from "../fault-middleware.ts";
import { groupingQuery, pageQuery } from "../page.ts";
import { refuse, wrongParameters } from "../refusal.ts";
import { filenameOf, uploadTarget } from "../upload-url.ts";
import { uuidV7 } from "../uuid-v7.ts";
import { describeImport } from "./describe-import.ts";
import { recordCount, typedAnswer } from "./describe-typed.ts";
import { isJsonl } from "./imports.ts";
import { orderedJson } from "./ordered-json.ts";
import { isBlank } from "./read-records.ts";
import type { StoredSchema } from "./schema.ts";
import { timeline } from "./timeline.ts";
import { readTypedDatapoints, readTypedGroups } from "./typed-datapoints.ts";
import type { TypedDataset } from "./typed-dataset.ts";

type Call = Context<FaultyEnv>;

const JSONL = "application/x-ndjson";

// The contract's limit.
const MOST_APPENDED = 1000;

// A thousand records of 16 KiB. Chosen here.
export const LARGEST_APPEND_BYTES = 16 * 1024 ** 2;

export async function createTyped(
  c: Call,
  { name, workspaceId, schema }: { name: string; workspaceId: string; schema: StoredSchema },
  { store, imports, now }: AppOptions,
): Promise<Response> {
  const createdAt = new Date(now()).toISOString();
  const id = uuidV7(now());
  const dataset: TypedDataset = { schemaVersion: 4, id, name, workspaceId, createdAt, schema, imports: [], uploads: 0 };
  await store.save(dataset);
  return answerOrdered(c, typedAnswer(dataset, imports, now()), 201);
}

export function getTyped(c: Call, dataset: TypedDataset, { imports, now }: AppOptions): Response {
  return answerOrdered(c, typedAnswer(dataset, imports, now()), 200);
}

/** Each call makes one import [reference]. 201 is what the official client expects. */
export async function giveImportUrl(c: Call, dataset: TypedDataset, options: AppOptions): Promise<Response> {
  const filename = filenameOf(c);
  if (filename === undefined) return refuse(c, 400, "Bad Request", "The filename is not percent-encoded UTF-8.");
  if (!isJsonl(filename) && !filename.toLowerCase().endsWith(".csv")) {
    return refuse(c, 400, "Bad Request", `${JSON.stringify(filename)} does not end in .csv or .jsonl.`);
  }
  const { id: importId } = await options.imports.open(dataset, filename);
  const contentType = isJsonl(filename) ? JSONL : "text/csv";
  const target = uploadTarget(c, { datasetId: dataset.id, importId, filename }, contentType, options);
  return c.json({ ...target, import_id: importId }, 201);
}

export function getImport(c: Call, dataset: TypedDataset, { imports, now }: AppOptions): Response {
  const job = dataset.imports.find(({ id }) => id === c.req.param("importId"));
  if (!job) return refuse(c, 404, "Not Found", "The dataset has no such import.");
  return c.json(describeImport(dataset, job, timeline(dataset.imports, now()), imports.progressOf(job.id)));
}

/** Records without a file: an import of its own, which has ended when the call is answered. */
export async function appendRecords(c: Call, dataset: TypedDataset, options: AppOptions): Promise<Response> {
  const { imports, now } = options;
  if (c.req.header("content-type")?.split(";", 1)[0]?.trim().toLowerCase() !== JSONL) {
    return refuse(c, 415, "Unsupported Media Type", `The content type has to be ${JSONL}.`);
  }
  const body = c.get("bytes");
  const records = countRecords(body);
  if (records === undefined) return refuse(c, 400, "Bad Request", "The body is not UTF-8.");
  if (records === 0) return refuse(c, 400, "Bad Request", "The body has no records.");
  if (records > MOST_APPENDED) {
    return refuse(c, 400, "Bad Request", `${MOST_APPENDED} records are allowed; the body has ${records}.`);
  }
  const job = await imports.append(dataset, body);
  if (!job) return refuse(c, 409, "Conflict", "An import of the dataset is under way.");
  return c.json(describeImport(dataset, job, timeline(dataset.imports, now())));
}

export async function listTypedDatapoints(c: Call, dataset: TypedDataset, options: AppOptions): Promise<Response> {
  const page = pageQuery.safeParse(c.req.query());
  if (!page.success) return refuse(c, 400, "Bad Request", wrongParameters(page.error));
  const now = options.now();
  const datapoints = await readTypedDatapoints(dataset, { store: options.store, now }, page.data);
  return c.json({ dataset_id: dataset.id, total: recordCount(dataset, now), ...page.data, datapoints });
}

export async function listTypedGroups(c: Call, dataset: TypedDataset, options: AppOptions): Promise<Response> {
  const query = groupingQuery.safeParse(c.req.query());
  if (!query.success) return refuse(c, 400, "Bad Request", wrongParameters(query.error));
  const { tasks_per_group: tasksPerGroup, seed = dataset.id, offset, limit } = query.data;
  const view = { store: options.store, now: options.now() };
  const groups = await readTypedGroups(dataset, view, { tasksPerGroup, seed, offset, limit });
  return c.json({ dataset_id: dataset.id, offset, limit, ...groups });
}

/** As many as there are lines that are not blank; undefined if the body is not UTF-8. */
function countRecords(body: Buffer): number | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(body);
    return text.split("\n").filter((line) => !isBlank(line)).length;
  } catch {
    return undefined;
  }
}

function answerOrdered(c: Call, value: unknown, status: 200 | 201): Response {
  return c.body(orderedJson(value), status, { "content-type": "application/json" });
}
