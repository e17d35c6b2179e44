import * as z from "zod/mini";
import { CONTENT_TYPES, formatOfName } from "../validation/file-format.ts";
import type { DatasetSchema } from "../validation/schema/dataset-schema.ts";
import { checkToken } from "./account.ts";
import {
  DatasetNeedsSchema,
  DatasetServiceAccessRefused,
  DatasetServiceRefused,
  DatasetServiceThrottled,
  DatasetServiceTokenRefused,
  DatasetServiceUnavailable,
} from "./errors.ts";
import { type Import, importShape, readImport } from "./import.ts";
import { needsPerson } from "./needs-person.ts";
import { schemaJson } from "./schema-json.ts";
import { type Call, callOnce } from "./service-call.ts";

/** A dataset that was just created. Fields that are not needed are not read, whatever they are. */
export interface NewDataset {
  readonly id: string;
  /** Whether the service made it a typed dataset (version 4), which takes no file until it has a schema. */
  readonly needsSchema: boolean;
}

/** A dataset, as the service last said it. */
export interface Dataset {
  readonly id: string;
  /** One of `UNINITIALISED`, `PROCESSING`, `READY`, `ERROR`, or whatever else the service says. */
  readonly status: string;
  /** How many datapoints the service counts in it; null where it does not say. */
  readonly datapoints: number | null;
}

/** Where and how a file is to be uploaded. Anyone who has the URL can use it: it is never logged. */
export interface UploadTarget {
  readonly url: string;
  readonly method: string;
  readonly contentType: string;
  /** The import that the upload begins; null for a dataset without a schema. */
  readonly importId: string | null;
}

/** The dataset service's API, as `dataset-api.md` has it. Every call throws a {@link DatasetServiceError}. */
export interface DatasetService {
  /** There is no idempotency key: a second call is a second dataset. With a schema it is a typed one (version 4). */
  create(request: { name: string; workspaceId: string; schema?: DatasetSchema | undefined }): Promise<NewDataset>;
  /**
   * A URL for one upload, which expires: request a new one for each attempt.
   *
   * @param fileName what stands before its last slash is left out: the official client sends base names, and many gateways
   *   answer 404 to `%2F`
   */
  uploadTarget(datasetId: string, fileName: string): Promise<UploadTarget>;
  get(datasetId: string): Promise<Dataset>;
  /** How far an import into a typed dataset is. */
  getImport(datasetId: string, importId: string): Promise<Import>;
}

/** Reads the token; `fresh` goes past every cache, for after a refusal. */
export type ReadToken = (options: { fresh: boolean }) => Promise<string>;

/**
 * @param tries how many tries this call has had
 * @param nextAt when the next one is made, in milliseconds since the epoch; null where none is
 */
export type OnTrouble = (error: unknown, tries: number, nextAt: number | null) => void;

export interface DatasetServiceOptions {
  /** `https://api.prolific.com`, without a path. */
  readonly baseUrl: string;
  readonly readToken: ReadToken;
  /** Called after every try that failed. */
  readonly onTrouble?: OnTrouble;
  /** How long one call may take from first to last try, in milliseconds. */
  readonly patienceMs?: number;
}

// A brief problem passes within a minute. Longer waits are for the queue and the state machine, where waiting costs nothing.
const DEFAULT_PATIENCE_MS = 45_000;
const FIRST_BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 10_000;

const version = { schema_version: z.nullish(z.number()), schema: z.nullish(z.unknown()) };
const createdShape = z.object({ id: z.string().check(z.minLength(1)), ...version });
const datasetShape = z
  .object({
    id: z.string().check(z.minLength(1)),
    status: z.nullish(z.string()),
    total_datapoint_count: z.nullish(z.number()),
    ...version,
  })
  // A typed dataset has imports in place of a status.
  .check(z.refine((dataset) => typeof dataset.status === "string" || isTyped(dataset), "A status is required."));
const uploadShape = z.object({
  upload_url: z.url({ protocol: /^https?$/ }),
  http_method: z.nullish(z.string()),
  content_type: z.nullish(z.string()),
  import_id: z.nullish(z.string()),
});

/** From this version on a dataset has a schema. */
const TYPED_VERSION = 4;

function isTyped({ schema_version }: { schema_version?: number | null | undefined }): boolean {
  return (schema_version ?? 0) >= TYPED_VERSION;
}

