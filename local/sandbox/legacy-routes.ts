import type { Context } from "hono";
import type { AppOptions } from "./app-options.ts";
import { readDatapoints } from "./datapoints.ts";
import { describeDataset, type LegacyDataset, statusOf } from "./dataset.ts";
import type { FaultyEnv } from "./fault-middleware.ts";
import { groupingQuery, pageQuery } from "./page.ts";
import { refuse, wrongParameters } from "./refusal.ts";
import { readTaskGroups } from "./task-groups.ts";
import { UPLOAD_CONTENT_TYPE } from "./upload-path.ts";
import { filenameOf, uploadTarget } from "./upload-url.ts";
import { uuidV7 } from "./uuid-v7.ts";

/** A dataset of version 3: what the guide has. */
export async function createLegacy(
  c: Context<FaultyEnv>,
  { name, workspaceId }: { name: string; workspaceId: string },
  { store, now }: AppOptions,
): Promise<Response> {
  const dataset: LegacyDataset = {
    schemaVersion: 3,
    id: uuidV7(now()),
    name,
    workspaceId,
    createdAt: new Date(now()).toISOString(),
    upload: null,
    inspection: null,
    uploads: 0,
  };
  await store.save(dataset);
  return c.json(asCreated(dataset, now()), 201);
}

export function getLegacy(c: Context<FaultyEnv>, dataset: LegacyDataset, options: AppOptions): Response {
  return c.json(asAnswered(dataset, options));
}

/** Returns a URL in any status of the dataset: whether an upload is allowed is decided when it arrives. */
export async function giveUploadUrl(
  c: Context<FaultyEnv>,
  { id }: LegacyDataset,
  options: AppOptions,
): Promise<Response> {
  const filename = filenameOf(c);
  if (filename === undefined) return refuse(c, 400, "Bad Request", "The filename is not percent-encoded UTF-8.");
  const target = uploadTarget(c, { datasetId: id, filename }, UPLOAD_CONTENT_TYPE, options);
  return c.json({ ...target, import_id: uuidV7(options.now()) });
}

export function listDatapoints(c: Context<FaultyEnv>, dataset: LegacyDataset, options: AppOptions): Promise<Response> {
  return withReadyFile(c, dataset, options, async (file) => {
    const page = pageQuery.safeParse(c.req.query());
    if (!page.success) return refuse(c, 400, "Bad Request", wrongParameters(page.error));
    const datapoints = await readDatapoints(file.path, page.data);
    return c.json({ dataset_id: file.id, total: file.datapoints, ...page.data, datapoints });
  });
}

export function listTaskGroups(c: Context<FaultyEnv>, dataset: LegacyDataset, options: AppOptions): Promise<Response> {
  return withReadyFile(c, dataset, options, async (file) => {
    const query = groupingQuery.safeParse(c.req.query());
    if (!query.success) return refuse(c, 400, "Bad Request", wrongParameters(query.error));
    const { tasks_per_group: tasksPerGroup, seed = file.id, offset, limit } = query.data;
    const groups = await readTaskGroups(file, { tasksPerGroup, seed, offset, limit });
    return c.json({ dataset_id: file.id, offset, limit, ...groups });
  });
}

interface ReadyFile {
  readonly id: string;
  readonly path: string;
  readonly datapoints: number;
  readonly hasGroupingId: boolean;
}

/** A dataset's datapoints can be read once it is READY, since only then a batch can use it [guide]. */
async function withReadyFile(
  c: Context<FaultyEnv>,
  dataset: LegacyDataset,
  { store, now }: AppOptions,
  answer: (file: ReadyFile) => Promise<Response>,
): Promise<Response> {
  const { id, inspection } = dataset;
  const status = statusOf(dataset, now());
  if (status !== "READY" || !inspection?.ok) {
    return refuse(c, 409, "Conflict", `The dataset is ${status}, not READY.`);
  }
  const { datapoints, hasGroupingId } = inspection;
  return answer({ id, path: store.filePath(id), datapoints, hasGroupingId });
}

/** The guide's fields, then those that the live service sends besides [reference]. */
function asCreated(dataset: LegacyDataset, now: number) {
  const { id, name, status, workspaceId, createdAt, datapoints } = describeDataset(dataset, "", now);
  return {
    id,
    name,
    status,
    created_at: createdAt,
    created_by: "sandbox",
    workspace_id: workspaceId,
    total_datapoint_count: datapoints,
    schema_version: 3,
  };
}

function asAnswered(dataset: LegacyDataset, { now }: AppOptions) {
  const { filename, hasGroupingId } = describeDataset(dataset, "", now());
  return { ...asCreated(dataset, now()), filename, has_predetermined_grouping_id: hasGroupingId };
}
