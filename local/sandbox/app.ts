import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { type Context, Hono } from "hono";
import * as z from "zod";
import { readRows, taskGroups, visibleOf } from "./datapoints.ts";
import type { DatasetStore, StoredDataset } from "./dataset-store.ts";
import { type Faults, type FaultyCall, faultRules } from "./faults.ts";
import { formatDate, presign } from "./presigned-url.ts";
import { UPLOADS } from "./uploads.ts";

export interface AppOptions {
  readonly store: DatasetStore;
  readonly faults: Faults;
  readonly token: string;
  /** Signs upload URLs. */
  readonly secret: string;
  readonly now: () => number;
  /** How long an upload URL holds, in seconds. */
  readonly urlSeconds: number;
}

type Env = { Bindings: HttpBindings };

// A name of this length is more than anybody can read; the contract is silent, so the bound is chosen here.
const createBody = z.object({ name: z.string().trim().min(1).max(255), workspace_id: z.string().min(1) });

const API = "/api/v1/data-collection/datasets";

/** The dataset API over HTTP, as dataset-api.md has it, and `/_sandbox/faults` to break it with. */
export function sandboxApp(options: AppOptions): Hono<Env> {
  const { store, faults } = options;
  const app = new Hono<Env>();

  app.get("/_sandbox/faults", (c) => c.json(faults.list()));
  app.delete("/_sandbox/faults", (c) => {
    faults.set([]);
    return c.json([]);
  });
  app.put("/_sandbox/faults", async (c) => {
    const rules = faultRules.safeParse(await c.req.json().catch(() => undefined));
    if (!rules.success) return refuse(c, 400, "Bad fault rules", z.prettifyError(rules.error));
    faults.set(rules.data);
    return c.json(rules.data);
  });

  app.use(`${API}/*`, (c, next) => guard(c, next, options.token));
  app.use(API, (c, next) => guard(c, next, options.token));

  app.post(API, (c) =>
    withFaults(c, faults, "create", async () => {
      const body = createBody.safeParse(await c.req.json().catch(() => undefined));
      if (!body.success) return refuse(c, 400, "Bad Request", fieldErrors(body.error));
      const dataset: StoredDataset = {
        id: uuidv7(options.now()),
        name: body.data.name,
        workspaceId: body.data.workspace_id,
        createdAt: new Date(options.now()).toISOString(),
        status: "UNINITIALISED",
        filename: null,
        readyAt: null,
        datapoints: 0,
        hasGroupingId: false,
        problem: null,
        upload: null,
        uploads: 0,
      };
      await store.save(dataset);
      return c.json(describe(dataset), 201);
    }),
  );

  app.get(`${API}/:id`, (c) =>
    withDataset(c, options, "get", async (dataset) => {
      const odd = faults.take("get", "answer");
      if (odd?.body === "unknown-status") return c.json({ ...describe(dataset), status: "HIBERNATING" });
      return odd ? oddAnswer(c, odd.body) : c.json(describe(dataset));
    }),
  );

  app.get(`${API}/:id/upload-url/:filename`, (c) =>
    withDataset(c, options, "uploadUrl", async (dataset) => {
      const fault = faults.take("uploadUrl", "bad-url");
      const now = fault?.how === "expired" ? options.now() - 2 * options.urlSeconds * 1000 : options.now();
      const secret = fault?.how === "signature" ? "another secret" : options.secret;
      const filename = c.req.param("filename");
      const path = `${UPLOADS}${dataset.id}/${encodeURIComponent(filename)}`;
      const query = presign({ method: "PUT", path, date: formatDate(now), expiresSeconds: options.urlSeconds }, secret);
      return c.json({
        dataset_id: dataset.id,
        upload_url: `${new URL(c.req.url).origin}${path}?${query}`,
        http_method: "PUT",
        expires_at: new Date(now + options.urlSeconds * 1000).toISOString(),
        content_type: "text/csv",
        file_key: `${dataset.id}/${filename}`,
      });
    }),
  );

  app.get(`${API}/:id/datapoints`, (c) =>
    withReadyFile(c, options, async (dataset, path) => {
      const { limit, offset } = readPage(c);
      const datapoints = [];
      let index = 0;
      for await (const row of readRows(path)) {
        if (index >= offset + limit) break;
        if (index++ >= offset) datapoints.push({ visible: visibleOf(row), all: row });
      }
      return c.json({ dataset_id: dataset.id, total: dataset.datapoints, offset, limit, datapoints });
    }),
  );

  app.get(`${API}/:id/task-groups`, (c) =>
    withReadyFile(c, options, async (dataset, path) => {
      const asked = c.req.query("tasks_per_group");
      const size = asked === undefined ? null : Number(asked);
      if (size !== null && !(Number.isInteger(size) && size > 0)) {
        return refuse(c, 400, "Bad Request", { tasks_per_group: ["A whole number above 0 is required."] });
      }
      const groups = await taskGroups(path, size, dataset.id);
      return c.json({ dataset_id: dataset.id, count: groups.length, task_groups: groups });
    }),
  );

  app.notFound((c) => c.json({ message: "Not found", detail: `There is no ${c.req.method} ${c.req.path}.` }, 404));
  app.onError((error, c) => c.json({ message: "Internal server error", detail: error.message }, 500));
  return app;
}

