import { expect, it } from "vitest";
import { API, CSV, putRaw, SandboxClient, TOKEN } from "./client.ts";

const client = new SandboxClient();

it.each([
  ["GET", API, "POST"],
  ["DELETE", `${API}/x`, "GET"],
  ["POST", `${API}/x/upload-url/a.csv`, "GET"],
  ["POST", "/api/v1/users/me/", "GET"],
  ["POST", "/_sandbox/faults", "GET, PUT, DELETE"],
])("%s %s is answered 405, with what is allowed", async (method, path, allow) => {
  const { status, headers, body } = await client.call(method, path);
  expect([status, headers.get("allow")]).toEqual([405, allow]);
  expect(body).toEqual({ message: "Method not allowed", detail: expect.any(String) });
});

it.each([`${API}/x`, `${API}/x/upload-url/a.csv`, `${API}/x/datapoints`, `${API}/x/task-groups`])(
  "%s is 404 for an unknown dataset",
  async (path) => {
    expect((await client.call("GET", path)).body).toMatchObject({ error: { status: 404, error_code: 140_404 } });
  },
);

it("a file name that is not percent-encoded UTF-8 is refused", async () => {
  const answer = await client.call("GET", `${API}/${await client.create()}/upload-url/%E0%A4%A.csv`);
  expect(answer.body).toMatchObject({ error: { status: 400 } });
});

it("a dataset has the fields of the guide and the reference, and ignores unknown ones", async () => {
  const now = Date.UTC(2026, 10, 24, 12);
  await client.restart({ now: () => now });
  const { status, body } = await client.call("POST", API, { name: " n ", workspace_id: "w", colour: "red" });
  expect(status).toBe(201);
  const created = {
    id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
    name: " n ",
    status: "UNINITIALISED",
    created_at: "2026-11-24T12:00:00.000Z",
    created_by: "sandbox",
    workspace_id: "w",
    total_datapoint_count: 0,
    schema_version: 3,
  };
  expect(body).toEqual(created);
  expect(await client.get(body.id)).toEqual({ ...created, filename: null, has_predetermined_grouping_id: false });
});

it("an upload URL has its method, expiry and address", async () => {
  const now = Date.UTC(2026, 10, 24, 11);
  await client.restart({ now: () => now, urlSeconds: 3600 });
  const id = await client.create();
  expect((await client.call("GET", `${API}/${id}/upload-url/a.csv`)).body).toEqual({
    dataset_id: id,
    upload_url: expect.stringContaining(`${client.sandbox.url}/uploads/${id}/a.csv?X-Amz-Algorithm=AWS4-HMAC-SHA256&`),
    http_method: "PUT",
    expires_at: "2026-11-24T12:00:00Z",
    content_type: "text/csv",
    file_key: `${id}/a.csv`,
    import_id: expect.any(String),
  });
});

it("a body of more than 1 MiB is not a request for a dataset", async () => {
  const answer = await client.call("POST", API, { name: "n".repeat(1024 ** 2), workspace_id: "w" });
  expect(answer.body).toMatchObject({ error: { status: 413 } });
});

it("a body in chunks is read as any other", async () => {
  const headers = { authorization: `Token ${TOKEN}`, "transfer-encoding": "chunked" };
  const answer = await putRaw(client.sandbox.url + API, { method: "POST", headers }, (request) => {
    request.write('{"name": "n", ');
    request.end('"workspace_id": "w"}');
  });
  expect(answer.status).toBe(201);
});

it("what arrived can be compared with what was sent", async () => {
  await client.upload(CSV);
  expect(client.sandbox.datasets()).toMatchObject([
    { name: "n", workspaceId: "w", filename: "reviews.csv", uploads: 1, upload: { bytes: 9 } },
  ]);
  expect(client.sandbox.requests.map(({ method, status }) => [method, status])).toEqual([
    ["POST", 201],
    ["GET", 200],
    ["PUT", 200],
  ]);
});
