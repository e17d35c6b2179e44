import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { getRequestListener } from "@hono/node-server";
import { sandboxApp } from "./app.ts";
import { DatasetStore, type StoredDataset } from "./dataset-store.ts";
import { type FaultRule, Faults } from "./faults.ts";
import { Processing } from "./processing.ts";
import { takeUpload, UPLOADS } from "./uploads.ts";

export interface SandboxOptions {
  /** 0 for any that is free. */
  readonly port: number;
  /** Where datasets are kept: started again on the same folder, the sandbox goes on where it was. */
  readonly folder: string;
  readonly token: string;
  /** How long processing takes after an upload. */
  readonly processingMs?: number;
  /** How long an upload URL holds. */
  readonly urlSeconds?: number;
  readonly faults?: readonly FaultRule[];
  /** The time in milliseconds since the epoch, for tests that drive it. */
  readonly now?: () => number;
}

export interface SandboxDataset extends Readonly<StoredDataset> {
  /** Where its uploaded file lies. */
  readonly filePath: string;
}

export interface SandboxCall {
  readonly method: string;
  readonly path: string;
  readonly status: number;
}

/** The dataset service's API, running on this machine. */
export interface Sandbox {
  readonly url: string;
  readonly faults: Faults;
  /** Every call that was answered, oldest first; tokens and signatures are not in it. */
  readonly calls: readonly SandboxCall[];
  datasets(): SandboxDataset[];
  /** Ends the processing of everything now, however long it was to take. */
  finishProcessing(): Promise<void>;
  close(): Promise<void>;
}

const DEFAULT_PROCESSING_MS = 1000;
const DEFAULT_URL_SECONDS = 3600;

export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const now = options.now ?? Date.now;
  const store = await DatasetStore.open(join(options.folder, "datasets"));
  const processing = new Processing(store, options.processingMs ?? DEFAULT_PROCESSING_MS, now);
  const faults = new Faults();
  faults.set(options.faults ?? []);
  const calls: SandboxCall[] = [];

  // URLs of an earlier start are no longer good, as if their signing key had been rotated.
  const parts = { store, processing, faults, now, secret: randomBytes(32).toString("hex") };
  const urlSeconds = options.urlSeconds ?? DEFAULT_URL_SECONDS;
  const api = getRequestListener(sandboxApp({ ...parts, token: options.token, urlSeconds }).fetch);
  const server = createServer((request, response) => {
    const path = (request.url ?? "/").split("?")[0] ?? "/";
    response.once("close", () => calls.push({ method: request.method ?? "", path, status: response.statusCode }));
    // An upload is S3's to answer, down to the headers: it doesn't pass through a web framework.
    void (path.startsWith(UPLOADS) ? takeUpload(request, response, parts) : api(request, response));
  });
  // A large file on a slow line takes longer than Node's five minutes for a request.
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, "127.0.0.1", resolve);
  });
  processing.resume();

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    faults,
    calls,
    datasets: () => store.all().map((dataset) => ({ ...dataset, filePath: store.filePath(dataset.id) })),
    finishProcessing: () => processing.finishAll(),
    async close() {
      processing.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await store.flush();
    },
  };
}
