import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import * as z from "zod/mini";
import type { AssetPath } from "./document.ts";

/** How an asset is compressed, as HTTP names it: the smallest first. */
const ENCODINGS = ["br", "gzip"] as const;
export type AssetEncoding = (typeof ENCODINGS)[number];

/** The endings of the compressed files. */
export const ENCODING_ENDINGS: Readonly<Record<AssetEncoding, string>> = { br: ".br", gzip: ".gz" };

export const MANIFEST_FILE = "manifest.json";
export const RULES_FILE = "rules.html";

const manifest = z.object({
  /** The name with the content's hash, by the name that the pages use. */
  names: z.record(z.string(), z.string()),
  /** Every file, by its name with the hash. */
  files: z.record(z.string(), z.object({ type: z.string(), encodings: z.array(z.enum(ENCODINGS)) })),
});
export type AssetManifest = z.infer<typeof manifest>;

/** A script, style, font or icon, ready to be sent. */
export interface Asset {
  readonly content: Uint8Array<ArrayBuffer>;
  readonly type: string;
  readonly encoding: AssetEncoding | undefined;
}

/** The pages' scripts and styles, under names that change with their content. */
export interface PageAssets {
  readonly path: AssetPath;
  /** @param accepted what the request accepts, as in Accept-Encoding @returns undefined for a file that is not one of them */
  read(name: string, accepted: string): Promise<Asset | undefined>;
  /** docs/rules.md, as HTML. */
  rules(): Promise<string>;
}

/**
 * Reads the assets that were built.
 *
 * @param folder their folder's URL, which ends in a slash
 * @throws {Error} they were not built
 */
export function readPageAssets(folder: URL): PageAssets {
  const { names, files } = manifest.parse(JSON.parse(readFileSync(new URL(MANIFEST_FILE, folder), "utf8")));
  const known = new Map(Object.entries(files));
  return {
    path: (name) => `/assets/${Object.hasOwn(names, name) ? names[name] : name}`,
    async read(name, accepted) {
      const file = known.get(name);
      if (!file) return undefined;
      const encoding = file.encodings.find((one) => accepts(accepted, one));
      const bytes = await readFile(new URL(name + (encoding ? ENCODING_ENDINGS[encoding] : ""), folder));
      return { content: Uint8Array.from(bytes), type: file.type, encoding };
    },
    rules: () => readFile(new URL(RULES_FILE, folder), "utf8"),
  };
}

/** Whether a request's Accept-Encoding names it, and not with a weight of 0. */
function accepts(header: string, encoding: AssetEncoding): boolean {
  return header.split(",").some((part) => {
    const [name = "", ...parameters] = part.split(";").map((text) => text.trim().toLowerCase());
    return name === encoding && !parameters.some((parameter) => /^q=0(?:\.0*)?$/.test(parameter));
  });
}
