import { describe, expect, it } from "vitest";
import { type Report, unreadRecord } from "../../../functions/drops/report.ts";
import { type Excerpt, FindingsView } from "../../../functions/report/html/findings-view.tsx";
import { renderReportPage } from "../../../functions/report/html/report-page.tsx";
import type { Finding } from "../../../functions/validation/findings.ts";
import { readLines } from "./page-text.ts";
import { reportOf } from "./reports.ts";

const linesOf = async (content: string, overrides: Partial<Report> = {}) =>
  readLines(renderReportPage(await reportOf(content, overrides)));
const GROUPED = "id,text,META_TASK_GROUP_ID\n1,Great,1\n2,,2\n3,x,2\n";
const FINDING: Finding = { code: "quote", severity: "error", line: 1234, column: "te\txt", message: "m", hint: "h" };

describe("what a report's page says", () => {
  it("of a READY dataset is what participants will see", async () => {
    expect(await linesOf(GROUPED)).toEqual([
      "dropset report",
      "reviews.csv",
      "ready The dataset is READY.",
      ...["File", "48 B, 3 rows, 3 columns"],
      ...["Dataset", "reviews, READY", "Dataset ID", "d1", "Workspace", "w1"],
      ...["Uploaded", "2026-11-24 12:00:00 UTC, completed after 4.2 s"],
      ...["File and version", "incoming/reviews.csv v1", "Task groups", "2"],
      "What participants will see",
      ...["Participants see 2", "idtext"],
      ...["Hidden from participants 1", "META_TASK_GROUP_ID"],
      ...["Datapoint 1", "id", "1", "text", "Great", "Hidden from participants", "META_TASK_GROUP_ID", "1"],
      ...["Datapoint 2", "id", "2", "text", "(empty)", "Hidden from participants", "META_TASK_GROUP_ID", "2"],
      ...["Datapoint 3", "id", "3", "text", "x", "Hidden from participants", "META_TASK_GROUP_ID", "2"],
      "Task groups",
      "2 task groups of 1 to 2 rows. A participant completes a whole group in one submission.",
      "Rows in a group | Groups",
      "1 | 1",
      "2 | 1",
    ]);
  });

  it("of a file without task groups is how rows are grouped", async () => {
    const lines = await linesOf("id\n1\n");
    expect(lines.at(-1)).toBe(
      "The file does not define task groups. Rows are grouped at random; the batch's tasks_per_group sets how many rows go into each group.",
    );
    expect(lines.filter((line) => line === "Task groups")).toHaveLength(1);
    expect(lines).toContain("none");
    expect(lines).toContain("5 B, 1 row, 1 column");
  });

  it("of a rejected file is what to fix, and that there is no dataset", async () => {
    const findings = [
      FINDING,
      { ...FINDING, line: null, column: null, code: "row-width", severity: "warning" } as const,
    ];
    const lines = await linesOf("id\n1\n", {
      outcome: "rejected",
      dataset: null,
      findings,
      findingCounts: { quote: 3, "row-width": 1, "blank-row": 2 },
    });
    expect(lines.slice(2, 7)).toEqual([
      "rejected The file was rejected. Fix it and upload it again.",
      "File",
      "5 B, 1 row, 1 column",
      "Dataset",
      "not created",
    ]);
    expect(lines).toContain("What participants would see");
    expect(lines).not.toContain("Dataset ID");
    expect(lines).not.toContain("Workspace");
    const start = lines.indexOf("Fix these 3 problems");
    expect(lines.slice(start, start + 9)).toEqual([
      "Fix these 3 problems",
      ...["errorquoteline 1,234column te⇥xt", "m", "h", '2 more problems of the kind "quote" are not listed.'],
      ...["warningrow-width", "m", "h", '2 more problems of the kind "blank-row" are not listed.'],
    ]);
  });

  it("of a file that was not read has nothing of its contents", async () => {
    const lines = await linesOf("id\n1\n", { outcome: "failed", ...unreadRecord(7), findings: [FINDING] });
    expect(lines).toContain("failed The dataset could not be created.");
    expect(lines).toContain("7 B");
    expect(lines).toContain("What went wrong");
    expect(lines).not.toContain("What participants would see");
    expect(lines).not.toContain("Task groups");
  });

  it.each([
    [0, "The file has no rows."],
    [1, "The first rows cannot be shown here."],
  ])("of a file with %i rows and none to show says so", async (rows, text) => {
    const { file } = await reportOf("id\n1\n");
    expect(await linesOf("id\n1\n", { file: { ...file, rows, preview: [] } })).toContain(text);
  });

  it("has every column of a wide file", async () => {
    const names = Array.from({ length: 60 }, (_, column) => `c${column + 1}`);
    const html = renderReportPage(await reportOf(`${names.join()}\n${names.map((name) => `${name} value`).join()}\n`));
    for (const name of names) {
      expect(html).toContain(`<bdi>${name}</bdi>`);
      expect(html).toContain(`>${name} value</dd>`);
    }
  });

  it("of a file with long texts says that they are cut", async () => {
    const cut = "Long texts are cut here, but not for participants.";
    expect(await linesOf(`id\n${"a".repeat(501)}\n`)).toContain(cut);
    expect(await linesOf(`id\n${"a".repeat(500)}\n`)).not.toContain(cut);
  });

  it("of a record without hidden values shows them as empty", async () => {
    const { file } = await reportOf("id,META_a\n1,x\n");
    const lines = await linesOf("id,META_a\n1,x\n", { file: { ...file, previewHidden: [] } });
    const hidden = lines.lastIndexOf("Hidden from participants");
    expect(lines.slice(hidden, hidden + 3)).toEqual(["Hidden from participants", "META_a", "(empty)"]);
  });

  it("with every finding listed counts no others", async () => {
    const lines = await linesOf("id\n1\n", { findings: [FINDING], findingCounts: { quote: 1 } });
    expect(lines.join("\n")).toContain("Fix this problem");
    expect(lines.join("\n")).not.toContain("not listed");
  });

  it("without findings has no heading for them", async () => {
    expect((await linesOf("id\n1\n")).join("\n")).not.toMatch(/Check these|Fix these|not listed/);
  });
});

