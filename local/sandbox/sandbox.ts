import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import { getRequestListener } from "@hono/node-server";
import { guarded, refusalOf } from "../../page/server/guard.ts";
import { sandboxApp } from "./app.ts";
import { describeDataset, type SandboxDataset } from "./dataset.ts";
import { DatasetStore } from "./dataset-store.ts";
import { type FaultRule, Faults, type FaultyCall } from "./faults.ts";
import { Processing } from "./processing.ts";
import { RequestLog, type SandboxRequest } from "./request-log.ts";
import { openSigningKey } from "./signing-key.ts";
import type { CallMoment, CallWatcher } from "./switches.ts";
import { describeTyped } from "./typed/describe-typed.ts";
import { Imports } from "./typed/imports.ts";
import { recordsByField } from "./typed/stored-records.ts";
import { UPLOADS } from "./upload-path.ts";
import { incompleteBodyAnswer, takeUpload } from "./uploads.ts";

export interface SandboxOptions {
  /** 0 for any that is free. */
  readonly port: number;
  /** Default: 127.0.0.1, only this machine. */
  readonly host?: string;
  /** The folder for datasets. After a restart on the same folder, the sandbox continues where it stopped. */
  readonly folder: string;
  readonly token: string;
  /** How long processing takes after an upload, in milliseconds; longer only where the file takes longer to read. */
  readonly processingMs?: number;
  /** How long an upload URL holds. */
  readonly urlSeconds?: number;
  /** How many calls of the API a minute may have, uploads aside; any number if not given. */
  readonly callsPerMinute?: number;
  readonly faults?: readonly FaultRule[];
  /** Called before and after each call of the contract takes effect, so that the caller can be killed at that point. */
  readonly watch?: CallWatcher;
  /** The time in milliseconds since the epoch, for tests that drive it. */
  readonly now?: () => number;
  /** Called with every request, and with the reason of an ERROR or a failed import; never with tokens or signatures. */
  readonly log?: (line: string) => void;
}

/** The dataset service's API, running on this machine. */
export interface Sandbox {
  /** Without a slash at its end. */
  readonly url: string;
  readonly faults: Faults;
  /** The last requests that were done with, oldest first. */
  readonly requests: readonly SandboxRequest[];
  /** The current state of every dataset, in the order of creation. */
  datasets(): SandboxDataset[];
  /** All records of a version 4 dataset that can be used, in order, by field: without the fields that a record lacks. */
  records(datasetId: string): Promise<Record<string, string>[]>;
  /** Ends the processing of everything now, however long it was to take. */
  finishProcessing(): Promise<void>;
  /** Closes the port and unlocks the folder. Running requests break off, as when the process ends. */
  close(): Promise<void>;
}

// Long enough to be seen as PROCESSING, short enough to wait for.
const DEFAULT_PROCESSING_MS = 1000;
// An hour is what S3 clients give by default.
const DEFAULT_URL_SECONDS = 3600;
const DEFAULT_HOST = "127.0.0.1";

/** @throws {Error} the port is in use (`code` is EADDRINUSE), or the folder cannot be used */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { now = Date.now, log = () => {}, host = DEFAULT_HOST } = options;
  const store = await DatasetStore.open(join(options.folder, "datasets"));
  const key = await openSigningKey(options.folder);
  const milliseconds = options.processingMs ?? DEFAULT_PROCESSING_MS;
  const processing = new Processing({ store, milliseconds, now, log });
  const imports = new Imports({ store, milliseconds, now, log });
  const faults = new Faults();
  faults.set(options.faults ?? []);

  const requestLog = new RequestLog(log);
  const stopping = new AbortController();
  const parts = {
    store,
    processing,
    imports,
    faults,
    key,
    now,
    stopping: stopping.signal,
    watched: async (request: IncomingMessage, call: FaultyCall, when: CallMoment["when"]) =>
      options.watch?.({ call, when, traceId: request.headers["x-amzn-trace-id"]?.toString() }) ?? "there",
    played: (...play: Parameters<RequestLog["played"]>) => requestLog.played(...play),
  };
  const urlSeconds = options.urlSeconds ?? DEFAULT_URL_SECONDS;
  const app = sandboxApp({ ...parts, token: options.token, urlSeconds, callsPerMinute: options.callsPerMinute });
  // The process that embeds the sandbox keeps its own globals.
  const api = getRequestListener(app.fetch, { overrideGlobalObjects: false });

  const underWay = new Set<Promise<void>>();
  const uploading = new WeakSet<Duplex>();
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    requestLog.watch(request, response);
    const isUpload = request.url?.startsWith(UPLOADS) === true;
    if (isUpload) uploading.add(request.socket);
    else uploading.delete(request.socket);
    // An upload is S3's to answer: it doesn't pass through a web framework.
    const answering = (isUpload ? takeUpload(request, response, parts) : api(request, response))
      .catch((error: unknown) => {
        if (!stopping.signal.aborted) log(`${request.method} failed: ${error instanceof Error ? error.stack : error}`);
        response.destroy();
      })
      .finally(() => underWay.delete(answering));
    underWay.add(answering);
  };

  const guardedAnswer = guarded(answer, { host });
  const server = createServer(guardedAnswer);
  // Who asks before sending a large body hears the refusal first: `takeUpload` says when to go on.
  server.on("checkContinue", (request, response) => {
    const refused = refusalOf(request, { host }) !== undefined;
    if (!refused && !request.url?.startsWith(UPLOADS)) response.writeContinue();
    guardedAnswer(request, response);
  });
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    if (!socket.writable) socket.destroy();
    else if (error.code === "HPE_INVALID_EOF_STATE" && uploading.has(socket)) socket.end(incompleteBodyAnswer());
    else socket.end("HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
  });
  // A large file on a slow line takes longer than Node's five minutes for a request.
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, host, resolve);
  });
  processing.resume();
  imports.resume();

  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${(server.address() as AddressInfo).port}`,
    faults,
    requests: requestLog.requests,
    datasets: () =>
      store
        .all()
        .map((dataset) =>
          dataset.schemaVersion === 4
            ? describeTyped(dataset, store, now())
            : describeDataset(dataset, store.filePath(dataset.id), now()),
        ),
    async records(datasetId) {
      const dataset = store.get(datasetId);
      if (dataset?.schemaVersion !== 4) throw new Error(`There is no version 4 dataset ${datasetId}.`);
      return recordsByField(dataset, { store, now: now() });
    },
    async finishProcessing() {
      await processing.finishAll();
      await imports.finishAll();
    },
    async close() {
      stopping.abort();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      // First, so that no call waits for what it appended.
      await imports.stop();
      await Promise.all(underWay);
      await processing.stop();
      await imports.stop();
      await store.flush();
    },
  };
}
