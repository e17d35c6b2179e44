import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { BUNDLES_FOLDER } from "./bundles.ts";

/** What bundles were made from, and what they are. */
const madeFrom = z.object({
  /** The hash of the sources. */
  sources: z.string(),
  /** Whether the page is among them. */
  page: z.boolean(),
  /** The hash of each file, by its path in the folder; null for a file whose name stands for its content. */
  files: z.record(z.string(), z.nullable(z.string())),
});

export type MadeFrom = z.infer<typeof madeFrom>;

/**
 * Whether the bundles are whole, and those of these sources. Their label alone does not say so: a process that bundles other
 * sources may have replaced some of them since.
 */
export async function areMadeFrom(sources: string, { page = false, folder = BUNDLES_FOLDER } = {}): Promise<boolean> {
  const label = await readLabel(folder);
  if (label?.sources !== sources || (page && !label.page)) return false;
  const isThere = await Promise.all(
    Object.entries(label.files).map(async ([path, hash]) => {
      const file = join(folder, path);
      if (hash === null) return existsSync(file);
      return hash === (await readFile(file).then(hashOf, () => undefined));
    }),
  );
  return isThere.every((is) => is);
}

export async function labelBundles(label: MadeFrom, folder = BUNDLES_FOLDER): Promise<void> {
  await writeFile(labelOf(folder), JSON.stringify(label));
}

export function hashOf(content: Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

async function readLabel(folder: string): Promise<MadeFrom | undefined> {
  try {
    return madeFrom.safeParse(JSON.parse(await readFile(labelOf(folder), "utf8"))).data;
  } catch {
    return undefined;
  }
}

/** Not in the folder, all of which is published. */
function labelOf(folder: string): string {
  return `${folder}.made-from.json`;
}
