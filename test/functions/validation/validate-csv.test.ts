import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { validateCsv } from "../../../functions/validation/validate-csv.ts";

const CSV = "id,text\n1,a\n";

describe("what is no stream of bytes", () => {
  it.each([
    ["a Buffer", Buffer.from(CSV)],
    ["a text", CSV],
    ["a stream of text", Readable.from([CSV])],
  ])("is an error and not an empty file: %s", async (_, source) => {
    await expect(validateCsv(source as unknown as Readable)).rejects.toThrow("A file is read as a stream of bytes");
  });

  it("can be made one as the error recommends", async () => {
    expect(await validateCsv(new Blob([CSV]).stream())).toMatchObject({ ok: true, file: { rows: 1 } });
  });
});
