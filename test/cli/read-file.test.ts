import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readFileChunks } from "../../cli/validate/read-file.ts";
import { validateCsv } from "../../functions/validation/validate-csv.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "read-file-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("reading a file into buffers that are used again", () => {
  it("comes to the same as reading it whole, for findings around every end of a chunk", async () => {
    // Rows of odd lengths, so that chunks end at every kind of place, and something wrong with most of them.
    const rows = Array.from({ length: 60_000 }, (_, index) => {
      const text = `${"é🎉x".repeat(index % 7)}${index}`;
      return [`${index},"${text}",a`, `${index},${text}" b,a`, `${index},"${text}"c,a`, `${index},${text}`][index % 4];
    });
    const content = Buffer.from(`id,text,META_a\n${rows.join("\n")}\n`);
    const path = join(folder, "rows.csv");
    await writeFile(path, content);
    const whole = await validateCsv(
      (async function* () {
        yield content;
      })(),
    );
    expect(content.length).toBeGreaterThan(5 * 262_144);
    expect(await validateCsv(readFileChunks(path))).toEqual(whole);
    expect(await validateCsv(readFileChunks(path), { plain: true })).toEqual(whole);
  });

  it("reads an empty file, and reports a missing one", async () => {
    const path = join(folder, "empty.csv");
    await writeFile(path, "");
    expect((await validateCsv(readFileChunks(path))).file.bytes).toBe(0);
    await expect(validateCsv(readFileChunks(join(folder, "nothing.csv")))).rejects.toMatchObject({ code: "ENOENT" });
  });
});
