import { randomUUID } from "node:crypto";
import { chmod, mkdir, mkdtemp, rm } from "node:fs/promises";
import { Agent } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** Below the operating systems' limits for a socket's path. */
const LONGEST_PATH_BYTES = 100;

/** The socket of a service that is only reached through the gateway. */
export interface InnerSocket {
  readonly path: string;
  /** Removes the socket's file. */
  remove(): Promise<void>;
}

/**
 * A socket without a port: a file in a folder that only this user can access, or a named pipe on Windows.
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
  // A killed run leaves its socket file.
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