async function guard(c: Context<Env>, next: () => Promise<void>, token: string) {
  const given = c.req.header("authorization");
  if (given === undefined)
    return c.json({ message: "Unauthorized", detail: "Authentication credentials were not provided." }, 401);
  if (given !== `Token ${token}`) return refuse(c, 401, "Unauthorized", "Invalid token.");
  return next();
}

async function withDataset(
  c: Context<Env>,
  { store, faults }: AppOptions,
  call: "get" | "uploadUrl",
  answer: (dataset: StoredDataset) => Promise<Response>,
) {
  return withFaults(c, faults, call, async () => {
    const dataset = faults.take(call, "vanish") ? undefined : store.get(c.req.param("id") ?? "");
    return dataset ? answer(dataset) : refuse(c, 404, "Not Found", "There is no such dataset.");
  });
}

async function withReadyFile(
  c: Context<Env>,
  options: AppOptions,
  answer: (dataset: StoredDataset, path: string) => Promise<Response>,
) {
  const dataset = options.store.get(c.req.param("id") ?? "");
  if (!dataset) return refuse(c, 404, "Not Found", "There is no such dataset.");
  if (dataset.status !== "READY") return refuse(c, 409, "Conflict", `The dataset is ${dataset.status}, not READY.`);
  return answer(dataset, options.store.filePath(dataset.id));
}

async function withFaults(c: Context<Env>, faults: Faults, call: FaultyCall, answer: () => Promise<Response>) {
  const fault = faults.take(call, "latency", "status", "reset");
  if (fault?.kind === "latency") await sleep(fault.ms);
  if (fault?.kind === "status") return failure(c, fault.status, fault.retryAfter);
  if (fault?.kind === "reset" && fault.effect === "before") return reset(c);
  const response = await answer();
  if (fault?.kind === "reset") return reset(c);
  const odd = call === "get" ? undefined : faults.take(call, "answer");
  return odd ? oddAnswer(c, odd.body) : response;
}

function reset(c: Context<Env>): Response {
  c.env.incoming.socket?.destroy();
  return RESPONSE_ALREADY_SENT;
}

function failure(c: Context<Env>, status: number, retryAfter: string | undefined): Response {
  const headers = {
    "content-type": "application/json",
    ...(retryAfter !== undefined && { "retry-after": retryAfter }),
  };
  return c.body(
    JSON.stringify({ message: "A fault that was asked for", detail: `HTTP ${status}` }),
    status as 500,
    headers,
  );
}

function oddAnswer(c: Context<Env>, body: "cut-short" | "html" | "invalid-json" | "unknown-status"): Response {
  switch (body) {
    case "cut-short":
      return c.body('{"id": "0192a3b5-e8f9-7a0b', 200, { "content-type": "application/json" });
    case "html":
      return c.html("<html><body><h1>502 Bad Gateway</h1></body></html>", 502);
    case "invalid-json":
      return c.body("{oops}", 200, { "content-type": "application/json" });
    case "unknown-status":
      return c.json({ id: "unknown", name: "unknown", status: "HIBERNATING" });
  }
}

/** The first of the contract's two shapes; the other one is answered where a proxy or the framework would speak. */
function refuse(c: Context<Env>, status: 400 | 401 | 404 | 409, title: string, detail: unknown): Response {
  return c.json({ error: { status, title, error_code: 140_000 + status, detail } }, status);
}

function fieldErrors(error: z.ZodError): Record<string, string[]> {
  return Object.fromEntries(error.issues.map(({ path, message }) => [path.join(".") || "body", [message]]));
}

function readPage(c: Context<Env>): { limit: number; offset: number } {
  const read = (name: string, fallback: number) => {
    const value = Number(c.req.query(name) ?? fallback);
    return Number.isInteger(value) && value >= 0 ? value : fallback;
  };
  return { limit: Math.min(1000, read("limit", 100)), offset: read("offset", 0) };
}

function describe(dataset: StoredDataset) {
  return {
    id: dataset.id,
    name: dataset.name,
    status: dataset.status,
    workspace_id: dataset.workspaceId,
    created_at: dataset.createdAt,
    created_by: "sandbox",
    schema_version: 1,
    total_datapoint_count: dataset.datapoints,
    ...(dataset.filename !== null && {
      filename: dataset.filename,
      has_predetermined_grouping_id: dataset.hasGroupingId,
    }),
  };
}

/** RFC 9562, 5.7: the time in milliseconds, then random bits. */
function uuidv7(now: number): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(now, 0, 6);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
