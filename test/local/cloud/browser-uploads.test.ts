import { mkdtemp, rm } from "node:fs/promises";
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  ListPartsCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { App, Stack } from "aws-cdk-lib";
import { Bucket, HttpMethods } from "aws-cdk-lib/aws-s3";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Cloud, startCloud } from "../../../local/cloud/cloud.ts";
import type { AwsCall } from "../../../local/cloud/gateway/aws-call.ts";
import { hasBrowser, launchBrowser } from "../../page/browser.ts";
import { addPageApi } from "./http-api/page-api.ts";

const BUCKET = "test-drops";
const BODY = "id,a\n1,x\n";

let folder: string;
let cloud: Cloud;
/** With the credentials of the function behind the page. */
let ofPage: S3Client;
/** With those that anybody on this machine may use. */
let ofAnybody: S3Client;
let pageOrigin: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "browser-uploads-test-"));
  const app = new App({ outdir: join(folder, "assembly"), analyticsReporting: false });
  const stack = new Stack(app, "Test");
  const { api } = addPageApi(stack, { issuer: "https://issuer.example" });
  new Bucket(stack, "Drops", {
    cors: [
      {
        allowedOrigins: [api.apiEndpoint],
        allowedMethods: [HttpMethods.PUT, HttpMethods.GET],
        allowedHeaders: ["content-type", "x-amz-meta-*"],
        exposedHeaders: ["ETag"],
        maxAge: 300,
      },
    ],
  });
  const { directory: assembly } = app.synth();
  cloud = await startCloud({ folder: join(folder, "run"), assembly, datasetApi: { url: "http://none", token: "" } });
  pageOrigin = cloud.apiEndpoint ?? "";
  const { AWS_ACCESS_KEY_ID: accessKeyId = "", AWS_SECRET_ACCESS_KEY: secretAccessKey = "" } =
    cloud.function("Test-PageFunction").configuration.access ?? {};
  const settings = { ...cloud.clientSettings, requestChecksumCalculation: "WHEN_REQUIRED" } as const;
  ofPage = new S3Client({ ...settings, credentials: { accessKeyId, secretAccessKey } });
  ofAnybody = new S3Client(settings);
});
afterAll(async () => {
  ofPage?.destroy();
  ofAnybody?.destroy();
  await cloud?.stop();
  await rm(folder, { recursive: true, force: true });
});

const sign = (Key: string, client = ofPage) =>
  getSignedUrl(
    client,
    new PutObjectCommand({ Bucket: BUCKET, Key, ContentLength: BODY.length, ContentType: "text/csv" }),
    { signableHeaders: new Set(["host", "content-length", "content-type"]) },
  );
const signGet = (Key: string, client = ofPage) =>
  getSignedUrl(
    client,
    new GetObjectCommand({ Bucket: BUCKET, Key, ResponseContentDisposition: 'attachment; filename="a.csv"' }),
  );
const keys = async () => {
  const { Versions = [] } = await ofAnybody.send(new ListObjectVersionsCommand({ Bucket: BUCKET }));
  return Versions.map(({ Key }) => Key);
};

/** A request as a browser makes it for a page. */
function send(url: string, method: string, headers: Record<string, string>, body = "") {
  return new Promise<{ status: number | undefined; headers: Record<string, unknown>; body: string }>(
    (resolve, reject) => {
      const asked = request(url, { method, headers });
      asked.once("response", async (answer) =>
        resolve({ status: answer.statusCode, headers: answer.headers, body: await text(answer) }),
      );
      asked.once("error", reject);
      asked.end(body);
    },
  );
}
const fetchOf = (origin: string) => ({ origin, "sec-fetch-site": "same-site", "sec-fetch-mode": "cors" });
const preflightOf = (origin: string, method = "PUT") => ({
  ...fetchOf(origin),
  "access-control-request-method": method,
  "access-control-request-headers": "content-type",
});
const upload = (url: string, origin: string, more: Record<string, string> = {}) =>
  send(url, "PUT", { ...fetchOf(origin), "content-type": "text/csv", ...more }, BODY);
