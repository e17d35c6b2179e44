import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { validate } from "./streams.ts";

// https://github.com/max-mapper/csv-spectrum: CSV files at the edges of the format, each with what is in it as JSON.
const folder = new URL("../../../node_modules/csv-spectrum/", import.meta.url);
/** Has quotes within fields that are not quoted, which RFC 4180 forbids and readers read in different ways. */
const REJECTED = "location_coordinates.csv";
const files = readdirSync(new URL("csvs", folder)).filter((name) => name !== REJECTED);

describe("csv-spectrum's files", () => {
  it("are all there", () => {
    expect(files.length).toBeGreaterThanOrEqual(11);
  });

  it(`${REJECTED} is rejected, for its bare quotes`, async () => {
    expect((await validate(readFileSync(new URL(`csvs/${REJECTED}`, folder)))).findingCounts).toMatchObject({
      quote: 1,
    });
  });

  it.each(files)("%s is read as it was meant", async (name) => {
    const rows: Record<string, string>[] = JSON.parse(
      readFileSync(new URL(`json/${name.replace(".csv", ".json")}`, folder), "utf8"),
    );
    const { ok, file, findings } = await validate(readFileSync(new URL(`csvs/${name}`, folder)), { fileName: name });
    expect(findings.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(ok).toBe(true);
    expect(file.rows).toBe(rows.length);
    expect(file.columns.map((column) => column.name)).toEqual(Object.keys(rows[0] ?? {}));
    // Their JSON has \n for every line break, also where the file has \r\n.
    const shown = file.preview.map((row) => row.map((value) => value.replaceAll("\r\n", "\n")));
    expect(shown).toEqual(
      rows.slice(0, 5).map((row) => Object.values(row).map((value) => value.replaceAll("\r\n", "\n"))),
    );
  });
});
