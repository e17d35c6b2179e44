import { expect } from "vitest";
import type { Download, DropChanges, DropDetails, DropsPage, PartUrls } from "../../functions/page/page-types.ts";
import { DOWNLOADS, type ReceivedDrop, type UploadTicket } from "../../functions/page/page-types.ts";
import { type Pipeline, WORKSPACE } from "./pipeline.ts";

const DAY_S = 24 * 60 * 60;

/** Everybody in the embedded cloud is in the group `local`. A token that a request brings itself has the group `some`. */
export const PAGE_SETTINGS = {
  issuer: "http://127.0.0.1:1",
  clientId: "page",
  access: { local: ["*"], some: [WORKSPACE] },
};

/** What was dropped for the page to show. */
export interface ShownDrops {
  readonly rejected: string;
  /** Some of its rows were refused. */
  readonly partial: string;
  /** Its fixed file was published, where files are fixed. */
  readonly fixed: string;
  /** A folder with a definition. */
  readonly folder: string;
}

/** Every request of the page's API, and every request to S3 that it signs. */
export async function requestEverything(pipeline: Pipeline, shown: ShownDrops, definition: string): Promise<void> {
  const { cloud, bucket, follower } = pipeline;

  async function ask(method: "GET" | "POST" | "DELETE", path: string, body?: unknown): Promise<Response> {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const headers = { "content-type": "application/json" };
    const answer = await fetch(`${cloud.apiEndpoint}/api${path}`, {
      method,
      ...(body !== undefined && { body: text, headers }),
    });
    expect(answer.ok, `${method} ${path}: ${answer.status} ${answer.ok ? "" : await answer.text()}`).toBe(true);
    return answer;
  }
  const get = async <Answer>(path: string) => (await (await ask("GET", path)).json()) as Answer;
  const post = async <Answer>(path: string, body: unknown) => (await (await ask("POST", path, body)).json()) as Answer;

  async function answered({ id }: ReceivedDrop): Promise<void> {
    const { line } = await get<DropDetails>(`/drops/${id}`);
    await follower.answer({ bucket, key: line.key, versionId: line.versionId });
  }

  /** As a browser sends it. @returns what identifies the version */
  async function send(url: string, body: Uint8Array<ArrayBuffer>, headers: Readonly<Record<string, string>> = {}) {
    const sent = await fetch(url, { method: "PUT", body, headers });
    expect(sent.status, sent.ok ? "" : await sent.text()).toBe(200);
    const version = sent.headers.get("x-amz-version-id");
    return version === null ? { etag: sent.headers.get("etag") } : { versionId: version };
  }

  // What is there.
  await get("/session");
  const { drops, next } = await get<DropsPage>("/drops?limit=5");
  await get(`/drops?limit=5&before=${encodeURIComponent(next ?? "")}`);
  const before = new Date(Date.now() - 60_000).toISOString();
  expect((await get<DropChanges>(`/changes?since=${before}~`)).drops.length).toBeGreaterThan(0);
  expect(await get("/folders")).toEqual(expect.arrayContaining([expect.objectContaining({ path: shown.folder })]));

  const all = [...drops, ...(await get<DropsPage>("/drops?limit=200")).drops];
  const idOf = (key: string) => all.find((drop) => drop.key === key)?.id ?? "";
  for (const key of [shown.rejected, shown.partial, shown.fixed]) {
    await get(`/drops/${idOf(key)}`);
    await get(`/drops/${idOf(key)}/excerpts`);
    await get(`/drops/${idOf(key)}/datapoints?after=0&search=x`);
  }
  for (const kind of DOWNLOADS) {
    const of = kind === "offending-rows" ? shown.rejected : shown.partial;
    const { url } = await post<Download>(`/drops/${idOf(of)}/downloads`, { kind });
    const file = await fetch(url);
    expect(file.status, kind).toBe(200);
    await file.arrayBuffer();
  }

  // What is uploaded: a file, one for a folder, one in parts, one that is stopped, and a definition.
  for (const place of [{}, { folder: shown.folder }]) {
    const body = Uint8Array.from(Buffer.from("a,picture\nx,https://example.org/a.png\n"));
    const wanted = { name: "by page.csv", size: body.length, type: "text/csv", ...place };
    const ticket = await post<UploadTicket>("/uploads", wanted);
    if (ticket.kind !== "single") throw new Error("A small file is one request.");
    const version = await send(ticket.url, body, ticket.headers);
    await answered(await post("/uploads/complete", { key: ticket.key, ...version }));
  }

  const large = new Uint8Array(17 * 1024 ** 2).fill(0x78);
  const wanted = { name: "large.csv", size: large.length, type: "text/csv" };
  const ticket = await post<UploadTicket>("/uploads", wanted);
  if (ticket.kind !== "parts") throw new Error("A large file goes in parts.");
  const { key, uploadId, partBytes } = ticket;
  const offsets = Array.from({ length: Math.ceil(large.length / partBytes) }, (_, index) => index * partBytes);
  const parts = offsets.map((offset) => large.subarray(offset, offset + partBytes));
  const numbered = parts.map(({ length: bytes }, index) => ({ number: index + 1, bytes }));
  const { urls } = await post<PartUrls>("/uploads/parts", { key, uploadId, parts: numbered });
  await Promise.all(parts.map((part, index) => send(urls[index] ?? "", part)));
  expect(await post("/uploads/parts-done", { key, uploadId })).toEqual({ parts: numbered });
  const completed = await post<ReceivedDrop>("/uploads/complete", { key, uploadId, size: large.length });
  await answered(completed);
  // The answer may have been lost.
  expect(await post("/uploads/complete", { key, uploadId, size: large.length })).toEqual(completed);

  const stopped = await post<UploadTicket>("/uploads", { ...wanted, name: "stopped.csv" });
  if (stopped.kind !== "parts") throw new Error("A large file goes in parts.");
  await ask("DELETE", "/uploads", { key: stopped.key, uploadId: stopped.uploadId });

  await answered(await post("/folders?path=saved", definition));

  // What somebody sees who has one workspace.
  const some = await pipeline.cloud.function("Dropset-PageFunction").invoke(eventOfSome("/api/drops"));
  expect(some).toMatchObject({ statusCode: 200 });
}

/** A request of somebody in the group `some`, as API Gateway passes it on. */
function eventOfSome(path: string) {
  const person = { sub: "ann", exp: Math.floor(Date.now() / 1000) + DAY_S };
  const payload = Buffer.from(JSON.stringify({ ...person, groups: ["some"] })).toString("base64url");
  return {
    version: "2.0",
    routeKey: "ANY /api/{path+}",
    rawPath: path,
    rawQueryString: "",
    headers: { host: "page.example.com", authorization: `Bearer e30.${payload}.c2lnbmF0dXJl` },
    requestContext: {
      domainName: "page.example.com",
      http: { method: "GET", path, protocol: "HTTP/1.1", sourceIp: "192.0.2.1", userAgent: "test" },
      authorizer: { jwt: { claims: { ...person, exp: String(person.exp) }, scopes: null } },
    },
    isBase64Encoded: false,
  };
}