export function connectDatasetService(options: DatasetServiceOptions): DatasetService {
  const datasets = `${options.baseUrl.replace(/\/+$/, "")}/api/v1/data-collection/datasets`;
  const call = <T>(request: PatientCall<T>) => callPatiently(request, options);

  return {
    async create({ name, workspaceId, schema }) {
      const created = await call({
        what: "create a dataset",
        method: "POST",
        url: datasets,
        body: { name, workspace_id: workspaceId, ...(schema && { schema: schemaJson(schema) }) },
        answer: createdShape,
        mayBeOutOfReach: true,
      });
      return { id: created.id, needsSchema: schema === undefined && isTyped(created) && !created.schema };
    },

    async uploadTarget(datasetId, fileName) {
      const target = await call({
        what: "get an upload URL",
        method: "GET",
        url: `${datasets}/${encodeURIComponent(datasetId)}/upload-url/${encodeURIComponent(baseName(fileName).toWellFormed())}`,
        answer: uploadShape,
      });
      return {
        url: target.upload_url,
        method: target.http_method ?? "PUT",
        contentType: target.content_type ?? CONTENT_TYPES[formatOfName(fileName)],
        importId: target.import_id ?? null,
      };
    },

    async get(datasetId) {
      const { id, status, total_datapoint_count } = await call({
        what: "read a dataset",
        method: "GET",
        url: `${datasets}/${encodeURIComponent(datasetId)}`,
        answer: datasetShape,
      });
      if (typeof status !== "string") throw new DatasetNeedsSchema(id);
      return { id, status, datapoints: total_datapoint_count ?? null };
    },

    async getImport(datasetId, importId) {
      const answer = await call({
        what: "read an import",
        method: "GET",
        url: `${datasets}/${encodeURIComponent(datasetId)}/imports/${encodeURIComponent(importId)}`,
        answer: importShape,
      });
      return readImport(answer);
    },
  };
}

function baseName(fileName: string): string {
  return fileName.slice(fileName.lastIndexOf("/") + 1);
}

interface PatientCall<T> extends Call<T> {
  /** Whether a 404 may mean that the token cannot reach the workspace that the call names. */
  readonly mayBeOutOfReach?: boolean;
}

/** Tries again what is worth it, with full jitter, as long as there is patience; honors `Retry-After`. */
async function callPatiently<T>(request: PatientCall<T>, options: DatasetServiceOptions): Promise<T> {
  const deadline = Date.now() + (options.patienceMs ?? DEFAULT_PATIENCE_MS);
  let freshToken = false;
  for (let attempt = 0; ; attempt++) {
    let token = "";
    try {
      token = await options.readToken({ fresh: freshToken });
      return await callOnce(request, token);
    } catch (error) {
      const tries = attempt + 1;
      const isTokenRefused = error instanceof DatasetServiceTokenRefused;
      if (isTokenRefused && !freshToken) {
        options.onTrouble?.(error, tries, Date.now());
        // The cached token may have been rotated away: read it again once.
        freshToken = true;
        continue;
      }
      const isOutOfReach = isTokenRefused || (request.mayBeOutOfReach && isNotFound(error));
      if (isOutOfReach && (await isTokenGood(token, options))) {
        throw new DatasetServiceAccessRefused(error.message, error.status);
      }
      const pause = pauseBefore(error, { attempt, repeatable: request.method === "GET" });
      const nextAt = pause === null || Date.now() + pause > deadline ? null : Date.now() + pause;
      options.onTrouble?.(error, tries, nextAt);
      if (nextAt === null || pause === null) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

function isNotFound(error: unknown): error is DatasetServiceRefused {
  return error instanceof DatasetServiceRefused && error.status === 404;
}

/**
 * Whether the service knows the token: it answers 401 or 404 for a workspace without access too, and only this call tells
 * the two apart. Where it fails, nothing is known, and the first refusal stands.
 */
async function isTokenGood(token: string, { baseUrl }: DatasetServiceOptions): Promise<boolean> {
  return checkToken(baseUrl, token).then(
    () => true,
    () => false,
  );
}

/** How many milliseconds to wait before another try; null where another try won't help. */
function pauseBefore(error: unknown, call: { attempt: number; repeatable: boolean }): number | null {
  if (!(error instanceof DatasetServiceThrottled || error instanceof DatasetServiceUnavailable)) return null;
  if (error instanceof DatasetServiceUnavailable && error.mayHaveTakenEffect && !call.repeatable) return null;
  if (needsPerson(error)) return null;
  const backoff = Math.random() * Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** call.attempt);
  return Math.max(backoff, (error.retryAfterSeconds ?? 0) * 1000);
}
