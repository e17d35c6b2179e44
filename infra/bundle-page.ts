import { readdir, rm } from "node:fs/promises";
import { join, relative } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import {
  type AssetEncoding,
  type AssetManifest,
  ENCODING_ENDINGS,
  MANIFEST_FILE,
  RULES_FILE,
} from "../functions/page/assets.ts";
import { WORKERS } from "../functions/page/shell.ts";
import { buildClient, plainName } from "../page/build-client.ts";
import { buildRules } from "../page/build-rules.ts";
import { BUNDLES_FOLDER, PAGE_ASSETS_FOLDER } from "./bundles.ts";
import { hashOf, type MadeFrom } from "./made-from.ts";
import { replaceFile } from "./replace-file.ts";

/** Fonts are compressed already. */
const COMPRESSED = /^(?:text\/|image\/svg)/;

/** What the page's HTML names; the rest is loaded by these. */
const NAMED: ReadonlySet<string> = new Set(["app.js", "style.css", "icon.svg", ...WORKERS]);

/**
 * Builds what the page function serves, next to its bundle: the client's files under names with a hash, compressed, and the rules.
 * A file whose name is there already is not compressed again: the name stands for the content.
 *
 * @returns what is there now
 */
export async function bundlePage(): Promise<MadeFrom["files"]> {
  const files = await buildClient();
  const there = new Set(await readdir(PAGE_ASSETS_FOLDER).catch(() => []));
  const written = new Set<string>([MANIFEST_FILE, RULES_FILE]);
  const manifest: { names: Record<string, string>; files: AssetManifest["files"] } = { names: {}, files: {} };
  await Promise.all(
    files.map(async ({ name, content, type }) => {
      const encodings: AssetEncoding[] = COMPRESSED.test(type) ? ["br", "gzip"] : [];
      manifest.files[name] = { type, encodings };
      if (NAMED.has(plainName(name))) manifest.names[plainName(name)] = name;
      for (const path of [name, ...encodings.map((encoding) => name + ENCODING_ENDINGS[encoding])]) written.add(path);
      await replaceFile(join(PAGE_ASSETS_FOLDER, name), content);
      for (const encoding of encodings) {
        const path = name + ENCODING_ENDINGS[encoding];
        if (!there.has(path)) await replaceFile(join(PAGE_ASSETS_FOLDER, path), await compress[encoding](content));
      }
    }),
  );
  const rules = Buffer.from(await buildRules());
  const list = Buffer.from(JSON.stringify(sorted(manifest), null, 2));
  await replaceFile(join(PAGE_ASSETS_FOLDER, RULES_FILE), rules);
  await replaceFile(join(PAGE_ASSETS_FOLDER, MANIFEST_FILE), list);
  // Of earlier builds. All that lies there is deployed.
  const old = [...there].filter((name) => !written.has(name));
  await Promise.all(old.map((name) => rm(join(PAGE_ASSETS_FOLDER, name), { force: true })));
  const hashes = new Map([
    [RULES_FILE, hashOf(rules)],
    [MANIFEST_FILE, hashOf(list)],
  ]);
  const folder = relative(BUNDLES_FOLDER, PAGE_ASSETS_FOLDER);
  return Object.fromEntries([...written].map((name) => [join(folder, name), hashes.get(name) ?? null]));
}

const compress: Readonly<Record<AssetEncoding, (content: Uint8Array) => Promise<Buffer>>> = {
  br: (content) =>
    promisify(brotliCompress)(content, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: content.length } }),
  gzip: (content) => promisify(gzip)(content, { level: 9 }),
};

/** The same sources give the same bytes, in whatever order the files were built. */
function sorted({ names, files }: AssetManifest): AssetManifest {
  const byName = <T>(record: Record<string, T>) =>
    Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
  return { names: byName(names), files: byName(files) };
}
