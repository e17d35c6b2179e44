import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, it } from "vitest";
import { answersTable } from "../../cli/drops/answers-table.ts";
import { describeProgress } from "../../cli/drops/describe.ts";
import type { Progress } from "../../cli/drops/progress.ts";
import type { Paint } from "../../cli/terminal/paint.ts";
import type { Terminal } from "../../cli/terminal/terminal.ts";
import { type Pipeline, startPipeline } from "../local/pipeline.ts";
import { dropset } from "./dropset.ts";

const plain: Paint = (_, text) => text;
const terminal: Terminal = { width: undefined, paint: plain };
/** Clears the screen, starts a new line, and reverses the text direction. */
const HOSTILE = "\u001b[2J\nx READY\r\u202etxt.\u2028";

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await startPipeline();
});
afterAll(() => pipeline.stop());

it("control characters in keys and values do not break the terminal's lines", async () => {
  const Key = `incoming/${HOSTILE}.csv`;
  const said: string[] = [];
  pipeline.follower.on("progress", ({ key }, progress: Progress) =>
    said.push(describeProgress(key, progress, terminal)),
  );
  const { VersionId = "" } = await pipeline.s3.send(
    new PutObjectCommand({ Bucket: pipeline.bucket, Key, Body: `id,"a${HOSTILE}","a${HOSTILE}"\n1,x,y\n` }),
  );
  const answer = await pipeline.follower.answer({ bucket: pipeline.bucket, key: Key, versionId: VersionId });
  for (const width of [undefined, 40]) said.push(answersTable([answer], { width, paint: plain }));
  expect(answer.report.findings.length).toBeGreaterThan(0);
  expect(said.length).toBeGreaterThan(2);
  for (const text of said) expect(text).not.toMatch(/[^\P{Cc}\n]|[\p{Bidi_Control}\u2028\u2029]/u);
  expect(
    said
      .join("\n")
      .split("\n")
      .filter((line) => line.startsWith("x READY")),
  ).toEqual([]);
});

const SHOWN = "␛[2J␊x READY␍�txt.�";

it.skipIf(process.platform === "win32").each([
  [["validate", "FILE"], SHOWN],
  [["validate", "--schema", "FILE", "FILE"], `"${SHOWN}.csv" has mistakes`],
  [["fix", "--dry-run", "FILE"], SHOWN],
  [["fix", "FILE"], `written to ${SHOWN}.fixed.csv`],
  [["fix", "FILE", "FILE"], `"${SHOWN}.csv" is named twice`],
  [["schema", "FILE"], SHOWN],
  [["push", "FILE"], SHOWN],
  [["push", "--fix", "FILE"], SHOWN],
  [["push", "--no-check", "--timeout", "1s", "FILE"], SHOWN],
  [["status", "FILE"], SHOWN],
  [["report", "--stack", HOSTILE, "x"], SHOWN],
  [["report", `no ${HOSTILE}`], `no ${SHOWN}`],
  [["redrive", `no ${HOSTILE}`], `no ${SHOWN}`],
  [["status", `s3://${HOSTILE}/x`], SHOWN],
  [["validate", `--${HOSTILE}`], SHOWN],
  [[HOSTILE], SHOWN],
])("every command shows a name with control characters by the same signs: %j", async (args, expected) => {
  const name = `${HOSTILE}.csv`;
  await writeFile(join(pipeline.folder, name), "id;text\n1;a\n2;b\n");
  const { out, err } = await dropset(pipeline, ...args.map((arg) => (arg === "FILE" ? name : arg)));
  expect(out + err).toContain(expected);
  expect(out + err).not.toMatch(/[^\P{Cc}\n]|[\p{Bidi_Control}\u2028\u2029]/u);
  expect(`${out}\n${err}`).not.toContain("\nx READY");
});

it("a report's first finding of each kind is shown, with how many there are", async () => {
  const said: string[] = [];
  const narrow: string[] = [];
  const watch = (_: unknown, progress: Progress) => {
    said.push(describeProgress("many.csv", progress, terminal));
    narrow.push(describeProgress("many.csv", progress, { ...terminal, width: 60 }));
  };
  pipeline.follower.on("progress", watch);
  const drop = await pipeline.put("incoming/many.csv", `id,a\n${"1,x,y\n".repeat(200)}1,"y" z\n`);
  await pipeline.reached(drop, "answered");
  pipeline.follower.off("progress", watch);
  const answer = said.at(-1)?.split("\n") ?? [];
  expect(answer.filter((line) => /^ {6}\S/.test(line))).toEqual([
    expect.stringMatching(/^ {6}row-width {2}200 times, first on line 2: The row has 3 fields/),
    expect.stringMatching(/^ {6}quote {2}line 202: There is text after the closing quote/),
    expect.stringContaining("report"),
  ]);
  const found = (narrow.at(-1)?.split("\n") ?? []).slice(1, -1);
  expect(found.filter((line) => line.length > 60)).toEqual([]);
  expect(found.slice(0, 3)).toEqual([
    "      row-width",
    "        200 times, first on line 2: The row has 3 fields,",
    expect.stringMatching(/^ {8}\S/),
  ]);
});
