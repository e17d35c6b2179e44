import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { type Context, Hono, type MiddlewareHandler } from "hono";
import * as z from "zod";
import { readDatapoints } from "./datapoints.ts";
import { describeDataset, type StoredDataset, statusOf } from "./dataset.ts";
import type { DatasetStore } from "./dataset-store.ts";
import { type FaultyEnv, withFaults } from "./fault-middleware.ts";
import { faultRules } from "./faults.ts";
import { pageQuery, wholeNumber } from "./page.ts";
import { presign, type SigningKey } from "./presigned-url.ts";
import { limitRate } from "./rate-limit.ts";
import { refuse, turnAway, wrongFields, wrongParameters } from "./refusal.ts";
import type { Switches } from "./switches.ts";
import { readTaskGroups } from "./task-groups.ts";
import { UPLOAD_CONTENT_TYPE, UPLOAD_METHOD, uploadPath } from "./upload-path.ts";
import { uuidV7 } from "./uuid-v7.ts";

export interface AppOptions extends Switches {
  readonly store: DatasetStore;
  readonly token: string;
  /** Signs upload URLs. */
  readonly key: SigningKey;
  readonly now: () => number;
  /** How long an upload URL is valid, in seconds. */
  readonly urlSeconds: number;
  /** How many API calls are allowed per minute; undefined for no limit. */
  readonly callsPerMinute: number | undefined;
}

const DATASETS = "/api/v1/data-collection/datasets";
const ME = "/api/v1/users/me/";
const WORKSPACE = "/api/v1/workspaces/:id/";
const FAULTS = "/_sandbox/faults";

// A name and an id, or a list of faults, are far shorter. Chosen here.
const LARGEST_BODY_BYTES = 1024 ** 2;

// The contract has no limits for either, so they only must not be empty.
const required = z.string("This field is required.").regex(/\S/, "This field may not be blank.");
const createBody = z.object({ name: required, workspace_id: required }, "A JSON object is required.");

const groupingQuery = pageQuery.extend({
  tasks_per_group: wholeNumber.refine((size) => size > 0, "A whole number above 0 is required.").optional(),
  seed: z.string().optional(),
});

/** The dataset API as dataset-api.md has it, what it leads to, and `/_sandbox/faults` to break it with. Uploads go past it. */
export function sandboxApp(options: AppOptions): Hono<FaultyEnv> {
  const app = new Hono<FaultyEnv>();
  faultRoutes(app, options);
  datasetRoutes(app, options);
  app.notFound((c) => turnAway(c, 404, "Not found", `There is no ${c.req.path}.`));
  app.onError((error, c) => {
    if (error instanceof TooLarge) return refuse(c, 413, "Payload Too Large", error.message);
    return turnAway(c, 500, "Internal server error", error.message);
  });
  return app;
}

/** Needs no token: by default, only this machine can reach the sandbox. */
function faultRoutes(app: Hono<FaultyEnv>, { faults }: AppOptions): void {
  app.get(FAULTS, (c) => c.json(faults.list()));
  app.put(FAULTS, async (c) => {
    const rules = faultRules.safeParse(await readJson(c));
    if (!rules.success) return refuse(c, 400, "Bad fault rules", z.prettifyError(rules.error));
    faults.set(rules.data);
    return c.json(faults.list());
  });
  app.delete(FAULTS, (c) => {
    faults.clear();
    return c.json(faults.list());
  });
  app.all(FAULTS, (c) => methodNotAllowed(c, "GET, PUT, DELETE"));
}

