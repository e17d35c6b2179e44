import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { SigningKey } from "./presigned-url.ts";

/** The folder's own key, made when it is first asked for: upload URLs outlive a restart, as the service's do. */
export async function openSigningKey(folder: string): Promise<SigningKey> {
  const path = join(folder, "signing-key");
  try {
    await writeFile(path, randomBytes(32).toString("hex"), { mode: 0o600, flag: "wx" });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
  return { id: "SANDBOX", secret: await readFile(path, "utf8") };
}
