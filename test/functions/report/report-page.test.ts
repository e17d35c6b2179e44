import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { DropBucket } from "../../../functions/drops/drop-bucket.ts";
import { recordOf } from "../../../functions/drops/report.ts";
import { renderReportPage } from "../../../functions/report/html/report-page.tsx";
import { reportDrop } from "../../../functions/report/report-drop.ts";
import { memoryRecords } from "../fakes.ts";
import { validate } from "../validation/streams.ts";
import { reportOf } from "./reports.ts";

const MARKUP = `<script>alert(1)</script><img src=x onerror="alert(2)">'"&</style><style>*{display:none}`;

const FIRST = { attempt: 1, datasetAttempt: 1 };

describe("a report as HTML", () => {
  it("shows what participants will see, next to what is hidden from them", async () => {
    const page = renderReportPage(await reportOf("id,text,META_source\n1,Great,amazon\n"));
    expect(page).toMatch(/^<!doctype html>\n<html lang="en">/);
    const [, shown = "", hidden = ""] =
      /(<div class="task-card">.*?)(<div class="task-hidden">.*?<\/li>)/s.exec(page) ?? [];
    expect(shown).toContain("Great");
    expect(shown).not.toContain("amazon");
    expect(hidden).toContain("amazon");
  });

  it("says where a column has no name, in the list of columns and in each datapoint", async () => {
    const page = renderReportPage(await reportOf("id,, \n1,a,b\n", { outcome: "rejected" }));
    const noName = '<span class="quiet">(no name)</span>';
    expect(page.split(`<dt dir="auto">${noName}</dt>`)).toHaveLength(3);
    expect(page.split(`<bdi>${noName}</bdi>`)).toHaveLength(3);
  });

  it("lays out each name and value in the direction of its own text", async () => {
    const page = renderReportPage(await reportOf("النص,META_مصدر\nمرحبا بالعالم! (test) 123.,كتاب 7.\n"));
    for (const value of ["مرحبا بالعالم! (test) 123.", "كتاب 7."])
      expect(page).toContain(`<dd dir="auto">${value}</dd>`);
    for (const name of ["النص", "META_مصدر"]) {
      expect(page).toContain(`<dt dir="auto">${name}</dt>`);
      expect(page).toContain(`<bdi>${name}</bdi>`);
    }
  });

  it("escapes markup in the file, in names and in the service's answers", async () => {
    const field = `"${MARKUP.replaceAll('"', '""')}"`;
    const page = renderReportPage(
      await reportOf(
        `id,${field},META_${field.slice(1)}\n1,${field},x\n1,${field},"x"${MARKUP}\n`.replace(/META_/, '"META_'),
        {
          drop: { bucket: MARKUP, key: `incoming/${MARKUP}.csv`, versionId: MARKUP },
          outcome: "rejected",
          dataset: { id: MARKUP, name: MARKUP, workspaceId: MARKUP, status: MARKUP },
        },
      ),
    );
    expect(page).toContain("&lt;script&gt;alert(1)");
    expect(page).not.toMatch(/<script|<img|onerror="/i);
    expect(page.match(/<style>/g)).toHaveLength(1);
    expect(page.match(/<\/style>/g)).toHaveLength(1);
  });

  it("allows only its own style, by its hash", async () => {
    const page = renderReportPage(await reportOf("id,text\n1,x\n"));
    const [, style = ""] = /<style>(.*?)<\/style>/s.exec(page) ?? [];
    const hash = createHash("sha256").update(style).digest("base64");
    const [, policy = ""] = /<meta http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
    expect(policy.replaceAll("&#39;", "'")).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`,
    );
    expect(page).not.toMatch(/ style="|https?:|url\(|@import/);
  });
});

describe("reportDrop", () => {
  it("writes the report, then its HTML, and notifies the subscribers last", async () => {
    const done: string[] = [];
    const bucket: DropBucket = {
      describe: () => Promise.reject(new Error("not read")),
      read: () => Promise.reject(new Error("not read")),
      versionAt: () => Promise.reject(new Error("not asked")),
      readJson: async () => recordOf(await validate("id,text\n1,x\n")),
      writeFile: () => Promise.reject(new Error("nothing to write")),
      writeJson: async (_, key) => void done.push(key),
      writeHtml: async (_, key) => void done.push(key),
    };
    const drop = { bucket: "b", key: "incoming/a.csv", versionId: "v1" };
    await reportDrop(
      {
        input: {
          ...FIRST,
          drop,
          startedAt: "2026-11-24T12:00:00.000Z",
          verdict: "rejected",
          dataset: null,
          file: null,
        },
        ending: "rejected",
        poll: null,
        failure: null,
      },
      {
        bucket,
        keptFiles: { keep: () => Promise.reject(new Error("nothing to keep")) },
        records: memoryRecords().records,
        eventBus: { put: async (_, { page }) => void done.push(`event of ${page}`) },
        notices: { send: async (_, { page }) => void done.push(`notified of ${page}`) },
      },
    );
    expect(done).toEqual([
      "results/a.csv/v1.json",
      "results/a.csv/v1.html",
      "event of results/a.csv/v1.html",
      "notified of results/a.csv/v1.html",
    ]);
  });

  it("renders records from before hidden values were stored", async () => {
    const { file, findings, findingCounts } = recordOf(await validate("id,META_a\n1,x\n"));
    const { previewHidden: _, ...older } = file;
    let page = "";
    const bucket: DropBucket = {
      describe: () => Promise.reject(new Error("not read")),
      read: () => Promise.reject(new Error("not read")),
      versionAt: () => Promise.reject(new Error("not asked")),
      readJson: async () => ({ file: older, findings, findingCounts }),
      writeFile: () => Promise.reject(new Error("nothing to write")),
      writeJson: async () => {},
      writeHtml: async (_bucket, _key, written) => {
        page = written;
      },
    };
    const drop = { bucket: "b", key: "incoming/a.csv", versionId: "v1" };
    const input = {
      ...FIRST,
      drop,
      startedAt: "2026-11-24T12:00:00.000Z",
      verdict: "publish",
      dataset: null,
      file: null,
    } as const;
    await reportDrop(
      { input, ending: "ready", poll: null, failure: null },
      {
        bucket,
        keptFiles: { keep: async () => {} },
        records: memoryRecords().records,
        eventBus: { put: async () => {} },
        notices: { send: async () => {} },
      },
    );
    expect(page).toContain("META_a");
  });
});
