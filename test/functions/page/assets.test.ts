import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AssetManifest, MANIFEST_FILE, RULES_FILE, readPageAssets } from "../../../functions/page/assets.ts";

const MANIFEST: AssetManifest = {
  names: { "app.js": "app-AAAAAAAA.js", "icon.svg": "icon-BBBBBBBB.svg" },
  files: {
    "app-AAAAAAAA.js": { type: "text/javascript", encodings: ["br", "gzip"] },
    "icon-BBBBBBBB.svg": { type: "image/svg+xml", encodings: [] },
  },
};
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "dropset-assets-"));
  const files = {
    [MANIFEST_FILE]: JSON.stringify(MANIFEST),
    [RULES_FILE]: "<h1>Rules</h1>",
    "app-AAAAAAAA.js": "plain",
    "app-AAAAAAAA.js.br": "brotli",
    "app-AAAAAAAA.js.gz": "gzip",
    "icon-BBBBBBBB.svg": "<svg/>",
    "secret.txt": "no asset",
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
});
afterAll(() => rm(folder, { recursive: true }));

const assets = () => readPageAssets(pathToFileURL(`${folder}/`));

/** What is sent, its type and its encoding. */
async function read(name: string, accepted: string) {
  const asset = await assets().read(name, accepted);
  return asset && [Buffer.from(asset.content).toString(), asset.type, asset.encoding];
}

describe("the page's assets", () => {
  it("are named by their content, and anything else by its own name", () => {
    const { path } = assets();
    expect(path("app.js")).toBe("/assets/app-AAAAAAAA.js");
    expect(path("other.js")).toBe("/assets/other.js");
    expect(path("constructor")).toBe("/assets/constructor");
  });

  it.each([
    ["gzip, deflate, br", "brotli", "br"],
    ["GZIP", "gzip", "gzip"],
    ["br;q=0, gzip", "gzip", "gzip"],
    ["br; q=0.000 ,gzip;q=0.1", "gzip", "gzip"],
    ["br;q=0.5", "brotli", "br"],
    ["br;q=0;level=1", "plain", undefined],
    ["identity", "plain", undefined],
    ["", "plain", undefined],
  ])("are sent as small as the request accepts: %s", async (accepted, content, encoding) => {
    expect(await read("app-AAAAAAAA.js", accepted)).toEqual([content, "text/javascript", encoding]);
  });

  it("are sent as they are where they were not compressed", async () => {
    expect(await read("icon-BBBBBBBB.svg", "br, gzip")).toEqual(["<svg/>", "image/svg+xml", undefined]);
  });

  it.each(["secret.txt", "app.js", "manifest.json", "app-AAAAAAAA.js.br", "__proto__", "../assets.test.ts"])(
    "are not whatever else is there: %s",
    async (name) => {
      expect(await read(name, "br")).toBeUndefined();
    },
  );

  it("come with the rules", async () => {
    expect(await assets().rules()).toBe("<h1>Rules</h1>");
  });

  it("have to be built first", () => {
    expect(() => readPageAssets(pathToFileURL(`${folder}/none/`))).toThrow(/manifest\.json/);
  });
});