describe("a report's markup", () => {
  it("has the classes that its style needs", async () => {
    const page = renderReportPage(
      await reportOf(GROUPED, { findings: [{ ...FINDING, severity: "warning" }], findingCounts: { quote: 1 } }),
    );
    expect(page).toContain("<title>reviews.csv: ready</title>");
    expect(page).toContain('<span class="badge ready">ready</span> The dataset');
    expect(page).toContain('<li class="finding warning">');
    expect(page).toContain('<span class="badge warning">warning</span>');
    expect(page).toContain('<li class="task has-hidden">');
    expect(page).toContain('<span class="column shown"><bdi>text</bdi></span>');
    expect(page).toContain('<span class="column kept"><bdi>META_TASK_GROUP_ID</bdi></span>');
    expect(page).toMatch(/<style>\n:root \{/);
    const alone = renderReportPage(await reportOf("id\n1\n"));
    expect(alone).toContain('<li class="task">');
    expect(alone).not.toContain('task-hidden"');
  });
});

describe("findings with their lines", () => {
  const render = (excerpt: Excerpt | null, line: number | null = 3) =>
    `${FindingsView({
      findings: [{ ...FINDING, line }],
      findingCounts: { quote: 1 },
      excerpts: [excerpt],
      ruleHref: (code) => `/rules#${code}`,
    })}`;

  it("have the place marked, and a link to the rule", () => {
    const html = render({ before: "a,", marked: "b", after: ",c" });
    expect(html).toContain('<span class="line-number" aria-hidden="true">3</span>');
    expect(html).toContain("<code>a,<mark>b</mark>,c</code>");
    expect(html).toContain('<a href="/rules#quote" target="_blank" rel="noopener"><code>quote</code>');
  });

  it("say where something is missing", () => {
    const html = render({ before: "a,", marked: "", after: "" }, null);
    expect(html).toContain('<mark class="missing"><span class="unseen">(missing here)</span></mark>');
    expect(html).toContain('aria-hidden="true">0</span>');
  });

  it("have no line where there is none to show", () => {
    expect(render(null)).not.toContain("excerpt");
  });
});