function datasetRoutes(app: Hono<FaultyEnv>, options: AppOptions): void {
  const guard = requireToken(options.token);
  app.use(DATASETS, guard);
  app.use(`${DATASETS}/*`, guard);
  app.use(ME, guard);
  app.use(WORKSPACE, guard);
  if (options.callsPerMinute !== undefined) {
    const limit = limitRate(options.callsPerMinute, options.now);
    app.use(DATASETS, limit);
    app.use(`${DATASETS}/*`, limit);
  }

  const body: MiddlewareHandler<FaultyEnv> = async (c, next) => {
    c.set("body", await readJson(c));
    await next();
  };
  const named = (c: Context<FaultyEnv>) => {
    const { data } = createBody.safeParse(c.get("body"));
    return data && { name: data.name, workspaceId: data.workspace_id };
  };
  const ofId = (c: Context<FaultyEnv>) => options.store.get(c.req.param("id") ?? "");

  // Whose token it is [reference]; the fields are chosen here.
  app.get(
    ME,
    withFaults("me", options, () => undefined),
    (c) => c.json({ id: "sandbox", name: "The sandbox" }),
  );
  app.all(ME, (c) => methodNotAllowed(c, "GET"));

  // A workspace [reference]. Chosen here: there is one under every id.
  app.get(
    WORKSPACE,
    withFaults("workspace", options, (c) => ({ name: "", workspaceId: c.req.param("id") ?? "" })),
    (c) => c.json({ id: c.req.param("id"), title: "The sandbox's workspace" }),
  );
  app.all(WORKSPACE, (c) => methodNotAllowed(c, "GET"));

  app.post(DATASETS, body, withFaults("create", options, named), (c) => create(c, options));
  app.all(DATASETS, (c) => methodNotAllowed(c, "POST"));

  app.get(`${DATASETS}/:id`, withFaults("get", options, ofId), (c) =>
    withDataset(c, options, async (dataset) => c.json(asAnswered(dataset, options))),
  );
  app.get(`${DATASETS}/:id/upload-url/:filename`, withFaults("uploadUrl", options, ofId), (c) =>
    withDataset(c, options, async (dataset) => giveUploadUrl(c, dataset, options)),
  );
  app.get(`${DATASETS}/:id/datapoints`, (c) =>
    withReadyFile(c, options, async (file) => {
      const page = pageQuery.safeParse(c.req.query());
      if (!page.success) return refuse(c, 400, "Bad Request", wrongParameters(page.error));
      const datapoints = await readDatapoints(file.path, page.data);
      return c.json({ dataset_id: file.id, total: file.datapoints, ...page.data, datapoints });
    }),
  );
  app.get(`${DATASETS}/:id/task-groups`, (c) =>
    withReadyFile(c, options, async (file) => {
      const query = groupingQuery.safeParse(c.req.query());
      if (!query.success) return refuse(c, 400, "Bad Request", wrongParameters(query.error));
      const { tasks_per_group: tasksPerGroup, seed = file.id, offset, limit } = query.data;
      const groups = await readTaskGroups(file, { tasksPerGroup, seed, offset, limit });
      return c.json({ dataset_id: file.id, offset, limit, ...groups });
    }),
  );
  for (const path of ["", "/upload-url/:filename", "/datapoints", "/task-groups"]) {
    app.all(`${DATASETS}/:id${path}`, (c) => methodNotAllowed(c, "GET"));
  }
}

/** A missing token gets a different response than a wrong one, so that both forms of a refusal occur [chosen here]. */
function requireToken(token: string): MiddlewareHandler<FaultyEnv> {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  const expected = digest(`Token ${token}`);
  return async (c, next) => {
    const given = c.req.header("authorization");
    if (given === undefined)
      return turnAway(c, 401, "Unauthorized", "Authentication credentials were not provided.", {
        "www-authenticate": "Token",
      });
    if (!timingSafeEqual(digest(given), expected)) return refuse(c, 401, "Unauthorized", "Invalid token.");
    return next();
  };
}

/** Each call creates a dataset, and a repeated call another one [guide]. Unknown fields are ignored. */
async function create(c: Context<FaultyEnv>, { store, now }: AppOptions): Promise<Response> {
  const body = createBody.safeParse(c.get("body"));
  if (!body.success) return refuse(c, 400, "Bad Request", wrongFields(body.error));
  const dataset: StoredDataset = {
    id: uuidV7(now()),
    name: body.data.name,
    workspaceId: body.data.workspace_id,
    createdAt: new Date(now()).toISOString(),
    upload: null,
    inspection: null,
    uploads: 0,
  };
  await store.save(dataset);
  return c.json(asCreated(dataset, now()), 201);
}

