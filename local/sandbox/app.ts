import { createHash, timingSafeEqual } from "node:crypto";
import { type Context, Hono, type MiddlewareHandler } from "hono";
import * as z from "zod";
import type { AppOptions } from "./app-options.ts";
import { parseJson, readBody, TooLarge } from "./body.ts";
import type { StoredDataset } from "./dataset.ts";
import { type FaultyEnv, withFaults } from "./fault-middleware.ts";
import { faultRules } from "./faults.ts";
import { createLegacy, getLegacy, giveUploadUrl, listDatapoints, listTaskGroups } from "./legacy-routes.ts";
import { limitRate } from "./rate-limit.ts";
import { refuse, turnAway, wrongFields } from "./refusal.ts";
import {
  appendRecords,
  createTyped,
  getImport,
  getTyped,
  giveImportUrl,
  LARGEST_APPEND_BYTES,
  listTypedDatapoints,
  listTypedGroups,
} from "./typed/routes.ts";
import { schemaIn } from "./typed/schema.ts";

const DATASETS = "/api/v1/data-collection/datasets";
const ME = "/api/v1/users/me/";
const WORKSPACE = "/api/v1/workspaces/:id/";
const FAULTS = "/_sandbox/faults";

// A name and an id, or a list of faults, are far shorter. Chosen here.
const LARGEST_BODY_BYTES = 1024 ** 2;

// The contract has no limits for either, so they only must not be empty.
const required = z.string("This field is required.").regex(/\S/, "This field may not be blank.");
const createBody = z.object({ name: required, workspace_id: required }, "A JSON object is required.");

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
    const rules = faultRules.safeParse(parseJson(String(await readBody(c, LARGEST_BODY_BYTES))));
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

  // Read before a fault is applied, so that no response comes before its request.
  const body =
    (most: number): MiddlewareHandler<FaultyEnv> =>
    async (c, next) => {
      c.set("bytes", await readBody(c, most));
      await next();
    };
  const named = (c: Context<FaultyEnv>) => {
    const { data } = createBody.safeParse(parseJson(String(c.get("bytes"))));
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

  app.post(DATASETS, body(LARGEST_BODY_BYTES), withFaults("create", options, named), (c) => create(c, options));
  app.all(DATASETS, (c) => methodNotAllowed(c, "POST"));

  app.get(`${DATASETS}/:id`, withFaults("get", options, ofId), (c) =>
    withDataset(c, options, async (dataset) =>
      dataset.schemaVersion === 4 ? getTyped(c, dataset, options) : getLegacy(c, dataset, options),
    ),
  );
  app.get(`${DATASETS}/:id/upload-url/:filename`, withFaults("uploadUrl", options, ofId), (c) =>
    withDataset(c, options, async (dataset) =>
      dataset.schemaVersion === 4 ? giveImportUrl(c, dataset, options) : giveUploadUrl(c, dataset, options),
    ),
  );
  app.get(`${DATASETS}/:id/imports/:importId`, withFaults("import", options, ofId), (c) =>
    withDataset(c, options, async (dataset) =>
      dataset.schemaVersion === 4
        ? getImport(c, dataset, options)
        : refuse(c, 404, "Not Found", "A version 3 dataset has no imports."),
    ),
  );
  app.post(`${DATASETS}/:id/datapoints`, body(LARGEST_APPEND_BYTES), withFaults("append", options, ofId), (c) =>
    withDataset(c, options, async (dataset) =>
      dataset.schemaVersion === 4
        ? appendRecords(c, dataset, options)
        : refuse(c, 400, "Bad Request", "Records can only be appended to a dataset with a schema."),
    ),
  );
  app.get(`${DATASETS}/:id/datapoints`, (c) =>
    withDataset(c, options, async (dataset) =>
      dataset.schemaVersion === 4 ? listTypedDatapoints(c, dataset, options) : listDatapoints(c, dataset, options),
    ),
  );
  app.get(`${DATASETS}/:id/task-groups`, (c) =>
    withDataset(c, options, async (dataset) =>
      dataset.schemaVersion === 4 ? listTypedGroups(c, dataset, options) : listTaskGroups(c, dataset, options),
    ),
  );
  for (const path of ["", "/upload-url/:filename", "/imports/:importId", "/task-groups"]) {
    app.all(`${DATASETS}/:id${path}`, (c) => methodNotAllowed(c, "GET"));
  }
  app.all(`${DATASETS}/:id/datapoints`, (c) => methodNotAllowed(c, "GET, POST"));
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

/** Each call creates a dataset, and a repeated call another one [guide]; with a schema, one of version 4. Unknown fields are ignored. */
async function create(c: Context<FaultyEnv>, options: AppOptions): Promise<Response> {
  const text = String(c.get("bytes"));
  const body = createBody.safeParse(parseJson(text));
  const schema = schemaIn(text);
  if (!body.success || (schema && "mistakes" in schema)) {
    const inSchema = schema && "mistakes" in schema ? schema.mistakes : [];
    const inBody = body.success ? [] : body.error.issues;
    return refuse(c, 400, "Bad Request", wrongFields([...inBody, ...inSchema]));
  }
  const { name, workspace_id: workspaceId } = body.data;
  if (schema) return createTyped(c, { name, workspaceId, schema: schema.schema }, options);
  return createLegacy(c, { name, workspaceId }, options);
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

function methodNotAllowed(c: Context<FaultyEnv>, allow: string): Response {
  const detail = `${c.req.method} is not allowed here; ${allow} is.`;
  return turnAway(c, 405, "Method not allowed", detail, { allow });
}
