import { mkdtemp, readdir, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { S3Client } from "@aws-sdk/client-s3";
import { answerS3 } from "../../../../local/cloud/s3/s3-service.ts";
import { S3Store, type WrittenObject } from "../../../../local/cloud/s3/s3-store.ts";

/** The embedded S3 alone, on a folder of its own. */
export class S3Server {
  readonly folder: string;
  endpoint = "";
  /** What was announced, in its order. */
  readonly written: WrittenObject[] = [];
  /** Whether an announced event is on its way at once. */
  sends = true;
  s3 = new S3Client({});
  #store: S3Store | undefined;
  #server: Server | undefined;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async start(): Promise<S3Server> {
    const server = new S3Server(await mkdtemp(join(tmpdir(), "s3-test-")));
    await server.open();
    return server;
  }

  get store(): S3Store {
    if (!this.#store) throw new Error("The store is closed.");
    return this.#store;
  }

  /** Opens the folder, as a start does. */
  async open(now = Date.now()): Promise<void> {
    const store = await S3Store.open(this.folder, now);
    this.#store = store;
    store.watch({
      notifies: () => true,
      objectWritten: (object, sent) => {
        this.written.push(object);
        if (this.sends) sent();
      },
    });
    const answer = (...args: Parameters<typeof answerS3> extends [infer A, infer B, unknown] ? [A, B] : never) =>
      void answerS3(...args, store).catch(() => args[1].destroy());
    this.#server = createServer(answer);
    this.#server.on("checkContinue", answer);
    // A client that makes one attempt would fail on a connection that is closed, being idle, as it sends.
    this.#server.keepAliveTimeout = 0;
    await new Promise<void>((resolve) => this.#server?.listen(0, "127.0.0.1", resolve));
    this.endpoint = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    this.s3.destroy();
    this.s3 = new S3Client({
      endpoint: this.endpoint,
      region: "us-east-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
      forcePathStyle: true,
      maxAttempts: 1,
    });
  }

  /** Lets go of the folder, without a word to anybody. */
  async close(): Promise<void> {
    this.s3.destroy();
    this.#server?.closeAllConnections();
    await new Promise((resolve) => this.#server?.close(resolve));
    this.#store?.close();
    this.#store = undefined;
  }

  async remove(): Promise<void> {
    await this.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** A bucket, with versions if not said otherwise. */
  bucket(name: string, versioning: "Enabled" | "Suspended" | null = "Enabled"): string {
    this.store.index.buckets.create(name);
    this.store.index.buckets.setVersioning(name, versioning);
    return name;
  }

  /** The files that hold objects and parts. */
  files(): Promise<string[]> {
    return readdir(join(this.folder, "objects"));
  }
}
