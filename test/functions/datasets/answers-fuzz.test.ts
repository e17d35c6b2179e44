import { createHash } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { connectDatasetService, type DatasetService } from "../../../functions/datasets/dataset-service.ts";
import { DatasetServiceError, UploadInterrupted } from "../../../functions/datasets/errors.ts";
import { uploadFile } from "../../../functions/datasets/upload-file.ts";
import { cases } from "../../cases.ts";

const TOKEN = "the-token-that-must-not-be-seen";
const SIGNED = "https://bucket.s3.amazonaws.com/x?X-Amz-Signature=0123456789abcdef&X-Amz-Credential=AKIAxyz";

let server: Server;
let baseUrl: string;
let service: DatasetService;
/** What the service says to the next call, whatever it is. */
let answer: { status: number; headers: Record<string, string>; body: Buffer };

beforeAll(async () => {
  server = createServer((request, response) => {
    request.resume();
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  baseUrl = `http://127.0.0.1:${port}`;
  service = connectDatasetService({ baseUrl, patienceMs: 0, readToken: async () => TOKEN });
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const field = fc.oneof(
  fc.constantFrom<unknown>(
    "READY",
    "PROCESSING",
    "HIBERNATING",
    "",
    null,
    7,
    {},
    [],
    "0192a3b5-e8f9-7a0b",
    SIGNED,
    "ftp://x",
    "PUT",
  ),
  fc.jsonValue({ maxDepth: 1 }),
);
/** Shapes that are nearly what is promised, refusals in both of theirs, and anything else. */
const body = fc.oneof(
  fc
    .record({ id: field, name: field, status: field, extra: field }, { requiredKeys: [] })
    .map((value) => JSON.stringify(value)),
  fc
    .record(
      { dataset_id: field, upload_url: field, http_method: field, content_type: field, expires_at: field },
      { requiredKeys: [] },
    )
    .map((value) => JSON.stringify(value)),
  fc
    .record({
      error: fc.record({ status: field, title: field, error_code: field, detail: field }, { requiredKeys: [] }),
    })
    .map((value) => JSON.stringify(value)),
  fc
    .record(
      {
        status: field,
        accepted_count: field,
        duplicate_count: field,
        rejected_count: field,
        errors: fc.oneof(
          field,
          fc.array(fc.record({ record_index: field, field, reason: field }, { requiredKeys: [] })),
        ),
        reason: field,
      },
      { requiredKeys: [] },
    )
    .map((value) => JSON.stringify(value)),
  fc.record({ message: field, detail: field }, { requiredKeys: [] }).map((value) => JSON.stringify(value)),
  fc.jsonValue().map((value) => JSON.stringify(value)),
  fc.string({ unit: "binary", maxLength: 2000 }),
  fc.constantFrom("", `<html>${"x".repeat(5000)}</html>`, `{"upload_url":"${SIGNED}"`, "null"),
);
const status = fc.oneof(
  fc.constantFrom(200, 201, 204, 301, 304, 307, 400, 401, 403, 404, 409, 422, 429, 500, 502, 503, 504),
  // 407 is none that a server may answer with: https://fetch.spec.whatwg.org/#http-network-or-cache-fetch takes it for a
  // network error, and so does the client.
  fc.integer({ min: 200, max: 599 }).filter((code) => code !== 407),
);
const headers = fc.record(
  {
    "retry-after": fc.constantFrom("0", "-1", "soon", "9".repeat(30), "Tue, 24 Nov 2026 12:00:00 GMT"),
    "content-type": fc.constantFrom("text/html", "application/json"),
    location: fc.constant("http://127.0.0.1:1/elsewhere"),
  },
  { requiredKeys: [] },
);

/** 407 is a proxy's, in front of the service. fetch keeps it to itself, and says that there was no answer. */
const PROXY_WANTS_TO_KNOW_WHO = 407;

const UNDERSTOOD = ["string", "boolean", "number", "null"];
const typeOf = (value: unknown) => (value === null ? "null" : typeof value);

const CALLS = {
  "create a dataset": () => service.create({ name: "n", workspaceId: "w" }),
  "get an upload URL": () => service.uploadTarget("id", "a.csv"),
  "read a dataset": () => service.get("id"),
  "read an import": async () => {
    const { errors, ...counts } = await service.getImport("id", "import");
    for (const { index } of errors) expect(index).toBeGreaterThanOrEqual(0);
    return Object.assign({}, ...errors, counts);
  },
};

it.each(Object.entries(CALLS))(
  "whatever is answered to a call to %s is understood, or is an error that names the call and the status",
  async (what, call) => {
    await fc.assert(
      fc.asyncProperty(status, headers, body, async (status, headers, body) => {
        answer = { status, headers, body: Buffer.from(body) };
        const outcome: unknown = await call().catch((error: unknown) => error);
        if (!(outcome instanceof Error)) {
          expect(status).toBeLessThan(300);
          for (const value of Object.values(Object(outcome))) expect(UNDERSTOOD).toContain(typeOf(value));
          return;
        }
        if (!(outcome instanceof DatasetServiceError)) throw outcome;
        if (status === PROXY_WANTS_TO_KNOW_WHO) {
          expect(outcome).toMatchObject({ status: null, retryable: true });
          expect(outcome.message).toContain(`Could not ${what}: `);
          return;
        }
        expect(outcome.status).toBe(status);
        expect(outcome.message).toContain(`Could not ${what}: `);
        expect(outcome.message).toContain(` answered ${status}`);
        expect(outcome.message.length).toBeLessThan(800);
        expect(outcome.message).not.toMatch(/\p{Cc}/u);
        expect(outcome.message).not.toContain(TOKEN);
        expect(outcome.message).not.toContain("0123456789abcdef");
        expect(outcome.retryable).toBe(
          status < 300 || status === 401 || status === 403 || status === 429 || status >= 500,
        );
      }),
      { numRuns: cases(600) },
    );
  },
);

it("any response to an upload is a success, or an error with the progress of the upload", async () => {
  const file = Buffer.from("id,a\n1,x\n");
  const md5 = createHash("md5").update(file).digest("hex");
  const etag = fc.constantFrom(`"${md5}"`, md5, '"0123456789abcdef0123456789abcdef"', `"${md5}-2"`, "", "W/x");
  const answered = fc.record(
    { etag, "x-amz-server-side-encryption": fc.constantFrom("AES256", "aws:kms") },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(status, answered, body, async (status, headers, body) => {
      answer = { status, headers, body: Buffer.from(body) };
      const target = { url: `${baseUrl}/x?X-Amz-Signature=0123456789abcdef`, method: "PUT", contentType: "text/csv" };
      const outcome: unknown = await uploadFile(target, {
        open: async () => Readable.from([file]),
        bytes: file.length,
      }).catch((error: unknown) => error);
      const isOther = headers.etag?.includes("0123") && headers["x-amz-server-side-encryption"] !== "aws:kms";
      if (status < 300 && !isOther) {
        expect(outcome).toBeUndefined();
        return;
      }
      if (!(outcome instanceof UploadInterrupted)) throw outcome;
      expect(outcome.message).toMatch(
        status < 300 ? /^The upload was changed on its way/ : /was answered \d{3}: |broke off after/,
      );
      expect(outcome.message).not.toContain("Signature=0123");
      expect(outcome.message.length).toBeLessThan(800);
    }),
    { numRuns: cases(300) },
  );
});
