import { randomUUID } from "node:crypto";
import { chmod, mkdir, mkdtemp, rm } from "node:fs/promises";
import { Agent } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** What the operating systems allow for a socket's path, with some room. */
const LONGEST_PATH_BYTES = 100;

/** Where a service listens that is reached by way of the gateway alone. */
export interface InnerSocket {
  readonly path: string;
  /** Takes away what listening has left behind. */
  remove(): Promise<void>;
}

/**
 * A place for a service to listen that no port leads to: a socket file in a folder that is this user's alone.
 *
 * @param folder the run's folder, which no other run uses
 */
export async function innerSocket(folder: string, name: string): Promise<InnerSocket> {
  if (process.platform === "win32") return { path: `\\\\.\\pipe\\dropset-${randomUUID()}`, remove: async () => {} };
  const inFolder = join(folder, "sockets", name);
  const path =
    Buffer.byteLength(inFolder) <= LONGEST_PATH_BYTES
      ? inFolder
      : join(await mkdtemp(join(tmpdir(), "dropset-sockets-")), name);
  await mkdir(dirname(path), { recursive: true });
  await chmod(dirname(path), 0o700);
  // A run that was killed has left its own.
  await rm(path, { force: true });
  return { path, remove: () => rm(path === inFolder ? path : dirname(path), { recursive: true, force: true }) };
}

/** Connects an SDK's client to such a service. */
export class InnerAgent extends Agent {
  readonly #path: string;

  constructor(path: string) {
    super({ keepAlive: true });
    this.#path = path;
  }

  override createConnection() {
    return connect(this.#path);
  }
}