/** Returns a URL in any status of the dataset: whether an upload is allowed is decided when it arrives. */
async function giveUploadUrl(c: Context<FaultyEnv>, dataset: StoredDataset, options: AppOptions): Promise<Response> {
  const filename = lastSegment(c.env.incoming.url ?? "");
  if (filename === undefined) return refuse(c, 400, "Bad Request", "The filename is not percent-encoded UTF-8.");
  const { urlSeconds } = options;
  const fault = c.get("fault");
  const badUrl = fault?.kind === "bad-url" ? fault.how : undefined;
  // Whole seconds, as in the URL.
  const asked = Math.floor(options.now() / 1000) * 1000;
  const from = badUrl === "expired" ? asked - 2 * urlSeconds * 1000 : asked;
  const key = badUrl === "signature" ? { ...options.key, secret: randomBytes(32).toString("hex") } : options.key;

  const { origin, host } = new URL(c.req.url);
  const path = uploadPath({ datasetId: dataset.id, filename });
  const headers = { host, "content-type": UPLOAD_CONTENT_TYPE };
  const query = presign({ method: UPLOAD_METHOD, path, headers }, key, { from, seconds: urlSeconds });
  return c.json({
    dataset_id: dataset.id,
    upload_url: `${origin}${path}?${query}`,
    http_method: UPLOAD_METHOD,
    expires_at: new Date(from + urlSeconds * 1000).toISOString().replace(".000Z", "Z"),
    content_type: UPLOAD_CONTENT_TYPE,
    file_key: `${dataset.id}/${filename}`,
    import_id: uuidV7(options.now()),
  });
}

async function withDataset(
  c: Context<FaultyEnv>,
  { store }: AppOptions,
  answer: (dataset: StoredDataset) => Promise<Response>,
): Promise<Response> {
  const vanished = c.get("fault")?.kind === "vanish";
  const dataset = vanished ? undefined : store.get(c.req.param("id") ?? "");
  return dataset ? answer(dataset) : refuse(c, 404, "Not Found", "There is no such dataset.");
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
  options: AppOptions,
  answer: (file: ReadyFile) => Promise<Response>,
): Promise<Response> {
  return withDataset(c, options, async ({ id, ...dataset }) => {
    const { inspection } = dataset;
    const status = statusOf({ id, ...dataset }, options.now());
    if (status !== "READY" || !inspection?.ok) {
      return refuse(c, 409, "Conflict", `The dataset is ${status}, not READY.`);
    }
    const { datapoints, hasGroupingId } = inspection;
    return answer({ id, path: options.store.filePath(id), datapoints, hasGroupingId });
  });
}

/** The guide's fields, then those that the live service sends besides [reference]. */
function asCreated(dataset: StoredDataset, now: number) {
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

function asAnswered(dataset: StoredDataset, { now }: AppOptions) {
  const { filename, hasGroupingId } = describeDataset(dataset, "", now());
  return { ...asCreated(dataset, now()), filename, has_predetermined_grouping_id: hasGroupingId };
}

function methodNotAllowed(c: Context<FaultyEnv>, allow: string): Response {
  const detail = `${c.req.method} is not allowed here; ${allow} is.`;
  return turnAway(c, 405, "Method not allowed", detail, { allow });
}

class TooLarge extends Error {}

/**
 * The body, or undefined if it is not JSON.
 *
 * @throws {TooLarge}
 */
async function readJson(c: Context<FaultyEnv>): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of c.req.raw.body ?? []) {
    bytes += chunk.length;
    if (bytes > LARGEST_BODY_BYTES)
      throw new TooLarge(`A body of ${LARGEST_BODY_BYTES} bytes is the most there may be.`);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    return undefined;
  }
}

/** Decoded once, from what was sent: a router's own reading may have decoded it already, or in part. */
function lastSegment(url: string): string | undefined {
  const path = url.split("?", 1)[0] ?? "";
  try {
    return decodeURIComponent(path.slice(path.lastIndexOf("/") + 1));
  } catch {
    return undefined;
  }
}
