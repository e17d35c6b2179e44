import { createHash } from "node:crypto";
import { buildClient, type ClientFile } from "../build-client.ts";

/** A script, style, font or icon of the pages. */
export interface Asset {
  readonly content: Uint8Array<ArrayBuffer>;
  readonly type: string;
  /** A strong ETag, with its quotes. */
  readonly etag: string;
}

let built: Promise<ReadonlyMap<string, Asset>> | undefined;

/** The client's scripts and styles by file name, bundled in memory, once for all servers of this process. */
export function readAssets(): Promise<ReadonlyMap<string, Asset>> {
  built ??= buildClient("plain").then((files) => new Map(files.map(asAsset)));
  return built;
}

function asAsset({ name, content, type }: ClientFile): [string, Asset] {
  const etag = `"${createHash("sha256").update(content).digest("base64url")}"`;
  return [name, { content: Uint8Array.from(content), type, etag }];
}
