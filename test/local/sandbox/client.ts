import { mkdtemp, rm } from "node:fs/promises";
import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect } from "vitest";
import { type Sandbox, type SandboxOptions, startSandbox } from "../../../local/sandbox/sandbox.ts";

export const API = "/api/v1/data-collection/datasets";
export const TOKEN = "a-token-that-must-not-be-seen";
export const CSV = "id,a\n1,x\n";

/** A new sandbox for each test of a file, used over HTTP as by an API client. */
export class SandboxClient {
  folder = "";
  readonly #running: Sandbox[] = [];

  constructor(options: Partial<SandboxOptions> = {}) {
    beforeEach(async () => {
      this.folder = await mkdtemp(join(tmpdir(), "sandbox-test-"));
      await this.start(options);
    });
    afterEach(async () => {
      await Promise.all(this.#running.splice(0).map((sandbox) => sandbox.close()));
      await rm(this.folder, { recursive: true, force: true });
    });
  }

  get sandbox(): Sandbox {
    const [sandbox] = this.#running;
    if (!sandbox) throw new Error("No sandbox runs.");
    return sandbox;
  }

  async start(options: Partial<SandboxOptions> = {}): Promise<void> {
    this.#running.push(await startSandbox({ port: 0, folder: this.folder, token: TOKEN, processingMs: 0, ...options }));
  }

  async restart(options: Partial<SandboxOptions> = {}): Promise<void> {
    await Promise.all(this.#running.splice(0).map((sandbox) => sandbox.close()));
    await this.start(options);
  }

  /** The answer with its body as it came. */
  async send(method: string, path: string, body?: string) {
    const response = await fetch(this.sandbox.url + path, {
      method,
      headers: { authorization: `Token ${TOKEN}`, "content-type": "application/json" },
      ...(body !== undefined && { body }),
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  }

  async call(method: string, path: string, body?: unknown) {
    const { text, ...answer } = await this.send(method, path, body === undefined ? undefined : JSON.stringify(body));
    return { ...answer, body: JSON.parse(text) };
  }

  async create(): Promise<string> {
    return (await this.call("POST", API, { name: "n", workspace_id: "w" })).body.id;
  }

  async uploadUrl(id: string, filename = "reviews.csv"): Promise<string> {
    return (await this.call("GET", `${API}/${id}/upload-url/${encodeURIComponent(filename)}`)).body.upload_url;
  }

  /** Creates a dataset and uploads to it; answers with its id. */
  async upload(content: string | Uint8Array): Promise<string> {
    const id = await this.create();
    expect((await put(await this.uploadUrl(id), content)).status).toBe(200);
    return id;
  }

  async get(id: string) {
    return (await this.call("GET", `${API}/${id}`)).body;
  }

  /** The dataset once it is READY or ERROR. */
  async settled(id: string) {
    await expect.poll(async () => (await this.get(id)).status, { interval: 5 }).toMatch(/READY|ERROR/);
    return this.get(id);
  }
}

/** A PUT as curl makes it: the length is declared. */
export function put(
  url: string,
  body: string | Uint8Array,
  { method = "PUT", headers = {} }: { method?: string; headers?: Record<string, string> } = {},
): Promise<{ status: number; headers: IncomingHttpHeaders; text: string }> {
  const length = { "content-length": String(Buffer.byteLength(body)) };
  return putRaw(url, { method, headers: { "content-type": "text/csv", ...length, ...headers } }, (request) =>
    request.end(body),
  );
}

/** A request whose head and body are up to the test. */
export function putRaw(
  url: string,
  options: { method?: string; headers: Record<string, string> },
  send: (request: ReturnType<typeof httpRequest>) => void,
): Promise<{ status: number; headers: IncomingHttpHeaders; text: string }> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { method: "PUT", agent: false, ...options }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk) => {
        text += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
      response.on("error", reject);
    });
    request.on("error", reject);
    send(request);
  });
}

export function codeOf(xml: string): string | undefined {
  return /<Code>(.*?)<\/Code>/.exec(xml)?.[1];
}
