import { describe, expect, it } from "vitest";
import type { ReportedDefinition } from "../../../functions/drops/folders.ts";
import { NOT_FIXED, type Report, recordOf, unreadRecord } from "../../../functions/drops/report.ts";
import { renderReportPage } from "../../../functions/report/html/report-page.tsx";
import { schemaOf } from "../validation/schemas.ts";
import { validate } from "../validation/streams.ts";
import { readLines } from "./page-text.ts";
import { reportOf } from "./reports.ts";

const FIELDS = {
  question: { type: "text", label: "Question" },
  picture: { type: "image_url" },
  clip: { type: "audio_url" },
  source: { type: "metadata" },
  set: { type: "task_group_id" },
} as const;
const CSV = `question,picture,clip,source,set
What is this?,https://pictures.example/1.png,https://sounds.example/1.mp3,web,a
`;
const DEFINITION: ReportedDefinition = {
  source: "file",
  name: "Animals",
  schema: { strict: true, fields: FIELDS },
  files: "one-dataset",
};

async function typedReport(overrides: Partial<Report> = {}): Promise<Report> {
  const validation = await validate(CSV, { schema: schemaOf(FIELDS, true) });
  return reportOf(CSV, {
    ...NOT_FIXED,
    ...recordOf(validation),
    definition: DEFINITION,
    import: { id: "i1", status: "complete", added: 1, duplicates: 0, rejected: 0 },
    ...overrides,
  });
}

const linesOf = async (overrides: Partial<Report> = {}) => readLines(renderReportPage(await typedReport(overrides)));
/** What stands below a name. */
const below = (lines: readonly string[], name: string) => lines[lines.indexOf(name) + 1];

describe("the report of a typed file", () => {
  it("says what became of its records, and where its fields are defined", async () => {
    const lines = await linesOf();
    expect(lines).toContain("ready The records are in the dataset, which can be used.");
    expect(below(lines, "Records")).toBe("1 added, 0 there already, 0 refused");
    expect(below(lines, "Fields defined in")).toBe("the folder's _dataset.json");
    const fromSettings = await linesOf({ definition: { ...DEFINITION, source: "settings" } });
    expect(below(fromSettings, "Fields defined in")).toBe("the stack's settings");
  });

  it("says the status of an import of which the service counts nothing", async () => {
    const lines = await linesOf({
      outcome: "failed",
      import: { id: "i1", status: "failed", added: null, duplicates: null, rejected: null },
    });
    expect(lines).toContain("failed The file could not be imported into its dataset.");
    expect(below(lines, "Records")).toBe("import failed");
  });

  it.each([
    ["one-dataset", "only they are added"],
    ["a-dataset-each", "in this folder it becomes a dataset of its own"],
  ] as const)("with refused rows says what to do with them in a folder of %s", async (files, step) => {
    const lines = await linesOf({
      outcome: "partial",
      definition: { ...DEFINITION, files },
      import: { id: "i1", status: "partial", added: 0, duplicates: 0, rejected: 1 },
      refusedFile: "results/reviews.csv/v1.refused.csv",
    });
    expect(lines[2]).toContain("The service refused 1 row. Fix these rows in the file of refused rows");
    expect(lines[2]).toContain(step);
    expect(below(lines, "Refused rows")).toBe("results/reviews.csv/v1.refused.csv");
  });

  it("without a file of the refused rows asks for the whole file", async () => {
    const lines = await linesOf({
      outcome: "partial",
      import: { id: "i1", status: "partial", added: null, duplicates: null, rejected: null },
    });
    expect(lines[2]).toBe(
      "partial The dataset can be used. The service refused some rows. Fix the file and upload it again.",
    );
  });

  it("shows labels as participants read them, and the types of columns", async () => {
    const lines = await linesOf();
    expect(lines).toContain("question Textpicture Imageclip Audio");
    const card = lines.indexOf("Datapoint 1");
    expect(lines.slice(card, card + 7)).toEqual([
      "Datapoint 1",
      ...["Question", "What is this?"],
      ...["picture (image)", "https://pictures.example/1.png"],
      ...["clip (audio)", "https://sounds.example/1.mp3"],
    ]);
  });

  it("loads no media", async () => {
    const page = renderReportPage(await typedReport());
    expect(page).not.toMatch(/<(img|audio|video|a)[ >]|src=|href=/);
    expect(page).toContain("default-src &#39;none&#39;");
  });
});

describe("the report of a definition", () => {
  const drop = { bucket: "b", key: "incoming/animals/_dataset.json", versionId: "v1" };
  const definition = { drop, dataset: null, import: null, ...unreadRecord(210) } as const;

  it("shows its fields, with their types in words", async () => {
    const lines = await linesOf({ ...definition, outcome: "accepted" });
    expect(lines).toContain("accepted It applies to files that are uploaded to this folder from now on.");
    expect(lines).not.toContain("not created");
    expect(below(lines, "Files")).toBe("One dataset for the folder");
    expect(below(lines, "Strict")).toBe("Yes: each record needs every field");
    const table = lines.indexOf("Field | Label | Type");
    expect(lines.slice(table + 1, table + 6)).toEqual([
      "question | Question | Text",
      "picture | (the field's name) | Image",
      "clip | (the field's name) | Audio",
      "source | (not shown) | Metadata, hidden",
      "set | (not shown) | Task group",
    ]);
  });

  it("that was rejected says what that means for the folder", async () => {
    const lines = await linesOf({ ...definition, outcome: "rejected", definition: null });
    expect(lines).toContain(
      "rejected The definition was rejected. Until it is fixed, files in this folder are rejected.",
    );
  });

  it("escapes markup in names and labels", async () => {
    const name = `<img src=x onerror="alert(1)">`;
    const schema = { strict: false, fields: { [name]: { type: "text", label: `${name}&` } } } as const;
    const page = renderReportPage(
      await typedReport({ ...definition, outcome: "accepted", definition: { ...DEFINITION, name, schema } }),
    );
    expect(page).not.toContain("<img");
    expect(page.match(/&lt;img src=x/g)).toHaveLength(3);
  });
});
