import { isUtf8 } from "node:buffer";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { offendingRows } from "../../../../functions/page/offending-rows.ts";
import type { Severities } from "../../../../functions/validation/findings.ts";
import { hasOffendingRows } from "../../../../page/client/file-view/has-offending-rows.ts";
import { bytesOf, inChunks, validate } from "../../../functions/validation/streams.ts";

const FOLDER = fileURLToPath(new URL("../../../functions/validation/real-files/", import.meta.url));
const REAL_FILES = readdirSync(FOLDER).filter((name) => name.endsWith(".csv"));

/** Whether the page offers a file's rows with a problem. */
async function isOffered(content: string | Uint8Array, severities: Severities = {}): Promise<boolean> {
  const { findings } = await validate(content, { severities });
  return hasOffendingRows("reviews.csv", findings);
}

/** The rows that are downloaded, without the header. */
async function download(content: string | Uint8Array, severities: Severities = {}): Promise<string[][]> {
  let csv = "";
  for await (const part of offendingRows(inChunks(bytesOf(content)), isUtf8, severities)) csv += part;
  return parse(csv, { bom: true }).slice(1);
}

describe("the rows with a problem are offered", () => {
  it.each<[string, Severities]>([
    ["by default", {}],
    ["where another delimiter is a warning", { delimiter: "warning" }],
    ["where lines above the header are a warning", { preamble: "warning" }],
    ["where rows in quotes are a warning", { "wrapped-row": "warning" }],
    ["where another encoding is a warning", { encoding: "warning" }],
  ])("only if there are some, and all their letters, %s", async (_, severities) => {
    const lossy: string[] = [];
    for (const name of REAL_FILES) {
      const content = readFileSync(FOLDER + name);
      if (!(await isOffered(content, severities))) continue;
      const rows = await download(content, severities);
      const losesLetters = rows.flat().some((field) => field.includes("\ufffd")) && !content.includes("\ufffd");
      if (rows.length === 0 || losesLetters) lossy.push(name);
    }
    expect(lossy).toEqual([]);
  });

  it.each([
    ["Qualtrics", 'Q1,Q2\nWhat is a,What is b\n"{""ImportId"":""QID1""}","{""ImportId"":""QID2""}"\nx,y\nx2,y2\n'],
    ["sqlcmd", "id,name\n--,----\n1,a\n2,b\n"],
  ])("for no export of %s whose header has more lines, and no other problem", async (_, content) => {
    expect((await validate(content)).findings.map(({ code }) => code)).toEqual(["extra-header"]);
    expect(await isOffered(content)).toBe(false);
  });

  it.each<Severities>([{}, { encoding: "warning" }])("for no file that is not UTF-8, with %j", async (severities) => {
    const content = Buffer.from("id,text\n1,caf\xe9\n2,M\xfcller,3\n", "latin1");
    expect(await isOffered(content, severities)).toBe(false);
    expect(await isOffered("id,text\n1,café\n2,Müller,3\n")).toBe(true);
  });

  it("of a file whose delimiter is a warning, since its rows are judged", async () => {
    const content = "name;text\n1;hi\n2;ho\n\n3;x,y\n";
    expect(await isOffered(content, { delimiter: "warning" })).toBe(true);
    expect(await download(content, { delimiter: "warning" })).toHaveLength(2);
    expect(await isOffered(content)).toBe(false);
  });
});