const VISIT = { "sec-fetch-site": "same-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };
const GUARDED = { status: 403, body: "Requests from other sites are not allowed.\n" };

describe("the gateway, to the page of the bucket's CORS rules,", () => {
  it("accepts uploads by URLs that its function has signed", async () => {
    const url = await sign("incoming/one.csv");
    expect(await send(url, "OPTIONS", preflightOf(pageOrigin))).toMatchObject({
      status: 200,
      headers: { "access-control-allow-origin": pageOrigin, "access-control-max-age": "300" },
    });
    const { status, headers } = await upload(url, pageOrigin);
    expect([status, headers["access-control-allow-origin"]]).toEqual([200, pageOrigin]);
    expect(headers).toMatchObject({ etag: expect.any(String), "access-control-expose-headers": "ETag" });
    expect(headers).not.toHaveProperty("cross-origin-resource-policy");
    expect(await keys()).toContain("incoming/one.csv");
  });

  it("counts them as calls of the function, which its role has to allow", async () => {
    const calls: AwsCall[] = [];
    cloud.events.on("called", (call) => calls.push(call));
    const url = await sign("incoming/counted.csv");
    await send(url, "OPTIONS", preflightOf(pageOrigin));
    await upload(url, pageOrigin);
    const object = { Bucket: BUCKET, Key: "incoming/counted.csv" };
    const { UploadId } = await ofPage.send(new CreateMultipartUploadCommand(object));
    await ofPage.send(new ListPartsCommand({ ...object, UploadId }));
    await ofPage.send(new AbortMultipartUploadCommand({ ...object, UploadId }));
    const caller = "Test-PageFunction";
    const resource = `arn:aws:s3:::${BUCKET}/incoming/counted.csv`;
    expect(calls).toMatchObject(
      ["PutObject", "PutObject", "ListMultipartUploadParts", "AbortMultipartUpload"].map((name) => ({
        caller,
        action: `s3:${name}`,
        resource,
      })),
    );
  });

  it("says in S3's words what it refuses, so that the page can read it", async () => {
    const url = (await sign("incoming/refused.csv")).replace(/Signature=\w{8}/, "Signature=00000000");
    const tampered = await upload(url, pageOrigin);
    expect(tampered).toMatchObject({ status: 403, headers: { "access-control-allow-origin": pageOrigin } });
    expect(tampered.body).toContain("SignatureDoesNotMatch");
    const forbidden = await send(url, "OPTIONS", preflightOf(pageOrigin, "DELETE"));
    expect([forbidden.status, forbidden.body]).toEqual([403, expect.stringContaining("AccessForbidden")]);
  });

  it("opens a link to a file that its function has signed, and no other", async () => {
    await upload(await sign("incoming/linked.csv"), pageOrigin);
    const url = await signGet("incoming/linked.csv");
    expect(await send(url, "GET", VISIT)).toMatchObject({
      status: 200,
      body: BODY,
      headers: { "content-disposition": 'attachment; filename="a.csv"', "content-security-policy": "sandbox" },
    });
    expect(await send(url.replace("linked", "other"), "GET", VISIT)).toMatchObject({ status: 403 });
    expect(await send(url.replace(/\?.*/, ""), "GET", VISIT)).toMatchObject(GUARDED);
    const ofEverybody = await send(await signGet("incoming/linked.csv", ofAnybody), "GET", VISIT);
    expect([ofEverybody.status, ofEverybody.body]).toEqual([403, expect.stringContaining("InvalidAccessKeyId")]);
  });
});

describe("the gateway, to every page,", () => {
  it("refuses what is not signed, and what anybody could have signed", async () => {
    const unsigned = `${cloud.endpoint}/${BUCKET}/incoming/refused.csv`;
    expect(await upload(unsigned, pageOrigin)).toMatchObject(GUARDED);
    expect(await send(unsigned, "OPTIONS", preflightOf(pageOrigin))).toMatchObject(GUARDED);
    expect((await upload(`${unsigned}?X-Amz-Date=1`, pageOrigin)).status).toBe(400);
    expect((await upload(await sign("incoming/refused.csv", ofAnybody), pageOrigin)).status).toBe(403);
    const somebody = (await sign("incoming/refused.csv")).replace("Test-PageFunction", "Somebody");
    expect((await upload(somebody, pageOrigin)).status).toBe(403);
    expect(await keys()).not.toContain("incoming/refused.csv");
  });

  it("refuses other services, whatever the URL looks like", async () => {
    const query = new URL(await sign("incoming/refused.csv")).search;
    const others: Record<string, string>[] = [
      { "x-amz-target": "secretsmanager.GetSecretValue" },
      { authorization: "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/sqs/aws4_request" },
    ];
    for (const more of others) {
      expect(await upload(`${cloud.endpoint}/${BUCKET}/a${query}`, pageOrigin, more)).toMatchObject(GUARDED);
    }
    for (const path of ["/_cloud/faults", "/_fauxqs", "/", `/another-bucket/a`]) {
      expect(await upload(cloud.endpoint + path + query, pageOrigin)).toMatchObject(GUARDED);
    }
    expect(await send(`${cloud.endpoint}/_fauxqs${query}`, "GET", VISIT)).toMatchObject(GUARDED);
  });

  it("refuses pages of other sites, and names that a website may have", async () => {
    const url = await sign("incoming/refused.csv");
    for (const origin of [
      "https://elsewhere.example",
      "null",
      `${pageOrigin}0`,
      cloud.endpoint.replace("http", "https"),
    ]) {
      expect(await upload(url, origin)).toMatchObject(GUARDED);
      expect(await send(url, "OPTIONS", preflightOf(origin))).toMatchObject(GUARDED);
    }
    expect((await upload(url, pageOrigin, { host: "rebound.example" })).status).toBe(403);
    expect(await keys()).not.toContain("incoming/refused.csv");
  });
});

describe.skipIf(!hasBrowser)("a browser's page of the HTTP API", () => {
  let browser: Browser;
  let page: Page;
  let site: Server;

  beforeAll(async () => {
    site = createServer((_, response) => response.writeHead(200, { "content-type": "text/html" }).end("<body>"));
    await new Promise<void>((resolve) => site.listen(0, "127.0.0.1", resolve));
    browser = await launchBrowser();
    page = await browser.newPage();
  });
  afterAll(async () => {
    await browser.close();
    site.closeAllConnections();
    site.close();
  });

  /** What the page's own fetch says: the status and the ETag, or why it could not read an answer. */
  const put = (url: string, content: string, type: string) =>
    page.evaluate(
      async ([url, content, type]) => {
        try {
          const answer = await fetch(url, { method: "PUT", body: new Blob([content], { type }) });
          return { status: answer.status, etag: answer.headers.get("etag") };
        } catch {
          return "unreadable";
        }
      },
      [url, content, type] as const,
    );

  it("uploads a file, and one in parts, and downloads it by a link", async () => {
    await page.goto(`${pageOrigin}/`);
    const one = await put(await sign("incoming/browser.csv"), BODY, "text/csv");
    expect(one).toEqual({ status: 200, etag: expect.any(String) });
    expect(await put(await sign("incoming/browser.csv"), `${BODY}more`, "text/csv")).toMatchObject({ status: 403 });

    const object = { Bucket: BUCKET, Key: "incoming/parts.csv" };
    const { UploadId } = await ofPage.send(new CreateMultipartUploadCommand(object));
    const part = new UploadPartCommand({ ...object, UploadId, PartNumber: 1, ContentLength: BODY.length });
    const sent = await put(await getSignedUrl(ofPage, part), BODY, "");
    const ETag = sent === "unreadable" ? null : sent.etag;
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag: ETag ?? "" }] };
    await ofPage.send(new CompleteMultipartUploadCommand({ ...object, UploadId, MultipartUpload }));

    const url = await signGet("incoming/parts.csv");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.evaluate(`location.assign(${JSON.stringify(url)})`),
    ]);
    expect(download.suggestedFilename()).toBe("a.csv");
    expect(await text(await download.createReadStream())).toBe(BODY);
  });

  it("is the only one: another site's page cannot use the same URLs", async () => {
    await page.goto(`http://127.0.0.1:${(site.address() as AddressInfo).port}/`);
    expect(await put(await sign("incoming/elsewhere.csv"), BODY, "text/csv")).toBe("unreadable");
    expect(await keys()).not.toContain("incoming/elsewhere.csv");
  });
});
